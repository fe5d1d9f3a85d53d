"""A hit from what the index keeps of an article and the places of the query's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from index.results import Hit
from index.snippets import MarkedText, snippet, title_fragments


@dataclass(frozen=True, slots=True)
class HitFacts:
    """What a hit shows whatever the query was; made once for a document that is shown often.

    `middle` are source, places, projects, topics, status, versions and also_at; `sections` are
    name, origin, start in the text and first position of each.
    """

    id: str
    url: str
    title: str
    published: datetime | None
    middle: tuple[Any, ...]
    also_at: tuple[str, ...]
    corrected: bool
    sections: tuple[tuple[str, str, int, int], ...]


def hit_facts(shown: Mapping[str, Any]) -> HitFacts:
    """Return the facts in `Document.shown` with its id and sections, as the index keeps it."""
    published = shown["published"]
    also_at = tuple(shown["also_at"])
    return HitFacts(
        id=shown["id"],
        url=shown["url"],
        title=shown["title"],
        published=datetime.fromisoformat(published).astimezone(UTC) if published else None,
        middle=(
            shown["source"],
            tuple((value, label) for value, label in shown["places"]),
            tuple(shown["projects"]),
            tuple(shown["topics"]),
            shown["status"],
            shown["versions"],
            also_at,
        ),
        also_at=also_at,
        corrected=shown["corrected"],
        sections=tuple((name, origin, at, first) for name, origin, at, first in shown["sections"]),
    )


def hit(facts: HitFacts, marked: MarkedText, score: float) -> Hit:
    """Return the hit with the best passage of *marked*."""
    passage, origin = snippet(marked)
    title = title_fragments(marked, facts.title)
    source, places, projects, topics, status, versions, also_at = facts.middle
    return Hit(
        facts.id,
        facts.url,
        facts.title,
        title,
        facts.published,
        passage,
        score,
        source,
        places,
        projects,
        topics,
        status,
        versions,
        also_at,
        origin,
        facts.corrected,
    )
