"""Turns an answer into changes of the store: raw page, article and frontier in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from archive.article import Article, Status, article_id
from archive.blobs import BlobStore
from archive.database import Database
from archive.errors import ExtractionError, NotAnArticle
from archive.records import from_record
from archive.store import ArticleStore, Change
from archive.tables.articles import alias as alias_table
from archive.tables.articles import article as article_table
from archive.tables.crawling import visit as visit_table
from crawler import fate
from crawler.boilerplate import block_hash
from crawler.documents import DocumentStore, read_pdf
from crawler.frontier import Entry, Frontier
from crawler.hinting import hints_to_data
from crawler.page import Link, Page
from crawler.reading import Reader, Reading, is_html, to_blob
from crawler.report import Tally
from crawler.retry import ATTEMPTS, is_passing, pause
from crawler.urls import Site

MOST_FILES = 20  # attachments fetched for one article
FILE_TYPES = ("application/pdf",)
LASTING = frozenset({"too-large", "coding", "redirects", "downgrade", "bad-url", "port", "private"})


@dataclass(frozen=True, slots=True)
class Now:
    """When and in which run and round something happens."""

    time: datetime
    run: int
    round: int


@dataclass(frozen=True, slots=True)
class Handler:
    """Settles addresses of one source; every method is one transaction, run in a thread."""

    database: Database
    articles: ArticleStore
    frontier: Frontier
    blobs: BlobStore
    documents: DocumentStore
    reader: Reader
    site: Site
    tally: Tally
    chance: Callable[[], float]

    # -- articles --------------------------------------------------------------------------

    def article(self, entry: Entry, page: Page, now: Now) -> None:
        """Settle the answer to an article's address."""
        if page.status in (404, 410):
            self.missing(entry, page.status, now)
        elif is_passing(page.status):
            self.failed(entry, f"http-{page.status}", now, status=page.status)
        elif page.status != 200:
            self.skipped(entry, f"http-{page.status}", now, page)
        elif not self.site.holds(page.url):
            self.skipped(entry, "foreign-host", now, page)
        elif not is_html(page):
            self.skipped(entry, "not-html", now, page)
        elif self._is_same_body(entry, page):
            self.unchanged(entry, now, page)
        else:
            self._read(entry, page, now)

    def unchanged(self, entry: Entry, now: Now, page: Page | None = None) -> None:
        """Settle a page that has not changed: only the time of the look is noted."""
        with self.database.write() as connection:
            if entry.article:
                self.articles.touch(entry.article, checked=now.time, joined=connection)
                self._revive(connection, entry, entry.article, now)
            decision = "unchanged" if entry.article else entry.decision or "not-an-article"
            self.settle(connection, entry, now, decision, page, due=self._next(entry, now))

    def already_known(self, entry: Entry, article_id: str, now: Now) -> None:
        """Settle an address that is known to lead to an article read from another one."""
        self.tally.skipped["alias"] += 1
        with self.database.write() as connection:
            self.frontier.settle(
                entry.url,
                joined=connection,
                decision="alias",
                reason="leads to an article read from another address",
                article=article_id,
                due=now.time + fate.LAST_RECHECK,
                run=now.run,
            )

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
                self.articles.set_status(entry.article, Status.GONE, at=now.time, joined=connection)
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

    def known_elsewhere(self, entry: Entry) -> str | None:
        """Return the article that *entry* is known to lead to without having been fetched."""
        with self.database.read() as connection:
            found = connection.execute(
                sa.select(alias_table.c.article).where(alias_table.c.url == entry.url)
            ).scalar_one_or_none()
            if found is None and entry.hints.cms_id:
                found = connection.execute(
                    sa.select(article_table.c.id).where(
                        article_table.c.id == article_id(self.frontier.source, entry.hints.cms_id)
                    )
                ).scalar_one_or_none()
            if found is None:
                return None
            readers = self.frontier.readers_of(found, joined=connection)
        return found if any(url != entry.url for url in readers) else None

    # -- attachments -----------------------------------------------------------------------

    def attachment(self, entry: Entry, page: Page, now: Now) -> None:
        """Settle the answer to an attached file: keep it, read its text, add it to its article."""
        if page.status != 200:
            if is_passing(page.status):
                self.failed(entry, f"http-{page.status}", now, status=page.status)
            else:
                self.skipped(entry, f"file-http-{page.status}", now, page)
            return
        text = read_pdf(page.body)
        blob = self.blobs.put(to_blob(page, entry.hints))
        with self.database.write() as connection:
            self.documents.keep(blob, text, joined=connection)
            due = now.time + fate.LAST_RECHECK
            decision, reason = ("stored", "") if text.pages else ("no-text", text.reason)
            self.settle(connection, entry, now, decision, page, due=due, reason=reason, blob=blob)
            self._complete(connection, entry, text.pages, now)

    def _complete(
        self, connection: sa.Connection, entry: Entry, pages: tuple[str, ...], now: Now
    ) -> None:
        """Put the text of a file into the articles that name it."""
        row = connection.execute(
            sa.select(article_table).where(article_table.c.id == entry.article)
        ).one_or_none()
        if row is None or not pages:
            return
        known = from_record(row.extracted)
        files = tuple(
            replace(file, pages=pages) if self.site.fold(file.url) == entry.url else file
            for file in known.attachments
        )
        article = replace(known, attachments=files, status=Status(row.status))
        self.articles.put(article, seen=now.time, blob=row.blob, joined=connection)

    # -- inside ----------------------------------------------------------------------------

    def _read(self, entry: Entry, page: Page, now: Now) -> None:
        try:
            reading = self.reader.read(page, entry.hints)
        except (NotAnArticle, ExtractionError) as error:
            reason = "not-an-article" if isinstance(error, NotAnArticle) else "unreadable"
            if entry.article:  # it used to be one: the publisher shows something else instead
                self.missing(entry, 404, now, reason=f"soft 404: {error}"[:300])
            else:
                self.skipped(entry, reason, now, page, detail=str(error)[:300])
            return
        except Exception as error:  # noqa: BLE001  # one odd page must not end a crawl
            self.failed(entry, f"bug-{type(error).__name__}", now, status=page.status)
            return
        blob = self.blobs.put(to_blob(page, entry.hints))
        with self.database.write() as connection:
            self._store(connection, entry, page, reading, blob, now)

    def _store(
        self,
        connection: sa.Connection,
        entry: Entry,
        page: Page,
        reading: Reading,
        blob: str,
        now: Now,
    ) -> None:
        article = self._known_as(connection, entry, reading.article, page)
        entry = self._at_its_new_address(connection, entry, page, article.id, now)
        if self._is_delisted(entry, now):
            article = replace(article, status=Status.DELISTED)
        row = connection.execute(
            sa.select(article_table).where(article_table.c.id == article.id)
        ).one_or_none()
        if row is not None and self._read_elsewhere(connection, entry, article.id, now):
            self.tally.skipped["alias"] += 1
            self.articles.add_alias(article.id, entry.url, joined=connection)
            due = now.time + fate.LAST_RECHECK
            self.settle(connection, entry, now, "alias", page, due=due, article=article.id)
            return
        if row is not None and self._is_quarantined(connection, entry, row, article, page, now):
            return
        # The publisher says nothing was changed, so a differing text is a differing template.
        reread = bool(entry.article and entry.stamp and entry.stamp == entry.stamp_read)
        change = self.articles.put(
            article, seen=now.time, blob=blob, joined=connection, reread=reread
        )
        self._count(change, article.id)
        self.tally.gone.discard(article.id)
        changed = now.time if change in (Change.ADDED, Change.CHANGED) else entry.changed
        self.settle(
            connection,
            entry,
            now,
            "unchanged" if change is Change.SAME else "stored",
            page,
            due=self._next(replace(entry, changed=changed), now),
            article=article.id,
            blob=blob,
            changed=changed,
            blocks=sorted({block_hash(text) for text in reading.blocks}),
        )
        self._offer_files(connection, article, entry, now)

    def _at_its_new_address(
        self, connection: sa.Connection, entry: Entry, page: Page, article_id: str, now: Now
    ) -> Entry:
        """Return the entry the page is read from: behind a permanent redirect, its target's.

        The old address becomes an alias, the new one need not be fetched again.
        """
        target = self.site.fold(page.url)
        if not page.permanent or target is None or target == entry.url:
            return entry
        link = Link(target, "article", entry.via, entry.hints)
        self.frontier.offer(
            [link], on=entry.url, round_=entry.round, depth=entry.depth, now=now.time,
            joined=connection,
        )  # fmt: skip
        due = now.time + fate.LAST_RECHECK
        reason = f"moved for good to {target}"
        self.settle(connection, entry, now, "alias", due=due, article=article_id, reason=reason)
        return self.frontier.get(target, joined=connection) or entry

    def _is_delisted(self, entry: Entry, now: Now) -> bool:
        return entry.decision in ("absent", "delisted") and entry.round < now.round

    def _known_as(
        self, connection: sa.Connection, entry: Entry, article: Article, page: Page
    ) -> Article:
        """Return *article* under the id it already has: by CMS id, address, redirect or content."""
        ids = connection.execute(
            sa.select(article_table.c.id, article_table.c.extracted["cms_id"].as_string()).where(
                article_table.c.source == article.source,
                sa.or_(
                    article_table.c.id == article.id,
                    article_table.c.id.in_(
                        sa.select(alias_table.c.article).where(
                            alias_table.c.url.in_(self._addresses(entry, article, page))
                        )
                    ),
                ),
            )
        ).all()
        known = {row[0]: row[1] for row in ids}
        if article.id in known:
            return article
        for known_id, cms_id in known.items():
            if cms_id in (None, article.cms_id) or article.cms_id is None:
                return replace(article, id=known_id)
        moved = connection.execute(
            sa.select(article_table.c.id).where(
                article_table.c.source == article.source,
                article_table.c.content_hash == article.content_hash,
                article_table.c.status.in_((Status.GONE.value, Status.DELISTED.value)),
            )
        ).scalars()
        return replace(article, id=next(iter(moved), article.id))

    def _addresses(self, entry: Entry, article: Article, page: Page) -> list[str]:
        found = [article.url, *article.aliases, entry.url]
        if page.permanent or page.url == page.requested:
            found.append(page.url)
        return list(dict.fromkeys(found))

    def _read_elsewhere(
        self, connection: sa.Connection, entry: Entry, article_id: str, now: Now
    ) -> bool:
        """Tell whether the article is already read from another address that still works."""
        if entry.article == article_id and entry.decision not in ("alias", None):
            return False
        others = self.frontier.readers_of(article_id, joined=connection)
        return any(other != entry.url for other in others)

    def _is_quarantined(
        self,
        connection: sa.Connection,
        entry: Entry,
        row: sa.Row[Any],
        article: Article,
        page: Page,
        now: Now,
    ) -> bool:
        before = from_record(row.extracted)
        if not fate.has_shrunk(before, article) or fate.stays_shrunk(entry.misses, now=now.time):
            return False
        if row.status in (Status.LIVE.value, Status.DELISTED.value, Status.GONE.value):
            self.articles.set_status(article.id, Status.QUARANTINED, at=now.time, joined=connection)
        self.tally.skipped["quarantined"] += 1
        reason = f"text shrank from {len(before.text)} to {len(article.text)} letters"
        self.settle(
            connection,
            entry,
            now,
            "quarantined",
            page,
            due=now.time + fate.LOOK_AGAIN,
            reason=reason,
            body_hash=None,  # so that the next look reads it again
            etag=None,
            last_modified=None,
            misses=[*entry.misses, now.time.isoformat()],
        )
        return True

    def _count(self, change: Change, article_id: str) -> None:
        if change is Change.ADDED:
            self.tally.new.add(article_id)
        elif change is Change.CHANGED:
            self.tally.changed.add(article_id)
        elif change is Change.UPDATED:
            self.tally.updated += 1

    def _revive(self, connection: sa.Connection, entry: Entry, article_id: str, now: Now) -> None:
        """Correct the state of an article whose page answers as before."""
        if self._is_delisted(entry, now):
            status = Status.DELISTED
        elif entry.decision in ("gone", "delisted"):
            status = Status.LIVE
        else:
            return
        row = connection.execute(
            sa.select(article_table.c.status).where(article_table.c.id == article_id)
        ).one_or_none()
        if row and row.status in (Status.LIVE.value, Status.GONE.value, Status.DELISTED.value):
            self.articles.set_status(article_id, status, at=now.time, joined=connection)

    def _offer_files(
        self, connection: sa.Connection, article: Article, entry: Entry, now: Now
    ) -> None:
        links = []
        for file in article.attachments[:MOST_FILES]:
            url = self.site.fold(file.url)
            if url and self.site.holds(url) and file.media_type in FILE_TYPES:
                links.append(Link(url, "attachment", "page"))
        self.frontier.offer(
            links,
            on=article.url,
            round_=now.round,
            depth=entry.depth + 1,
            now=now.time,
            joined=connection,
            article=article.id,
        )

    def _is_same_body(self, entry: Entry, page: Page) -> bool:
        if entry.body_hash is None or entry.article is None:
            return False
        return entry.body_hash == fingerprint(page, entry)

    def _next(self, entry: Entry, now: Now) -> datetime:
        return fate.next_look(
            now=now.time,
            changed=entry.changed,
            signalled=entry.stamp is not None,
            chance=self.chance(),
        )

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
        if decision in ("stored", "unchanged") and self._is_delisted(entry, now):
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


def fingerprint(page: Page, entry: Entry) -> str:
    """Return a hash of all an article is read from: the body and what listings told."""
    hints = json.dumps(hints_to_data(entry.hints), sort_keys=True)
    return hashlib.sha256(page.body + b"\n" + hints.encode()).hexdigest()
