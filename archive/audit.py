"""The audit log: who changed what when, with before and after; it only grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.tables.desk import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing somebody did."""

    id: int
    at: datetime
    user: str
    action: str
    subject: str
    before: Any
    after: Any
    reason: str


class AuditLog:
    """What people and commands have changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self,
        user: str,
        action: str,
        subject: str,
        *,
        at: datetime,
        before: Any = None,
        after: Any = None,
        reason: str = "",
        joined: sa.Connection | None = None,
    ) -> None:
        """Write one entry, with *joined* in the same transaction as the change itself."""
        with self._database.write(joined) as connection:
            connection.execute(
                sa.insert(audit).values(
                    at=at,
                    user=user,
                    action=action,
                    subject=subject,
                    before=before,
                    after=after,
                    reason=reason,
                )
            )

    def page(
        self, *, before_id: int | None = None, subject: str = "", user: str = "", limit: int = 50
    ) -> list[Entry]:
        """Return entries, newest first; *before_id* continues an earlier page."""
        query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(audit.c.id < before_id)
        if subject:
            query = query.where(audit.c.subject == subject)
        if user:
            query = query.where(audit.c.user == user)
        with self._database.read() as connection:
            return [Entry(*row) for row in connection.execute(query)]
