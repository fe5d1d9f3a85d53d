"""Retry-After in both forms, and pauses of our own."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.retry import LONGEST, is_passing, pause, retry_after

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3), (" 3 ", 3), ("0", 0), ("+5", 5), ("3600", 3600), ("3601", 3600),
        ("999999", 3600), ("1000000000", 3600), ("9" * 5000, 3600), ("-5", 0), ("-" + "9" * 50, 0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30), ("Sunday, 01-Mar-26 12:00:30 GMT", 30),
        ("Sun Mar  1 12:00:30 2026", 30), ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Mon, 02 Mar 2026 12:00:00 GMT", 3600), ("Sun, 01 Mar 2026 13:00:30 +0100", 30),
    ],
)  # fmt: skip
def test_seconds_and_dates_are_understood_and_capped(value, seconds):
    assert retry_after(value, now=NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value", [None, "", "  ", "abc", "3.5", "1e3", "٣", "--3", "soon", "Sun, 99 Foo 2026"]
)
def test_what_says_nothing_means_nothing(value):
    assert retry_after(value, now=NOW) is None


@given(st.text(max_size=40))
def test_whatever_a_server_writes_is_no_error_and_never_more_than_an_hour(value):
    asked = retry_after(value, now=NOW)

    assert asked is None or timedelta(0) <= asked <= LONGEST


def test_own_pauses_grow_fourfold_and_are_spread_by_a_quarter():
    assert pause(1) == timedelta(seconds=2)
    assert pause(2) == timedelta(seconds=8)
    assert pause(3) == timedelta(seconds=32)
    assert pause(1, chance=0) == timedelta(seconds=1.5)
    assert pause(1, chance=1) == timedelta(seconds=2.5)
    assert pause(0) == timedelta(seconds=2)
    assert pause(100) == LONGEST


@pytest.mark.parametrize(
    ("status", "passing"),
    [(200, False), (404, False), (407, False), (408, True), (410, False), (425, True), (429, True),
     (430, False), (499, False), (500, True), (503, True), (599, True), (600, False)],
)  # fmt: skip
def test_passing_troubles_are_told_from_lasting_ones(status, passing):
    assert is_passing(status) is passing
