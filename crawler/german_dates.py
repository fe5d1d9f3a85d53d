"""Days and times as German pages write them; day and month are never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
NOON = time(12)  # a day without a time is kept as noon: the same day in UTC and in Berlin
MONTHS = {
    "jan": 1, "jän": 1, "feb": 2, "mär": 3, "mae": 3, "mrz": 3, "mar": 3, "apr": 4, "mai": 5,
    "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11,
    "dez": 12, "dec": 12,
}  # fmt: skip
MONTH = (
    r"(?P<{0}>jan(?:uar|uary)?|jän(?:ner)?|feb(?:ruar|ruary|er)?|märz?|maerz|mrz|mar(?:ch)?|"
    r"apr(?:il)?|mai|may|jun[ie]?|jul[iy]?|aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|"
    r"nov(?:ember)?|de[zc](?:ember)?)(?![a-zäöüß])\.?"
)
_CLOCK = (
    r"(?:[\s,|·•\-–/]*(?:um\s*|at\s*)?(?P<hour{0}>[01]?\d|2[0-4])"
    r"(?:[:.](?P<minute{0}>[0-5]\d)(?::[0-5]\d)?(?:\s*(?:uhr|h\b))?|\s*uhr)(?![\d.]))?"
)
_WRITTEN = re.compile(
    rf"(?<![\d.])(?P<day>[0-3]?\d)(?:\.|th|st|nd|rd|te[nr]?|-)?\s*{MONTH.format('month')}"
    rf"\s*[,-]?\s*(?P<year>(?:19|20)\d\d|['’]\d\d)\b{_CLOCK.format('1')}",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"(?<![\d./])(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?(?P<year>(?:19|20)\d\d|\d\d)(?!\d|\.\d)"
    rf"{_CLOCK.format('2')}"
)
_ENGLISH = re.compile(
    rf"\b{MONTH.format('month')}\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?,?\s+(?P<year>(?:19|20)\d\d)\b"
    r"(?:\s*(?:,|at|um|@|-)?\s*(?P<hour3>[01]?\d|2[0-4]):(?P<minute3>[0-5]\d)(?P<half>\s*[ap]m)?)?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?<![\d-])(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>[01]?\d)(?P=sep)(?P<day>[0-3]?\d)(?![\d-])"
    r"(?:[T ]+(?P<hour4>[012]\d):(?P<minute4>[0-5]\d))?"
)
_SLASHED = re.compile(
    r"(?<![\d./-])(?P<day>[0-3]?\d)(?P<sep>[/-])(?P<month>[01]?\d)(?P=sep)(?P<year>(?:19|20)\d\d)\b"
)
_DIGITS = re.compile(r"\d.*?\d", re.DOTALL)  # day and year have at least two
_FORMS = (_WRITTEN, _NUMERIC, _ENGLISH, _ISO, _SLASHED)
RELATIVE = re.compile(
    r"\bvor\s+(?:\w+\s+)?(?:\d+|einem|einer|zwei|drei|vier|fünf)\s*"
    r"(?:Jahr|Monat|Woche|Tag|Stunde|Minute|Sekunde)|\b\d+\s+(?:years?|months?|weeks?|days?|hours?)"
    r"\s*(?:,\s*\d+\s+\w+\s*)?ago\b|\b(?:gestern|vorgestern)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day (and time, where one is written) and the place in the text that says it."""

    moment: datetime
    has_time: bool
    start: int
    end: int

    @property
    def day(self) -> date:
        """The day in Berlin."""
        return self.moment.astimezone(BERLIN).date()


def find_dates(text: str) -> list[FoundDate]:
    """Return the full dates (day, month and year) in *text* in the order they stand there."""
    found: list[FoundDate] = []
    if _DIGITS.search(text) is None:
        return found
    for form in _FORMS:
        for match in form.finditer(text):
            read = _moment(match)
            if read and not any(f.start < match.end() and match.start() < f.end for f in found):
                found.append(FoundDate(*read, match.start(), match.end()))
    return sorted(found, key=lambda date_: date_.start)


def read_moment(value: str) -> datetime | None:
    """Return the time a machine-readable *value* names (ISO 8601, RFC 9110, Unix, German), in UTC.

    Naive times are Europe/Berlin. A day alone, and exact midnight, which stands for one, become
    noon of that day, so that UTC and Berlin agree on the day.
    """
    value = value.strip()
    if not value:
        return None
    moment = _epoch(value) or _iso(value) or _mail(value)
    if moment is None:
        found = find_dates(value[:80])
        return found[0].moment.astimezone(UTC) if found else None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BERLIN)
    return _whole_day(moment).astimezone(UTC)


def _epoch(value: str) -> datetime | None:
    seconds = re.fullmatch(r"(\d{10})(?:\d{3})?", value)
    return datetime.fromtimestamp(int(seconds[1]), UTC) if seconds else None


def noon(day: date) -> datetime:
    """Return noon in Berlin on *day*."""
    return datetime.combine(day, NOON, BERLIN)


def _whole_day(moment: datetime) -> datetime:
    for zoned in (moment, moment.astimezone(BERLIN)):
        if zoned.time() == time(0):
            return noon(zoned.date())
    return moment


def _iso(value: str) -> datetime | None:
    match = re.match(
        r"((?:19|20)\d\d-?[01]\d-?[0-3]\d)(?:[T ]\s*([0-2]\d:?[0-5]\d(?::?[0-5]\d)?)(?:[.,]\d+)?"
        r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
        value,
        re.IGNORECASE,
    )
    if match is None or re.match(r"\d|-\d", value[match.end() :]):
        return None
    zone = (match[3] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    try:
        return datetime.fromisoformat(match[1] + (f"T{match[2]}{zone}" if match[2] else ""))
    except ValueError:
        return None


def _mail(value: str) -> datetime | None:
    if not re.match(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s[A-Z][a-z]{2}\s\d{4}\s\d\d:\d\d", value):
        return None
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(value)
    except ValueError:
        return None


def _moment(match: re.Match[str]) -> tuple[datetime, bool] | None:
    groups = match.groupdict(default="")
    day, month = int(groups["day"]), _month(groups["month"])
    if match.re is _SLASHED and day <= 12 and month <= 12 and day != month:
        return None  # 03/04/2019 is April here and March there
    try:
        moment = noon(date(_year(groups["year"]), month, day))
    except ValueError:
        return None
    hour, minute = _clock(groups)
    if hour is None:
        return moment, False
    return moment.replace(hour=hour % 24, minute=minute), True


def _clock(groups: dict[str, str]) -> tuple[int | None, int]:
    for number in "1234":
        hour = groups.get(f"hour{number}")
        if hour:
            half = (groups.get("half") or "").strip().lower()
            late = 12 if half == "pm" and int(hour) < 12 else 0
            whole = 0 if half == "am" and hour == "12" else int(hour) + late
            return whole, int(groups.get(f"minute{number}") or 0)
    return None, 0


def _month(word: str) -> int:
    return int(word) if word.isdigit() else MONTHS[word.lower()[:3]]


def _year(word: str) -> int:
    digits = word.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return 1900 + int(digits) if int(digits) >= 90 else 2000 + int(digits)
