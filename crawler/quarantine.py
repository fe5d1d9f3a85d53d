"""Texts that shrank too much, kept back until an editor, or three days, decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from archive.article import Article, Status
from archive.audit import AuditLog
from archive.blobs import BlobStore
from archive.database import Database
from archive.errors import BlobError, ExtractionError
from archive.store import ArticleStore
from archive.tables.articles import article as article_table
from archive.tables.crawling import frontier as table
from archive.tables.crawling import visit as visit_table
from crawler import fate
from crawler.reading import Reader, from_blob

REFUSED = "refused"  # a visit's decision; its reason is the hash of the text


@dataclass(frozen=True, slots=True)
class Kept:
    """One article kept back: `shown` is what readers see, `found` what its page says now."""

    shown: Article
    found: Article | None  # None where the raw page cannot be read any more
    url: str
    since: datetime
    reason: str
    blob: str = ""


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The articles kept back, of all sources; `reader_of` gives the reader of a source."""

    database: Database
    articles: ArticleStore
    blobs: BlobStore
    reader_of: Callable[[str], Reader]

    def all(self, *, most: int = 100) -> list[Kept]:
        """Return what is kept back, the longest first."""
        with self.database.read() as connection:
            rows = connection.execute(_kept().order_by(table.c.fetched).limit(most)).all()
        return [self._of(row) for row in rows]

    def get(self, article_id: str) -> Kept | None:
        """Return what is kept back of that article, or None."""
        with self.database.read() as connection:
            row = connection.execute(_kept().where(table.c.article == article_id)).first()
        return self._of(row) if row else None

    def accept(self, article_id: str, *, editor: str, at: datetime, reason: str = "") -> bool:
        """Make the short text the article's next version; return whether it was kept back."""
        kept = self.get(article_id)
        if kept is None or kept.found is None:
            return False
        with self.database.write() as connection:
            self.articles.put(
                replace(kept.found, id=article_id, status=Status.LIVE),
                seen=at, blob=kept.blob, joined=connection,
            )  # fmt: skip
            self._settle(connection, kept, "stored", at)
            self._note(connection, kept, "accept", editor, at, reason)
        return True

    def refuse(self, article_id: str, *, editor: str, at: datetime, reason: str = "") -> bool:
        """Keep the long text, also when the same short one is met again."""
        kept = self.get(article_id)
        if kept is None:
            return False
        with self.database.write() as connection:
            self.articles.set_status(article_id, Status.LIVE, at=at, joined=connection)
            self._settle(connection, kept, "unchanged", at)
            if kept.found:
                connection.execute(
                    sa.insert(visit_table).values(
                        source=kept.shown.source, url=kept.url, at=at, decision=REFUSED,
                        reason=kept.found.content_hash,
                    )
                )  # fmt: skip
            self._note(connection, kept, "refuse", editor, at, reason)
        return True

    def _of(self, row: sa.Row[tuple[object, ...]]) -> Kept:
        shown = self.articles.get(row.article)
        if shown is None:
            raise LookupError(row.article)  # the join guarantees it
        since = datetime.fromisoformat(row.misses[0]) if row.misses else row.fetched
        found = None
        try:
            page, hints = from_blob(self.blobs.get(row.blob or ""))
            found = self.reader_of(row.source).read(page, hints).article
        except (BlobError, ExtractionError):
            pass
        return Kept(shown, found, row.url, since, row.reason or "", row.blob or "")

    def _settle(self, connection: sa.Connection, kept: Kept, decision: str, at: datetime) -> None:
        connection.execute(
            sa.update(table)
            .where(table.c.source == kept.shown.source, table.c.url == kept.url)
            .values(
                state="done", decision=decision, misses=[], reason=None, changed=at,
                due=at + fate.LOOK_AGAIN,
            )
        )  # fmt: skip

    def _note(
        self, connection: sa.Connection, kept: Kept, action: str, editor: str, at: datetime,
        reason: str,
    ) -> None:  # fmt: skip
        AuditLog(self.database).note(
            editor, f"quarantine.{action}", kept.shown.id, at=at, joined=connection, reason=reason,
            before={"letters": len(kept.shown.text)},
            after={"letters": len(kept.found.text) if kept.found else None},
        )  # fmt: skip


def was_refused(connection: sa.Connection, source: str, url: str, content_hash: str) -> bool:
    """Tell whether an editor has refused that very text at that address."""
    return bool(
        connection.execute(
            sa.select(sa.func.count()).where(
                visit_table.c.source == source,
                visit_table.c.url == url,
                visit_table.c.decision == REFUSED,
                visit_table.c.reason == content_hash,
            )
        ).scalar_one()
    )


def _kept() -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(table)
        .join(article_table, article_table.c.id == table.c.article)
        .where(
            table.c.decision == "quarantined",
            article_table.c.status == Status.QUARANTINED.value,
        )
    )
