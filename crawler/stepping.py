"""Calendars that step through time for ever, told by the months in their addresses."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

AHEAD = timedelta(days=31)  # no list of news goes further beyond today …
FIRST_YEAR = 1990  # … or back before there were any in the web
# Whole segments and values only: a number or a year in a name is part of the name.
_YEAR_FIRST = re.compile(r"((?:19|20|21)\d\d)[-_.](0?[1-9]|1[0-2])(?:[-_.]\d{1,2})?(?:T.*)?")
_YEAR_LAST = re.compile(r"(?:\d{1,2}[-_.])?(0?[1-9]|1[0-2])[-_.]((?:19|20|21)\d\d)")
_JOINED = re.compile(r"((?:19|20|21)\d\d)(0[1-9]|1[0-2])(?:\d\d)?")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_OF_TIME = re.compile(r"dat|jahr|year|mon|tag\b|day|zeit|time|kalender|calendar", re.IGNORECASE)


def month_in(url: str) -> date | None:
    """Return the first day of the month that an address stands for as a calendar's, or None.

    /2031/04/, /2031-04/, ?monat=2031-04, ?datum=20310401, ?jahr=2031&monat=4; a bare number in
    a path may be an article's.
    """
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    values = parse_qsl(parts.query)
    for text in (*segments, *(value for _, value in values)):
        year_first, year_last = _YEAR_FIRST.fullmatch(text), _YEAR_LAST.fullmatch(text)
        if year_first:
            return date(int(year_first[1]), int(year_first[2]), 1)
        if year_last:
            return date(int(year_last[2]), int(year_last[1]), 1)
    for year, month in pairwise(segments):
        if _YEAR.fullmatch(year) and _MONTH.fullmatch(month):
            return date(int(year), int(month), 1)
    return _told_by([(name, value) for name, value in values if _OF_TIME.search(name)])


def _told_by(values: Collection[tuple[str, str]]) -> date | None:
    """Return the month that parameters named after times tell."""
    for _name, value in values:
        joined = _JOINED.fullmatch(value)
        if joined:
            return date(int(joined[1]), int(joined[2]), 1)
    year = next((int(value) for _, value in values if _YEAR.fullmatch(value)), None)
    months = (int(value) for _, value in values if _MONTH.fullmatch(value))
    return date(year, next(months, 1), 1) if year else None


def steps_too_far(url: str, *, now: datetime) -> bool:
    """Tell whether *url* stands for a month in which no news can lie."""
    month = month_in(url)
    if month is None:
        return False
    return month.year < FIRST_YEAR or month > (now + AHEAD).date()
