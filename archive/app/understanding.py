"""Understanding the whole archive anew, when the gazetteer, the district or the rules changed.

Facts that came with an import stay, and so do editors' corrections, which lie over what is found.
What an edit of the register changes is followed by `archive.app.registering`, edit by edit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from archive.app.composition import Services
from archive.app.stored import as_read, keep
from archive.article import Article
from archive.records import Record, from_record, to_record
from archive.tables.articles import article as table
from crawler.knowledge import Knowledge
from crawler.places import find_places
from crawler.projects import find_projects

BATCH: Final = 200  # articles per transaction: a writer holds the store for well under a second
MOST_TOLD: Final = 50  # names of facts that a report lists
FIELDS: Final = ("places", "projects")


@dataclass(slots=True)
class Outcome:
    """How many articles were read, how many got other facts, and which facts came and went."""

    read: int = 0
    changed: int = 0
    gained: Counter[str] = field(default_factory=Counter)  # names of places and projects
    lost: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)  # ids of the first articles that change

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome for people and programs."""
        return {
            "read": self.read,
            "changed": self.changed,
            "gained": dict(self.gained.most_common(MOST_TOLD)),
            "lost": dict(self.lost.most_common(MOST_TOLD)),
            "examples": self.examples,
        }


def reunderstand(
    services: Services,
    *,
    now: datetime,
    fields: Collection[str] = FIELDS,
    dry_run: bool = False,
) -> Outcome:
    """Find places and projects of all stored articles again and keep what is new.

    With *dry_run* nothing is written: the outcome says what would change. The index follows with
    the next sync: every changed article gets a new sequence number.
    """
    knowledge_of = cache(services.knowledge_of)
    outcome = Outcome()
    batch: list[tuple[sa.Row[Any], Record]] = []
    for row in as_read(services):
        record = _examine(row, knowledge_of(row.source), fields, outcome)
        if record is not None and not dry_run:
            batch.append((row, record))
        if len(batch) >= BATCH:
            _keep(services, batch, now)
            batch = []
    _keep(services, batch, now)
    return outcome


# -- inside ----------------------------------------------------------------------------------


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
    before = _names(old)
    after = _names(new)
    outcome.gained.update(after - before)
    outcome.lost.update(before - after)
    if len(outcome.examples) < 10:
        outcome.examples.append(row.id)
    facts = to_record(new)
    return {**row.extracted, **{name: facts[name] for name in FIELDS}}


def _names(article: Article) -> set[str]:
    return {place.name for place in article.places} | {one.name for one in article.projects}


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
                sa.select(table.c.sequence).where(table.c.id == row.id)
            ).scalar_one_or_none()
            if current != row.sequence:
                continue  # changed meanwhile: the crawl read it with the new knowledge
            keep(services, row.id, record, at=now, joined=connection)
