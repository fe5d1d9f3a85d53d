"""Changing the register of projects: first what would change, then store and articles together.

Only the facts that follow from the changed entries move; what was given or corrected stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from archive.app.composition import Services
from archive.app.stored import as_read, keep
from archive.article import Project
from archive.records import Record, from_record
from archive.register import Entry, ProjectRegister, squash
from archive.register_store import RegisterStore
from crawler.knowledge import Knowledge
from crawler.projects import find_projects, propose_projects

PART = 500


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of the register does to one article's projects."""

    article: str
    title: str
    came: tuple[Project, ...]
    went: tuple[str, ...]


def effects(services: Services, new: ProjectRegister) -> list[Effect]:
    """Return what *new* would do to the articles, without doing it."""
    return [effect for effect, _ in _changes(services, _kept(services), new)]


def apply(
    services: Services, new: ProjectRegister, *, at: datetime, joined: sa.Connection
) -> list[Effect]:
    """Keep *new* and bring all articles up to it, in the caller's transaction."""
    changes = list(_changes(services, _kept(services), new))
    RegisterStore(services.database).save(new, at=at, joined=joined)
    for effect, extracted in changes:
        keep(services, effect.article, extracted, at=at, joined=joined)
    return [effect for effect, _ in changes]


def catch_up_projects(services: Services, seen: ProjectRegister, *, at: datetime) -> int:
    """Bring articles read by the register *seen* up to the one in force; return how many."""
    now = _kept(services)
    if set(now.approved()) == set(seen.approved()):
        return 0
    with services.database.write() as connection:
        changes = list(_changes(services, seen, now))
        for effect, extracted in changes:
            keep(services, effect.article, extracted, at=at, joined=connection)
    return len(changes)


def collect_proposals(services: Services, *, since: int = 0, at: datetime) -> int:
    """Propose what the patterns find in articles changed after *since*; return how many are new."""
    store = RegisterStore(services.database)
    register = store.load()
    knowledge = services.knowledge
    found: list[Entry] = []
    while changes := services.articles.changed_since(since, limit=PART):
        since = changes[-1][0]
        for _, article in changes:
            found += propose_projects(article.title, article.text, article.id, knowledge)
    grown = register.propose(found)
    before = {entry.name for entry in register.proposed()}
    new = [entry for entry in grown.proposed() if entry.name not in before]
    if grown.entries != register.entries:
        store.save(grown, at=at)
    return len(new)


def _kept(services: Services) -> ProjectRegister:
    return RegisterStore(services.database).load()


def _changes(
    services: Services, old: ProjectRegister, new: ProjectRegister
) -> Iterator[tuple[Effect, Record]]:
    touched = _touched(old, new)
    if not touched:
        return
    known = services.knowledge
    before, after = replace(known, register=old), replace(known, register=new)
    for row in as_read(services):
        if _mentions(row.extracted, touched):
            yield from _change(row.id, row.extracted, before, after)


def _change(
    article_id: str, extracted: Record, before: Knowledge, after: Knowledge
) -> Iterator[tuple[Effect, Record]]:
    title, text = extracted["title"], extracted["text"]
    then = {project.name: project for project in find_projects(title, text, before)}
    now = {project.name: project for project in find_projects(title, text, after)}
    known = {project["name"] for project in extracted["projects"]}
    went = tuple(name for name in then if name not in now and name in known)
    came = tuple(now[name] for name in now if name not in then and name not in known)
    if not came and not went:
        return
    kept = [project for project in extracted["projects"] if project["name"] not in went]
    added = [
        {
            "name": project.name,
            "role": project.role,
            "quote": project.quote,
            "confidence": round(project.confidence, 4),
        }
        for project in came
    ]
    changed = {**extracted, "projects": [*kept, *added]}
    from_record(changed)
    yield Effect(article_id, title, came, went), changed


def _touched(old: ProjectRegister, new: ProjectRegister) -> frozenset[str]:
    """Return the squashed names of all entries that differ between the two registers."""
    before, after = set(old.entries), set(new.entries)
    return frozenset(key for entry in before ^ after for key in entry.keys if key)


def _mentions(extracted: Record, touched: Sequence[str] | frozenset[str]) -> bool:
    whole = squash(f"{extracted['title']} {extracted['text']}")
    # Half a name is enough: "Lokalen Partnerschaft" has other endings than the register.
    return any(name[: max(4, len(name) // 2)] in whole for name in touched)
