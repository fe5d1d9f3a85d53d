"""Lists walked from page to page: told when they go on for ever and lead to nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from archive.aliases import parts
from archive.database import Database
from archive.tables.articles import article as article_table
from archive.tables.crawling import frontier as table

STALE = 3  # pages of a list one after another without an entry of their own
CHECKED_FIRST, CHECKED_EVERY = 3, 12  # pages after which a list must have led to articles
LEAST_JUDGED = 12  # entries that must have been read to say that none leads to an article
SHORT = 200  # letters below which a text without number and date may be a calendar's
ALIKE = 4  # entries to one such text, numbers and months aside, from which on they are none
_CHANGING = re.compile(
    r"\d+|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Walk:
    """How far a list was walked in this run: its pages, its entries, and how many brought none."""

    pages: int = 0
    entries: set[str] = field(default_factory=set)
    stale: int = 0


class Walks:
    """The walks of one run along the pages of lists; a killed run's successor begins anew."""

    def __init__(self) -> None:
        self._by_next: dict[str, Walk] = {}

    def step(self, page: str, entries: Collection[str], following: str) -> None:
        """Note that the list's page at *page* shows *entries* and goes on at *following*."""
        walk = self._by_next.pop(page, None) or Walk()
        walk.pages += 1
        walk.stale = 0 if set(entries) - walk.entries else walk.stale + 1
        walk.entries |= set(entries)
        self._by_next[following] = walk

    def is_stale(self, page: str) -> bool:
        """Tell whether the pages before *page* have only shown again what stood on others."""
        walk = self._by_next.get(page)
        return walk is not None and walk.stale >= STALE

    def to_check(self, page: str) -> Collection[str]:
        """Return the entries to judge the list by before *page* is asked; none mostly."""
        walk = self._by_next.get(page)
        if walk is None or (walk.pages != CHECKED_FIRST and walk.pages % CHECKED_EVERY):
            return ()
        return frozenset(walk.entries)


def lead_to_articles(database: Database, source: str, urls: Collection[str]) -> bool:
    """Tell whether entries of a list lead to articles, or too few were read to say so.

    Days of a calendar may read like articles, but they bear neither number nor date and say the
    same in a few words.
    """
    judged, short = 0, []
    for part in parts(sorted(urls)):
        for row in _read(database, source, part):
            judged += 1
            if row.text and (row.cms_id or row.published or len(row.text) >= SHORT):
                return True
            short.append(_CHANGING.sub("", row.text or ""))
    return judged < LEAST_JUDGED or len(set(short)) * ALIKE > judged


def _read(database: Database, source: str, urls: Sequence[str]) -> Sequence[sa.Row[Any]]:
    """Return what articles the addresses that have been asked led to; rows of None for none."""
    record = article_table.c.extracted
    query = (
        sa.select(
            record["text"].as_string().label("text"),
            record["cms_id"].as_string().label("cms_id"),
            article_table.c.published,
        )
        .select_from(table.outerjoin(article_table, table.c.article == article_table.c.id))
        .where(
            table.c.source == source,
            table.c.url.in_(urls),
            table.c.state.not_in(("queued", "leased")),
        )
    )
    with database.read() as connection:
        return connection.execute(query).all()
