"""Files that belong to articles: kept, read page by page, added to their articles."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa

from archive.article import Status
from archive.blobs import BlobStore
from archive.records import from_record
from archive.tables.articles import article as article_table
from crawler import fate
from crawler.documents import DocumentStore, read_pdf
from crawler.entry import Entry
from crawler.page import Page
from crawler.reading import to_blob
from crawler.retry import is_passing
from crawler.settling import Now, Settler
from crawler.urls import Site


@dataclass(frozen=True, slots=True)
class FileHandler:
    """Settles attached files of one source, each in one transaction, run in a thread."""

    settler: Settler
    blobs: BlobStore
    documents: DocumentStore
    site: Site

    def attachment(self, entry: Entry, page: Page, now: Now) -> None:
        """Settle the answer to an attached file: keep it, read its text, add it to its article."""
        if page.status != 200:
            if is_passing(page.status):
                self.settler.failed(entry, f"http-{page.status}", now, status=page.status)
            else:
                self.settler.skipped(entry, f"file-http-{page.status}", now, page)
            return
        text = read_pdf(page.body)
        blob = self.blobs.put(to_blob(page, entry.hints))
        with self.settler.database.write() as connection:
            self.documents.keep(blob, text, joined=connection)
            due = now.time + fate.LAST_RECHECK
            decision, reason = ("stored", "") if text.pages else ("no-text", text.reason)
            self.settler.settle(
                connection, entry, now, decision, page, due=due, reason=reason, blob=blob
            )
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
        self.settler.articles.put(article, seen=now.time, blob=row.blob, joined=connection)
