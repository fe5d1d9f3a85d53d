"""Writes down what became of an address: in the frontier, in its trail, in its article's state."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from archive.article import Evidence, Status
from archive.database import Database
from archive.store import ArticleStore
from archive.tables.articles import article as article_table
from archive.tables.crawling import visit as visit_table
from crawler import fate
from crawler.entry import Entry
from crawler.frontier import Frontier
from crawler.hinting import hints_to_data
from crawler.page import Page
from crawler.report import Tally
from crawler.retry import ATTEMPTS, pause

TELLING = ("rest", "sitemap")  # listings that name every article with its time of change
DAY_IS_OVER = timedelta(days=2)  # whatever the time zone
LASTING = frozenset({"too-large", "coding", "redirects", "downgrade", "bad-url", "port", "private"})


@dataclass(frozen=True, slots=True)
class Now:
    """When and in which run and round something happens."""

    time: datetime
    run: int
    round: int


@dataclass(frozen=True, slots=True)
class Settler:
    """Settles addresses of one source; what takes a connection joins the caller's transaction."""

    database: Database
    articles: ArticleStore
    frontier: Frontier
    tally: Tally
    chance: Callable[[], float]

    def settle(
        self,
        connection: sa.Connection,
        entry: Entry,
        now: Now,
        decision: str,
        page: Page | None = None,
        **facts: Any,
    ) -> None:
        """Write down what became of an address, in the frontier and in its trail."""
        if decision in ("stored", "unchanged") and is_delisted(entry, now):
            decision = "delisted"
        values: dict[str, Any] = {
            "decision": decision,
            "attempts": 0,
            "run": now.run,
            "fetched": now.time,
            "reason": None,
            "stamp_read": entry.stamp,
        }
        if page is not None:
            values |= {
                "status": page.status,
                "answered": page.url,
                "etag": page.headers.get("etag"),
                "last_modified": page.headers.get("last-modified"),
                "body_hash": fingerprint(page, entry),
            }
        if decision in ("stored", "unchanged", "delisted", "alias"):
            values["misses"] = []
        values |= facts
        self.frontier.settle(entry.url, joined=connection, **values)
        self._note(
            connection, entry, now, decision, values.get("status"), values["reason"],
            values.get("blob"),
        )  # fmt: skip

    def failed(self, entry: Entry, reason: str, now: Now, *, status: int | None = None) -> None:
        """Settle a fetch that failed: try again soon, after three times in the next run."""
        attempts = entry.attempts + 1
        lasting = reason in LASTING
        again = attempts < ATTEMPTS and not lasting
        if not again:
            self.tally.failures[reason] += 1
        later = pause(attempts, chance=self.chance()) if again else fate.LOOK_AGAIN
        with self.database.write() as connection:
            self.frontier.settle(
                entry.url,
                state="queued" if again else "failed",
                joined=connection,
                attempts=attempts,
                due=now.time + later,
                status=status,
                decision="retry" if again and not entry.article else entry.decision,
                reason=reason,
                run=now.run,
            )
            self._note(connection, entry, now, "retry" if again else "failed", status, reason)

    def skipped(
        self, entry: Entry, reason: str, now: Now, page: Page | None = None, *, detail: str = ""
    ) -> None:
        """Settle an address that will not be read, and say why."""
        self.tally.skipped[reason] += 1
        due = now.time + fate.LAST_RECHECK
        with self.database.write() as connection:
            self.settle(connection, entry, now, reason, page, due=due, reason=detail or reason)

    def missing(self, entry: Entry, status: int, now: Now, *, reason: str = "") -> None:
        """Settle a page that is not there (any more)."""
        if not entry.article:
            self.tally.skipped["missing"] += 1
            with self.database.write() as connection:
                due = now.time + fate.LAST_RECHECK
                why = reason or f"answer {status}"
                self.settle(connection, entry, now, "missing", status=status, due=due, reason=why)
            return
        ruling = fate.missing(
            status,
            entry.misses,
            now=now.time,
            delisted=entry.decision == "absent",
            reason=reason,
        )
        with self.database.write() as connection:
            if ruling.gone:
                self.tally.gone.add(entry.article)
                self.set_status(connection, entry.article, Status.GONE, now)
            self.settle(
                connection,
                entry,
                now,
                "gone" if ruling.gone else "missing",
                status=status,
                due=ruling.due,
                reason=ruling.reason,
                misses=list(ruling.misses),
            )

    def set_status(
        self, connection: sa.Connection, article_id: str, status: Status, now: Now
    ) -> None:
        """Give an article a status, unless an editor has hidden it or taken it down."""
        known = connection.execute(
            sa.select(article_table.c.status).where(article_table.c.id == article_id)
        ).scalar_one_or_none()
        if known not in (None, Status.HIDDEN.value, Status.TAKEN_DOWN.value):
            self.articles.set_status(article_id, status, at=now.time, joined=connection)

    def next_look(self, entry: Entry, now: Now) -> datetime:
        """Return when an article that was just read is to be looked at again."""
        return fate.next_look(
            now=now.time,
            changed=entry.changed,
            signalled=is_signalled(entry, now),
            chance=self.chance(),
        )

    def _note(
        self,
        connection: sa.Connection,
        entry: Entry,
        now: Now,
        decision: str,
        status: int | None,
        reason: str | None,
        blob: str | None = None,
    ) -> None:
        connection.execute(
            sa.insert(visit_table).values(
                source=self.frontier.source,
                url=entry.url,
                run=now.run,
                at=now.time,
                status=status,
                decision=decision,
                reason=reason,
                blob=blob,
            )
        )


def is_signalled(entry: Entry, now: Now) -> bool:
    """Tell whether a listing that names every article would tell when this one is changed.

    A feed does so only while the article is in it. A day without a time tells of changes on
    later days, so the article must have been read after that day.
    """
    told = entry.hints.modified
    if told is None or told.source not in TELLING or entry.round < now.round:
        return False
    return _is_exact(told) or now.time - told.value > DAY_IS_OVER


def says_unchanged(entry: Entry, now: Now) -> bool:
    """Tell whether the publisher's own time of change says the article is as we read it."""
    told = entry.hints.modified
    if not entry.article or told is None or told.source not in TELLING:
        return False
    is_known = bool(entry.stamp) and entry.stamp == entry.stamp_read
    return is_known and entry.round >= now.round and _is_exact(told)


def _is_exact(told: Evidence[datetime]) -> bool:
    return len(told.quote) > len("2025-05-01")


def is_delisted(entry: Entry, now: Now) -> bool:
    """Tell whether no complete listing of this round showed an article it had shown before."""
    return entry.decision in ("absent", "delisted") and entry.round < now.round


def fingerprint(page: Page, entry: Entry) -> str:
    """Return a hash of all an article is read from: the body and what listings told."""
    hints = json.dumps(hints_to_data(entry.hints), sort_keys=True)
    return hashlib.sha256(page.body + b"\n" + hints.encode()).hexdigest()
