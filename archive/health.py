"""How each source is doing: runs, volume against its own habit, and gaps in what is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt

import sqlalchemy as sa

from archive.crawl_words import german
from archive.database import Database
from archive.runs import Run, RunState, RunStore
from archive.sources import Source, SourceStore
from archive.tables.articles import article

BAD_RUNS = 2  # in a row before we warn: one bad night is no news
SAMPLE = 200  # the latest articles of a source that gaps are counted in
WEEK, HABIT = timedelta(days=7), timedelta(days=28)
LEAST_HABIT = 4.0  # articles a week below which a silent week means nothing
SHORT_TEXT = 80  # characters
MOST_GAPS = {"undated": 0.2, "placeless": 0.7, "empty": 0.1}
SILENT_AFTER = timedelta(days=3)  # without a good run, though schedules are active


class Level(StrEnum):
    """How a source is doing, best first."""

    GOOD = "gut"
    NEW = "neu"
    RESTING = "ruht"
    WARNING = "warnung"
    ILL = "krank"


@dataclass(frozen=True, slots=True)
class Health:
    """One source's state; `reasons` are German sentences. Shares are of the latest articles."""

    source: str
    name: str
    level: Level
    reasons: tuple[str, ...]
    articles: int
    last_run: Run | None
    last_success: datetime | None
    bad_runs: int
    week: int
    habit: float  # articles a week over the four weeks before
    undated: float
    placeless: float
    empty: float


def all_health(database: Database, now: datetime) -> list[Health]:
    """Return the state of every source that is not archived."""
    return [
        source_health(database, source, now)
        for source in SourceStore(database).all()
        if source.state != "archived"
    ]


def source_health(database: Database, source: Source, now: datetime) -> Health:
    """Return the state of one source at *now*."""
    runs = [run for run in RunStore(database).latest(source=source.id, limit=50) if not run.active]
    bad = bad_runs(runs)
    success = next((run.ended for run in runs if is_good(run)), None)
    with database.read() as connection:
        total = _count(connection, source.id)
        week = _count(connection, source.id, now - WEEK, now)
        habit = _count(connection, source.id, now - WEEK - HABIT, now - WEEK) / 4
        known_since = connection.execute(
            sa.select(sa.func.min(article.c.first_seen)).where(article.c.source == source.id)
        ).scalar()
        gaps = _gaps(connection, source.id)
    settled = bool(known_since and now - known_since > HABIT)
    reasons = [*_volume(week, habit, settled), *_gap_reasons(gaps)]
    ill = bad >= BAD_RUNS
    if ill:
        why = german(runs[0].reason) or "–"
        reasons.insert(0, f"{bad} Läufe nacheinander sind gescheitert: {why}")
    if success and now - success > SILENT_AFTER and not ill:
        reasons.insert(0, f"seit {(now - success).days} Tagen kein erfolgreicher Lauf")
    return Health(
        source=source.id,
        name=source.name,
        level=_level(source, ill=ill, new=success is None, warned=bool(reasons)),
        reasons=tuple(reasons),
        articles=total,
        last_run=runs[0] if runs else None,
        last_success=success,
        bad_runs=bad,
        week=week,
        habit=habit,
        undated=gaps[0],
        placeless=gaps[1],
        empty=gaps[2],
    )


def is_good(run: Run) -> bool:
    """Tell whether a run that has ended brought what the source has to give."""
    counts = run.counts
    reached = sum(int(counts.get(name) or 0) for name in ("new", "changed", "unchanged", "gone"))
    nothing_but_failures = not reached and int(counts.get("failed") or 0) > 0
    ended = (RunState.COMPLETE, RunState.PARTIAL, RunState.STOPPED)
    return run.state in ended and not nothing_but_failures


def bad_runs(runs: Sequence[Run]) -> int:
    """Return how many of the latest runs (newest first) were bad in a row; stopped ones skip."""
    count = 0
    for run in runs:
        if run.state is RunState.STOPPED:
            continue
        if is_good(run):
            break
        count += 1
    return count


def _level(source: Source, *, ill: bool, new: bool, warned: bool) -> Level:
    if source.state != "active":
        return Level.RESTING
    if ill:
        return Level.ILL
    if new:
        return Level.NEW
    return Level.WARNING if warned else Level.GOOD


def _volume(week: int, habit: float, settled: bool) -> list[str]:
    """Compare the last week with four before it: counts scatter by their square root."""
    if not settled or habit < LEAST_HABIT:
        return []
    if week < habit - 3 * sqrt(habit) or week == 0:
        return [f"nur {week} Meldungen in sieben Tagen, sonst etwa {habit:.0f}"]
    if week > habit + 3 * sqrt(habit) + 3:
        return [f"{week} Meldungen in sieben Tagen, sonst etwa {habit:.0f}"]
    return []


def _gap_reasons(gaps: tuple[float, float, float]) -> list[str]:
    said = ("ohne Datum", "ohne Ort", "fast ohne Text")
    limits = MOST_GAPS.values()
    return [
        f"{share:.0%} der neuesten Meldungen {words}".replace("%", " %")
        for share, words, limit in zip(gaps, said, limits, strict=True)
        if share > limit
    ]


def _count(
    connection: sa.Connection,
    source: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    moment = sa.func.coalesce(article.c.published, article.c.first_seen)
    query = sa.select(sa.func.count()).where(article.c.source == source)
    if since is not None and until is not None:
        bounds = [sa.literal(bound, article.c.published.type) for bound in (since, until)]
        query = query.where(moment > bounds[0], moment <= bounds[1])
    return int(connection.execute(query).scalar_one())


def _gaps(connection: sa.Connection, source: str) -> tuple[float, float, float]:
    latest = (
        sa.select(article.c.published, article.c.record)
        .where(article.c.source == source)
        .order_by(article.c.sequence.desc())
        .limit(SAMPLE)
        .subquery()
    )
    text = latest.c.record["text"].as_string()
    row = connection.execute(
        sa.select(
            sa.func.count(),
            _share(latest.c.published.is_(None)),
            _share(sa.func.json_array_length(latest.c.record["places"]) == 0),
            _share(sa.func.length(text) < SHORT_TEXT),
        )
    ).one()
    total = row[0] or 1
    return (row[1] or 0) / total, (row[2] or 0) / total, (row[3] or 0) / total


def _share(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
