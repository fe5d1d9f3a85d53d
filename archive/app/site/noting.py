"""Notes what is searched for, now and then and all at once: a search itself never waits for it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from archive.errors import StoreError
from archive.insights import Insights, fold

EVERY = timedelta(minutes=1)
MOST = 500  # different queries kept until written; a flood of them is not worth more memory


class SearchNotes:
    """Counts queries in memory and hands them to the insights; no address, no order."""

    def __init__(self, insights: Insights, *, started: datetime) -> None:
        self._insights = insights
        self._written = started
        self._counts: dict[str, tuple[int, int]] = {}  # query → uses, hits of the last
        self._lock = threading.Lock()

    def add(self, query: str, hits: int, *, now: datetime) -> bool:
        """Count one use; tell whether it is time to write."""
        text = fold(query)
        with self._lock:
            if text in self._counts or len(self._counts) < MOST:
                self._counts[text] = (self._counts.get(text, (0, 0))[0] + 1, hits)
            return now - self._written >= EVERY

    def write(self, *, now: datetime) -> None:
        """Hand over what was counted; what cannot be written is forgotten, never an error."""
        with self._lock:
            counts, self._counts, self._written = self._counts, {}, now
        try:
            for query, (uses, hits) in counts.items():
                self._insights.note(query, hits, day=now.date(), uses=uses)
        except StoreError:
            return
