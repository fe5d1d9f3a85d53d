"""Changing what the archive knows of places: first what would change, then rules and articles.

Places that came with an import, or that an editor has set, stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from archive.app.composition import Services
from archive.app.stored import as_read, keep
from archive.article import Article, Place
from archive.gazetteer import load_gazetteer
from archive.germany import GERMANY
from archive.place_register import PlaceRuleStore
from archive.place_rules import PlaceRule, PlaceRules
from archive.records import Record, from_record
from archive.register import squash
from archive.rows import record_of
from archive.tables.articles import correction
from crawler.knowledge import Knowledge
from crawler.metadata import LONGEST
from crawler.places import find_places
from index.results import FacetCount

KnowledgeOf = Callable[[str], Knowledge]


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """Rules to be added and one, by its id, to be taken back."""

    add: tuple[PlaceRule, ...] = ()
    undo: int | None = None

    def of(self, rules: PlaceRules) -> PlaceRules:
        """Return the rules as they would be."""
        kept = rules if self.undo is None else rules.without(self.undo)
        return kept.added(self.add)


@dataclass(frozen=True, slots=True)
class PlaceEffect:
    """What a change does to one article: places that come and go, as paths joined by "/".

    `fixed` tells that readers see nothing of it: an editor has set the article's places.
    """

    article: str
    title: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    fixed: bool = False


def place_effects(services: Services, change: PlaceChange) -> list[PlaceEffect]:
    """Return what *change* would do to the articles, without doing it."""
    old = PlaceRuleStore(services.database).load()
    found = [effect for effect, _ in _changes(services, old, change.of(old))]
    return sorted(found, key=lambda effect: (effect.fixed, effect.title))


def apply_places(
    services: Services,
    change: PlaceChange,
    *,
    editor: str,
    reason: str,
    at: datetime,
    joined: sa.Connection,
) -> list[PlaceEffect]:
    """Keep the rules and bring all articles up to them, in the caller's transaction."""
    old = PlaceRuleStore(services.database).load()
    changes = list(_changes(services, old, change.of(old)))
    store = PlaceRuleStore(services.database)
    if change.undo is not None:
        store.remove(change.undo, joined=joined)
    for rule in change.add:
        store.add(rule, editor=editor, reason=reason, at=at, joined=joined)
    for effect, extracted in changes:
        keep(services, effect.article, extracted, at=at, joined=joined)
    return [effect for effect, _ in changes]


def catch_up_places(services: Services, seen: PlaceRules, *, at: datetime) -> int:
    """Bring articles that were read by the rules *seen* up to those in force; return how many."""
    now = PlaceRuleStore(services.database).load()
    if now == seen:
        return 0
    with services.database.write() as connection:
        changes = list(_changes(services, seen, now))
        for effect, extracted in changes:
            keep(services, effect.article, extracted, at=at, joined=connection)
    return len(changes)


def unknown_villages(services: Services) -> list[FacetCount]:
    """Return places the articles name that no list knows, the most frequent first."""
    gazetteer = services.knowledge.gazetteer
    found = [
        value
        for value in services.search.values("ort")
        if value.count
        and value.value.startswith(f"{GERMANY}/")
        and value.value.count("/") == 1
        and not gazetteer.lookup(value.value.partition("/")[2])
    ]
    return sorted(found, key=lambda value: (-value.count, value.label))


# -- inside ----------------------------------------------------------------------------------


def _changes(
    services: Services, old: PlaceRules, new: PlaceRules
) -> Iterator[tuple[PlaceEffect, Record]]:
    touched = _touched(old, new)
    knowledge_of = _knowledge_with(services, new)
    fixed = _set_by_editors(services)
    for row in as_read(services):
        if _concerned(row.extracted, touched):
            yield from _change(row, knowledge_of(row.source), row.id in fixed)


def _change(row: Any, knowledge: Knowledge, fixed: bool) -> Iterator[tuple[PlaceEffect, Record]]:
    before = from_record(row.extracted)
    if not all(place.quote for place in before.places):
        return  # what was given with an import has no words it stood in
    places = find_places(before.title, before.lead, before.text[:LONGEST], knowledge)
    extracted = {**row.extracted, "places": _as_stored(before, places)}
    if extracted == row.extracted:
        return
    then, now = _keys(before.places), _keys(from_record(extracted).places)
    came, went = tuple(sorted(now - then)), tuple(sorted(then - now))
    if came or went:
        yield PlaceEffect(row.id, before.title, came, went, fixed), extracted


def _as_stored(article: Article, places: tuple[Place, ...]) -> list[Record]:
    stored: list[Record] = record_of(replace(article, places=places))["places"]
    return stored


def _keys(places: tuple[Place, ...]) -> set[str]:
    return {place.key for place in places}


def _knowledge_with(services: Services, rules: PlaceRules) -> KnowledgeOf:
    """Return how to read articles of a source if *rules* were in force."""

    @cache
    def knowledge_of(source: str) -> Knowledge:
        now = services.knowledge_of(source)
        folder = services.settings.data / "districts"
        gazetteer = load_gazetteer(now.district, folder=folder, rules=rules)
        return Knowledge(gazetteer, now.register, now.district)

    return knowledge_of


def _set_by_editors(services: Services) -> frozenset[str]:
    query = sa.select(correction.c.article).where(
        correction.c.field == "places", correction.c.undone.is_(None)
    )
    with services.database.read() as connection:
        return frozenset(connection.execute(query).scalars())


def _touched(old: PlaceRules, new: PlaceRules) -> tuple[frozenset[str], frozenset[str]]:
    """Return beginnings of squashed names and joined paths that the differing rules speak of."""
    rules = set(old.rules) ^ set(new.rules)
    names = {rule.name for rule in rules} | {rule.target[-1] for rule in rules if rule.target}
    # Half a name is enough: adjectives and genitives end otherwise than the register.
    parts = {squash(name)[: max(3, len(squash(name)) // 2)] for name in names}
    paths = {"/".join(path) for rule in rules for path in (rule.path, rule.target) if path}
    moved = [rule for rule in rules if rule.does == "moved"]
    return frozenset(parts), frozenset(paths) if moved else frozenset()


def _concerned(extracted: Record, touched: tuple[frozenset[str], frozenset[str]]) -> bool:
    names, paths = touched
    for place in extracted["places"]:
        key = "/".join(place["path"])
        if any(key == path or key.startswith(f"{path}/") for path in paths):
            return True
    whole = squash(f"{extracted['title']} {extracted['lead']} {extracted['text']}")
    return any(name in whole for name in names)
