"""Addresses that lead to articles; the first article to claim one keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import sqlalchemy as sa

from archive.tables.articles import alias


def claim(connection: sa.Connection, claims: Mapping[str, str]) -> None:
    """Let addresses resolve to articles; one that is claimed already stays where it is."""
    taken = {
        url
        for part in parts(list(claims))
        for url in connection.execute(sa.select(alias.c.url).where(alias.c.url.in_(part))).scalars()
    }
    rows = [{"url": url, "article": to} for url, to in claims.items() if url not in taken]
    if rows:
        connection.execute(sa.insert(alias), rows)


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
