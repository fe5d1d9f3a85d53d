"""Comparing what must agree: database, store, corrections, raw pages and index; and repairing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from archive.app.composition import Services
from archive.app.indexing import sync
from archive.article import PUBLIC
from archive.blobs import BlobStore
from archive.corrections import apply_corrections
from archive.database import Database
from archive.errors import NewsArchiveError, SearchIndexError
from archive.records import from_record
from archive.tables.articles import article, correction, version
from index.results import Search

PART = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree; `repaired` once it does again."""

    kind: str  # database, record, shown, versions, raw, index
    subject: str
    text: str
    repaired: bool = False


def check(services: Services, *, repair: bool, now: datetime) -> list[Finding]:
    """Return all findings; with *repair*, what can be made right again is."""
    found = list(_database(services.database))
    if found:  # a damaged file is no ground to compare or repair on
        return found
    found += _articles(services, repair=repair, now=now)
    found += _raw_pages(services)
    found += _index(services, repair=repair)
    return found


def _database(database: Database) -> Iterator[Finding]:
    if not database.is_sqlite:
        return
    with database.read() as connection:
        for row in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
            if row[0] != "ok":
                yield Finding("database", "archive.sqlite", f"{row[0]}; restore a backup")
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield Finding("database", row[0], f"row {row[1]} refers to nothing in {row[2]}")


def _articles(services: Services, *, repair: bool, now: datetime) -> Iterator[Finding]:
    """Compare each article's shown record with what was read and the corrections in force."""
    last = ""
    while True:
        with services.database.read() as connection:
            rows = connection.execute(
                sa.select(article).where(article.c.id > last).order_by(article.c.id).limit(PART)
            ).all()
            laid_over = _corrections(connection, [row.id for row in rows])
            numbers = _version_counts(connection, [row.id for row in rows])
        if not rows:
            return
        last = rows[-1].id
        for row in rows:
            yield from _article(services, row, laid_over.get(row.id, []), repair, now)
            if numbers.get(row.id) != row.versions:
                text = f"{numbers.get(row.id, 0)} versions stored, {row.versions} counted"
                yield Finding("versions", row.id, text)


def _article(
    services: Services,
    row: sa.Row[tuple[object, ...]],
    laid_over: list[tuple[str, object]],
    repair: bool,
    now: datetime,
) -> Iterator[Finding]:
    try:
        from_record(row.extracted)
        right = apply_corrections(row.extracted, laid_over) == row.record
        from_record(row.record)
    except NewsArchiveError as error:
        yield Finding("record", row.id, str(error))
        return
    if not right:
        done = repair and services.articles.refresh(row.id, at=now)
        yield Finding("shown", row.id, "shown without the corrections in force", done)


def _raw_pages(services: Services) -> Iterator[Finding]:
    blobs = BlobStore(services.settings.raw_folder)
    query = sa.select(version.c.article, version.c.blob).where(version.c.blob.is_not(None))
    with services.database.read() as connection:
        rows = connection.execute(query.order_by(version.c.article)).all()
    for row in rows:
        try:
            blobs.get(row.blob)
        except NewsArchiveError as error:
            yield Finding("raw", row.article, f"{error}; the next full crawl fetches it again")


def _index(services: Services, *, repair: bool) -> Iterator[Finding]:
    if repair:
        sync(services.articles, services.search)
    wanted = {found.id for found in services.articles.all() if found.status in PUBLIC}
    try:
        services.search.verify()
        behind = services.articles.last_sequence() - services.search.sequence()
        held = set(services.search.ids(Search()))
    except SearchIndexError as error:
        yield Finding("index", "", f"{error}; run `newsarchive reindex`")
        return
    if behind > 0:
        yield Finding("index", "", f"{behind} changes behind the store; the worker catches up")
    missing, extra = sorted(wanted - held), sorted(held - wanted)
    if repair and (missing or extra):
        services.search.write(
            services.articles.many(missing),
            removed=extra,
            sequence=services.articles.last_sequence(),
        )
    yield from (Finding("index", key, "missing in the index", repair) for key in missing)
    yield from (Finding("index", key, "in the index, not in the store", repair) for key in extra)


def _corrections(connection: sa.Connection, ids: list[str]) -> dict[str, list[tuple[str, object]]]:
    rows = connection.execute(
        sa.select(correction)
        .where(correction.c.article.in_(ids), correction.c.undone.is_(None))
        .order_by(correction.c.id)
    )
    found: dict[str, list[tuple[str, object]]] = {}
    for row in rows:
        found.setdefault(row.article, []).append((row.field, row.value))
    return found


def _version_counts(connection: sa.Connection, ids: list[str]) -> dict[str, int]:
    rows = connection.execute(
        sa.select(version.c.article, sa.func.count())
        .where(version.c.article.in_(ids))
        .group_by(version.c.article)
    )
    return {row[0]: row[1] for row in rows}
