"""The article store: the one truth; index, feeds and caches derive from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from archive.aliases import aliases_of, claim, parts
from archive.article import PUBLIC, Article, Status
from archive.corrections import apply_corrections
from archive.database import Database, next_value
from archive.records import Record, from_record
from archive.rows import article_in, article_row, published_in, record_of, version_row
from archive.tables.articles import alias, article, correction, version
from archive.versions import Change, Known, ruling

# What every page of a crawl needs, built once: building takes longer than SQLite does.
ROW = sa.select(article).where(article.c.id == sa.bindparam("key"))
TOUCH = (
    sa.update(article)
    .where(article.c.id == sa.bindparam("key"))
    .values(checked=sa.bindparam("at", type_=article.c.checked.type))
)
NEW_ARTICLE, NEW_VERSION = sa.insert(article), sa.insert(version)


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article's text; numbers start at 1."""

    number: int
    seen: datetime
    article: Article
    blob: str | None


class ArticleStore:
    """Articles with versions, aliases and corrections; every method is one transaction.

    Methods that write take `joined`, a connection of the caller's own transaction.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    # -- writing ---------------------------------------------------------------------------

    def put(
        self,
        found: Article,
        *,
        seen: datetime,
        blob: str | None = None,
        joined: sa.Connection | None = None,
        reread: bool = False,
    ) -> Change:
        """Store *found* as read at *seen*; a text that differs becomes a new version.

        With *reread* the publisher changed nothing, only our reading did: the current version is
        put right and no new one is made. Corrections by editors stay in force. A hidden or
        taken-down article keeps that status.
        """
        with self.database.write(joined) as connection:
            row = connection.execute(ROW, {"key": found.id}).one_or_none()
            if row is None:
                self._insert_many(connection, [found], seen, blob)
                return Change.ADDED
            claim(connection, dict.fromkeys((found.url, *found.aliases), found.id))
            return self._update(connection, row, found, seen, blob, reread)

    def put_many(self, found: Sequence[Article], *, seen: datetime) -> list[Change]:
        """Store articles in one transaction as `put` does one by one; return each one's change."""
        changes: list[Change] = []
        with self.database.write() as connection:
            known = self._known(connection, [each.id for each in found])
            fresh: dict[str, Article] = {}
            for each in found:
                if each.id not in known:
                    fresh.setdefault(each.id, each)
            self._insert_many(connection, list(fresh.values()), seen)
            for each in found:
                if fresh.get(each.id) is each:
                    changes.append(Change.ADDED)
                else:
                    changes.append(self.put(each, seen=seen, joined=connection))
        return changes

    def set_status(
        self, article_id: str, status: Status, *, at: datetime, joined: sa.Connection | None = None
    ) -> bool:
        """Give an article a status; return whether that changed anything."""
        with self.database.write(joined) as connection:
            changed = connection.execute(
                sa.update(article)
                .where(article.c.id == article_id, article.c.status != status.value)
                .values(status=status.value, changed=at, sequence=next_value(connection, "article"))
            ).rowcount
        return bool(changed)

    def touch(
        self, article_id: str, *, checked: datetime, joined: sa.Connection | None = None
    ) -> None:
        """Note that the source still shows the article unchanged."""
        with self.database.write(joined) as connection:
            connection.execute(TOUCH, {"key": article_id, "at": checked})

    def refresh(
        self, article_id: str, *, at: datetime, joined: sa.Connection | None = None
    ) -> bool:
        """Apply the corrections in force anew; return whether what is shown changed."""
        with self.database.write(joined) as connection:
            row = connection.execute(ROW, {"key": article_id}).one_or_none()
            if row is None:
                return False
            shown = self._shown(connection, article_id, row.extracted)
            if shown == row.record:
                return False
            connection.execute(
                sa.update(article)
                .where(article.c.id == article_id)
                .values(
                    record=shown,
                    published=published_in(shown),
                    changed=at,
                    sequence=next_value(connection, "article"),
                )
            )
        return True

    def set_duplicates(self, found: Mapping[str, Sequence[str]], *, at: datetime) -> None:
        """Note for each article the ids of its near-duplicates; the index follows."""
        with self.database.write() as connection:
            for key, others in found.items():
                connection.execute(
                    sa.update(article)
                    .where(article.c.id == key)
                    .values(
                        also_at=list(others),
                        changed=at,
                        sequence=next_value(connection, "article"),
                    )
                )

    def add_alias(self, article_id: str, url: str, *, joined: sa.Connection | None = None) -> None:
        """Let *url* resolve to the article; the first article to claim an address keeps it."""
        with self.database.write(joined) as connection:
            claim(connection, {url: article_id})

    # -- reading ---------------------------------------------------------------------------

    def get(self, article_id: str) -> Article | None:
        """Return the article as shown (corrections applied), whatever its status, or None."""
        return next(iter(self.many([article_id])), None)

    def many(self, article_ids: Sequence[str]) -> list[Article]:
        """Return the articles with these ids in that order; unknown ids are left out."""
        if not article_ids:
            return []
        with self.database.read() as connection:
            found = {
                row.id: row
                for part in parts(article_ids)
                for row in connection.execute(sa.select(article).where(article.c.id.in_(part)))
            }
            aliases = aliases_of(connection, found)
        return [article_in(found[key], aliases) for key in article_ids if key in found]

    def resolve(self, url: str) -> str | None:
        """Return the id of the article that *url* leads to, or None."""
        with self.database.read() as connection:
            return connection.execute(
                sa.select(alias.c.article).where(alias.c.url == url)
            ).scalar_one_or_none()

    def all(self, *, batch: int = 500) -> Iterator[Article]:
        """Yield every article by id, in batches, so that writers are not held up."""
        last = ""
        while True:
            with self.database.read() as connection:
                rows = connection.execute(
                    sa.select(article)
                    .where(article.c.id > last)
                    .order_by(article.c.id)
                    .limit(batch)
                ).all()
                aliases = aliases_of(connection, [row.id for row in rows])
            if not rows:
                return
            yield from (article_in(row, aliases) for row in rows)
            last = rows[-1].id

    def changed_since(self, sequence: int, *, limit: int = 500) -> list[tuple[int, Article]]:
        """Return up to *limit* articles changed after *sequence*, oldest change first."""
        with self.database.read() as connection:
            rows = connection.execute(
                sa.select(article)
                .where(article.c.sequence > sequence)
                .order_by(article.c.sequence)
                .limit(limit)
            ).all()
            aliases = aliases_of(connection, [row.id for row in rows])
        return [(row.sequence, article_in(row, aliases)) for row in rows]

    def public_addresses(self, *, offset: int, limit: int) -> list[tuple[str, str, datetime]]:
        """Return id, title and last change of articles readers may see, by id."""
        query = (
            sa.select(article.c.id, article.c.record["title"].as_string(), article.c.changed)
            .where(article.c.status.in_([status.value for status in PUBLIC]))
            .order_by(article.c.id)
            .offset(max(0, offset))
            .limit(limit)
        )
        with self.database.read() as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query)]

    def last_sequence(self) -> int:
        """Return the number of the last change; 0 for an empty store."""
        with self.database.read() as connection:
            return connection.execute(sa.select(sa.func.max(article.c.sequence))).scalar() or 0

    def versions(self, article_id: str) -> list[Version]:
        """Return all versions of an article's text as read, oldest first."""
        with self.database.read() as connection:
            rows = connection.execute(
                sa.select(version).where(version.c.article == article_id).order_by(version.c.number)
            ).all()
        return [Version(row.number, row.seen, from_record(row.extracted), row.blob) for row in rows]

    def count(self, *, source: str | None = None) -> dict[str, int]:
        """Return how many articles have each status."""
        query = sa.select(article.c.status, sa.func.count()).group_by(article.c.status)
        if source is not None:
            query = query.where(article.c.source == source)
        with self.database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    # -- inside ----------------------------------------------------------------------------

    def _known(self, connection: sa.Connection, article_ids: Sequence[str]) -> set[str]:
        return {
            found
            for part in parts(article_ids)
            for found in connection.execute(
                sa.select(article.c.id).where(article.c.id.in_(part))
            ).scalars()
        }

    def _insert_many(
        self,
        connection: sa.Connection,
        found: Sequence[Article],
        seen: datetime,
        blob: str | None = None,
    ) -> None:
        if not found:
            return
        first = next_value(connection, "article", count=len(found))
        pairs = [(each, record_of(each)) for each in found]
        rows = [
            article_row(each, record, seen, first + place, blob)
            for place, (each, record) in enumerate(pairs)
        ]
        connection.execute(NEW_ARTICLE, rows)
        texts = [version_row(each, record, 1, seen, blob) for each, record in pairs]
        connection.execute(NEW_VERSION, texts)
        claims: dict[str, str] = {}
        for each in found:
            for url in (each.url, *each.aliases):
                claims.setdefault(url, each.id)
        claim(connection, claims)

    def _update(
        self,
        connection: sa.Connection,
        row: sa.Row[Any],
        found: Article,
        seen: datetime,
        blob: str | None,
        reread: bool,
    ) -> Change:
        record = record_of(found)
        known = Known(row.content_hash, row.extracted, row.status, row.versions)
        ruled = ruling(known, found, record, reread=reread)
        if ruled.change is Change.SAME:
            self.touch(found.id, checked=seen, joined=connection)
            return ruled.change
        if ruled.change is Change.CHANGED:
            text = version_row(found, record, ruled.number, seen, blob)
            connection.execute(NEW_VERSION, [text])
        shown = self._shown(connection, found.id, record)
        if reread:
            self._replace_version(connection, found, record, ruled.number, blob or row.blob)
        connection.execute(
            sa.update(article)
            .where(article.c.id == found.id)
            .values(
                source=found.source,
                url=found.url,
                status=ruled.status,
                published=published_in(shown),
                content_hash=found.content_hash,
                versions=ruled.number,
                sequence=next_value(connection, "article"),
                checked=seen,
                changed=seen,
                blob=blob or row.blob,
                extracted=record,
                record=shown,
            )
        )
        return ruled.change

    def _replace_version(
        self,
        connection: sa.Connection,
        found: Article,
        record: Record,
        number: int,
        blob: str | None,
    ) -> None:
        connection.execute(
            sa.update(version)
            .where(version.c.article == found.id, version.c.number == number)
            .values(content_hash=found.content_hash, blob=blob, extracted=record)
        )

    def _shown(self, connection: sa.Connection, article_id: str, extracted: Record) -> Record:
        rows = connection.execute(
            sa.select(correction.c.field, correction.c.value)
            .where(correction.c.article == article_id, correction.c.undone.is_(None))
            .order_by(correction.c.id)
        )
        return apply_corrections(extracted, [(row.field, row.value) for row in rows])
