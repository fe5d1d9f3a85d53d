"""Learns which blocks stand on most pages of a source, and reads again what that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from archive.article import Status
from archive.blobs import BlobStore
from archive.database import Database
from archive.errors import BlobError, ExtractionError
from archive.sources import Source, SourceStore
from archive.store import ArticleStore
from archive.tables.articles import article as article_table
from archive.tables.crawling import frontier as table
from archive.versions import Change
from crawler.boilerplate import block_hash
from crawler.reading import Reader, from_blob

SHARE = 0.3  # a block on so many of a source's pages is layout …
LEAST_PAGES = 20  # … when there are so many pages to judge by
KEEP_SHARE = 0.2  # what was learnt is forgotten below this share only: no to and fro


@dataclass(frozen=True, slots=True)
class Learner:
    """Learns one source's boilerplate from the blocks its crawl has counted."""

    database: Database
    sources: SourceStore
    articles: ArticleStore
    blobs: BlobStore
    source: str
    reader_of: Callable[[Source], Reader]

    def learn(self) -> int:
        """Learn anew; return how many articles read differently with what is known now."""
        source = self.sources.get(self.source)
        if source is None:
            return 0
        known = frozenset(source.learnt.get("boilerplate", ()))
        learnt = self._boilerplate(known)
        if learnt == known:
            return 0
        self.sources.learn(self.source, {"boilerplate": sorted(learnt)})
        fresh = self.sources.get(self.source)
        return self._read_again(known ^ learnt, fresh) if fresh else 0

    def _boilerplate(self, known: Collection[str]) -> frozenset[str]:
        seen: Counter[str] = Counter()
        pages = 0
        with self.database.read() as connection:
            for blocks in connection.execute(self._blocks(table.c.blocks)).scalars():
                pages += 1
                seen.update(blocks)
        if pages < LEAST_PAGES:
            return frozenset(known)
        empty = block_hash("")
        return frozenset(
            block
            for block, count in seen.items()
            if block != empty and count >= (KEEP_SHARE if block in known else SHARE) * pages
        )

    def _read_again(self, differing: frozenset[str], source: Source) -> int:
        with self.database.read() as connection:
            rows = connection.execute(self._blocks(table.c.article, table.c.blocks)).all()
        affected = {row.article for row in rows if not differing.isdisjoint(row.blocks)}
        counts = reread(
            self.database, self.articles, self.blobs, self.reader_of(source), self.source, affected
        )
        return counts["changed"]

    def _blocks(self, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
        return sa.select(*columns).where(
            table.c.source == self.source,
            table.c.kind == "article",
            table.c.article.is_not(None),
            table.c.blocks.is_not(None),
            table.c.decision != "alias",
        )


def reread(
    database: Database,
    articles: ArticleStore,
    blobs: BlobStore,
    reader: Reader,
    source: str,
    chosen: Collection[str] | None = None,
) -> dict[str, int]:
    """Read the articles of *source* again from their raw pages, all or the *chosen* ones.

    The current version is put right in place; a raw page that cannot be read leaves its article
    as it is and counts as failed.
    """
    counts = {"read": 0, "changed": 0, "unchanged": 0, "without_raw_page": 0, "failed": 0}
    with database.read() as connection:
        rows = connection.execute(
            sa.select(article_table)
            .where(article_table.c.source == source)
            .order_by(article_table.c.id)
        ).all()
    for row in rows:
        if chosen is None or row.id in chosen:
            counts[_reread_one(articles, blobs, reader, row)] += 1
    counts["read"] = counts["changed"] + counts["unchanged"]
    return counts


def _reread_one(articles: ArticleStore, blobs: BlobStore, reader: Reader, row: sa.Row[Any]) -> str:
    if row.blob is None:
        return "without_raw_page"
    try:
        page, hints = from_blob(blobs.get(row.blob))
        reading = reader.read(page, hints)
    except (BlobError, ExtractionError):
        return "failed"
    article = replace(reading.article, id=row.id, status=Status(row.status))
    change = articles.put(article, seen=row.checked, blob=row.blob, reread=True)
    return "unchanged" if change is Change.SAME else "changed"
