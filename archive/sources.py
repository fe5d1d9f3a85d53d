"""The publishers the archive follows, and what it has learnt of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from archive.article import slug
from archive.database import Database
from archive.errors import ConfigurationError
from archive.tables.articles import source as table


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher.

    `state` is "active", "paused" or "archived". `options` holds what an admin chose: district,
    profile, ignored_categories, pace, quiet_hours, contact, discovery; `learnt` what crawls
    found out (which discovery answers, boilerplate hashes).
    """

    id: str
    url: str
    name: str
    state: str = "active"
    options: Mapping[str, Any] = field(default_factory=dict)
    learnt: Mapping[str, Any] = field(default_factory=dict)
    created: datetime = datetime(1970, 1, 1, tzinfo=UTC)


class SourceStore:
    """Sources in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Source]:
        """Return every source by name, archived ones too."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(table).order_by(table.c.name, table.c.id))
            return [_source(row) for row in rows]

    def get(self, source_id: str) -> Source | None:
        """Return the source with that id, or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(table).where(table.c.id == source_id)).one_or_none()
            return _source(row) if row else None

    def put(self, source: Source, *, joined: sa.Connection | None = None) -> None:
        """Add *source* or replace all it says."""
        values = {
            "id": source.id,
            "url": source.url,
            "name": source.name,
            "state": source.state,
            "options": dict(source.options),
            "learnt": dict(source.learnt),
            "created": source.created,
        }
        with self._database.write(joined) as connection:
            known = connection.execute(
                sa.update(table).where(table.c.id == source.id).values(values)
            ).rowcount
            if not known:
                connection.execute(sa.insert(table).values(values))

    def learn(self, source_id: str, facts: Mapping[str, Any]) -> None:
        """Merge *facts* into what is learnt of a source."""
        with self._database.write() as connection:
            known = connection.execute(
                sa.select(table.c.learnt).where(table.c.id == source_id)
            ).scalar_one_or_none()
            if known is not None:
                connection.execute(
                    sa.update(table)
                    .where(table.c.id == source_id)
                    .values(learnt={**known, **facts})
                )

    def find_or_add(self, address: str, *, now: datetime, name: str = "") -> Source:
        """Return the source known by id or address, or add one for the http(s) *address*."""
        known = self.get(address)
        if known is not None:
            return known
        parts = urlsplit(address if "://" in address else f"https://{address}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(f"{address!r} is neither a known source nor an http address")
        for source in self.all():
            if _home(source.url) == _home(parts.geturl()):
                return source
        found = Source(
            id=slug(parts.netloc.removeprefix("www.")),
            url=parts.geturl(),
            name=name or parts.netloc,
            created=now,
        )
        self.put(found)
        return found


def _home(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/")


def _source(row: sa.Row[Any]) -> Source:
    return Source(row.id, row.url, row.name, row.state, row.options, row.learnt, row.created)
