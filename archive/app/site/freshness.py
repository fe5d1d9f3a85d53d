"""How fresh and how complete the archive is, publisher by publisher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from archive.app.composition import Services
from archive.article import PUBLIC
from archive.health import Level, all_health
from archive.runs import RunState
from archive.tables.articles import article
from archive.tables.crawling import run

STALE_AFTER = timedelta(days=2)
KEPT_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SourceState:
    """A publisher's share of the archive; `checked` is the last look at it."""

    id: str
    name: str
    url: str
    state: str
    articles: int
    first: datetime | None
    newest: datetime | None
    checked: datetime | None
    fresh: bool
    ill: bool = False  # its last runs have failed


@dataclass(frozen=True, slots=True)
class Freshness:
    """The whole archive's state."""

    sources: tuple[SourceState, ...]
    articles: int
    undated: int
    first: datetime | None
    newest: datetime | None
    checked: datetime | None

    @property
    def followed(self) -> int:
        """How many publishers are followed at present."""
        return sum(source.state == "active" for source in self.sources)

    @property
    def fresh(self) -> int:
        """How many of those were looked at lately."""
        return sum(source.fresh for source in self.sources if source.state == "active")


class KeptFreshness:
    """The state of the archive, counted at most once a minute: counting reads every article."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: tuple[datetime, Freshness] | None = None

    def at(self, now: datetime) -> Freshness:
        """Return the state of the archive at *now*, at most a minute old."""
        kept = self._kept
        if kept is None or not timedelta(0) <= now - kept[0] < KEPT_FOR:
            kept = self._kept = (now, freshness(self._services, now))
        return kept[1]


def freshness(services: Services, now: datetime) -> Freshness:
    """Count the state of the archive at *now*."""
    rows = {row.source: row for row in _rows(services)}
    runs = _runs(services)
    health = all_health(services.database, now)
    ill = {one.source for one in health if one.level is Level.ILL}
    sources = []
    for source in services.sources.all():
        row = rows.get(source.id)
        looks = [look for look in (row.checked if row else None, runs.get(source.id)) if look]
        checked = max(looks, default=None)
        sources.append(
            SourceState(
                source.id,
                source.name,
                source.url,
                source.state,
                row.articles if row else 0,
                row.first if row else None,
                row.newest if row else None,
                checked,
                checked is not None and now - checked <= STALE_AFTER,
                source.id in ill,
            )
        )
    return Freshness(
        tuple(sources),
        sum(row.articles for row in rows.values()),
        sum(row.undated for row in rows.values()),
        min((row.first for row in rows.values() if row.first), default=None),
        max((row.newest for row in rows.values() if row.newest), default=None),
        max((source.checked for source in sources if source.checked), default=None),
    )


def _runs(services: Services) -> dict[str, datetime]:
    """Return when each source was last read to the end: that counts even when nothing was new."""
    query = (
        sa.select(run.c.source, sa.func.max(run.c.ended))
        .where(run.c.state.in_([RunState.COMPLETE.value, RunState.PARTIAL.value]))
        .group_by(run.c.source)
    )
    with services.database.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query) if row[1]}


def _rows(services: Services) -> list[sa.Row[tuple[str, int, int, datetime, datetime, datetime]]]:
    query = (
        sa.select(
            article.c.source,
            sa.func.count().label("articles"),
            (sa.func.count() - sa.func.count(article.c.published)).label("undated"),
            sa.func.min(article.c.published).label("first"),
            sa.func.max(article.c.published).label("newest"),
            sa.func.max(article.c.checked).label("checked"),
        )
        .where(article.c.status.in_([status.value for status in PUBLIC]))
        .group_by(article.c.source)
    )
    with services.database.read() as connection:
        return list(connection.execute(query).all())
