"""Browsing by place, project, year and topic, and the form that writes queries."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from archive.app.site.advanced_page import NAMES, written
from archive.article import slug
from index.results import Search


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def count_of(entry):
    return int(re.sub(r"\D", "", entry.select_one(".count").text))


@pytest.mark.parametrize(
    ("path", "entries"),
    [
        ("/orte", "#ortsliste li"),
        ("/projekte", "#projektliste li"),
        ("/themen", ".letter li"),
        ("/jahre", ".months li"),
    ],
)
def test_the_number_beside_an_entry_is_what_one_finds_behind_it(browse, path, entries):
    page = soup(browse(path))
    listed = page.select(entries)

    assert listed
    for entry in listed[:: max(1, len(listed) // 3)]:
        behind = soup(browse(entry.a["href"]))
        shown = behind.find(id="summe") or behind.select_one("main h1 + p")
        assert int(re.search(r"\d+", shown.text)[0]) == count_of(entry)


def test_all_places_are_on_the_page_and_large_ones_contain_small_ones(browse, newsroom):
    page = soup(browse("/orte"))

    assert len(page.select("#ortsliste a")) == len(newsroom.search.values("ort"))
    district = page.select_one("#ortsliste li li")
    assert district.a.text == "Landkreis Falmtal"
    assert district.select("li")


def test_every_dot_of_the_map_leads_to_its_news_and_is_named(browse):
    dots = soup(browse("/orte")).select(".map a")

    assert len(dots) > 10
    for dot in dots[::15]:
        assert re.fullmatch(r".+, [\d.]+ Meldung(en)?", dot["aria-label"])
        assert browse(dot["href"]).status_code == 200


def test_a_projects_page_shows_its_articles_along_time(browse, newsroom):
    project = newsroom.search.values("projekt")[0]

    page = soup(browse(f"/projekte/{slug(project.value)}"))
    days = [entry["datetime"] for entry in page.select(".timelist time")]

    assert page.h1.text == project.label
    assert len(page.select(".timelist li")) == project.count
    assert days == sorted(days, reverse=True)


def test_all_years_together_hold_every_dated_article(browse, newsroom):
    page = soup(browse("/jahre"))

    total = sum(count_of(entry) for entry in page.select(".months li"))
    assert total == newsroom.search.search(Search()).total


def test_the_page_of_all_values_can_be_searched_and_sorted(browse, newsroom):
    values = newsroom.search.values("ort")
    every = soup(browse("/suche/auswahl/ort"))
    some = soup(browse("/suche/auswahl/ort?enthaelt=falm"))
    by_count = soup(browse("/suche/auswahl/ort?ordnung=anzahl"))

    assert len(every.select("#werte li")) == len(values)
    assert 0 < len(some.select("#werte li")) < len(values)
    counts = [count_of(entry) for entry in by_count.select("#werte li")]
    assert counts == sorted(counts, reverse=True)


def test_choosing_from_all_values_keeps_the_rest_of_the_search(browse):
    page = soup(browse("/suche/auswahl/ort?q=Kreis&thema=Kultur"))
    form = page.find("form", action="/suche")

    carried = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}

    assert carried == {"q": "Kreis", "thema": "Kultur"}


def test_the_form_writes_the_query_line_and_shows_it(browse):
    filled = {
        "alle": "Radweg Brücke",
        "genau": "erster Spatenstich",
        "eines": "Schule Kita",
        "ohne": "Sperrung",
        "titel": "Haushalt",
    }
    line = 'Radweg Brücke "erster Spatenstich" (Schule ODER Kita) titel:Haushalt -Sperrung'

    assert written(filled) == line
    page = soup(browse("/suche/erweitert", params={**filled, "zeigen": "1"}))
    assert page.select_one(".notice code").text == line
    answer = browse("/suche/erweitert", params={"alle": "Radweg", "von": "2024"})
    assert answer.headers["location"] == "/suche?q=Radweg&von=2024-01-01"


@given(st.fixed_dictionaries({name: st.text(max_size=30) for name in NAMES}))
def test_nothing_typed_into_the_form_makes_a_query_that_needs_repair(newsroom, filled):
    query = written(filled)

    notes = newsroom.search.search(Search(query=query[:180])).notes if len(query) < 180 else ()

    assert not [note for note in notes if note.kind == "repaired"]
