"""Editors' corrections: facts, hiding and takedown, each with reason, undo and audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from archive.article import PUBLIC, Status
from archive.audit import AuditLog
from archive.corrections import CORRECTABLE, apply_corrections
from archive.database import Database
from archive.errors import RecordError
from archive.records import from_record
from archive.store import ArticleStore
from archive.tables.articles import article, correction
from archive.tables.desk import audit

HIDINGS = (f"article.{Status.HIDDEN.value}", f"article.{Status.TAKEN_DOWN.value}")


@dataclass(frozen=True, slots=True)
class Correction:
    """One fact an editor has set; `undone` tells when it was taken back."""

    id: int
    article: str
    field: str
    value: Any
    reason: str
    editor: str
    made: datetime
    undone: datetime | None


class CorrectionStore:
    """The layer of corrections over what was read; it survives every re-crawl."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._articles = ArticleStore(database)
        self._audit = AuditLog(database)

    def correct(
        self,
        article_ids: Sequence[str],
        field: str,
        value: Any,
        *,
        editor: str,
        reason: str,
        at: datetime,
        joined: sa.Connection | None = None,
    ) -> int:
        """Set *field* (as in a record, None for a date means unknown) of all these articles.

        Returns how many are shown differently now. All or none are corrected.
        """
        if field not in CORRECTABLE:
            raise RecordError(f"field {field!r} cannot be corrected")
        changed = 0
        with self._database.write(joined) as connection:
            for article_id in article_ids:
                changed += self._correct(connection, article_id, field, value, editor, reason, at)
        return changed

    def undo(self, correction_id: int, *, editor: str, at: datetime) -> bool:
        """Take a correction back; the one before it, or what was read, is shown again."""
        with self._database.write() as connection:
            found = _in_force(connection, correction.c.id == correction_id)
            self._undo(connection, found, editor, at)
        return bool(found)

    def undo_together(self, correction_id: int, *, editor: str, at: datetime) -> int:
        """Take back all that was corrected in one go with this one; return how many that were."""
        with self._database.write() as connection:
            one = connection.execute(
                sa.select(correction).where(correction.c.id == correction_id)
            ).one_or_none()
            if one is None:
                return 0
            found = _in_force(
                connection,
                sa.and_(
                    correction.c.editor == one.editor,
                    correction.c.made == one.made,
                    correction.c.field == one.field,
                ),
            )
            self._undo(connection, found, editor, at)
        return len(found)

    def set_status(
        self, article_ids: Sequence[str], status: Status, *, editor: str, reason: str, at: datetime
    ) -> int:
        """Hide, take down or show articles again (LIVE); return how many that changed.

        An article shown again gets back the status it had before an editor hid it.
        """
        if status not in (Status.HIDDEN, Status.TAKEN_DOWN, Status.LIVE):
            raise RecordError(f"status {status!r} is not an editor's to give")
        changed = 0
        with self._database.write() as connection:
            for article_id in article_ids:
                changed += self._set_status(connection, article_id, status, editor, reason, at)
        return changed

    def of(self, article_id: str) -> list[Correction]:
        """Return all corrections of an article, newest first, undone ones too."""
        query = sa.select(correction).where(correction.c.article == article_id)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(correction.c.id.desc()))
            return [Correction(**row._mapping) for row in rows]

    def recent(self, *, limit: int = 50) -> list[Correction]:
        """Return the latest corrections."""
        query = sa.select(correction).order_by(correction.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            return [Correction(**row._mapping) for row in connection.execute(query)]

    def _undo(
        self, connection: sa.Connection, rows: Sequence[sa.Row[Any]], editor: str, at: datetime
    ) -> None:
        for row in rows:
            before = _shown(connection, row.article).get(row.field)
            connection.execute(
                sa.update(correction).where(correction.c.id == row.id).values(undone=at)
            )
            self._articles.refresh(row.article, at=at, joined=connection)
            self._audit.note(
                editor,
                "correction.undo",
                row.article,
                at=at,
                before={row.field: before},
                after={row.field: _shown(connection, row.article).get(row.field)},
                joined=connection,
            )

    def _set_status(
        self,
        connection: sa.Connection,
        article_id: str,
        status: Status,
        editor: str,
        reason: str,
        at: datetime,
    ) -> bool:
        before = connection.execute(
            sa.select(article.c.status).where(article.c.id == article_id)
        ).scalar_one_or_none()
        after = _before_hiding(connection, article_id) if status is Status.LIVE else status
        if before is None or (status is Status.LIVE and Status(before) in PUBLIC):
            return False
        if not self._articles.set_status(article_id, after, at=at, joined=connection):
            return False
        self._audit.note(
            editor,
            f"article.{status.value}",
            article_id,
            at=at,
            before={"status": before},
            after={"status": after.value},
            reason=reason,
            joined=connection,
        )
        return True

    def _correct(
        self,
        connection: sa.Connection,
        article_id: str,
        field: str,
        value: Any,
        editor: str,
        reason: str,
        at: datetime,
    ) -> bool:
        shown = _shown(connection, article_id)
        from_record(apply_corrections(shown, [(field, value)]))  # refuses what cannot be shown
        connection.execute(
            sa.insert(correction).values(
                article=article_id,
                field=field,
                value=sa.JSON.NULL if value is None else value,
                reason=reason,
                editor=editor,
                made=at,
            )
        )
        changed = self._articles.refresh(article_id, at=at, joined=connection)
        self._audit.note(
            editor,
            "correction",
            article_id,
            at=at,
            before={field: shown.get(field)},
            after={field: value},
            reason=reason,
            joined=connection,
        )
        return changed


def _before_hiding(connection: sa.Connection, article_id: str) -> Status:
    """Return the status an article had before the first of its hidings that still holds."""
    hidings = connection.execute(
        sa.select(audit.c.before)
        .where(audit.c.subject == article_id, audit.c.action.in_(HIDINGS))
        .order_by(audit.c.id.desc())
    ).scalars()
    for before in hidings:
        status = Status(before["status"])
        if status in PUBLIC:
            return status
    return Status.LIVE


def _in_force(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> Sequence[sa.Row[Any]]:
    return connection.execute(
        sa.select(correction).where(wanted, correction.c.undone.is_(None)).order_by(correction.c.id)
    ).all()


def _shown(connection: sa.Connection, article_id: str) -> dict[str, Any]:
    record = connection.execute(
        sa.select(article.c.record).where(article.c.id == article_id)
    ).scalar_one_or_none()
    if record is None:
        raise RecordError(f"there is no article {article_id!r}")
    return dict(record)
