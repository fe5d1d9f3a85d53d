"""Take articles in from JSON Lines: given facts win, missing ones are found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from archive.app.composition import Services
from archive.app.duplicates import mark_duplicates
from archive.app.indexing import sync
from archive.article import Article, Place
from archive.errors import RecordError
from archive.gazetteer import Gazetteer
from archive.records import from_record
from archive.versions import Change
from crawler.knowledge import Knowledge, load_knowledge
from crawler.metadata import understand as find_facts

AHEAD = timedelta(hours=2)  # clocks differ; what is further ahead is no day of publication
BATCH = 500  # articles per transaction: a writer holds the store for well under a second


@dataclass(slots=True)
class ImportReport:
    """How many lines did what."""

    counts: dict[Change, int] = field(default_factory=lambda: dict.fromkeys(Change, 0))
    failed: int = 0

    @property
    def taken(self) -> int:
        """How many lines are in the store now."""
        return sum(self.counts.values())

    def as_dict(self) -> dict[str, int]:
        """Return the counts for people and programs."""
        return {
            "found": self.taken + self.failed,
            "new": self.counts[Change.ADDED],
            "changed": self.counts[Change.CHANGED] + self.counts[Change.UPDATED],
            "unchanged": self.counts[Change.SAME],
            "failed": self.failed,
        }


def import_lines(
    services: Services,
    lines: Iterable[str],
    *,
    default_source: str,
    understand: bool,
    now: datetime,
    complain: Callable[[str], None],
) -> ImportReport:
    """Store each line's article, mark duplicates and index all; a malformed line is left out."""
    report = ImportReport()
    knowledge = load_knowledge(services.settings, services.database) if understand else None
    given = _given(lines, report, default_source, complain)
    articles = (_completed(article, knowledge, now) for article in given)
    while batch := list(islice(articles, BATCH)):
        for change in services.articles.put_many(batch, seen=now):
            report.counts[change] += 1
    if report.counts[Change.ADDED] + report.counts[Change.CHANGED]:
        mark_duplicates(services.articles, now=now)
    sync(services.articles, services.search)
    return report


def _given(
    lines: Iterable[str],
    report: ImportReport,
    default_source: str,
    complain: Callable[[str], None],
) -> Iterator[Article]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if not isinstance(record, dict):
                raise RecordError("a line must be one JSON object")
            yield from_record(record, default_source=default_source)
        except (json.JSONDecodeError, RecursionError, RecordError) as error:
            report.failed += 1
            complain(f"line {number}: {error}")


def _completed(article: Article, knowledge: Knowledge | None, now: datetime) -> Article:
    article = _without_future(article, now)
    if knowledge is None:
        return article
    places = tuple(_located(place, knowledge.gazetteer) for place in article.places)
    return find_facts(replace(article, places=places), knowledge)


def _without_future(article: Article, now: datetime) -> Article:
    """Return *article* without a day of publication that has not come yet, as for crawled pages."""
    if article.published is None or article.published.value <= now + AHEAD:
        return article
    note = f"published: {article.published.value:%Y-%m-%d} from import lies in the future"
    return replace(article, published=None, notes=(*article.notes, note))


def _located(place: Place, gazetteer: Gazetteer) -> Place:
    """Return *place* with the path the gazetteer knows, if it was given by its name alone."""
    spots = gazetteer.lookup(place.name) if place.path == (place.name,) else ()
    return replace(place, path=spots[0].path, kind=spots[0].kind) if spots else place
