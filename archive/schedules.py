"""Schedules and the runs they make due: each exactly once, under a lease that ends by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.tables.articles import source as source_table
from archive.tables.desk import due_run, schedule
from archive.timetable import Timetable, from_data

LEASE = timedelta(seconds=60)  # a worker that is silent for so long has lost its run
MOST_ATTEMPTS = 3  # a run that killed three workers is not tried a fourth time
BACK_OFF_FROM = 2  # bad runs in a row before we call less often
BACK_OFF_BASE = timedelta(minutes=15)
BACK_OFF_CAP = timedelta(hours=24)
TASKS = ("crawl", "backup")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rule that makes runs due. `failures` counts bad runs in a row."""

    id: int
    task: str
    source: str
    timetable: Timetable
    state: str
    next_due: datetime | None
    hold_until: datetime | None
    failures: int
    created: datetime


@dataclass(frozen=True, slots=True)
class DueRun:
    """A run that is due, at work or ended; `missed` earlier due times are merged into it."""

    id: int
    schedule: int | None
    task: str
    source: str
    due: datetime
    missed: int
    asked_by: str
    options: Mapping[str, Any]
    state: str
    owner: str | None
    leased_until: datetime | None
    attempts: int
    run: int | None
    started: datetime | None
    ended: datetime | None
    reason: str | None


class ScheduleStore:
    """Schedules in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        task: str,
        source: str,
        timetable: Timetable,
        *,
        now: datetime,
        joined: sa.Connection | None = None,
    ) -> Schedule:
        """Store a schedule that is first due at its timetable's first time after *now*."""
        values = {
            "task": task,
            "source": source,
            "timetable": timetable.as_data(),
            "state": "active",
            "next_due": timetable.after(now),
            "failures": 0,
            "created": now,
        }
        with self._database.write(joined) as connection:
            made = connection.execute(sa.insert(schedule).values(values).returning(schedule)).one()
        return _schedule(made)

    def all(self, *, source: str | None = None) -> list[Schedule]:
        """Return all schedules, or those of one source."""
        query = sa.select(schedule).order_by(schedule.c.source, schedule.c.id)
        if source is not None:
            query = query.where(schedule.c.source == source)
        with self._database.read() as connection:
            return [_schedule(row) for row in connection.execute(query)]

    def get(self, schedule_id: int) -> Schedule | None:
        """Return one schedule or None."""
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(schedule).where(schedule.c.id == schedule_id)
            ).one_or_none()
        return _schedule(row) if row else None

    def change(
        self,
        schedule_id: int,
        *,
        now: datetime,
        timetable: Timetable | None = None,
        state: str | None = None,
        joined: sa.Connection | None = None,
    ) -> None:
        """Give a schedule another timetable or state; it is next due after *now*."""
        with self._database.write(joined) as connection:
            row = connection.execute(
                sa.select(schedule).where(schedule.c.id == schedule_id).with_for_update()
            ).one()
            chosen = timetable or from_data(row.timetable)
            values = {
                "timetable": chosen.as_data(),
                "state": state or row.state,
                "next_due": chosen.after(now),
                "hold_until": None,
            }
            connection.execute(
                sa.update(schedule).where(schedule.c.id == schedule_id).values(values)
            )

    def remove(self, schedule_id: int, *, joined: sa.Connection | None = None) -> None:
        """Delete a schedule; its ended runs stay, its waiting ones are withdrawn."""
        with self._database.write(joined) as connection:
            connection.execute(
                sa.update(due_run)
                .where(due_run.c.schedule == schedule_id, due_run.c.state == "waiting")
                .values(state="withdrawn", reason="Zeitplan gelöscht")
            )
            connection.execute(sa.delete(schedule).where(schedule.c.id == schedule_id))

    def tick(self, now: datetime) -> list[int]:
        """Make a run of every schedule that has come due; any number of clocks may do so.

        Due times missed since the last tick become one run. Returns the ids of the new runs.
        """
        with self._database.read() as connection:
            ids = connection.execute(_due(now).with_only_columns(schedule.c.id)).scalars().all()
        made = [self._make_due(schedule_id, now) for schedule_id in ids]
        return [run_id for run_id in made if run_id is not None]

    def settle(self, run: DueRun, *, good: bool, now: datetime) -> None:
        """Count a run that has ended: after bad ones a schedule backs off, a good one heals it."""
        if run.schedule is None:
            return
        with self._database.write() as connection:
            row = connection.execute(
                sa.select(schedule).where(schedule.c.id == run.schedule).with_for_update()
            ).one_or_none()
            if row is None:
                return
            failures = 0 if good else row.failures + 1
            hold = now + back_off(failures) if failures >= BACK_OFF_FROM else None
            connection.execute(
                sa.update(schedule)
                .where(schedule.c.id == run.schedule)
                .values(failures=failures, hold_until=hold)
            )

    def _make_due(self, schedule_id: int, now: datetime) -> int | None:
        with self._database.write() as connection:
            row = connection.execute(
                _due(now).where(schedule.c.id == schedule_id).with_for_update()
            ).one_or_none()
            if row is None:  # another clock was faster
                return None
            timetable = from_data(row.timetable)
            later = timetable.due_between(row.next_due, now)
            due = later[-1] if later else row.next_due
            connection.execute(
                sa.update(schedule)
                .where(schedule.c.id == schedule_id)
                .values(next_due=timetable.after(max(now, due)))
            )
            if _merged(connection, schedule_id, due, 1 + len(later)):
                return None
            return _insert_run(connection, row, due, len(later))


def back_off(failures: int) -> timedelta:
    """Return how long to wait after so many bad runs in a row: doubling, at most a day."""
    steps = min(failures - BACK_OFF_FROM, 12)
    return min(BACK_OFF_CAP, BACK_OFF_BASE * 2**steps) if steps >= 0 else timedelta(0)


def _due(now: datetime) -> sa.Select[Any]:
    held = schedule.c.hold_until.is_not(None) & (schedule.c.hold_until > now)
    return sa.select(schedule).where(
        schedule.c.state == "active", schedule.c.next_due <= now, sa.not_(held)
    )


def _merged(connection: sa.Connection, schedule_id: int, due: datetime, times: int) -> bool:
    """Let a run of this schedule that waits already stand for these due times too."""
    return bool(
        connection.execute(
            sa.update(due_run)
            .where(due_run.c.schedule == schedule_id, due_run.c.state == "waiting")
            .values(due=due, missed=due_run.c.missed + times)
        ).rowcount
    )


def _insert_run(connection: sa.Connection, row: Any, due: datetime, missed: int) -> int | None:
    known = connection.execute(
        sa.select(due_run.c.id).where(due_run.c.schedule == row.id, due_run.c.due == due)
    ).scalar_one_or_none()
    if known is not None:
        return None
    number: int = connection.execute(
        sa.insert(due_run)
        .values(
            schedule=row.id,
            task=row.task,
            source=row.source,
            due=due,
            missed=missed,
            asked_by=f"schedule:{row.id}",
            options={},
            state="waiting",
            attempts=0,
        )
        .returning(due_run.c.id)
    ).scalar_one()
    return number


def _schedule(row: Any) -> Schedule:
    return Schedule(
        id=row.id,
        task=row.task,
        source=row.source,
        timetable=from_data(row.timetable),
        state=row.state,
        next_due=row.next_due,
        hold_until=row.hold_until,
        failures=row.failures,
        created=row.created,
    )


def paused_sources() -> sa.Select[tuple[str]]:
    """Return a query for the ids of sources that must not be crawled."""
    return sa.select(source_table.c.id).where(source_table.c.state != "active")
