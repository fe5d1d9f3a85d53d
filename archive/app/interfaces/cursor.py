"""Cursors: go on after the last hit seen, though new articles have arrived before it."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, replace

from index.results import Hit, Results, Search
from index.search import SearchService


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last hit a program saw and how many it had seen by then."""

    last: str
    seen: int

    def __str__(self) -> str:
        raw = json.dumps([self.last, self.seen]).encode()
        return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def read_cursor(text: str) -> Cursor | None:
    """Return the cursor that *text* is, or None when it is none of ours."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        last, seen = json.loads(raw)
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    if not isinstance(last, str) or type(seen) is not int or not 0 < seen < 10**9:
        return None
    return Cursor(last, seen)


def hits_after(service: SearchService, search: Search, cursor: Cursor) -> tuple[Results, int]:
    """Return the results with the hits that follow *cursor*, and how many stand before them.

    Where the last hit seen has left the set meanwhile, its old position counts.
    """
    start = service.neighbours(search, cursor.last).position or cursor.seen
    size = search.page_size
    page, offset = divmod(start, size)
    first = service.search(replace(search, page=page + 1))
    if first.page != page + 1:  # beyond the end: the service answers with the last page
        return replace(first, hits=()), start
    hits: tuple[Hit, ...] = first.hits[offset:]
    if offset and first.page < first.pages:
        hits += service.search(replace(search, page=page + 2)).hits[:offset]
    return replace(first, hits=hits), start


def next_cursor(results: Results, start: int) -> str | None:
    """Return the cursor that goes on after *results*, or None at the end."""
    seen = start + len(results.hits)
    if not results.hits or seen >= results.total:
        return None
    return str(Cursor(results.hits[-1].id, seen))
