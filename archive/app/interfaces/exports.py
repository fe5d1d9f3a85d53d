"""The filtered set as CSV, XLSX, JSON Lines, BibTeX and RIS; a format is an entry in FORMATS."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import xlsxwriter

from archive.app.interfaces.citation import bibtex, ris
from archive.article import Article
from archive.records import to_record
from archive.xmltext import xml_safe
from index.facets import FACETS, Facet, value_label

BERLIN = ZoneInfo("Europe/Berlin")
CELL_LIMIT = 32_000  # Excel holds 32,767 characters in a cell
ROW_LIMIT = 1_048_575  # Excel's rows less the header
CHUNK = 1 << 16

Link = Callable[[Article], str]
Articles = Iterable[Article]


@dataclass(frozen=True, slots=True)
class Format:
    """An export format; `write` streams the file of any number of articles."""

    label: str
    media_type: str
    write: Callable[[Articles, Link], Iterator[bytes]]
    limit: int | None = None  # most articles it can hold


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the tables."""

    label: str
    value: Callable[[Article, Link], str]


def _facet_column(facet: Facet) -> Column:
    return Column(
        facet.label,
        lambda article, _link: "; ".join(
            value_label(facet, value) for value in dict.fromkeys(facet.values(article))
        ),
    )


def _day(article: Article, _link: Link) -> str:
    if article.published is None:
        return ""
    return article.published.value.astimezone(BERLIN).date().isoformat()


COLUMNS: tuple[Column, ...] = (
    Column("Kennung", lambda article, _link: article.id),
    Column("Titel", lambda article, _link: article.title),
    Column("Veröffentlicht", _day),
    Column(
        "Beleg des Datums",
        lambda article, _link: article.published.source if article.published else "unbekannt",
    ),
    *(_facet_column(facet) for facet in FACETS if facet.name not in ("jahr", "monat")),
    Column("Stand beim Herausgeber", lambda article, _link: article.status.value),
    Column("Fassungen", lambda article, _link: str(article.versions)),
    Column("Adresse beim Herausgeber", lambda article, _link: article.url),
    Column("Adresse im Archiv", lambda article, link: link(article)),
    Column("Text", lambda article, _link: article.text),
)


def formula_safe(value: str) -> str:
    """Return *value* so that no spreadsheet runs it (OWASP: CSV injection)."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else value


def csv_lines(articles: Articles, link: Link) -> Iterator[bytes]:
    """Yield a CSV for German spreadsheets: UTF-8 with BOM, ";" between, CRLF at the end."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([column.label for column in COLUMNS])
    for article in articles:
        writer.writerow([formula_safe(xml_safe(column.value(article, link))) for column in COLUMNS])
        if buffer.tell() > CHUNK:
            yield _drain(buffer)
    yield _drain(buffer)


def json_lines(articles: Articles, _link: Link) -> Iterator[bytes]:
    """Yield one JSON object a line in the shape of `newsarchive export`."""
    for article in articles:
        yield json.dumps(to_record(article), ensure_ascii=False).encode() + b"\n"


def bibtex_entries(articles: Articles, link: Link) -> Iterator[bytes]:
    """Yield BibTeX entries."""
    return (bibtex(article, link(article)).encode() + b"\n" for article in articles)


def ris_entries(articles: Articles, link: Link) -> Iterator[bytes]:
    """Yield RIS entries."""
    return (ris(article, link(article)).encode() for article in articles)


def xlsx_file(articles: Articles, link: Link) -> Iterator[bytes]:
    """Yield an Excel file, built row by row in a temporary file: memory stays flat."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("Meldungen")
            bold = book.add_format({"bold": True})
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(COLUMNS):
                sheet.write_string(0, place, column.label, bold)
            for row, article in enumerate(articles, 1):
                if row > ROW_LIMIT:
                    break
                for place, column in enumerate(COLUMNS):
                    sheet.write_string(row, place, _cell(column.value(article, link)))
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _cell(text: str) -> str:
    safe = xml_safe(text)
    return safe if len(safe) <= CELL_LIMIT else f"{safe[:CELL_LIMIT]} …"


def _drain(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return data


FORMATS: dict[str, Format] = {
    "csv": Format("CSV für Tabellen", "text/csv; charset=utf-8", csv_lines),
    "xlsx": Format(
        "Excel (XLSX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx_file,
        ROW_LIMIT,
    ),
    "jsonl": Format("JSON Lines", "application/jsonl; charset=utf-8", json_lines),
    "bib": Format("BibTeX", "application/x-bibtex; charset=utf-8", bibtex_entries),
    "ris": Format("RIS", "application/x-research-info-systems; charset=utf-8", ris_entries),
}
