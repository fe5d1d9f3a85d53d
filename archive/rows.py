"""Articles as rows of the store's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from archive.article import Article, Status
from archive.records import Record, from_record, to_record

# What the store itself knows better; left out so that equal pages give equal records.
OWN_FIELDS = (
    "aliases",
    "also_at",
    "status",
    "versions",
    "corrected",
    "first_seen",
    "checked",
    "changed",
)


def record_of(article: Article) -> Record:
    """Return what the store keeps of *article* as read."""
    record = to_record(article)
    for field in OWN_FIELDS:
        record.pop(field, None)
    return record


def published_in(record: Record) -> datetime | None:
    """Return the publication date of a record, for the column that sorts."""
    published = from_record(record).published
    return published.value if published else None


def article_row(
    found: Article, record: Record, seen: datetime, sequence: int, blob: str | None
) -> dict[str, Any]:
    """Return the row of an article seen for the first time."""
    return {
        "id": found.id,
        "source": found.source,
        "url": found.url,
        "status": found.status.value,
        "published": found.published.value if found.published else None,
        "content_hash": found.content_hash,
        "versions": 1,
        "sequence": sequence,
        "first_seen": seen,
        "checked": seen,
        "changed": seen,
        "blob": blob,
        "extracted": record,
        "record": record,
    }


def version_row(
    found: Article, record: Record, number: int, seen: datetime, blob: str | None
) -> dict[str, Any]:
    """Return the row of one version of an article's text."""
    return {
        "article": found.id,
        "number": number,
        "seen": seen,
        "content_hash": found.content_hash,
        "blob": blob,
        "extracted": record,
    }


def article_in(row: sa.Row[Any], aliases: Mapping[str, Sequence[str]]) -> Article:
    """Return the article of a row as shown, with what the store knows of it."""
    return replace(
        from_record(row.record),
        aliases=tuple(url for url in aliases.get(row.id, ()) if url != row.url),
        also_at=tuple(row.also_at or ()),
        status=Status(row.status),
        versions=row.versions,
        corrected=tuple(row.record.get("corrected", ())),
        first_seen=row.first_seen,
        checked=row.checked,
        changed=row.changed,
    )
