"""Readers' reports of errors: taken without personal data, listed for the editors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.tables.reports import report as table

KINDS = {
    "text": "Der Text ist falsch oder unvollständig",
    "datum": "Das Datum stimmt nicht",
    "ort": "Ein Ort stimmt nicht oder fehlt",
    "projekt": "Ein Projekt stimmt nicht oder fehlt",
    "entfernen": "Hier steht etwas, das nicht öffentlich sein darf",
    "fehlt": "Eine Meldung fehlt",
    "barriere": "Ich komme wegen einer Barriere nicht weiter",
    "sonst": "Etwas anderes",
}
HOUR = timedelta(hours=1)
MOST_PER_HOUR = 100  # in all; a flood must not bury the real ones
LONGEST_MESSAGE = 2_000
LONGEST_CONTACT = 200
KEPT = timedelta(days=365)  # after a report is closed


@dataclass(frozen=True, slots=True)
class Report:
    """A reader's report; `state` is "open", "done" or "rejected"."""

    id: int
    article: str | None
    kind: str
    message: str
    contact: str
    made: datetime
    state: str = "open"
    closed: datetime | None = None
    closed_by: str | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """The kind in the words the reader chose."""
        return KINDS.get(self.kind, self.kind)


class ReportStore:
    """Reports in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, article: str | None, kind: str, message: str, contact: str, *, made: datetime
    ) -> int | None:
        """Keep a report; return its number, or None when too many came in the last hour.

        The same words on the same article, still open, are one report.
        """
        with self._database.write() as connection:
            known = connection.execute(
                sa.select(table.c.id).where(
                    table.c.article.is_(None) if article is None else table.c.article == article,
                    table.c.message == message,
                    table.c.kind == kind,
                    table.c.state == "open",
                )
            ).scalar()
            if known is not None:
                return int(known)
            lately = sa.select(sa.func.count()).where(table.c.made > made - HOUR)
            if connection.execute(lately).scalar_one() >= MOST_PER_HOUR:
                return None
            added = connection.execute(
                sa.insert(table)
                .values(
                    article=article,
                    kind=kind,
                    message=message,
                    contact=contact,
                    made=made,
                    state="open",
                    note="",
                )
                .returning(table.c.id)
            )
            return int(added.scalar_one())

    def list(
        self, *, state: str | None = "open", limit: int = 100, offset: int = 0
    ) -> list[Report]:
        """Return reports, newest first; *state* None means all."""
        query = sa.select(table).order_by(table.c.made.desc(), table.c.id.desc())
        if state is not None:
            query = query.where(table.c.state == state)
        with self._database.read() as connection:
            rows = connection.execute(query.limit(limit).offset(offset))
            return [_report(row) for row in rows]

    def get(self, number: int) -> Report | None:
        """Return the report of that number, or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(table).where(table.c.id == number)).one_or_none()
            return _report(row) if row else None

    def count(self, *, state: str = "open") -> int:
        """Return how many reports have that state."""
        query = sa.select(sa.func.count()).where(table.c.state == state)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def close(
        self,
        number: int,
        *,
        by: str,
        note: str = "",
        state: str = "done",
        at: datetime,
        joined: sa.Connection | None = None,
    ) -> bool:
        """Close an open report; its contact is deleted. Return whether it was open."""
        with self._database.write(joined) as connection:
            closed = connection.execute(
                sa.update(table)
                .where(table.c.id == number, table.c.state == "open")
                .values(state=state, closed=at, closed_by=by, note=note, contact="")
            ).rowcount
        return bool(closed)

    def forget(self, *, now: datetime) -> int:
        """Delete reports closed long ago; return how many."""
        with self._database.write() as connection:
            return int(
                connection.execute(sa.delete(table).where(table.c.closed < now - KEPT)).rowcount
            )


def _report(row: sa.Row[Any]) -> Report:
    return Report(
        row.id,
        row.article,
        row.kind,
        row.message,
        row.contact,
        row.made,
        row.state,
        row.closed,
        row.closed_by,
        row.note,
    )
