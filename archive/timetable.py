"""When a schedule is due: interval, times of day or a cron rule, in one time zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from archive.errors import TimetableError

WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
LEAST_INTERVAL = timedelta(seconds=1)
FAR = timedelta(days=400)  # a rule that is not due within this time is refused
UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "t": 86400}


@dataclass(frozen=True, slots=True)
class Timetable:
    """When something is due. Exactly one of `every`, `times` and `cron` is set.

    `every` counts in absolute time from `anchor`; `times` and `cron` are wall-clock time in
    `zone` and fire once on days when the clock is changed. `weekdays` are 0 (Monday) to 6;
    none means every day. A due time inside `quiet` (from, to) moves to its end.
    """

    every: timedelta | None = None
    times: tuple[time, ...] = ()
    weekdays: tuple[int, ...] = ()
    cron: str = ""
    zone: str = "Europe/Berlin"
    quiet: tuple[time, time] | None = None
    anchor: datetime = datetime(2020, 1, 1, tzinfo=UTC)

    def __post_init__(self) -> None:
        _check(self)

    def after(self, moment: datetime) -> datetime:
        """Return the first due time later than *moment*, in UTC."""
        due = self._unhindered(moment)
        return _end_of_quiet(due, self.quiet, ZoneInfo(self.zone)) if self.quiet else due

    def upcoming(self, moment: datetime, count: int = 5) -> tuple[datetime, ...]:
        """Return the next *count* due times after *moment*."""
        found: list[datetime] = []
        while len(found) < count:
            found.append(self.after(found[-1] if found else moment))
        return tuple(found)

    def due_between(self, after: datetime, until: datetime, *, most: int = 1000) -> list[datetime]:
        """Return the due times later than *after* and not later than *until*, newest last.

        Only the newest *most* are listed exactly for intervals; others stop at the first *most*.
        """
        if self.every is not None:
            skipped = (until - after) // self.every - most
            after += max(0, skipped) * self.every
        found: list[datetime] = []
        due = self.after(after)
        while due <= until and len(found) < most * 10:
            found.append(due)
            due = self.after(due)
        return found

    def as_data(self) -> dict[str, Any]:
        """Return the timetable as JSON data, the reverse of from_data."""
        return {
            "every": self.every.total_seconds() if self.every else None,
            "times": [f"{at:%H:%M}" for at in self.times],
            "weekdays": list(self.weekdays),
            "cron": self.cron,
            "zone": self.zone,
            "quiet": [f"{at:%H:%M}" for at in self.quiet] if self.quiet else None,
            "anchor": self.anchor.isoformat(),
        }

    def _unhindered(self, moment: datetime) -> datetime:
        if self.every is not None:
            steps = (moment - self.anchor) // self.every + 1
            return (self.anchor + steps * self.every).astimezone(UTC)
        return min(_next(rule, moment, ZoneInfo(self.zone)) for rule in _rules(self))


def from_data(data: Mapping[str, Any]) -> Timetable:
    """Return the timetable that as_data made."""
    return Timetable(
        every=timedelta(seconds=data["every"]) if data.get("every") else None,
        times=tuple(read_time(text) for text in data.get("times") or ()),
        weekdays=tuple(data.get("weekdays") or ()),
        cron=data.get("cron") or "",
        zone=data.get("zone") or "Europe/Berlin",
        quiet=read_quiet("-".join(data["quiet"])) if data.get("quiet") else None,
        anchor=datetime.fromisoformat(data["anchor"]),
    )


def read_timetable(
    *,
    anchor: datetime,
    every: str = "",
    times: str = "",
    weekdays: str = "",
    cron: str = "",
    zone: str = "Europe/Berlin",
    quiet: str = "",
) -> Timetable:
    """Return the timetable a person has typed: "6h", "06:30, 12:00", "mo,do", "22:00-06:00"."""
    return Timetable(
        every=read_interval(every) if every.strip() else None,
        times=tuple(sorted({read_time(part) for part in re.split(r"[,;\s]+", times) if part})),
        weekdays=read_weekdays(weekdays),
        cron=" ".join(cron.split()),
        zone=zone.strip() or "Europe/Berlin",
        quiet=read_quiet(quiet) if quiet.strip() else None,
        anchor=anchor.astimezone(UTC).replace(microsecond=0),
    )


def read_interval(text: str) -> timedelta:
    """Return "30m", "6 h", "2d" or "90s" as a duration."""
    match = re.fullmatch(r"\s*(\d{1,6})\s*(s|m|min|h|d|t)\s*", text.lower())
    if match is None:
        raise TimetableError(f"„{text}“ ist kein Abstand: erwartet wird z. B. 30m, 6h oder 1d")
    return timedelta(seconds=int(match[1]) * UNITS[match[2]])


def read_time(text: str) -> time:
    """Return "6:30" or "06.30" as a time of day."""
    match = re.fullmatch(r"\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*Uhr)?\s*", text)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise TimetableError(f"„{text}“ ist keine Uhrzeit: erwartet wird z. B. 06:30")
    return time(int(match[1]), int(match[2] or 0))


def read_weekdays(text: str) -> tuple[int, ...]:
    """Return "mo, do" as (0, 3); every day and no day both give ()."""
    found = set()
    for part in re.split(r"[,;\s]+", text.lower()):
        if part and part[:2] not in WEEKDAYS:
            raise TimetableError(f"„{part}“ ist kein Wochentag: erwartet wird mo, di, mi, do …")
        if part:
            found.add(WEEKDAYS.index(part[:2]))
    return () if len(found) == 7 else tuple(sorted(found))


def read_quiet(text: str) -> tuple[time, time]:
    """Return "22:00-06:00" as (from, to)."""
    start, dash, end = text.replace("–", "-").partition("-")
    if not dash:
        raise TimetableError(f"„{text}“ ist keine Ruhezeit: erwartet wird z. B. 22:00-06:00")
    return read_time(start), read_time(end)


def _check(timetable: Timetable) -> None:
    ways = [bool(timetable.every), bool(timetable.times), bool(timetable.cron)]
    if sum(ways) != 1:
        raise TimetableError("Bitte genau eines angeben: Abstand, Uhrzeiten oder Cron-Regel")
    if timetable.every is not None and timetable.every < LEAST_INTERVAL:
        raise TimetableError("Der Abstand muss mindestens eine Sekunde sein")
    if timetable.weekdays and not timetable.times:
        raise TimetableError("Wochentage gehören zu Uhrzeiten")
    try:
        zone = ZoneInfo(timetable.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimetableError(f"Die Zeitzone „{timetable.zone}“ ist unbekannt") from error
    if timetable.quiet and timetable.quiet[0] == timetable.quiet[1]:
        raise TimetableError("Die Ruhezeit beginnt und endet zur selben Zeit")
    for rule in _rules(timetable):
        _next(rule, timetable.anchor, zone)


def _rules(timetable: Timetable) -> list[str]:
    if timetable.cron:
        return [timetable.cron]
    days = ",".join(str((day + 1) % 7) for day in timetable.weekdays) or "*"
    return [f"{at.minute} {at.hour} * * {days}" for at in timetable.times]


def _next(rule: str, moment: datetime, zone: ZoneInfo) -> datetime:
    try:
        found = next(islice(CronSim(rule, moment.astimezone(zone)), 1), None)
    except CronSimError as error:
        raise TimetableError(f"Die Cron-Regel „{rule}“ ist ungültig: {error}") from error
    if found is None or found.astimezone(UTC) - moment > FAR:
        raise TimetableError(f"Die Regel „{rule}“ wird im nächsten Jahr nie fällig")
    return found.astimezone(UTC)


def _end_of_quiet(due: datetime, quiet: tuple[time, time], zone: ZoneInfo) -> datetime:
    start, end = quiet
    local = due.astimezone(zone)
    now = local.time().replace(tzinfo=None)
    inside = start <= now < end if start < end else now >= start or now < end
    if not inside:
        return due
    day = local.date() + timedelta(days=1 if start > end and now >= start else 0)
    return datetime.combine(day, end, tzinfo=zone).astimezone(UTC)
