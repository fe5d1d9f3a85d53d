"""What readers search for, without readers: no address, no order, cut, forgotten after 90 days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from archive.database import Database
from archive.tables.desk import query_use

LONGEST = 60  # characters of a query that are kept
SHOWN_FROM = 3  # uses; what only one or two have typed may be about a person
KEPT = timedelta(days=90)
# Addresses, telephone numbers and the like are no search words and never kept.
PERSONAL = re.compile(r"@|(?:\d[\s/-]?){6,}|https?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """A query several readers have used; `hits` is what the last use found."""

    text: str
    uses: int
    hits: int


class Insights:
    """Counts of queries in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, query: str, hits: int, *, day: date, uses: int = 1) -> bool:
        """Count *uses* of *query*; return False for what is not kept at all."""
        text = fold(query)
        if not text or PERSONAL.search(query):
            return False
        key = (query_use.c.day == day) & (query_use.c.query == text)
        with self._database.write() as connection:
            known = connection.execute(
                sa.update(query_use).where(key).values(uses=query_use.c.uses + uses, hits=hits)
            ).rowcount
            if not known:
                connection.execute(
                    sa.insert(query_use).values(day=day, query=text, uses=uses, hits=hits)
                )
        return True

    def forget(self, *, today: date) -> int:
        """Delete what is older than 90 days; return how much that was."""
        with self._database.write() as connection:
            return connection.execute(
                sa.delete(query_use).where(query_use.c.day < today - KEPT)
            ).rowcount

    def popular(self, *, limit: int = 50) -> list[Query]:
        """Return the queries most used, from three uses."""
        return self._top(limit, only_empty=False)

    def without_hits(self, *, limit: int = 50) -> list[Query]:
        """Return the queries that found nothing at their last use, from three uses."""
        return self._top(limit, only_empty=True)

    def _top(self, limit: int, *, only_empty: bool) -> list[Query]:
        uses = sa.func.sum(query_use.c.uses).label("uses")
        latest = sa.func.max(query_use.c.day).label("day")
        summed = sa.select(query_use.c.query, uses, latest).group_by(query_use.c.query).subquery()
        last = query_use.alias("last")
        query = (
            sa.select(summed.c.query, summed.c.uses, last.c.hits)
            .join(last, (last.c.query == summed.c.query) & (last.c.day == summed.c.day))
            .where(summed.c.uses >= SHOWN_FROM)
            .order_by(summed.c.uses.desc(), summed.c.query)
            .limit(limit)
        )
        if only_empty:
            query = query.where(last.c.hits == 0)
        with self._database.read() as connection:
            return [Query(*row) for row in connection.execute(query)]


def fold(query: str) -> str:
    """Return *query* in lower case with single spaces, cut: what is counted as the same."""
    return " ".join(query.lower().split())[:LONGEST].strip()
