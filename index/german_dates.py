"""German dates as readers type them: "3.5.24", "Mai 2024", "letzten März", "KW 12" → a period.

A date without a year is the latest that has begun: in January 2026, "Mai" is May 2025.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from index.folding import folded

FIRST_YEAR, LAST_YEAR = 1900, 2100
EXAMPLES = "3.5.2024, Mai 2024, 2024, KW 12, gestern oder letzten März"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from *first* to *last*, both included."""

    first: date
    last: date


def parse_period(text: str, today: date) -> Period | None:
    """Return the period *text* names, or None when it is no date we know."""
    words = re.sub(r"\s+", " ", folded(text[:80])).strip(" ,;")
    words = re.sub(
        r"\A(?:(?:im|in|am|an|vom|von|ab|seit|bis|zum|zur|der|dem|den|die|das) )+", "", words
    )
    try:
        for pattern, meaning in _FORMS:
            if found := pattern.fullmatch(words):
                return meaning(found, today)
    except (ValueError, OverflowError, KeyError):  # 31.2., year 99999, "letzten 9999999 Jahre"
        return None
    return None


def _period(first: date, last: date) -> Period:
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        raise ValueError(first)
    return Period(first, last)


def _day(value: date) -> Period:
    return _period(value, value)


def _month(year: int, month: int) -> Period:
    return _period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _months(year: int, month: int, count: int) -> Period:
    """Return *count* months from *month*; may run into the next year."""
    last = month + count - 2
    return _period(date(year, month, 1), _month(year + last // 12, last % 12 + 1).last)


def _year(text: str) -> int:
    number = int(text)
    if len(text) <= 2:
        return number + (2000 if number < 70 else 1900)
    return number


def _year_of(text: str | None, today: date, begins: Callable[[int], date]) -> int:
    """Return the year that is written, else the latest whose *begins* is not in the future."""
    if text:
        return _year(text)
    return today.year if begins(today.year) <= today else today.year - 1


def _numeric_day(found: re.Match[str], today: date) -> Period:
    day, month = int(found["day"]), int(found["month"])
    year = _year_of(found["year"], today, lambda year: date(year, month, min(day, 28)))
    return _day(date(year, month, day))


def _iso_day(found: re.Match[str], _: date) -> Period:
    return _day(date(int(found["year"]), int(found["month"]), int(found["day"])))


def _numeric_month(found: re.Match[str], _: date) -> Period:
    return _month(int(found["year"]), int(found["month"]))


def _whole_year(found: re.Match[str], _: date) -> Period:
    return _months(int(found["year"]), 1, 12)


def _named_day(found: re.Match[str], today: date) -> Period:
    month, day = _MONTHS[found["month"]], int(found["day"])
    year = _year_of(found["year"], today, lambda year: date(year, month, min(day, 28)))
    return _day(date(year, month, day))


def _named_month(found: re.Match[str], today: date) -> Period:
    month = _MONTHS[found["month"]]
    year = _year_of(found["year"], today, lambda year: date(year, month, 1))
    whole = _month(year, month)
    match found["part"]:
        case "anfang":
            return _period(whole.first, whole.first.replace(day=10))
        case "mitte":
            return _period(whole.first.replace(day=11), whole.first.replace(day=20))
        case "ende":
            return _period(whole.first.replace(day=21), whole.last)
    return whole


def _last_month_named(found: re.Match[str], today: date) -> Period:
    month = _MONTHS[found["month"]]
    if found["which"].startswith("naechst"):
        return _month(today.year + (month <= today.month), month)
    if found["which"].startswith("dies"):
        return _month(today.year, month)
    return _month(today.year - (month >= today.month), month)


def _week(found: re.Match[str], today: date) -> Period:
    number = int(found["week"])
    year = _year_of(found["year"], today, lambda year: date.fromisocalendar(year, number, 1))
    monday = date.fromisocalendar(year, number, 1)
    return _period(monday, monday + timedelta(days=6))


def _quarter(found: re.Match[str], today: date) -> Period:
    quarter = _ORDINALS.get(found["quarter"]) or int(found["quarter"])
    month = quarter * 3 - 2
    return _months(_year_of(found["year"], today, lambda year: date(year, month, 1)), month, 3)


def _half(found: re.Match[str], today: date) -> Period:
    half = _ORDINALS.get(found["half"]) or int(found["half"])
    month = {1: 1, 2: 7}[half]
    return _months(_year_of(found["year"], today, lambda year: date(year, month, 1)), month, 6)


def _season(found: re.Match[str], today: date) -> Period:
    month = _SEASONS[found["season"]]
    return _months(_year_of(found["year"], today, lambda year: date(year, month, 1)), month, 3)


def _near_day(found: re.Match[str], today: date) -> Period:
    return _day(today + timedelta(days=_DAYS[found[0]]))


def _weekday(found: re.Match[str], today: date) -> Period:
    wanted = _WEEKDAYS[found["weekday"]]
    which = found["which"] or ""
    if which.startswith(("naechst", "kommend")):
        return _day(today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1))
    back = (today.weekday() - wanted) % 7
    return _day(today - timedelta(days=back or (7 if which.startswith(_PAST) else 0)))


def _near_unit(found: re.Match[str], today: date) -> Period:
    step = -1 if found["which"].startswith(_PAST) else 1
    return _unit(found["unit"], today, 0 if found["which"].startswith("dies") else step)


def _unit(unit: str, today: date, step: int) -> Period:
    if unit == "woche":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return _period(monday, monday + timedelta(days=6))
    if unit == "jahr":
        return _months(today.year + step, 1, 12)
    size = 3 if unit == "quartal" else 1
    month = (today.month - 1) // size * size + step * size
    return _months(today.year + month // 12, month % 12 + 1, size)


def _ago(found: re.Match[str], today: date) -> Period:
    return _day(_back(today, _count(found["count"]), found["unit"]))


def _last_few(found: re.Match[str], today: date) -> Period:
    first = _back(today, _count(found["count"]), found["unit"])
    return _period(min(first + timedelta(days=1), today), today)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]


def _back(today: date, count: int, unit: str) -> date:
    if unit.startswith("tag"):
        return today - timedelta(days=count)
    if unit.startswith("woche"):
        return today - timedelta(weeks=count)
    months = today.year * 12 + today.month - 1 - count * (12 if unit.startswith("jahr") else 1)
    last = monthrange(months // 12, months % 12 + 1)[1]
    return date(months // 12, months % 12 + 1, min(today.day, last))


def _names(*lines: str) -> dict[str, int]:
    return {name: number for number, line in enumerate(lines) for name in line.split()}


_MONTHS = _names(
    "-", "januar jan jaenner", "februar feb feber", "maerz mrz maer marz mar", "april apr", "mai",
    "juni jun juno", "juli jul", "august aug", "september sep sept", "oktober okt", "november nov",
    "dezember dez",
)  # fmt: skip
_YEAR_OF_MONTHS = (
    "Januar Februar März Maerz April Mai Juni Juli August September Oktober November Dezember"
)
MONTH_NAMES = _YEAR_OF_MONTHS.split()
_WEEKDAYS = _names(
    "montag mo", "dienstag di", "mittwoch mi", "donnerstag do", "freitag fr",
    "samstag sonnabend sa", "sonntag so",
)  # fmt: skip
_DAYS = {"heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1, "uebermorgen": 2}
_SEASONS = {"fruehling": 3, "fruehjahr": 3, "sommer": 6, "herbst": 9, "winter": 12}
_ORDINALS = {"erstes": 1, "zweites": 2, "drittes": 3, "viertes": 4, "ersten": 1, "zweiten": 2}
_ORDINALS |= {"dritten": 3, "vierten": 4, "erste": 1, "zweite": 2, "dritte": 3, "vierte": 4}
_NUMBERS = _names(
    "null", "ein einem einer eine", "zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht",
    "neun", "zehn", "elf", "zwoelf",
)  # fmt: skip
_PAST = ("letzt", "vorig", "vergangen")

_Y = r"(?:,? ?(?P<year>\d{4}|\d{2}))?"
_M = rf"(?P<month>{'|'.join(sorted(_MONTHS.keys() - {'-'}, key=len, reverse=True))})\.?"
_WHICH = r"(?P<which>(?:letzt|vorig|vergangen|dies|naechst|kommend|laufend)e?[rsnm]?)"
_UNITS = r"(?P<unit>tage?n?|wochen?|monate?n?|jahre?n?)"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Period]], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", _iso_day),
        (r"(?P<year>\d{4})-(?P<month>\d{1,2})", _numeric_month),
        (r"(?:jahr )?(?P<year>\d{4})", _whole_year),
        (
            r"(?P<day>\d{1,2})[./] ?(?P<month>\d{1,2})(?:[./] ?(?P<year>\d{4}|\d{2})?)?",
            _numeric_day,
        ),
        (r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})", _numeric_day),
        (r"(?P<month>\d{1,2})[./] ?(?P<year>\d{4})", _numeric_month),
        (rf"(?P<day>\d{{1,2}})\.? ?{_M}{_Y}", _named_day),
        (rf"(?:(?P<part>anfang|mitte|ende) )?(?:monat )?{_M}{_Y}", _named_month),
        (rf"{_WHICH} {_M}", _last_month_named),
        (r"(?:kw|kalenderwoche|woche) ?(?P<week>\d{1,2})(?:[ /]+(?P<year>\d{4}|\d{2}))?", _week),
        (r"(?P<week>\d{1,2})\.? ?(?:kw|kalenderwoche)(?:[ /]+(?P<year>\d{4}|\d{2}))?", _week),
        (r"(?P<year>\d{4})-?w(?P<week>\d{2})", _week),
        (rf"q(?P<quarter>[1-4])(?:/| )?{_Y}", _quarter),
        (rf"(?P<quarter>[1-4]|{'|'.join(_ORDINALS)})\.? ?quartal{_Y}", _quarter),
        (rf"(?P<half>[12]|erste[sn]?|zweite[sn]?)\.? ?halbjahr{_Y}", _half),
        (rf"(?P<season>{'|'.join(_SEASONS)}){_Y}", _season),
        ("|".join(_DAYS), _near_day),
        (rf"(?:{_WHICH} )?(?P<weekday>{'|'.join(_WEEKDAYS)})", _weekday),
        (rf"{_WHICH} (?P<unit>woche|monat|quartal|jahr)e?s?", _near_unit),
        (rf"vor (?P<count>\d{{1,4}}|{'|'.join(_NUMBERS)}) {_UNITS}", _ago),
        (rf"(?:{_WHICH} )?(?P<count>\d{{1,4}}|{'|'.join(_NUMBERS)}) {_UNITS}", _last_few),
    )
)
