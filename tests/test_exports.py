"""Exports hold exactly the set they were asked for and do no harm in a spreadsheet."""

import csv
import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.app.interfaces.exports import COLUMNS, FORMATS, formula_safe
from archive.article import Article, Evidence, Place, Project


def link(article):
    return f"https://archiv.test/meldung/{article.id}"


def news(number, title="Müllgebühren steigen", **facts):
    return Article(
        f"id{number}", f"https://kreis.test/{number}", "kreis", title, "Erster Absatz.", **facts
    )


DATED = news(
    1,
    published=Evidence(datetime(2024, 5, 2, 22, 30, tzinfo=UTC), "rest"),
    places=(Place("Walldorf", ("Deutschland", "Meiningen", "Walldorf")),),
    projects=(Project("Bioabfall für alle"),),
)


def exported(name, articles):
    return b"".join(FORMATS[name].write(articles, link))


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_a_csv_opens_in_german_excel_with_umlauts():
    data = exported("csv", [DATED])

    assert data.startswith(b"\xef\xbb\xbf")
    header, row = rows_of(data)
    shown = dict(zip(header, row, strict=True))
    assert shown["Titel"] == "Müllgebühren steigen"
    assert shown["Veröffentlicht"] == "2024-05-03"  # the day in Berlin
    assert (shown["Ort"], shown["Projekt"]) == ("Walldorf", "Bioabfall für alle")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_csv_is_a_formula(evil):
    _, row = rows_of(exported("csv", [news(1, title=evil)]))

    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@given(st.text())
def test_a_safe_value_keeps_all_that_was_typed(value):
    assert formula_safe(value).endswith(value)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=40), max_size=5))
def test_every_table_has_one_row_an_article_whatever_the_text(titles):
    articles = [news(number, title=title) for number, title in enumerate(titles)]

    table = rows_of(exported("csv", articles))
    lines = exported("jsonl", articles).splitlines()

    assert len(table) == len(titles) + 1
    assert all(len(row) == len(COLUMNS) for row in table)
    assert [json.loads(line)["title"] for line in lines] == [a.title for a in articles]


def test_an_excel_file_holds_text_only_and_cuts_what_no_cell_can_hold():
    evil = news(1, title="=HYPERLINK(1)\x00")
    long = Article("id2", "https://kreis.test/2", "kreis", "Lang", "x" * 40_000)

    book = openpyxl.load_workbook(io.BytesIO(exported("xlsx", [evil, long])), read_only=True)
    header, first, second = list(book.active.iter_rows())
    book.close()
    names = [cell.value for cell in header]

    title = first[names.index("Titel")]
    assert (title.value, title.data_type) == ("=HYPERLINK(1)", "s")
    assert second[names.index("Text")].value.endswith(" …")


def test_bibtex_and_ris_escape_what_would_break_them():
    article = news(1, title="100 % {Förderung} & mehr\nzweite Zeile")

    entry = exported("bib", [article]).decode()
    record = exported("ris", [article]).decode()

    assert r"title = {{100 \% \{Förderung\} \& mehr zweite Zeile}}" in entry
    assert "TI  - 100 % {Förderung} & mehr zweite Zeile\r\n" in record
    assert record.endswith("ER  - \r\n")
