"""Every address the archive knows of a source, and what is to be done about it.

Rows live in the store, so a killed run loses nothing: what it had leased becomes queued again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.tables.crawling import frontier as table
from crawler.entry import Entry, Offer, entry_in
from crawler.hinting import hints_to_data, merged
from crawler.page import Link
from crawler.urls import with_parameters

LEASE = timedelta(minutes=10)
PRIORITY = {"list": 0, "article": 2, "attachment": 3}
AFTER_ARTICLES = 3  # a list that must first show that it leads to articles
WAITING = ("queued", "leased")
# Asked for every page, so built once. Only in these words does SQLite take the index of what
# waits, whose first row is the next address, and not the one by time, sorting all that is due.
_ORDER = (table.c.priority, table.c.attempts, table.c.due, table.c.url)
_NEXT = (
    sa.select(table)
    .where(
        table.c.source == sa.bindparam("source"),
        sa.text("frontier.state = 'queued'"),
        sa.text("NOT (frontier.due > :now)").bindparams(
            sa.bindparam("now", type_=table.c.due.type)
        ),
    )
    .order_by(*_ORDER)
    .limit(1)
)
_RUN_OUT = (
    sa.select(table)
    .where(
        table.c.source == sa.bindparam("source"),
        table.c.state == "leased",
        table.c.leased_until <= sa.bindparam("now"),
    )
    .order_by(*_ORDER)
    .limit(1)
)
_LEASE = (
    sa.update(table)
    .where(table.c.source == sa.bindparam("of"), table.c.url == sa.bindparam("at"))
    .values(state="leased", leased_until=sa.bindparam("until", type_=table.c.leased_until.type))
)
READ_FROM = ("stored", "unchanged", "delisted", "quarantined", "missing", "absent")


class Frontier:
    """The addresses of one source."""

    def __init__(self, database: Database, source: str) -> None:
        self._database = database
        self.source = source

    def offer(
        self,
        links: Iterable[Link],
        *,
        on: str,
        round_: int,
        depth: int,
        now: datetime,
        joined: sa.Connection | None = None,
        article: str | None = None,
        again: bool = False,
        priority: int | None = None,
    ) -> Offer:
        """Take *links* found on the address *on*; queue what is new, changed or listed again.

        *article* is the article they belong to, where they are its files. With *again* listings
        are queued even when this round has asked them before. New ones get *priority*, where it
        is given, instead of their kind's.
        """
        total = Offer()
        with self._database.write(joined) as connection:
            for link in links:
                total += self._offer_one(
                    connection, link, on, round_, depth, now, article, priority
                )
                if again:
                    self._set(connection, link.url, {"state": "queued", "due": now})
        return total

    def lease(self, *, now: datetime) -> Entry | None:
        """Take the address that is to be fetched next, for ten minutes; None when none is due."""
        with self._database.write() as connection:
            wanted = {"source": self.source, "now": now}
            found = [
                row for query in (_NEXT, _RUN_OUT) for row in connection.execute(query, wanted)
            ]
            if not found:
                return None
            row = min(found, key=lambda one: (one.priority, one.attempts, one.due, one.url))
            leased = {"of": self.source, "at": row.url, "until": now + LEASE}
            connection.execute(_LEASE, leased)
        return entry_in(row)

    def settle(
        self,
        url: str,
        *,
        state: str = "done",
        joined: sa.Connection | None = None,
        **facts: Any,
    ) -> None:
        """Give a leased address back with what became of it; *facts* are columns."""
        with self._database.write(joined) as connection:
            self._set(connection, url, {"state": state, "leased_until": None, **facts})

    def free(self) -> int:
        """Queue again what a run that died had leased; return how many."""
        with self._database.write() as connection:
            return connection.execute(
                sa.update(table)
                .where(table.c.source == self.source, table.c.state == "leased")
                .values(state="queued", leased_until=None)
            ).rowcount

    def drop_queued(self) -> int:
        """Forget what was never fetched and let the rest be (a cancelled run)."""
        with self._database.write() as connection:
            gone = connection.execute(
                sa.delete(table).where(
                    table.c.source == self.source,
                    table.c.state.in_(WAITING),
                    table.c.fetched.is_(None),
                )
            ).rowcount
            connection.execute(
                sa.update(table)
                .where(table.c.source == self.source, table.c.state.in_(WAITING))
                .values(state="done", leased_until=None)
            )
        return gone

    def get(self, url: str, *, joined: sa.Connection | None = None) -> Entry | None:
        """Return what is known of *url*, or None."""
        query = self._rows().where(table.c.url == url)
        if joined is not None:
            row = joined.execute(query).one_or_none()
        else:
            with self._database.read() as connection:
                row = connection.execute(query).one_or_none()
        return entry_in(row) if row else None

    def of_article(self, article_id: str) -> list[Entry]:
        """Return the addresses that led to an article, the one it is read from first."""
        with self._database.read() as connection:
            rows = connection.execute(self._rows().where(table.c.article == article_id)).all()
        return sorted(
            (entry_in(row) for row in rows),
            key=lambda entry: (entry.decision == "alias", entry.url),
        )

    def readers_of(self, article_id: str, *, joined: sa.Connection) -> list[str]:
        """Return the addresses an article is read from, and not only leads to it."""
        return list(
            joined.execute(
                sa.select(table.c.url).where(
                    table.c.source == self.source,
                    table.c.article == article_id,
                    table.c.kind == "article",
                    table.c.decision.in_(READ_FROM),
                )
            ).scalars()
        )

    def waiting(self, *, kind: str | None = None) -> int:
        """Return how many addresses are queued or leased."""
        conditions: list[sa.ColumnElement[bool]] = [table.c.state.in_(WAITING)]
        if kind:
            conditions.append(table.c.kind == kind)
        return self._count(*conditions)

    def next_due(self) -> datetime | None:
        """Return when the next queued address is due, or None when nothing is queued."""
        with self._database.read() as connection:
            found: datetime | None = connection.execute(
                sa.select(sa.func.min(table.c.due)).where(
                    table.c.source == self.source, table.c.state == "queued"
                )
            ).scalar_one()
        return found

    def listed(self, round_: int) -> int:
        """Return how many addresses of articles the listings of this round have shown."""
        return self._count(table.c.kind == "article", table.c.round >= round_)

    def articles(self) -> set[str]:
        """Return the ids of all articles that are read from some address and not gone."""
        with self._database.read() as connection:
            return set(
                connection.execute(
                    sa.select(table.c.article).where(
                        table.c.source == self.source,
                        table.c.kind == "article",
                        table.c.article.is_not(None),
                        table.c.decision != "gone",
                    )
                ).scalars()
            )

    def _count(self, *conditions: sa.ColumnElement[bool]) -> int:
        query = sa.select(sa.func.count()).select_from(table)
        with self._database.read() as connection:
            return int(
                connection.execute(
                    query.where(table.c.source == self.source, *conditions)
                ).scalar_one()
            )

    # -- inside ----------------------------------------------------------------------------

    def _rows(self) -> sa.Select[Any]:
        return sa.select(table).where(table.c.source == self.source)

    def _set(self, connection: sa.Connection, url: str, values: Mapping[str, Any]) -> None:
        connection.execute(
            sa.update(table)
            .where(table.c.source == self.source, table.c.url == url)
            .values(**values)
        )

    def _offer_one(
        self,
        connection: sa.Connection,
        link: Link,
        on: str,
        round_: int,
        depth: int,
        now: datetime,
        article: str | None,
        priority: int | None,
    ) -> Offer:
        row = connection.execute(self._rows().where(table.c.url == link.url)).one_or_none()
        seen = {"at": now.isoformat(), "on": on}
        hints = hints_to_data(link.hints)
        stamp = link.hints.modified.value.isoformat() if link.hints.modified else None
        if row is None:
            self._insert(
                connection, link, hints, stamp, seen, round_, depth, now, article, priority
            )
            return Offer(new=1, queued=1)
        values: dict[str, Any] = {"round": max(round_, row.round)}
        known = row.seen_in.get(link.seen_in)
        told = _with_mark(known or seen, link, on)
        if told != known:
            values["seen_in"] = {**row.seen_in, link.seen_in: told}
        joined = merged(row.hints, hints)
        if joined != row.hints:
            values["hints"] = joined
        if stamp and (row.stamp is None or stamp > row.stamp):
            values["stamp"] = stamp
        queued = _must_be_read(row, link, stamp, round_) or _reads_otherwise(row, link, on)
        if queued:
            values |= {"state": "queued", "due": now, "attempts": 0}
        if values != {"round": row.round}:
            self._set(connection, link.url, values)
        return Offer(known=1, queued=int(queued))

    def _insert(
        self,
        connection: sa.Connection,
        link: Link,
        hints: dict[str, Any],
        stamp: str | None,
        seen: dict[str, str],
        round_: int,
        depth: int,
        now: datetime,
        article: str | None,
        priority: int | None,
    ) -> None:
        connection.execute(
            sa.insert(table).values(
                source=self.source,
                url=link.url,
                kind=link.kind,
                via=link.seen_in,
                state="queued",
                priority=PRIORITY[link.kind] if priority is None else priority,
                seen_in={link.seen_in: _with_mark(seen, link, seen["on"])},
                hints=hints,
                stamp=stamp,
                round=round_,
                depth=depth,
                due=now,
                attempts=0,
                misses=[],
                article=article,
            )
        )


def _must_be_read(row: sa.Row[Any], link: Link, stamp: str | None, round_: int) -> bool:
    if row.state in WAITING:
        return False
    if row.kind == "list":
        return link.kind == "list" and row.round < round_
    if row.decision in ("gone", "delisted") and row.round < round_:
        return True  # listed again: it may be back
    read = row.stamp_read or (row.fetched and row.fetched.isoformat())
    return bool(stamp and read and stamp > read)


def _with_mark(seen: Mapping[str, Any], link: Link, on: str) -> dict[str, Any]:
    """Return what is known of a sighting, with the mark that the listing *on* gave last."""
    if not link.mark:
        return dict(seen)
    return {**seen, "marks": {**seen.get("marks", {}), _listing(on): link.mark}}


def _reads_otherwise(row: sa.Row[Any], link: Link, on: str) -> bool:
    """Tell whether the listing *on* says something else of an article than it did before."""
    if row.kind == "list" or row.state in WAITING or not link.mark:
        return False
    before = row.seen_in.get(link.seen_in, {}).get("marks", {}).get(_listing(on))
    return before is not None and before != link.mark


def _listing(on: str) -> str:
    """Return a feed's address whichever of its pages is meant."""
    return with_parameters(on, paged=None)
