"""Reading what is stored again: all articles as they were read, and keeping them read otherwise.

Rules of places, the register of projects and a new gazetteer all change old articles this way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from archive.app.composition import Services
from archive.records import Record
from archive.tables.articles import article as table
from archive.tables.articles import version

PART: Final = 500  # rows in memory at once
COLUMNS: Final[tuple[sa.Column[Any], ...]] = (
    table.c.id,
    table.c.source,
    table.c.sequence,
    table.c.extracted,
)


def as_read(services: Services) -> Iterator[sa.Row[Any]]:
    """Yield id, source, sequence and `extracted` of every article, by id.

    Each part is read in a transaction of its own: what is written meanwhile does not wait.
    """
    last = ""
    while True:
        with services.database.read() as connection:
            rows = connection.execute(
                sa.select(*COLUMNS).where(table.c.id > last).order_by(table.c.id).limit(PART)
            ).all()
        if not rows:
            return
        last = rows[-1].id
        yield from rows


def keep(
    services: Services, article_id: str, extracted: Record, *, at: datetime, joined: sa.Connection
) -> None:
    """Store an article read otherwise, with its newest version, under its corrections."""
    newest = sa.select(table.c.versions).where(table.c.id == article_id).scalar_subquery()
    joined.execute(sa.update(table).where(table.c.id == article_id).values(extracted=extracted))
    joined.execute(
        sa.update(version)
        .where(version.c.article == article_id, version.c.number == newest)
        .values(extracted=extracted)
    )
    services.articles.refresh(article_id, at=at, joined=joined)
