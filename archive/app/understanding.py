"""Understanding the whole archive anew: what editors decide about projects applies to all of it.

An approved, renamed, merged or split project changes the facts of articles already stored.
`preview` says how many before anything is written; `reunderstand` writes. Facts that came with an
import stay, and so do editors' corrections, which lie over what is found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from archive.app.composition import Services
from archive.article import Article
from archive.corrections import apply_corrections
from archive.database import next_value
from archive.records import Record, from_record, to_record
from archive.register import Entry, ProjectRegister, RegisterStore, squash
from archive.tables.articles import article as article_table
from archive.tables.articles import correction, version
from crawler.knowledge import Knowledge
from crawler.places import find_places
from crawler.projects import find_projects, propose_projects

BATCH: Final = 200  # articles per transaction: a writer holds the store for well under a second
FIELDS: Final = ("places", "projects")


@dataclass(slots=True)
class Outcome:
    """How many articles were read, how many got other facts, and which projects gain or lose."""

    read: int = 0
    changed: int = 0
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)  # ids of the first articles that change

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome for people and programs."""
        return {
            "read": self.read,
            "changed": self.changed,
            "gained": dict(self.gained),
            "lost": dict(self.lost),
            "examples": self.examples,
        }


def preview(services: Services, register: ProjectRegister) -> Outcome:
    """Return what *register* would change in the archive if it came into force."""
    old = RegisterStore(services.database).load()
    names = changed_names(old, register)
    knowledge = replace(services.knowledge, register=register)
    outcome = Outcome()
    for row in _rows(services, names):
        _examine(row, knowledge, ("projects",), outcome)
    return outcome


def apply_register(services: Services, register: ProjectRegister, *, now: datetime) -> Outcome:
    """Bring *register* into force, in the store and in every article it touches."""
    store = RegisterStore(services.database)
    names = changed_names(store.load(), register)
    store.save(register, at=now)
    return reunderstand(services, now=now, fields=("projects",), names=names)


def reunderstand(
    services: Services,
    *,
    now: datetime,
    fields: Collection[str] = FIELDS,
    names: Collection[str] | None = None,
) -> Outcome:
    """Find places and projects of stored articles again and keep what is new.

    *names* limits the work to articles that hold one of these project names. The index follows
    with the next sync: every changed article gets a new sequence number.
    """
    knowledge = services.knowledge
    outcome = Outcome()
    batch: list[tuple[sa.Row[Any], Record]] = []
    for row in _rows(services, names):
        record = _examine(row, knowledge, fields, outcome)
        if record is not None:
            batch.append((row, record))
        if len(batch) >= BATCH:
            _keep(services, batch, now)
            batch = []
    _keep(services, batch, now)
    return outcome


def gather_proposals(services: Services, *, now: datetime, since: int = 0) -> int:
    """Let the patterns propose projects from articles changed after the sequence number *since*.

    Returns how many proposals are new or better proven; none counts before an editor approves it.
    """
    store = RegisterStore(services.database)
    register = store.load()
    knowledge = replace(services.knowledge, register=register)
    found: list[Entry] = []
    while changes := services.articles.changed_since(since, limit=BATCH):
        since = changes[-1][0]
        for _, article in changes:
            found += propose_projects(article.title, article.text, article.id, knowledge)
    return store.save(register.propose(found), at=now)


def changed_names(old: ProjectRegister, new: ProjectRegister) -> set[str]:
    """Return every name that one register reads otherwise than the other."""
    before, after = set(old.entries), set(new.entries)
    return {name for entry in before ^ after for name in (*entry.names, *entry.spellings)}


# -- inside ----------------------------------------------------------------------------------


def _rows(services: Services, names: Collection[str] | None) -> Iterator[sa.Row[Any]]:
    """Yield the stored articles, where *names* are given only those that may hold one."""
    wanted = {squash(name) for name in names} if names is not None else None
    last = ""
    while True:
        with services.database.read() as connection:
            rows = connection.execute(
                sa.select(article_table)
                .where(article_table.c.id > last)
                .order_by(article_table.c.id)
                .limit(BATCH)
            ).all()
        if not rows:
            return
        last = rows[-1].id
        yield from (row for row in rows if wanted is None or _may_hold(row.extracted, wanted))


def _may_hold(record: Record, wanted: set[str]) -> bool:
    named = {squash(project["name"]) for project in record.get("projects", ())}
    if named & wanted:
        return True
    whole = squash(f"{record.get('title', '')} {record.get('text', '')}")
    # Half a name is enough: the endings of "Lokalen Partnerschaft" differ from the register's.
    return any(name[: max(4, len(name) // 2)] in whole for name in wanted)


def _examine(
    row: sa.Row[Any], knowledge: Knowledge, fields: Collection[str], outcome: Outcome
) -> Record | None:
    """Return the record with the facts found anew, None where they are the same."""
    outcome.read += 1
    old = from_record(row.extracted)
    new = _understood(old, knowledge, fields)
    if new.places == old.places and new.projects == old.projects:
        return None
    outcome.changed += 1
    before = {project.name for project in old.projects}
    after = {project.name for project in new.projects}
    outcome.gained.update(after - before)
    outcome.lost.update(before - after)
    if len(outcome.examples) < 10:
        outcome.examples.append(row.id)
    facts = to_record(new)
    return {**row.extracted, **{name: facts[name] for name in FIELDS}}


def _understood(article: Article, knowledge: Knowledge, fields: Collection[str]) -> Article:
    places, projects = article.places, article.projects
    # What we find ourselves always has the words it stood in; what was given has not.
    if "places" in fields and all(place.quote for place in places):
        places = find_places(article.title, article.lead, article.text, knowledge)
    if "projects" in fields and all(project.quote for project in projects):
        projects = find_projects(article.title, article.text, knowledge)
    rounded = from_record({**to_record(article), **_facts(article, places, projects)})
    return replace(article, places=rounded.places, projects=rounded.projects)


def _facts(article: Article, places: Any, projects: Any) -> Record:
    """Return the facts as they are stored: weights rounded, so that equal facts compare equal."""
    record = to_record(replace(article, places=places, projects=projects))
    return {name: record[name] for name in FIELDS}


def _keep(services: Services, batch: list[tuple[sa.Row[Any], Record]], now: datetime) -> None:
    if not batch:
        return
    with services.database.write() as connection:
        for row, record in batch:
            current = connection.execute(
                sa.select(article_table.c.sequence).where(article_table.c.id == row.id)
            ).scalar_one_or_none()
            if current != row.sequence:
                continue  # changed meanwhile: the crawl read it with the new knowledge
            made = connection.execute(
                sa.select(correction.c.field, correction.c.value)
                .where(correction.c.article == row.id, correction.c.undone.is_(None))
                .order_by(correction.c.id)
            )
            shown = apply_corrections(record, [(line.field, line.value) for line in made])
            connection.execute(
                sa.update(article_table)
                .where(article_table.c.id == row.id)
                .values(
                    extracted=record,
                    record=shown,
                    changed=now,
                    sequence=next_value(connection, "article"),
                )
            )
            connection.execute(
                sa.update(version)
                .where(version.c.article == row.id, version.c.number == row.versions)
                .values(extracted=record)
            )
