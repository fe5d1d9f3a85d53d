"""What one listing says: articles, further listings, and what it tells of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from archive.article import Evidence
from crawler.page import Link


@dataclass(frozen=True, slots=True)
class Finding:
    """What was read from one listing; `problem` is a word when it could not be used."""

    links: tuple[Link, ...] = ()
    more: tuple[Link, ...] = ()  # listings to ask next
    facts: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


def moment(text: str | None, *, zone_of_gmt: bool = False) -> datetime | None:
    """Return the time that *text* (ISO 8601, W3C or RFC 5322) means in UTC, or None.

    A time without a zone is refused unless it is known to be UTC: a guess would be wrong data.
    """
    plain = (text or "").strip()
    if not plain or plain.startswith("0000"):
        return None
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        try:
            found = parsedate_to_datetime(plain)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if found.tzinfo is None:
        if not zone_of_gmt and len(plain) > 10:
            return None
        found = found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        return None


def dated(text: str | None, source: str, *, gmt: bool = False) -> Evidence[datetime] | None:
    """Return the time in *text* with its evidence, or None."""
    found = moment(text, zone_of_gmt=gmt)
    return Evidence(found, source, CONFIDENCE[source], (text or "")[:40]) if found else None


CONFIDENCE = {"rest": 1.0, "feed": 0.97, "news-sitemap": 0.95, "sitemap": 0.6}
