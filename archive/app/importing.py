"""Take articles in from JSON Lines: given facts win, missing ones are found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from archive.app.composition import Services
from archive.app.indexing import sync
from archive.article import Article
from archive.errors import RecordError
from archive.records import from_record
from archive.store import Change
from crawler.knowledge import Knowledge, load_knowledge
from crawler.metadata import understand as find_facts

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
    """Store each line's article and index them all; a malformed line is told and left out."""
    report = ImportReport()
    knowledge = load_knowledge(services.settings, services.database) if understand else None
    articles = _articles(lines, report, default_source, knowledge, complain)
    while batch := list(islice(articles, BATCH)):
        for change in services.articles.put_many(batch, seen=now):
            report.counts[change] += 1
    sync(services.articles, services.search)
    return report


def _articles(
    lines: Iterable[str],
    report: ImportReport,
    default_source: str,
    knowledge: Knowledge | None,
    complain: Callable[[str], None],
) -> Iterator[Article]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if not isinstance(record, dict):
                raise RecordError("a line must be one JSON object")
            article = from_record(record, default_source=default_source)
        except (json.JSONDecodeError, RecursionError, RecordError) as error:
            report.failed += 1
            complain(f"line {number}: {error}")
            continue
        yield find_facts(article, knowledge) if knowledge else article
