"""One address of the frontier as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from crawler.fetcher import Validators
from crawler.hinting import hints_from_data
from crawler.page import Hints


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of the frontier as leased."""

    url: str
    kind: str
    via: str
    state: str
    hints: Hints
    depth: int
    attempts: int
    round: int
    due: datetime
    seen_in: Mapping[str, Any] = field(default_factory=dict)
    stamp: str | None = None
    stamp_read: str | None = None
    fetched: datetime | None = None
    status: int | None = None
    answered: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    blob: str | None = None
    article: str | None = None
    decision: str | None = None
    reason: str | None = None
    misses: tuple[str, ...] = ()
    changed: datetime | None = None

    @property
    def validators(self) -> Validators:
        """What to ask the server with whether the page has changed."""
        return Validators(self.answered or self.url, self.etag, self.last_modified)


@dataclass(frozen=True, slots=True)
class Offer:
    """How many of some links were new to the frontier, and how many are to be fetched."""

    known: int = 0
    new: int = 0
    queued: int = 0

    def __add__(self, other: Offer) -> Offer:
        return Offer(self.known + other.known, self.new + other.new, self.queued + other.queued)


def entry_in(row: sa.Row[Any]) -> Entry:
    """Return the entry of a row of the frontier."""
    return Entry(
        url=row.url,
        kind=row.kind,
        via=row.via,
        state=row.state,
        hints=hints_from_data(row.hints),
        depth=row.depth,
        attempts=row.attempts,
        round=row.round,
        due=row.due,
        seen_in=row.seen_in,
        stamp=row.stamp,
        stamp_read=row.stamp_read,
        fetched=row.fetched,
        status=row.status,
        answered=row.answered,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        blob=row.blob,
        article=row.article,
        decision=row.decision,
        reason=row.reason,
        misses=tuple(row.misses),
        changed=row.changed,
    )
