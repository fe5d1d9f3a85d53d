"""Raw pages as a WARC 1.1 file (ISO 28500:2017) that other tools can check and replay."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.blobs import BlobStore
from archive.database import Database
from archive.errors import BlobError
from archive.tables.articles import article, version
from archive.tables.crawling import frontier, visit
from crawler.page import Page
from crawler.reading import from_blob

# The body is kept unpacked and whole, so headers that speak of its way here would be wrong.
OF_THE_WAY = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection"})


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio carries no types
    @staticmethod
    def _create_temp_file() -> BytesIO:
        return BytesIO()  # a page has 30 MB at most; warcio's temporary file is never closed


PHRASES = {status.value: status.phrase for status in HTTPStatus}


def write_warc(
    path: Path,
    database: Database,
    blobs: BlobStore,
    *,
    source: str | None = None,
    now: datetime,
) -> int:
    """Write every raw page to *path* (.warc.gz) and return the number of responses.

    Written beside its place and renamed, so a half-written file never bears the name.
    """
    part = path.with_name(f".{path.name}.part")
    count = 0
    with part.open("wb") as file:
        writer = _Writer(file, gzip=True, warc_version="1.1")
        info = {"software": "newsarchive", "format": "WARC File Format 1.1"}
        writer.write_record(writer.create_warcinfo_record(path.name, info))
        for key in _keys(database, source):
            try:
                page, _hints = from_blob(blobs.get(key))
            except BlobError:
                continue
            writer.write_record(_record(writer, page, now))
            count += 1
    part.replace(path)
    return count


def _record(writer: WARCWriter, page: Page, now: datetime) -> object:
    headers = [
        (name.title(), value) for name, value in page.headers.items() if name not in OF_THE_WAY
    ]
    headers.append(("Content-Length", str(len(page.body))))
    phrase = PHRASES.get(page.status, "Unknown")
    when = (page.fetched or now).astimezone(UTC)
    return writer.create_warc_record(
        page.url,
        "response",
        payload=BytesIO(page.body),
        http_headers=StatusAndHeaders(f"{page.status} {phrase}", headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": when.strftime("%Y-%m-%dT%H:%M:%SZ")},
    )


def _keys(database: Database, source: str | None) -> list[str]:
    """Return the keys of all raw pages in use, oldest visit first, each once."""
    queries = [
        sa.select(visit.c.blob, visit.c.source)
        .where(visit.c.blob.is_not(None))
        .order_by(visit.c.id),
        sa.select(version.c.blob, article.c.source)
        .join(article, article.c.id == version.c.article)
        .where(version.c.blob.is_not(None)),
        sa.select(frontier.c.blob, frontier.c.source).where(frontier.c.blob.is_not(None)),
    ]
    found: dict[str, None] = {}
    with database.read() as connection:
        for query in queries:
            for key, owner in connection.execute(query):
                if source is None or owner == source:
                    found.setdefault(key)
    return list(found)
