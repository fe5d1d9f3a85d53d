"""What becomes of an article when its page answers otherwise: the rules alone."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.article import Article
from crawler.fate import (
    FIRST_LOOK,
    LAST_RECHECK,
    LOOK_AGAIN,
    has_shrunk,
    is_accident,
    last_change,
    missing,
    next_look,
    stays_shrunk,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def before(*days):
    return tuple((NOW - DAY * day).isoformat() for day in days)


def text_of(letters, *, rolling=False):
    return Article(id="a", url="u", source="s", title="t", text="x" * letters, rolling=rolling)


def test_410_is_gone_at_once():
    ruling = missing(410, (), now=NOW, delisted=False)

    assert ruling.gone
    assert ruling.reason == "answer 410"
    assert ruling.misses == (NOW.isoformat(),)
    assert ruling.due == NOW + LAST_RECHECK


def test_404_is_gone_at_once_when_the_complete_listing_agrees():
    ruling = missing(404, (), now=NOW, delisted=True)

    assert ruling.gone
    assert ruling.reason == "answer 404, and no list shows it any more"
    assert ruling.due == NOW + LAST_RECHECK
    assert ruling.misses == (NOW.isoformat(),)


@pytest.mark.parametrize(
    ("misses", "gone"),
    [
        ((), False), (before(1), False), (before(2), False), (before(5), False),
        (before(2, 1), True), (before(1.9, 1), False), (before(2, 0.1), True),
        (before(0.2, 0.1), False), (before(9, 8, 7), True),
    ],
)  # fmt: skip
def test_404_alone_counts_three_times_over_three_days(misses, gone):
    ruling = missing(404, misses, now=NOW, delisted=False)

    assert ruling.gone is gone
    assert ruling.misses == (*misses, NOW.isoformat())
    assert ruling.due == NOW + (LAST_RECHECK if gone else LOOK_AGAIN)


def test_the_reason_tells_how_often_and_since_when():
    waiting = missing(404, before(1), now=NOW, delisted=False)
    gone = missing(404, before(2, 1), now=NOW, delisted=False, reason="soft 404: Hoppla")

    assert waiting.reason == "answer 404, seen 2 times"
    assert gone.reason == "soft 404: Hoppla, 3 times since 2026-03-02"


@pytest.mark.parametrize(
    ("old", "new", "shrunk"),
    [(1000, 299, True), (1000, 300, False), (1000, 0, True), (400, 119, True), (400, 120, False),
     (399, 1, False), (1000, 2000, False)],
)  # fmt: skip
def test_a_text_that_loses_seven_tenths_has_shrunk(old, new, shrunk):
    assert has_shrunk(text_of(old), text_of(new)) is shrunk


def test_rolling_notices_may_shrink_as_they_like():
    assert not has_shrunk(text_of(1000, rolling=True), text_of(10))
    assert not has_shrunk(text_of(1000), text_of(10, rolling=True))


@pytest.mark.parametrize(
    ("sightings", "stays"),
    [((), False), (before(2), False), (before(2, 1), True), (before(1.9, 1), False),
     (before(3, 2, 1), True)],
)  # fmt: skip
def test_a_short_text_seen_on_three_days_stays(sightings, stays):
    assert stays_shrunk(sightings, now=NOW) is stays


@pytest.mark.parametrize(
    ("absent", "known", "accident"),
    [(0, 0, False), (10, 10, False), (11, 11, True), (11, 36, True), (11, 37, False),
     (30, 100, False), (31, 100, True)],
)  # fmt: skip
def test_three_tenths_gone_at_once_are_an_accident_of_the_listing(absent, known, accident):
    assert is_accident(absent, known) is accident


@pytest.mark.parametrize(
    ("age", "pause"),
    [(0, 0.25), (2, 0.25), (5, 0.5), (10, 1), (20, 2), (300, 30), (900, 30), (5000, 30)],
)
def test_without_a_signal_the_pause_is_a_tenth_of_the_age(age, pause):
    due = next_look(now=NOW, changed=NOW - DAY * age, signalled=False, chance=0.5)

    assert due == NOW + DAY * pause


def test_what_never_changed_or_changed_in_the_future_is_looked_at_today():
    for changed in (None, NOW + DAY * 50):
        due = next_look(now=NOW, changed=changed, signalled=False, chance=0.5)
        assert due == NOW + FIRST_LOOK


def test_with_a_signal_the_look_is_a_safeguard_and_looks_are_spread():
    due = [next_look(now=NOW, changed=NOW, signalled=True, chance=chance) for chance in (0, 0.5, 1)]

    assert due == [NOW + DAY * 81, NOW + DAY * 90, NOW + DAY * 99]


@pytest.mark.parametrize(
    ("known", "first_round", "days_ago"),
    [
        ([None, None], False, 0),
        ([None, None], True, 100),
        ([NOW - DAY * 9, NOW - DAY * 4, None], True, 4),
        ([NOW + DAY, NOW - DAY * 4], False, 4),  # a date in the future is none
        ([NOW + DAY], False, 0),
        ([NOW], True, 0),
    ],
)
def test_an_article_met_for_the_first_time_is_as_old_as_its_dates_say(known, first_round, days_ago):
    assert last_change(*known, now=NOW, first_round=first_round) == NOW - DAY * days_ago
