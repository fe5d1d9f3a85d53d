"""The projects and programmes an article speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.article import Project

if TYPE_CHECKING:
    from crawler.knowledge import Knowledge


def find_projects(title: str, text: str, knowledge: Knowledge) -> tuple[Project, ...]:
    """Return the projects of an article in the order of their first mention."""
    whole = f"{title}\n{text}"
    return tuple(
        Project(entry.name, entry.kind)
        for entry in knowledge.register.entries
        if any(name in whole for name in (entry.name, *entry.aliases))
    )
