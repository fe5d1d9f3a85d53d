"""Days the text speaks of; never the day it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from archive.article import Event
from crawler.german_dates import MONTHS

MOST = 40  # events kept of one article: a ticker holds hundreds
_MONTH = (
    r"(?:jan(?:uar|\.)?|jän(?:ner)?|feb(?:ruar|\.)?|märz|mrz\.?|apr(?:il|\.)?|mai|juni?|juli?|"
    r"aug(?:ust|\.)?|sep(?:t|tember)?\.?|okt(?:ober|\.)?|nov(?:ember|\.)?|dez(?:ember|\.)?)"
)
_TO = (
    r"\s*(?:bis(?: zum| einschließlich)?|[-–—/]|und|\+|&|sowie)\s*"
    r"(?:zum\s+|den\s+|(?:mo|di|mi|do|fr|sa|so)\w*,?\s+(?:den\s+|dem\s+)?)?"
)
_YEAR = r"(?:\s*,?\s*(?P<{0}>(?:19|20)\d\d))?"
_FORMS = (
    # 30. April bis 2. Mai 2024; 23. bis 26. März 2023; 25. und 26. August
    re.compile(
        rf"(?<![\d.])(?P<d1>[0-3]?\d)\.\s*(?P<m1>{_MONTH})?{_YEAR.format('y1')}{_TO}"
        rf"(?P<d2>[0-3]?\d)\.\s*(?P<m2>{_MONTH})\b{_YEAR.format('y2')}", re.IGNORECASE),
    # 3.5. bis 5.5.2024; 25./26.8.; 3.-5.5.24
    re.compile(
        r"(?<![\d.,])(?P<d1>[0-3]?\d)\.\s?(?:(?P<m1>[01]?\d)\.\s?(?P<y1>(?:19|20)?\d\d)?)?"
        rf"{_TO}(?P<d2>[0-3]?\d)\.\s?(?P<m2>[01]?\d)\."
        r"\s?(?P<y2>(?:19|20)\d\d|\d\d(?!\d|[:.]\d|\s*Uhr))?", re.IGNORECASE),
    # 6. November 2025; 10 Juni, 13 Uhr
    re.compile(
        rf"(?<![\d.,])(?P<d1>[0-3]?\d)\.?\s*(?P<m1>{_MONTH})(?![a-zäöüß])"
        rf"{_YEAR.format('y1')}", re.IGNORECASE),
    # 26.8.2024; 26.08.
    re.compile(
        r"(?<![\d.,:])(?P<d1>[0-3]?\d)\.\s?(?P<m1>[01]?\d)\."
        r"(?:\s?(?P<y1>(?:19|20)\d\d|\d\d(?!\d|[:.]\d|\s*Uhr)))?(?![\d])"),
    re.compile(
        r"\bKW\s*(?P<week>[0-5]?\d)(?:\s*/?\s*(?P<y1>20\d\d))?|"
        r"(?P<week2>[0-5]?\d)\.\s?(?:KW|Kalenderwoche)(?:\s*/?\s*(?P<y2>20\d\d))?"),
)  # fmt: skip
# What stands before numbers that look like a day: "Paragraf 3.4.", "Version 1.2.2024".
NO_DATE = re.compile(
    r"(?:§|\b(?:Paragra(?:f|ph)|Kapitel|Abschnitt|Punkt|Ziffer|Artikel|Absatz|Version|Konto|"
    r"Aktenzeichen|Anlage|Nr\.|Art\.|Abs\.|IP))[\s:]*(?:[\d.]+\s*(?:und|bis)\s*)?$",
    re.IGNORECASE,
)
AND = re.compile(r"\s(?:und|sowie|\+|&)\s")
BETWEEN = re.compile(r"\bzwischen (?:dem )?$", re.IGNORECASE)
DAYS = re.compile(r"(?<![\d.])((?:[0-3]?\d\.,\s*)+)$")


def find_events(text: str, published: date | None = None) -> tuple[Event, ...]:
    """Return the days and spans in *text*, in its order.

    A day without a year takes the one that the text named last or, where there is a day of
    publication, the one nearest to it; where neither helps the day is left out.
    """
    events: list[Event] = []
    named: list[date] = []  # days whose year the text says
    behind = 0
    for start, end, match in _matches(text):
        free = start >= behind and NO_DATE.search(text, max(0, start - 24), start) is None
        event = _event(match, text, published, named) if free else None
        if event is None:
            continue
        behind = end
        if _year_of(match):
            named = [*named[-7:], event.start]
        for one in _apart(event, match, text):
            if not any(_covers(known, one) for known in events):
                events.append(one)
        if len(events) >= MOST:
            break
    return tuple(events[:MOST])


def _apart(event: Event, match: re.Match[str], text: str) -> list[Event]:
    """Return the days of a list: "am 1., 8. und 15. Juli"; "25. und 26. August" is one span."""
    end = event.end
    if end is None or "d2" not in match.re.groupindex or AND.search(match.group()) is None:
        return [event]
    far = (end - event.start).days > 1
    if not far or BETWEEN.search(text, max(0, match.start() - 20), match.start()):
        return [event]
    before = DAYS.search(text, max(0, match.start() - 40), match.start())
    days = [int(day) for day in re.findall(r"\d+", before[1])] if before else []
    earlier = [event.start.replace(day=day) for day in days if 0 < day < event.start.day]
    return [Event(day, None, event.quote) for day in (*earlier, event.start, end)]


def _matches(text: str) -> list[tuple[int, int, re.Match[str]]]:
    found = []
    for rank, form in enumerate(_FORMS):
        found += [(match.start(), rank, match) for match in form.finditer(text)]
    found.sort(key=lambda one: (one[0], one[1]))
    return [(match.start(), match.end(), match) for _, _, match in found]


def _covers(one: Event, other: Event) -> bool:
    last = one.end or one.start
    return one.start <= other.start and (other.end or other.start) <= last


def _event(
    match: re.Match[str], text: str, published: date | None, known: list[date]
) -> Event | None:
    groups = match.groupdict()
    quote = _quote(text, match)
    if "week" in groups:
        return _week(groups, quote, published, known)
    month = _month(groups.get("m1") or groups.get("m2"))
    last_month = _month(groups.get("m2")) if groups.get("d2") else month
    year = _year(groups.get("y1") or groups.get("y2"))
    for guess in _years(year, month, int(groups["d1"]), published, known):
        try:
            start = date(guess, month, int(groups["d1"]))
            if not groups.get("d2"):
                return Event(start, None, quote)
            last_year = _year(groups.get("y2")) or guess + (last_month < month)
            if groups.get("y2") and not groups.get("y1") and last_month < month:
                start = start.replace(year=last_year - 1)
            end = date(last_year, last_month, int(groups["d2"]))
        except ValueError:
            continue
        return Event(start, end, quote) if start < end else None
    return None


def _years(
    year: int | None, month: int, day: int, published: date | None, known: list[date]
) -> Iterator[int]:
    if year:
        yield year
        return
    if published:
        around = (published.year - 1, published.year, published.year + 1)
        near = []
        for one in around:
            try:
                # News looks ahead more than back: three months back, nine ahead.
                gap = (date(one, month, day) - published).days
            except ValueError:
                continue
            if -95 <= gap <= 275:
                near.append((abs(gap), one))
        yield from (one for _, one in sorted(near))
        return
    same = [one.year for one in known if one.month == month]
    if same or known:
        yield same[-1] if same else known[-1].year


def _week(
    groups: dict[str, str | None], quote: str, published: date | None, known: list[date]
) -> Event | None:
    number = int(groups["week"] or groups["week2"] or 0)
    year = _year(groups.get("y1") or groups.get("y2"))
    year = year or (published.year if published else known[-1].year if known else None)
    try:
        monday = date.fromisocalendar(year or 0, number, 1)
    except ValueError:
        return None
    return Event(monday, monday + timedelta(days=6), quote)


def _year_of(match: re.Match[str]) -> bool:
    return bool(match.groupdict().get("y1") or match.groupdict().get("y2"))


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month(word: str | None) -> int:
    if not word:
        return 0
    return int(word) if word.isdigit() else MONTHS.get(word.lower()[:3], 0)


def _quote(text: str, match: re.Match[str]) -> str:
    """Return the sentence part around the date, at most 120 characters."""
    start = max(text.rfind("\n", 0, match.start()), text.rfind(". ", 0, max(0, match.start() - 3)))
    start = max(start + 1, match.start() - 50)
    return " ".join(text[start : match.end() + 40].split("\n\n")[0].split())
