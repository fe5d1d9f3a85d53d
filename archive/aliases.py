"""Addresses that lead to articles; the first article to claim one keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from archive.database import INSERTS
from archive.tables.articles import alias


def claim(connection: sa.Connection, claims: Mapping[str, str]) -> None:
    """Let addresses resolve to articles; one that is claimed already stays where it is."""
    if claims:
        rows = [{"url": url, "article": to} for url, to in claims.items()]
        connection.execute(_claiming(connection.dialect.name), rows)


@cache
def _claiming(dialect: str) -> sa.Executable:
    insert: Any = INSERTS[dialect](alias)
    claiming: sa.Executable = insert.on_conflict_do_nothing()
    return claiming


def aliases_of(connection: sa.Connection, article_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the addresses of each article, sorted."""
    found: dict[str, list[str]] = {}
    for part in parts(list(article_ids)):
        for row in connection.execute(
            sa.select(alias).where(alias.c.article.in_(part)).order_by(alias.c.url)
        ):
            found.setdefault(row.article, []).append(row.url)
    return found


def parts(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Yield *ids* in pieces that fit into one statement."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
