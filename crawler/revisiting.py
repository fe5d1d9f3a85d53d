"""Which known addresses are looked at again: due by age, gone from where they were listed.

Where no listing tells times of change, this alone notices edits and deletions; docs/crawling.md
says within which time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.tables.crawling import frontier as table
from crawler import fate
from crawler.frontier import READ_FROM

FIRST_OF_ALL = 1  # articles that have vanished are looked at before new ones: they may have moved
PART = 500  # addresses in one statement


class Revisits:
    """Queues the known addresses of one source again."""

    def __init__(self, database: Database, source: str) -> None:
        self._database = database
        self.source = source

    def queue_due(self, *, now: datetime, most: int) -> int:
        """Queue up to *most* addresses whose time has come; return how many.

        Half of the room is kept for what changed last: a backlog of old articles must not keep
        us from the news. The other half is for the longest due.
        """
        due = sa.select(table.c.url).where(
            table.c.source == self.source,
            table.c.kind != "list",
            table.c.state.in_(("done", "failed")),
            table.c.due <= now,
        )
        lately = table.c.changed.is_(None), table.c.changed.desc(), table.c.due
        with self._database.write() as connection:
            fresh = connection.execute(due.order_by(*lately).limit(most // 2)).scalars().all()
            rest = due.where(table.c.url.not_in(fresh)).order_by(table.c.due)
            old = connection.execute(rest.limit(most - len(fresh))).scalars().all()
            self._queue(connection, [*fresh, *old], now)
        return len(fresh) + len(old)

    def queue_left(self, urls: Collection[str], *, now: datetime, most: int) -> int:
        """Queue articles that a feed or a first list page showed a round ago and does no more.

        Most were pushed out by newer ones; the look tells those from what was deleted.
        """
        with self._database.write() as connection:
            known = connection.execute(
                sa.select(table.c.url).where(
                    table.c.source == self.source,
                    table.c.url.in_(sorted(urls)[:most]),
                    table.c.kind == "article",
                    table.c.state == "done",
                    table.c.decision.in_(READ_FROM),
                )
            )
            found = known.scalars().all()
            self._queue(connection, found, now)
        return len(found)

    def hasten(self, *, now: datetime) -> int:
        """Bring forward the looks that relied on times of change nobody lists any more."""
        latest = now + fate.LAST_LOOK
        with self._database.write() as connection:
            return connection.execute(
                sa.update(table)
                .where(
                    table.c.source == self.source,
                    table.c.kind == "article",
                    table.c.state == "done",
                    table.c.decision.in_(READ_FROM),
                    table.c.due > latest + fate.LAST_LOOK * fate.SPREAD,
                )
                .values(due=latest)
            ).rowcount

    def absent(
        self, round_: int, articles: sa.Select[Any], *, listings: Collection[str]
    ) -> list[str]:
        """Return the addresses of *articles* that have left *listings*, read whole this round.

        Only what such a listing has shown before can have left it.
        """
        query = sa.select(table.c.url, table.c.seen_in).where(
            table.c.source == self.source,
            table.c.kind == "article",
            table.c.state.in_(("done", "failed")),
            table.c.decision.in_(READ_FROM),
            table.c.decision != "delisted",
            table.c.round < round_,
            table.c.article.in_(articles),
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [row.url for row in rows if not row.seen_in.keys().isdisjoint(listings)]

    def queue_absent(self, urls: Sequence[str], *, now: datetime) -> None:
        """Queue what has left all complete listings, to be looked at before anything new.

        Where that is too much at once the listing itself is in doubt, and a 404 will not count
        for more than usual.
        """
        values: dict[str, Any] = {"priority": FIRST_OF_ALL}
        if not fate.is_accident(len(urls), self._read_addresses()):
            values["decision"] = "absent"
        with self._database.write() as connection:
            self._queue(connection, urls, now, values)

    def _read_addresses(self) -> int:
        query = sa.select(sa.func.count()).where(
            table.c.source == self.source,
            table.c.kind == "article",
            table.c.decision.in_(READ_FROM),
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def _queue(
        self,
        connection: sa.Connection,
        urls: Sequence[str],
        now: datetime,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        for start in range(0, len(urls), PART):
            connection.execute(
                sa.update(table)
                .where(table.c.source == self.source, table.c.url.in_(urls[start : start + PART]))
                .values(state="queued", due=now, attempts=0, **(more or {}))
            )


def left_windows(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Return the articles that front page, feeds and first list pages showed a round before.

    *before* and *after* are the facts of two rounds; a listing that failed tells nothing.
    """
    left: set[str] = set()
    for via in ("home", "feed", "list"):
        now = after.get(via, {})
        if (now.get("good") or now.get("url")) and not now.get("broken"):
            left |= _window(before.get(via, {})) - _window(now)
    return left


def _window(facts: Mapping[str, Any]) -> set[str]:
    return set(facts.get("window", ()))
