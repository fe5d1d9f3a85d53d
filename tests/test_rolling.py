"""Rolling posts: tickers, logs and notices that come again; programmes and lists are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.rolling import is_rolling

NEWS = "Die Feuerwehr hat am Ufer Sandsäcke verlegt, der Pegel fällt inzwischen langsam wieder."


@pytest.mark.parametrize(
    "title",
    [
        "Liveticker zum Hochwasser",
        "Corona-Ticker: Aktuelle Lage im Landkreis",
        "Verkehrsinformationen der Woche",
        "Verkehrsmeldungen",
        "Aktuelle Fallzahlen",
        "Newsblog Wintereinbruch",
        "Lagemeldung Afrikanische Schweinepest",
        "Waldbrand – wird laufend aktualisiert",
        "Blitzer der Woche",
    ],
)
def test_titles_tell_of_rolling_posts(title):
    assert is_rolling(title, [NEWS])


@pytest.mark.parametrize(
    "title",
    [
        "Buch der Woche der Stadtbibliothek vorgestellt",
        "Interkulturelle Woche startet",
        "Verkehrsunfall in Rohr",
        "Neue Baustelle am Markt",
        "Tickets für die Gala",
        "Woche der Wiederbelebung",
    ],
)
def test_titles_of_single_news_do_not(title):
    assert not is_rolling(title, [NEWS] * 8)


def entries(form, order):
    return [form.format(n=n) for n in order]


@pytest.mark.parametrize(
    "blocks",
    [
        [part for n in range(40, 0, -1) for part in (f"{n % 28 + 1}. Mai 2021, 10 Uhr", NEWS)],
        entries("{n}. Mai 2024: " + NEWS, range(12, 2, -1)),
        entries("{n}:20 Uhr: " + NEWS, range(20, 9, -1)),
        entries("+++ {n}.15 Uhr +++ " + NEWS, range(20, 9, -1)),
        entries("Update vom {n}.03.2020: " + NEWS, range(20, 9, -1)),
    ],
)
def test_dated_entries_make_a_log(blocks):
    assert is_rolling("Lage im Landkreis", blocks)


@pytest.mark.parametrize(
    "blocks",
    [
        entries(
            "{n}:00 Uhr: Vortrag von Frau Professor Krause über die Geschichte der Burgen",
            range(9, 18),
        ),
        entries("{n}. Mai 2024: Konzert im Rathaus", range(1, 12)),
        entries("{n}. September: Behrungen, Berkach und Nordheim", range(2, 12)),
        entries("Im Jahr 19{n} zog das Amt um. " + NEWS, range(60, 80)),
        [NEWS] * 12,
        [],
    ],
)
def test_programmes_lists_of_days_and_chronicles_are_no_log(blocks):
    assert not is_rolling("Tag der offenen Tür", blocks)


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=12))
def test_any_text_is_judged_without_a_fault(title, blocks):
    assert is_rolling(title, blocks) in (True, False)
