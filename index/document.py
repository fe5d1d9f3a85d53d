"""What an engine is given of an article: texts by section, facet values, and what a hit shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archive.article import Article
from index.facets import FACETS, facet_values, value_label

LARGE_PLACES = 2  # country and district at the head of a place's path
TITLE, LEAD, TEXT = "Titel", "Vorspann", "Text"
PLACES, PROJECTS, TOPICS, ATTACHMENT = "Orte", "Projekte", "Themen", "Anhang"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article's text; `name` is what a reader calls it, `origin` where it is."""

    name: str
    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as engines see it; `published` in seconds since 1970, `shown` is JSON-able."""

    id: str
    published: int | None
    sections: tuple[Section, ...]
    facets: Mapping[str, tuple[str, ...]]
    shown: Mapping[str, Any]


def to_document(article: Article) -> Document:
    """Return what engines index of *article*."""
    published = article.published.value if article.published else None
    return Document(
        id=article.id,
        published=None if published is None else int(published.timestamp()),
        sections=tuple(section for section in _sections(article) if section.text.strip()),
        facets=facet_values(article),
        shown=_shown(article),
    )


def _sections(article: Article) -> Iterator[Section]:
    yield Section(TITLE, article.title)
    if article.lead and article.lead not in article.text:
        yield Section(LEAD, article.lead)
    yield Section(TEXT, article.text)
    yield Section(PLACES, " · ".join(dict.fromkeys(_place_names(article))))
    yield Section(PROJECTS, " · ".join(project.name for project in article.projects))
    yield Section(TOPICS, " · ".join(article.topics))
    captions = [*article.captions]
    for attachment in article.attachments:
        captions += [attachment.title, attachment.alt, attachment.caption]
        for number, page in enumerate(attachment.pages, 1):
            yield Section(ATTACHMENT, page, f"im Anhang S. {number}")
    yield Section(ATTACHMENT, " · ".join(dict.fromkeys(filter(None, captions))), "im Anhang")


def _place_names(article: Article) -> Iterator[str]:
    """Yield the places' names, then the towns they belong to, so that a town finds its villages.

    Country and district stand in nearly every article and say nothing.
    """
    yield from (place.name for place in article.places)
    for place in article.places:
        yield from place.path[LARGE_PLACES:-1]


def _shown(article: Article) -> dict[str, Any]:
    place = next(facet for facet in FACETS if facet.name == "ort")
    ordered = sorted(article.places, key=lambda found: -found.weight)
    return {
        "url": article.url,
        "title": article.title,
        "published": article.published.value.isoformat() if article.published else None,
        "source": article.source,
        "places": [[found.key, value_label(place, found.key)] for found in ordered[:12]],
        "projects": [project.name for project in article.projects[:12]],
        "topics": list(article.topics[:12]),
        "status": article.status.value,
        "versions": article.versions,
        "also_at": list(article.also_at),
        "corrected": bool(article.corrected),
    }
