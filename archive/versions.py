"""When an article that was fetched again is a new version of itself; pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive.article import Article, Status
from archive.records import Record

BY_EDITOR = frozenset({Status.HIDDEN.value, Status.TAKEN_DOWN.value})


class Change(StrEnum):
    """What putting an article did."""

    ADDED = "added"
    CHANGED = "changed"  # title or text differ: a new version
    UPDATED = "updated"  # facts differ (date, places, status), the text does not
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of an article: hash of title and text, record as read, status."""

    content_hash: str
    record: Record
    status: str
    versions: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of it: the number of its current version and the status it gets."""

    change: Change
    number: int
    status: str


def ruling(known: Known, found: Article, record: Record, *, reread: bool) -> Ruling:
    """Return what *found*, whose record is *record*, means for the article that is *known*.

    Only another title or text makes a version: white space, soft hyphens and facts do not. With
    *reread* the publisher changed nothing, so a differing text is our reading or their template.
    What an editor has hidden or taken down stays so.
    """
    rewritten = known.content_hash != found.content_hash and not reread
    status = known.status if known.status in BY_EDITOR else found.status.value
    if rewritten:
        return Ruling(Change.CHANGED, known.versions + 1, status)
    is_same = record == known.record and status == known.status
    return Ruling(Change.SAME if is_same else Change.UPDATED, known.versions, status)
