"""Turns an answer into changes of the store: raw page, article and frontier in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from archive.article import Status, article_id
from archive.blobs import BlobStore
from archive.errors import CategoryLeftOut, ExtractionError, NotAnArticle
from archive.tables.articles import alias as alias_table
from archive.tables.articles import article as article_table
from crawler import fate
from crawler.entry import Entry
from crawler.page import Page
from crawler.reading import Reader, is_html, to_blob
from crawler.retry import is_passing
from crawler.settling import Now, Settler, fingerprint, is_delisted
from crawler.storing import Keeper


@dataclass(frozen=True, slots=True)
class ArticleHandler:
    """Settles articles' addresses of one source, each in one transaction, run in a thread."""

    settler: Settler
    keeper: Keeper
    blobs: BlobStore
    reader: Reader

    def article(self, entry: Entry, page: Page, now: Now) -> None:
        """Settle the answer to an article's address."""
        if page.status in (404, 410):
            self.settler.missing(entry, page.status, now)
        elif is_passing(page.status):
            self.settler.failed(entry, f"http-{page.status}", now, status=page.status)
        elif page.status != 200:
            self.settler.skipped(entry, f"http-{page.status}", now, page)
        elif not self.keeper.site.holds(page.url):
            self.settler.skipped(entry, "foreign-host", now, page)
        elif not is_html(page):
            self.settler.skipped(entry, "not-html", now, page)
        elif self._is_same_body(entry, page):
            self.unchanged(entry, now, page)
        else:
            self._read(entry, page, now)

    def unchanged(self, entry: Entry, now: Now, page: Page | None = None) -> None:
        """Settle a page that has not changed: only the time of the look is noted."""
        with self.settler.database.write() as connection:
            if entry.article:
                self.settler.articles.touch(entry.article, checked=now.time, joined=connection)
                self._revive(connection, entry, entry.article, now)
            decision = "unchanged" if entry.article else entry.decision or "not-an-article"
            self.settler.settle(
                connection, entry, now, decision, page, due=self.settler.next_look(entry, now)
            )

    def already_known(self, entry: Entry, article_id: str, now: Now) -> None:
        """Settle an address that is known to lead to an article read from another one."""
        self.settler.tally.skipped["alias"] += 1
        with self.settler.database.write() as connection:
            self.settler.frontier.settle(
                entry.url,
                joined=connection,
                decision="alias",
                reason="leads to an article read from another address",
                article=article_id,
                due=now.time + fate.LAST_RECHECK,
                run=now.run,
            )

    def known_elsewhere(self, entry: Entry) -> str | None:
        """Return the article that *entry* is known to lead to without having been fetched."""
        with self.settler.database.read() as connection:
            found = connection.execute(
                sa.select(alias_table.c.article).where(alias_table.c.url == entry.url)
            ).scalar_one_or_none()
            if found is None and entry.hints.cms_id:
                found = connection.execute(
                    sa.select(article_table.c.id).where(
                        article_table.c.id
                        == article_id(self.settler.frontier.source, entry.hints.cms_id)
                    )
                ).scalar_one_or_none()
            if found is None:
                return None
            readers = self.settler.frontier.readers_of(found, joined=connection)
        return found if any(url != entry.url for url in readers) else None

    def _read(self, entry: Entry, page: Page, now: Now) -> None:
        try:
            reading = self.reader.read(page, entry.hints)
        except CategoryLeftOut as error:  # one that is in the archive already stays as it is
            self.settler.skipped(entry, "ignored-category", now, page, detail=str(error)[:300])
            return
        except (NotAnArticle, ExtractionError) as error:
            reason = "not-an-article" if isinstance(error, NotAnArticle) else "unreadable"
            if entry.article:  # it used to be one: the publisher shows something else instead
                self.settler.missing(entry, 404, now, reason=f"soft 404: {error}"[:300])
            else:
                self.settler.skipped(entry, reason, now, page, detail=str(error)[:300])
            return
        except Exception as error:  # noqa: BLE001  # one odd page must not end a crawl
            self.settler.failed(entry, f"bug-{type(error).__name__}", now, status=page.status)
            return
        blob = self.blobs.put(to_blob(page, entry.hints))
        with self.settler.database.write() as connection:
            self.keeper.keep(connection, entry, page, reading, blob, now)

    def _revive(self, connection: sa.Connection, entry: Entry, article_id: str, now: Now) -> None:
        """Correct the state of an article whose page answers as before."""
        if is_delisted(entry, now):
            status = Status.DELISTED
        elif entry.decision in ("gone", "delisted"):
            status = Status.LIVE
        else:
            return
        self.settler.set_status(connection, article_id, status, now)

    def _is_same_body(self, entry: Entry, page: Page) -> bool:
        if entry.body_hash is None or entry.article is None:
            return False
        if page.url != (entry.answered or entry.url):
            return False  # it has moved, even if nothing else has changed
        return entry.body_hash == fingerprint(page, entry)
