"""What an article is about: places, projects and topics, filled in where they are missing."""

from __future__ import annotations

from dataclasses import replace

from archive.article import Article
from crawler.knowledge import Knowledge


def understand(article: Article, knowledge: Knowledge) -> Article:
    """Return *article* with places and projects filled in; what it already has stays."""
    try:
        from crawler.places import find_places
        from crawler.projects import find_projects
    except ImportError:
        return article
    return replace(
        article,
        places=article.places or find_places(article, knowledge),
        projects=article.projects or find_projects(article, knowledge),
    )
