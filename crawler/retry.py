"""When to ask again: the publisher's Retry-After, else ever longer pauses of our own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=1)
FIRST_PAUSE = timedelta(seconds=2)
ATTEMPTS = 3


def retry_after(value: str | None, *, now: datetime) -> timedelta | None:
    """Return how long a Retry-After header asks us to wait, at most an hour, or None.

    Seconds and dates (RFC 9110 §10.2.3); what lies in the past or is negative means at once.
    """
    text = (value or "").strip()
    if not text:
        return None
    digits = text.removeprefix("-").removeprefix("+")
    if digits.isascii() and digits.isdigit():
        if text.startswith("-"):
            return timedelta(0)
        # A number of thousands of digits must not even be read as one.
        return LONGEST if len(digits) > 6 else min(LONGEST, timedelta(seconds=int(digits)))
    return _until(text, now)


def _until(text: str, now: datetime) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(LONGEST, max(timedelta(0), moment - now))


def pause(attempt: int, *, chance: float = 0.5) -> timedelta:
    """Return the pause before attempt number *attempt* + 1: 2, 8, 32 … seconds, ± 25 %.

    *chance* is a random number from 0 to 1; the spread keeps many pages from coming back at once.
    """
    whole = FIRST_PAUSE * float(4 ** max(0, min(attempt, 8) - 1))
    return min(LONGEST, whole * (0.75 + chance / 2))


def is_passing(status: int) -> bool:
    """Tell whether an HTTP status may be gone by itself, so that asking again makes sense."""
    return status in (408, 425, 429) or 500 <= status <= 599
