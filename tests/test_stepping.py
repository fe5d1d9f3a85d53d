"""Months in addresses of calendars, and how far lists of news may go."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.stepping import month_in, steps_too_far

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
HOME = "https://kreis.test"


@pytest.mark.parametrize(
    ("address", "month"),
    [
        ("/archiv/2031/04/", (2031, 4)),
        ("/archiv/2031/4", (2031, 4)),
        ("/2031/04/05/", (2031, 4)),
        ("/archiv/2031-04/", (2031, 4)),
        ("/archiv/2031-04-05", (2031, 4)),
        ("/archiv/2031_4", (2031, 4)),
        ("/archiv/04.2031/", (2031, 4)),
        ("/archiv/05.04.2031/", (2031, 4)),
        ("/a?monat=2031-04", (2031, 4)),
        ("/a?von=2031-04-05T00:00", (2031, 4)),
        ("/a?tx_cal[date]=20310405", (2031, 4)),
        ("/a?datum=203104", (2031, 4)),
        ("/a?Monat=4&Jahr=2031", (2031, 4)),
        ("/a?jahr=2031", (2031, 1)),
        ("/a?year=2031&month=12&seite=3", (2031, 12)),
        ("/archiv/1987/12/", (1987, 12)),
    ],
)
def test_the_month_of_a_calendars_page_is_read_from_its_address(address, month):
    assert month_in(HOME + address) == date(*month, 1)


@pytest.mark.parametrize(
    "address",
    [
        "/meldung/2031", "/meldung/203104", "/meldung/20310405", "/node/2031", "/a?id=203104",
        "/haushalt-2031-04-05/", "/2031/neues/", "/2031/13/", "/2031/0/", "/a?monat=4",
        "/a?p=2031", "/archiv/2031-13", "/archiv/13.2031", "/a?jahr=20310", "/a?seite=4&id=2031",
        "/archiv/1831/04/", "/a?datum=20311301", "/", "/a?seitentag=2031x",
    ],
)  # fmt: skip
def test_numbers_that_may_be_an_articles_are_no_month(address):
    assert month_in(HOME + address) is None


@pytest.mark.parametrize(
    ("month", "too_far"),
    [
        ("2026/03", False), ("2026/04", False), ("2026/05", True), ("2031/01", True),
        ("2015/04", False), ("1990/01", False), ("1989/12", True),
    ],
)  # fmt: skip
def test_lists_of_news_end_with_the_coming_month_and_begin_in_1990(month, too_far):
    assert steps_too_far(f"{HOME}/archiv/{month}/", now=NOW) is too_far


def test_an_address_without_a_month_never_steps_too_far():
    assert not steps_too_far(f"{HOME}/aktuelles?page=2031", now=NOW)


@given(st.text(max_size=40))
def test_whatever_stands_in_an_address_is_no_error(text):
    month_in(f"{HOME}/{text}")
    month_in(f"{HOME}/?jahr={text}&monat={text}")
