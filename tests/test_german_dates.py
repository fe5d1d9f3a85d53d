from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.german_dates import Period, parse_period

DATE_WORDS = "vor letzte nächsten 3 0 9999 Mai Tage Wochen Jahren KW Q1 . / 2"

SUNDAY = date(2026, 11, 22)


def days(text, today=SUNDAY):
    period = parse_period(text, today)
    return period and f"{period.first} {period.last}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-03", "2024-05-03 2024-05-03"),
        ("3.5.2024", "2024-05-03 2024-05-03"),
        ("03.05.24", "2024-05-03 2024-05-03"),
        ("3. 5. 2024", "2024-05-03 2024-05-03"),
        ("3.5.98", "1998-05-03 1998-05-03"),
        ("3.5.", "2026-05-03 2026-05-03"),
        ("24.12.", "2025-12-24 2025-12-24"),
        ("3. Mai 2024", "2024-05-03 2024-05-03"),
        ("3. Mai", "2026-05-03 2026-05-03"),
        ("29. Februar 2024", "2024-02-29 2024-02-29"),
        ("Mai 2024", "2024-05-01 2024-05-31"),
        ("mai 24", "2024-05-01 2024-05-31"),
        ("im Mai", "2026-05-01 2026-05-31"),
        ("Dezember", "2025-12-01 2025-12-31"),
        ("Dez. 2023", "2023-12-01 2023-12-31"),
        ("Maerz 2024", "2024-03-01 2024-03-31"),
        ("05/2024", "2024-05-01 2024-05-31"),
        ("2024-05", "2024-05-01 2024-05-31"),
        ("Anfang März 2024", "2024-03-01 2024-03-10"),
        ("Mitte März 2024", "2024-03-11 2024-03-20"),
        ("Ende Februar 2024", "2024-02-21 2024-02-29"),
        ("2024", "2024-01-01 2024-12-31"),
        ("letzten März", "2026-03-01 2026-03-31"),
        ("letzten November", "2025-11-01 2025-11-30"),
        ("diesen November", "2026-11-01 2026-11-30"),
        ("nächsten März", "2027-03-01 2027-03-31"),
        ("KW 12", "2026-03-16 2026-03-22"),
        ("KW 12/2024", "2024-03-18 2024-03-24"),
        ("12. KW 2024", "2024-03-18 2024-03-24"),
        ("KW 53 2020", "2020-12-28 2021-01-03"),
        ("KW 50", "2025-12-08 2025-12-14"),
        ("2024-W12", "2024-03-18 2024-03-24"),
        ("Q3 2024", "2024-07-01 2024-09-30"),
        ("4. Quartal 2024", "2024-10-01 2024-12-31"),
        ("erstes Halbjahr 2024", "2024-01-01 2024-06-30"),
        ("Sommer 2023", "2023-06-01 2023-08-31"),
        ("Winter 2023", "2023-12-01 2024-02-29"),
        ("heute", "2026-11-22 2026-11-22"),
        ("vorgestern", "2026-11-20 2026-11-20"),
        ("Freitag", "2026-11-20 2026-11-20"),
        ("letzten Sonntag", "2026-11-15 2026-11-15"),
        ("nächsten Sonntag", "2026-11-29 2026-11-29"),
        ("diese Woche", "2026-11-16 2026-11-22"),
        ("letzte Woche", "2026-11-09 2026-11-15"),
        ("letzten Monat", "2026-10-01 2026-10-31"),
        ("voriges Quartal", "2026-07-01 2026-09-30"),
        ("letztes Jahr", "2025-01-01 2025-12-31"),
        ("vor 3 Monaten", "2026-08-22 2026-08-22"),
        ("vor einem Jahr", "2025-11-22 2025-11-22"),
        ("vor zwei Wochen", "2026-11-08 2026-11-08"),
        ("letzte 30 Tage", "2026-10-24 2026-11-22"),
        ("die letzten zwölf Monate", "2025-11-23 2026-11-22"),
    ],
)
def test_readers_dates_are_understood(text, expected):
    assert days(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31.2.2024",
        "29.2.2023",
        "32.1.2024",
        "3.13.2024",
        "KW 53 2024",
        "KW 0",
        "Quatsch",
        "Mai 99999",
        "0",
        "vor 9999 Jahren",
        "letzte 0 Tage Mai",
        "Q5 2024",
        "2024-13",
        "1500",
        "30. Februar",
    ],
)
def test_what_is_no_date_is_none(text):
    assert parse_period(text, SUNDAY) is None


def test_a_month_without_year_is_the_latest_that_has_begun():
    assert days("Mai", date(2026, 4, 30)) == "2025-05-01 2025-05-31"
    assert days("Mai", date(2026, 5, 1)) == "2026-05-01 2026-05-31"


def test_months_back_end_on_a_day_that_exists():
    assert days("vor 1 Monat", date(2026, 3, 31)) == "2026-02-28 2026-02-28"


def test_a_leap_day_without_year_needs_a_year_that_has_it():
    assert days("29.2.", date(2024, 3, 1)) == "2024-02-29 2024-02-29"
    assert parse_period("29.2.", date(2026, 3, 1)) is None


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.dates(date(1990, 1, 1)))
def test_a_full_date_means_itself_on_any_day(day, today):
    for text in (day.isoformat(), f"{day.day}.{day.month}.{day.year}", f"{day:%d.%m.%y}"):
        assert parse_period(text, today) == Period(day, day)


@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="0123456789./- ", max_size=14),
        st.lists(
            st.sampled_from(DATE_WORDS.split()),
            max_size=5,
        ).map(" ".join),
    ),
    st.dates(),
)
@example("vor 12 Jahren", date(5, 1, 1))
@example("nächsten Montag", date.max)
def test_any_text_gives_a_period_or_none(text, today):
    period = parse_period(text, today)

    assert period is None or period.first <= period.last
