"""Numbers, dates and lists as Germans write them."""

from datetime import UTC, date, datetime

import pytest

from archive.app.site.templating import (
    STATIC,
    asset,
    clock_time,
    fingerprint,
    iso_day,
    joined,
    long_day,
    number,
    plural,
    short_day,
    web,
)

LATE = datetime(2024, 5, 2, 22, 30, tzinfo=UTC)  # already the 3rd in Germany


def test_a_moment_late_in_the_evening_falls_on_germanys_day():
    assert (iso_day(LATE), short_day(LATE), long_day(LATE)) == (
        "2024-05-03",
        "03.05.2024",
        "3. Mai 2024",
    )
    assert clock_time(LATE) == "3. Mai 2024, 00:30 Uhr"


def test_days_without_a_clock_stay_the_day_they_are():
    assert (iso_day(date(2024, 3, 1)), long_day(date(2024, 3, 1))) == ("2024-03-01", "1. März 2024")


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 Meldungen"), (1, "1 Meldung"), (2, "2 Meldungen"), (12_345, "12.345 Meldungen")],
)
def test_the_word_follows_the_number(count, text):
    assert plural(count, "Meldung", "Meldungen") == text


def test_numbers_have_german_marks():
    assert number(1_234_567) == "1.234.567"
    assert number(0.5) == "0,5"


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a und b"), ("abc", "a, b und c")]
)
def test_lists_end_with_und(words, text):
    assert joined(words) == text


def test_an_assets_address_names_its_content():
    assert asset("css/site.css").startswith("/static/css/site.css?v=")
    assert (STATIC / "css" / "site.css").exists()
    assert len(fingerprint()) == 10


@pytest.mark.parametrize("address", ["javascript:x()", " javascript:x()", "data:text/html,x", ""])
def test_only_addresses_of_the_web_become_links(address):
    assert web(address) == "#"
    assert web("HTTPS://kreis.test/a") == "HTTPS://kreis.test/a"
