"""An article as schema.org NewsArticle for programs that read the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from archive.article import Article


def json_ld(article: Article, address: str, names: Mapping[str, str]) -> Markup:
    """Return JSON-LD that may stand inside a <script>: no "<" can end the element early."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title[:110],
        "url": article.url,
        "mainEntityOfPage": article.url,
        "inLanguage": "de",
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": names.get(article.source, article.source),
        },
        "archivedAt": address,
        "contentLocation": [{"@type": "Place", "name": place.name} for place in article.places],
        "keywords": [*article.topics, *(project.name for project in article.projects)],
    }
    if article.published:
        data["datePublished"] = article.published.value.isoformat()
    if article.modified:
        data["dateModified"] = article.modified.value.isoformat()
    if article.lead:
        data["description"] = article.lead
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704  # JSON with every markup letter escaped
