"""One state of the search page has one address, and whatever stands in an address is survived."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.app.site.state import (
    FACET_NAMES,
    KNOWN,
    is_empty,
    only_value,
    read_state,
    tidied,
    with_value,
    without_filters,
    without_value,
    write_state,
)
from index.results import Search

TODAY = date(2026, 3, 1)
TOWN = "Deutschland/Landkreis Falmtal/Falmstedt"
names = st.sampled_from([*sorted(KNOWN), "page", "query", "quatsch", ""])
texts = st.text(max_size=60) | st.sampled_from(["Mai 2024", "2024", TOWN, "Deutschland", "0", "-1"])


def read(query, **options):
    return read_state(parse_qsl(query, keep_blank_values=True), today=TODAY, **options)


@given(st.lists(st.tuples(names, texts), max_size=12))
def test_writing_and_reading_a_state_gives_the_same_address(pairs):
    written = write_state(read_state(pairs, today=TODAY).search)

    again = read(written)

    assert write_state(again.search) == written
    assert again.problems == ()


@given(st.lists(st.tuples(names, texts), max_size=12))
def test_any_parameters_give_a_search_that_can_be_written_as_utf8(pairs):
    search = read_state(pairs, today=TODAY).search

    assert search.page >= 1
    assert 1 <= search.page_size <= 100
    assert set(search.filters) <= set(FACET_NAMES)
    assert not (search.since and search.until and search.since > search.until)
    search.query.encode()


def test_parameters_are_sorted_and_defaults_left_out():
    search = read("seite=1&sort=relevanz&q=Radweg&match=auto&ort=B&ort=A&anzahl=10&von=").search

    assert write_state(search) == "ort=A&ort=B&q=Radweg"


def test_unknown_parameters_are_told_and_not_obeyed():
    state = read("q=Radweg&farbe=rot")

    assert state.search == Search(query="Radweg")
    assert [problem.name for problem in state.problems] == ["farbe"]
    assert "„farbe“" in state.problems[0].text


def test_a_page_may_have_parameters_of_its_own():
    assert read("q=Radweg&ordnung=az", also=frozenset({"ordnung"})).problems == ()


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("von=Mai 2024&bis=Mai 2024", date(2024, 5, 1), date(2024, 5, 31)),
        ("von=3.5.24", date(2024, 5, 3), None),
        ("bis=2023", None, date(2023, 12, 31)),
        ("von=letzten März", date(2025, 3, 1), None),
    ],
)
def test_days_are_read_as_people_write_them(typed, since, until):
    search = read(typed).search

    assert (search.since, search.until) == (since, until)


def test_a_day_nobody_understands_is_told_with_what_was_typed():
    problem = read("von=quark").problem("von")

    assert problem is not None
    assert problem.given == "quark"


def test_a_range_the_wrong_way_round_is_turned_and_told():
    state = read("von=2024-05-03&bis=2023-01-01")

    assert (state.search.since, state.search.until) == (date(2023, 1, 1), date(2024, 5, 3))
    assert state.problem("zeitraum") is not None


def test_the_town_ticked_inside_a_ticked_district_is_what_counts():
    search = read(f"ort=Deutschland&ort={TOWN}").search

    assert search.filters == {"ort": (TOWN,)}


def test_choosing_the_larger_place_widens_and_choosing_the_smaller_one_narrows():
    town = with_value(Search(), "ort", TOWN)

    assert with_value(town, "ort", "Deutschland").filters == {"ort": ("Deutschland",)}
    assert with_value(Search(filters={"ort": ("Deutschland",)}), "ort", TOWN).filters == {
        "ort": (TOWN,)
    }


def test_a_place_whose_name_begins_like_another_is_not_inside_it():
    both = read("ort=Deutschland/Au&ort=Deutschland/Auweiler").search

    assert both.filters == {"ort": ("Deutschland/Au", "Deutschland/Auweiler")}


def test_changing_a_filter_goes_back_to_page_one():
    search = Search(query="Radweg", page=7, filters={"thema": ("Bau",)})

    assert with_value(search, "thema", "Kultur").page == 1
    assert without_value(search, "thema", "Bau") == tidied(Search(query="Radweg"))
    assert only_value(search, "thema", "Kultur").filters == {"thema": ("Kultur",)}


def test_removing_all_filters_keeps_the_words():
    search = read("q=Radweg&ort=A&von=2024&sort=aelteste").search

    assert without_filters(search) == Search(query="Radweg", sort="aelteste")


def test_an_empty_form_asks_for_everything():
    assert is_empty(read("q=&von=&bis=").search)


def test_programs_may_use_the_english_names():
    search = read("query=Radweg&page=2&page_size=50").search

    assert (search.query, search.page, search.page_size) == ("Radweg", 2, 50)


def test_letters_nobody_sees_are_dropped():
    assert read("q=Rad%00weg%E2%80%AE").search.query == "Rad weg"
