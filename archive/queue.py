"""Runs that wait for a worker: leased to one, kept by its heartbeat, taken over when it dies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.schedules import LEASE, MOST_ATTEMPTS, DueRun, paused_sources
from archive.tables.desk import due_run, worker

COLUMNS = tuple(DueRun.__dataclass_fields__)


class RunQueue:
    """Due runs in the database; every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(
        self,
        task: str,
        source: str,
        *,
        by: str,
        now: datetime,
        options: Mapping[str, Any] | None = None,
        joined: sa.Connection | None = None,
    ) -> int:
        """Let a run be due now; one that waits already for the same is returned instead."""
        same = (due_run.c.task == task, due_run.c.source == source, due_run.c.state == "waiting")
        with self._database.write(joined) as connection:
            waiting: int | None = (
                connection.execute(sa.select(due_run.c.id).where(*same)).scalars().first()
            )
            if waiting is not None:
                return waiting
            number: int = connection.execute(
                sa.insert(due_run)
                .values(
                    task=task,
                    source=source,
                    due=now,
                    missed=0,
                    asked_by=by,
                    options=dict(options or {}),
                    state="waiting",
                    attempts=0,
                )
                .returning(due_run.c.id)
            ).scalar_one()
            return number

    def lease(self, owner: str, *, now: datetime) -> DueRun | None:
        """Give *owner* the run that waits longest, or one whose worker fell silent, or None."""
        with self._database.read() as connection:  # the usual "nothing to do" takes no write lock
            if connection.execute(_free(now).limit(1)).first() is None:
                return None
        with self._database.write() as connection:
            self._give_up(connection, now)
            query = _free(now).limit(1).with_for_update(skip_locked=True)
            row = connection.execute(query).first()
            if row is None:
                return None
            leased = connection.execute(
                sa.update(due_run)
                .where(due_run.c.id == row.id)
                .values(
                    state="leased",
                    owner=owner,
                    leased_until=now + LEASE,
                    attempts=row.attempts + 1,
                    started=row.started or now,
                )
                .returning(due_run)
            ).one()
        return _run(leased)

    def heartbeat(self, run_id: int, owner: str, *, now: datetime) -> bool:
        """Keep the lease; False means it is lost and the work must stop."""
        return self._owned(run_id, owner, {"leased_until": now + LEASE})

    def note_crawl(self, run_id: int, owner: str, crawl_run: int) -> bool:
        """Tell which entry of the crawl log this run writes."""
        return self._owned(run_id, owner, {"run": crawl_run})

    def finish(
        self, run_id: int, owner: str, *, state: str, now: datetime, reason: str = ""
    ) -> bool:
        """End a run; False when the lease was lost meanwhile and nothing was written."""
        values = {"state": state, "ended": now, "leased_until": None, "reason": reason or None}
        return self._owned(run_id, owner, values)

    def give_back(self, run_id: int, owner: str) -> bool:
        """Let another worker go on with the run, as on a graceful stop."""
        values = {"state": "waiting", "owner": None, "leased_until": None, "attempts": 0}
        return self._owned(run_id, owner, values)

    def withdraw(self, run_id: int, *, now: datetime, joined: sa.Connection | None = None) -> bool:
        """Take back a run nobody has begun."""
        with self._database.write(joined) as connection:
            return bool(
                connection.execute(
                    sa.update(due_run)
                    .where(due_run.c.id == run_id, due_run.c.state == "waiting")
                    .values(state="withdrawn", ended=now)
                ).rowcount
            )

    def get(self, run_id: int) -> DueRun | None:
        """Return one due run or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(due_run).where(due_run.c.id == run_id)).one_or_none()
        return _run(row) if row else None

    def recent(self, *, source: str | None = None, limit: int = 50) -> list[DueRun]:
        """Return the latest due runs, newest first."""
        query = sa.select(due_run).order_by(due_run.c.id.desc()).limit(limit)
        if source is not None:
            query = query.where(due_run.c.source == source)
        with self._database.read() as connection:
            return [_run(row) for row in connection.execute(query)]

    def waiting(self) -> list[DueRun]:
        """Return the runs that wait or are at work, the longest waiting first."""
        query = sa.select(due_run).where(due_run.c.state.in_(("waiting", "leased")))
        with self._database.read() as connection:
            return [_run(row) for row in connection.execute(query.order_by(due_run.c.id))]

    def counts(self) -> dict[str, int]:
        """Return how many due runs have each state."""
        query = sa.select(due_run.c.state, sa.func.count()).group_by(due_run.c.state)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def _owned(self, run_id: int, owner: str, values: Mapping[str, Any]) -> bool:
        with self._database.write() as connection:
            return bool(
                connection.execute(
                    sa.update(due_run)
                    .where(
                        due_run.c.id == run_id,
                        due_run.c.owner == owner,
                        due_run.c.state == "leased",
                    )
                    .values(**values)
                ).rowcount
            )

    def _give_up(self, connection: sa.Connection, now: datetime) -> None:
        connection.execute(
            sa.update(due_run)
            .where(
                due_run.c.state == "leased",
                due_run.c.leased_until < now,
                due_run.c.attempts >= MOST_ATTEMPTS,
            )
            .values(
                state="failed",
                ended=now,
                reason=f"{MOST_ATTEMPTS} Arbeitsprozesse sind dabei verstummt",
            )
        )


class WorkerRegister:
    """Which workers are alive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def report(self, name: str, *, now: datetime) -> None:
        """Note that the worker is alive."""
        with self._database.write() as connection:
            known = connection.execute(
                sa.update(worker).where(worker.c.name == name).values(seen=now)
            ).rowcount
            if not known:
                connection.execute(sa.insert(worker).values(name=name, started=now, seen=now))

    def sign_off(self, name: str, *, forget_before: datetime) -> None:
        """Remove the worker, and others that have been silent since *forget_before*."""
        with self._database.write() as connection:
            connection.execute(
                sa.delete(worker).where((worker.c.name == name) | (worker.c.seen < forget_before))
            )

    def alive(self, *, now: datetime) -> list[str]:
        """Return the names of workers heard of within a lease."""
        query = sa.select(worker.c.name).where(worker.c.seen > now - LEASE).order_by(worker.c.name)
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())


def _free(now: datetime) -> sa.Select[Any]:
    """Runs to be had: those that wait for a free source, and those whose worker fell silent."""
    busy = due_run.alias("busy")
    source_is_busy = sa.exists().where(
        busy.c.state == "leased", busy.c.task == due_run.c.task, busy.c.source == due_run.c.source
    )
    waits = (due_run.c.state == "waiting") & sa.not_(source_is_busy)
    orphaned = (due_run.c.state == "leased") & (due_run.c.leased_until < now)
    return (
        sa.select(due_run)
        .where(waits | orphaned, due_run.c.source.not_in(paused_sources()))
        .order_by(due_run.c.id)  # not by due time, which moves on while later ones are merged
    )


def _run(row: Any) -> DueRun:
    return DueRun(**{name: getattr(row, name) for name in COLUMNS})
