"""Days as readers type them into the range fields."""

from __future__ import annotations

from datetime import date

from index.german_dates import parse_period


def read_day(text: str, *, today: date, end: bool = False) -> date | None:
    """Return the first day (with *end*, the last) that *text* speaks of, or None."""
    period = parse_period(text, today)
    if period is None:
        return None
    return period.last if end else period.first
