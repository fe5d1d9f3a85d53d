"""Puts what was read into the store: known or new, moved, shrunk, or read elsewhere already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from archive.article import Article, Status
from archive.records import from_record
from archive.store import ArticleStore
from archive.tables.articles import alias as alias_table
from archive.tables.articles import article as article_table
from archive.versions import Change
from crawler import fate
from crawler.boilerplate import block_hash
from crawler.entry import Entry
from crawler.frontier import Frontier
from crawler.identity import name_one_document
from crawler.page import Link, Page
from crawler.quarantine import was_refused
from crawler.reading import Reading
from crawler.report import Tally
from crawler.settling import Now, Settler, is_delisted, says_unchanged
from crawler.urls import Site

MOST_FILES = 20  # attachments fetched for one article
FILE_TYPES = ("application/pdf",)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps articles of one source; every method joins the caller's transaction."""

    settler: Settler
    site: Site

    @property
    def _articles(self) -> ArticleStore:
        return self.settler.articles

    @property
    def _frontier(self) -> Frontier:
        return self.settler.frontier

    @property
    def _tally(self) -> Tally:
        return self.settler.tally

    def keep(
        self,
        connection: sa.Connection,
        entry: Entry,
        page: Page,
        reading: Reading,
        blob: str,
        now: Now,
    ) -> None:
        """Store the article that *entry* was read to hold, raw page *blob*, and settle it."""
        article = self._known_as(connection, entry, reading.article, page)
        entry = self._at_its_new_address(connection, entry, page, article.id, now)
        if is_delisted(entry, now):
            article = replace(article, status=Status.DELISTED)
        row = connection.execute(
            sa.select(article_table).where(article_table.c.id == article.id)
        ).one_or_none()
        twin = self._twin(connection, entry, article) if row is None else None
        if twin or (row is not None and self._read_elsewhere(connection, entry, article.id, now)):
            article = replace(article, id=twin or article.id)
            self._tally.skipped["equal-content" if twin else "alias"] += 1
            self._articles.add_alias(article.id, entry.url, joined=connection)
            due = now.time + fate.LAST_RECHECK
            self.settler.settle(connection, entry, now, "alias", page, due=due, article=article.id)
            return
        if row is not None and self._is_quarantined(
            connection, entry, row, article, page, blob, now
        ):
            return
        # The publisher says nothing was changed, so a differing text is a differing template.
        reread = says_unchanged(entry, now)
        change = self._articles.put(
            article, seen=now.time, blob=blob, joined=connection, reread=reread
        )
        self._count(change, article.id)
        self._tally.gone.discard(article.id)
        changed = _changed(change, article, entry, now)
        self.settler.settle(
            connection,
            entry,
            now,
            "unchanged" if change is Change.SAME else "stored",
            page,
            due=self.settler.next_look(replace(entry, changed=changed), now),
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
        self._frontier.offer(
            [link], on=entry.url, round_=entry.round, depth=entry.depth, now=now.time,
            joined=connection,
        )  # fmt: skip
        due = now.time + fate.LAST_RECHECK
        reason = f"moved for good to {target}"
        self.settler.settle(
            connection, entry, now, "alias", due=due, article=article_id, reason=reason
        )
        return self._frontier.get(target, joined=connection) or entry

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

    def _twin(self, connection: sa.Connection, entry: Entry, article: Article) -> str | None:
        """Return the article that shows the very same at another address, or None.

        Systems without numbers give an article an address in each of its categories. Title,
        text and date must be the same; without a date also what the addresses name: a notice
        repeated word for word under another name is news again.
        """
        if article.cms_id or entry.article:
            return None
        alike = connection.execute(
            sa.select(article_table.c.id, article_table.c.url).where(
                article_table.c.source == article.source,
                article_table.c.content_hash == article.content_hash,
                article_table.c.status == Status.LIVE.value,
                article_table.c.extracted["cms_id"].as_string().is_(None),
                article_table.c.published == article.published.value
                if article.published
                else article_table.c.published.is_(None),
            )
        )
        return next(
            (
                row.id
                for row in alike
                if article.published or name_one_document(row.url, article.url)
            ),
            None,
        )

    def _read_elsewhere(
        self, connection: sa.Connection, entry: Entry, article_id: str, now: Now
    ) -> bool:
        """Tell whether the article is already read from another address that still works."""
        if entry.article == article_id and entry.decision not in ("alias", None):
            return False
        others = self._frontier.readers_of(article_id, joined=connection)
        return any(other != entry.url for other in others)

    def _is_quarantined(
        self,
        connection: sa.Connection,
        entry: Entry,
        row: sa.Row[Any],
        article: Article,
        page: Page,
        blob: str,
        now: Now,
    ) -> bool:
        before = from_record(row.extracted)
        if not fate.has_shrunk(before, article):
            return False
        if was_refused(connection, article.source, entry.url, article.content_hash):
            due = self.settler.next_look(entry, now)
            self.settler.settle(connection, entry, now, "unchanged", page, due=due)
            return True
        if fate.stays_shrunk(entry.misses, now=now.time):
            return False
        self.settler.set_status(connection, article.id, Status.QUARANTINED, now)
        self._tally.skipped["quarantined"] += 1
        reason = f"text shrank from {len(before.text)} to {len(article.text)} letters"
        self.settler.settle(
            connection,
            entry,
            now,
            "quarantined",
            page,
            due=now.time + fate.LOOK_AGAIN,
            reason=reason,
            article=article.id,
            blob=blob,
            body_hash=None,  # so that the next look reads it again
            stamp_read=entry.stamp_read,
            etag=None,
            last_modified=None,
            misses=[*entry.misses, now.time.isoformat()],
        )
        return True

    def _count(self, change: Change, article_id: str) -> None:
        if change is Change.ADDED:
            self._tally.new.add(article_id)
        elif change is Change.CHANGED:
            self._tally.changed.add(article_id)
        elif change is Change.UPDATED:
            self._tally.updated += 1

    def _offer_files(
        self, connection: sa.Connection, article: Article, entry: Entry, now: Now
    ) -> None:
        links = []
        for file in article.attachments[:MOST_FILES]:
            url = self.site.fold(file.url)
            if url and self.site.holds(url) and file.media_type in FILE_TYPES:
                links.append(Link(url, "attachment", "page"))
        self._frontier.offer(
            links,
            on=article.url,
            round_=now.round,
            depth=entry.depth + 1,
            now=now.time,
            joined=connection,
            article=article.id,
        )


def _changed(change: Change, article: Article, entry: Entry, now: Now) -> datetime | None:
    """Return since when the text is as it is now, as far as we know."""
    if change is Change.CHANGED:
        return now.time
    if change is not Change.ADDED:
        return entry.changed
    told = (article.published, entry.hints.published, article.modified, entry.hints.modified)
    known = [fact.value for fact in told if fact]
    return fate.last_change(*known, now=now.time, first_round=now.round == 1)
