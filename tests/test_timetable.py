from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import TimetableError
from archive.phrases import duration, moment, phrase
from archive.timetable import Timetable, from_data, read_timetable

BERLIN = ZoneInfo("Europe/Berlin")
ANCHOR = datetime(2026, 1, 1, tzinfo=UTC)


def typed(**given):
    return read_timetable(anchor=ANCHOR, **given)


def local_times(timetable, start, days):
    found = timetable.due_between(start, start + timedelta(days=days))
    return [f"{due.astimezone(BERLIN):%d. %H:%M}" for due in found]


def test_half_past_two_fires_once_on_the_day_the_clock_goes_forward():
    timetable = typed(cron="30 2 * * *")

    found = local_times(timetable, datetime(2026, 3, 27, 12, tzinfo=UTC), 3)

    assert [text[:3] for text in found] == ["28.", "29.", "30."]


def test_half_past_two_fires_once_on_the_day_the_clock_goes_back():
    timetable = typed(times="02:30")

    found = local_times(timetable, datetime(2026, 10, 23, 12, tzinfo=UTC), 3)

    assert found == ["24. 02:30", "25. 02:30", "26. 02:30"]


def test_an_interval_keeps_its_rhythm_when_the_clock_is_changed():
    timetable = typed(every="30m")
    night = datetime(2026, 10, 24, 22, tzinfo=UTC)

    found = timetable.due_between(night, night + timedelta(hours=6))

    assert {later - sooner for sooner, later in pairwise(found)} == {timedelta(minutes=30)}


def test_every_hour_by_cron_fires_in_all_25_hours_of_the_long_day():
    timetable = typed(cron="0 * * * *")
    start = datetime(2026, 10, 24, 22, tzinfo=UTC) - timedelta(seconds=1)

    found = timetable.due_between(start, start + timedelta(hours=25))

    assert len(found) == 25


def test_a_time_within_quiet_hours_moves_to_their_end():
    timetable = typed(every="1h", quiet="22:00-06:00")
    evening = datetime(2026, 6, 1, 20, 30, tzinfo=BERLIN)

    found = timetable.upcoming(evening, 3)

    assert [f"{due.astimezone(BERLIN):%d. %H:%M}" for due in found] == [
        "01. 21:00",
        "02. 06:00",
        "02. 07:00",
    ]


def test_weekdays_narrow_times_of_day():
    timetable = typed(times="6:30, 12.00", weekdays="mo,do")

    found = local_times(timetable, datetime(2026, 11, 22, tzinfo=UTC), 7)

    assert found == ["23. 06:30", "23. 12:00", "26. 06:30", "26. 12:00"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"every": "6h", "cron": "0 6 * * *"},
        {"every": "0s"},
        {"every": "bald"},
        {"times": "25:00"},
        {"times": "06:30", "weekdays": "xx"},
        {"every": "6h", "weekdays": "mo"},
        {"cron": "61 * * * *"},
        {"cron": "0 0 30 2 *"},
        {"cron": "* * *"},
        {"every": "6h", "zone": "Europa/Meiningen"},
        {"every": "6h", "zone": "../etc/passwd"},
        {"every": "6h", "quiet": "22:00"},
        {"every": "6h", "quiet": "06:00-06:00"},
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_in_german(given):
    with pytest.raises(TimetableError) as caught:
        typed(**given)

    assert str(caught.value)[0].isupper() or str(caught.value)[0] == "„"


@given(st.text(max_size=20), st.sampled_from(["every", "times", "weekdays", "cron", "quiet"]))
def test_whatever_is_typed_gives_a_timetable_or_a_clear_refusal(text, field):
    try:
        timetable = typed(**{field: text})
    except TimetableError:
        return

    assert timetable.after(ANCHOR) > ANCHOR


@given(
    st.integers(1, 100_000),
    st.integers(0, 40_000_000).map(lambda seconds: ANCHOR + timedelta(seconds=seconds)),
    st.none() | st.tuples(st.times(), st.times()).filter(lambda quiet: quiet[0] != quiet[1]),
)
def test_the_next_due_time_is_always_later_and_survives_storing(seconds, now, quiet):
    timetable = Timetable(every=timedelta(seconds=seconds), quiet=quiet, anchor=ANCHOR)

    due = timetable.after(now)

    assert due > now
    if quiet is None:
        assert from_data(timetable.as_data()).after(now) == due


def test_a_timetable_is_told_in_german():
    said = [
        phrase(typed(every="6h")),
        phrase(typed(every="1h", quiet="22:00-06:00")),
        phrase(typed(times="06:30,12:00")),
        phrase(typed(times="06:30", weekdays="mo,do")),
        phrase(typed(times="06:30", weekdays="mo,di,mi,do,fr", zone="Europe/London")),
        phrase(typed(cron="30 2 * * *")),
        phrase(typed(cron="0 6 1 * *")),
    ]

    assert said == [
        "alle 6 Stunden",
        "jede Stunde, nicht zwischen 22:00 und 06:00 Uhr",
        "täglich um 06:30 und 12:00 Uhr",
        "montags und donnerstags um 06:30 Uhr",
        "montags bis freitags um 06:30 Uhr (Europe/London)",
        "täglich um 02:30 Uhr",
        "nach der Cron-Regel „0 6 1 * *“",
    ]


def test_moments_and_durations_are_told_as_people_say_them():
    at = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)

    said = moment(at), duration(timedelta(hours=1, minutes=30)), duration(timedelta(0))

    assert said == ("Mo 23.11.2026, 06:30 Uhr", "1 Stunde 30 Minuten", "0 Sekunden")
    assert typed(times="06:30").times == (time(6, 30),)
