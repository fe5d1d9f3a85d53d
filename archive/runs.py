"""Crawl runs: who started them, how far they are, what an admin wishes, how they ended."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.errors import RunActive
from archive.tables.crawling import run as table

SILENCE = timedelta(minutes=5)  # a run that says nothing for so long has died


class RunState(StrEnum):
    """How a run stands or ended."""

    RUNNING = "running"
    COMPLETE = "complete"  # everything the source lists was dealt with
    PARTIAL = "partial"  # something is left for the next run; `reason` says what
    FAILED = "failed"  # nothing could be done; `reason` says why
    STOPPED = "stopped"  # somebody asked for it


class Wish(StrEnum):
    """What an admin asks of a running run; it obeys at its next heartbeat (before each fetch)."""

    PAUSE = "pause"  # wait until the wish is withdrawn
    STOP = "stop"  # end now, keep what is queued for the next run
    CANCEL = "cancel"  # end now, forget what is queued


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of one source; `counts` has the keys of the crawl report."""

    id: int
    source: str
    started_by: str
    state: RunState
    started: datetime
    heartbeat: datetime
    wish: Wish | None = None
    ended: datetime | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""

    @property
    def active(self) -> bool:
        """Tell whether the run has not ended."""
        return self.state is RunState.RUNNING


class RunStore:
    """Runs in the database; at most one active run a source."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, source: str, *, started_by: str, now: datetime) -> Run:
        """Begin a run of *source* and return it.

        Raises RunActive while another one is alive. A run whose process has gone, or that has
        been silent for five minutes, was killed: it is closed as partial and the new one carries
        on from its frontier.
        """
        with self._database.write() as connection:
            for row in connection.execute(_of(source).where(table.c.state == RunState.RUNNING)):
                if now - row.heartbeat < SILENCE and not _has_gone(row.holder):
                    raise RunActive(f"run {row.id} of {source} is under way; stop it or wait")
                self._close(connection, row.id, RunState.PARTIAL, "killed", now)
            number = connection.execute(
                sa.insert(table)
                .values(
                    source=source,
                    started_by=started_by,
                    holder=this_process(),
                    state=RunState.RUNNING.value,
                    started=now,
                    heartbeat=now,
                    counts={},
                )
                .returning(table.c.id)
            ).scalar_one()
        return Run(number, source, started_by, RunState.RUNNING, now, now)

    def beat(self, run_id: int, counts: Mapping[str, Any], *, now: datetime) -> Wish | None:
        """Note that the run lives and how far it is; return what an admin wishes of it."""
        with self._database.write() as connection:
            wish = connection.execute(
                sa.update(table)
                .where(table.c.id == run_id)
                .values(heartbeat=now, counts=dict(counts))
                .returning(table.c.wish)
            ).scalar_one_or_none()
        return Wish(wish) if wish else None

    def wish(self, run_id: int, wish: Wish | None) -> bool:
        """Ask something of an active run, None withdraws; return whether there was such a run."""
        with self._database.write() as connection:
            changed = connection.execute(
                sa.update(table)
                .where(table.c.id == run_id, table.c.state == RunState.RUNNING)
                .values(wish=wish.value if wish else None)
            ).rowcount
        return bool(changed)

    def end(
        self,
        run_id: int,
        state: RunState,
        counts: Mapping[str, Any],
        *,
        reason: str = "",
        now: datetime,
    ) -> None:
        """Close the run with its final state and counts."""
        with self._database.write() as connection:
            self._close(connection, run_id, state, reason, now, dict(counts))

    def get(self, run_id: int) -> Run | None:
        """Return the run with that number, or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(table).where(table.c.id == run_id)).one_or_none()
        return _run(row) if row else None

    def active(self, source: str) -> Run | None:
        """Return the run of *source* that has not ended, or None."""
        return next((run for run in self.latest(source=source, limit=5) if run.active), None)

    def latest(self, *, source: str | None = None, limit: int = 20) -> list[Run]:
        """Return runs, newest first."""
        query = sa.select(table) if source is None else _of(source)
        with self._database.read() as connection:
            return [
                _run(row)
                for row in connection.execute(query.order_by(table.c.id.desc()).limit(limit))
            ]

    def _close(
        self,
        connection: sa.Connection,
        run_id: int,
        state: RunState,
        reason: str,
        now: datetime,
        counts: dict[str, Any] | None = None,
    ) -> None:
        values: dict[str, Any] = {"state": state.value, "reason": reason or None, "ended": now}
        if counts is not None:
            values["counts"] = counts
        connection.execute(
            sa.update(table).where(table.c.id == run_id).values(**values, heartbeat=now, wish=None)
        )


def this_process() -> str:
    """Return a name for this process that no later one bears: host, number, start time."""
    return f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"


def _has_gone(holder: str | None) -> bool:
    host, _, process = (holder or "").partition("/")
    number, _, started = process.partition("/")
    if host != socket.gethostname() or not number.isdigit():
        return False  # on another machine only its silence can tell
    return _started(int(number)) != started


def _started(process: int) -> str:
    try:
        # Field 22 of /proc/N/stat, counted behind the command name, which may hold blanks.
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _of(source: str) -> sa.Select[Any]:
    return sa.select(table).where(table.c.source == source)


def _run(row: sa.Row[Any]) -> Run:
    return Run(
        id=row.id,
        source=row.source,
        started_by=row.started_by,
        state=RunState(row.state),
        started=row.started,
        heartbeat=row.heartbeat,
        wish=Wish(row.wish) if row.wish else None,
        ended=row.ended,
        counts=row.counts,
        reason=row.reason or "",
    )
