"""The facets; schema, URL parameters, sidebar, API and export columns all derive from FACETS."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from archive.article import Article

BERLIN = ZoneInfo("Europe/Berlin")
UNKNOWN = "unbekannt"


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: URL parameter, German label, and the values an article has.

    With `hierarchy`, a value is a path joined by "/", and an article also has every path above
    it. `order` is "count" or "value" (time).
    """

    name: str
    label: str
    values: Callable[[Article], Iterable[str]]
    hierarchy: bool = False
    order: str = "count"


def facet_values(article: Article) -> dict[str, tuple[str, ...]]:
    """Return each facet's values of *article* without repeats, ancestors included."""
    found: dict[str, tuple[str, ...]] = {}
    for facet in FACETS:
        values = list(facet.values(article))
        if facet.hierarchy:
            values = [
                "/".join(parts[:length])
                for parts in (value.split("/") for value in values)
                for length in range(1, len(parts) + 1)
            ]
        found[facet.name] = tuple(dict.fromkeys(value for value in values if value))
    return found


def value_label(facet: Facet, value: str) -> str:
    """Return what a reader sees for *value*: the last part of a path, a month's name."""
    if facet.name in ("jahr", "monat") and value == UNKNOWN:
        return "Datum unbekannt"
    if facet.name == "monat":
        month = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", value)
        # Whatever a reader typed into the address is shown as it is.
        return f"{MONTHS[int(month[2]) - 1]} {month[1]}" if month else value
    # A slash inside a name stands as U+2215 in a path; readers see the name as it is written.
    return value.rpartition("/")[2].replace("∕", "/") if facet.hierarchy else value


MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


def _year(article: Article) -> tuple[str]:
    if article.published is None:
        return (UNKNOWN,)
    return (f"{article.published.value.astimezone(BERLIN):%Y}",)


def _month(article: Article) -> tuple[str]:
    if article.published is None:
        return (UNKNOWN,)
    return (f"{article.published.value.astimezone(BERLIN):%Y-%m}",)


FACETS: tuple[Facet, ...] = (
    Facet("ort", "Ort", lambda article: [place.key for place in article.places], hierarchy=True),
    Facet("projekt", "Projekt", lambda article: [project.name for project in article.projects]),
    Facet("jahr", "Jahr", _year, order="value"),
    Facet("monat", "Monat", _month, order="value"),
    Facet("thema", "Thema", lambda article: article.topics),
    Facet("quelle", "Quelle", lambda article: [article.source]),
)
