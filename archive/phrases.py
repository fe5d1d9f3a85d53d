"""A timetable and its moments in German words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from archive.timetable import Timetable

DAYS = ("montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags", "sonntags")
SHORT_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
UNITS = ((86400, "Tag", "Tage"), (3600, "Stunde", "Stunden"), (60, "Minute", "Minuten"))


def phrase(timetable: Timetable) -> str:
    """Return e.g. "montags und donnerstags um 06:30 Uhr, nicht zwischen 22:00 und 06:00 Uhr"."""
    said = _rhythm(timetable)
    if timetable.quiet:
        start, end = timetable.quiet
        said += f", nicht zwischen {start:%H:%M} und {end:%H:%M} Uhr"
    if timetable.zone != "Europe/Berlin":
        said += f" ({timetable.zone})"
    return said


def moment(at: datetime, zone: str = "Europe/Berlin") -> str:
    """Return e.g. "Mo 23.11.2026, 06:30 Uhr" in *zone*."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{SHORT_DAYS[local.weekday()]} {local:%d.%m.%Y, %H:%M} Uhr"


def duration(span: timedelta) -> str:
    """Return e.g. "6 Stunden", "1 Stunde 30 Minuten", "45 Sekunden"."""
    left = round(span.total_seconds())
    parts = []
    for size, one, many in (*UNITS, (1, "Sekunde", "Sekunden")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
    return " ".join(parts[:2]) or "0 Sekunden"


def listing(words: Sequence[str]) -> str:
    """Return "a, b und c"."""
    return " und ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _rhythm(timetable: Timetable) -> str:
    if timetable.every is not None:
        return _interval(timetable.every)
    if timetable.cron:
        return _cron(timetable.cron)
    times = listing([f"{at:%H:%M}" for at in timetable.times])
    return f"{_days(timetable.weekdays)} um {times} Uhr"


def _interval(every: timedelta) -> str:
    seconds = every.total_seconds()
    for size, one, _ in UNITS:
        if seconds == size:
            return "täglich" if size == 86400 else f"jede {one}"
    return f"alle {duration(every)}"


def _days(weekdays: tuple[int, ...]) -> str:
    if not weekdays:
        return "täglich"
    if weekdays == (0, 1, 2, 3, 4):
        return "montags bis freitags"
    return listing([DAYS[day] for day in weekdays])


def _cron(rule: str) -> str:
    minute, hour, day, month, weekday, *rest = rule.split()
    if not rest and minute.isdigit() and (day, month) == ("*", "*"):
        if hour.isdigit() and weekday == "*":
            return f"täglich um {int(hour):02}:{int(minute):02} Uhr"
        if hour == "*" and weekday == "*":
            return f"jede Stunde zur Minute {int(minute)}"
        if hour.isdigit() and weekday.isdigit():
            name = DAYS[(int(weekday) - 1) % 7]
            return f"{name} um {int(hour):02}:{int(minute):02} Uhr"
    return f"nach der Cron-Regel „{rule}“"
