"""Hits over time: bars as links, years first, months once a year is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.app.site.links import search_url
from archive.app.site.state import only_value
from index.facets import MONTHS, UNKNOWN
from index.results import Search

HEIGHT = 72  # of the tallest bar, in the drawing's own units
WIDTH = 720
WIDEST = 46  # one bar never fills the band
LEAST = 2  # a bar with hits is never invisible
MOST_YEARS = 60  # bars; older years are one bar


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its place and size in the drawing, its count, and where a click leads."""

    label: str
    short: str
    count: int
    address: str
    chosen: bool
    x: float
    y: float
    width: float
    height: float
    middle: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars of one kind; `up` leads from the months back to all years."""

    kind: str  # "Jahr" or "Monat"
    year: str
    bars: tuple[Bar, ...]
    width: int
    height: int
    up: str | None


def histogram(search: Search, months: Mapping[str, int]) -> Histogram | None:
    """Return the drawing for counts by month ("2024-05", "unbekannt"), None below two bars."""
    year = _one_year(search)
    if year:
        counts = [
            (f"{MONTHS[number - 1]} {year}", MONTHS[number - 1][:3], f"{year}-{number:02d}")
            for number in range(1, 13)
        ]
        rows = [(*row, months.get(row[2], 0), "monat") for row in counts]
        open_search = replace(
            search,
            since=None,
            until=None,
            page=1,
            filters={k: v for k, v in search.filters.items() if k not in ("jahr", "monat")},
        )
        return _drawn(search, "Monat", year, rows, search_url(open_search))
    rows = [(label, label, label, count, "jahr") for label, count in _years(months)]
    if months.get(UNKNOWN):
        rows.append(("Datum unbekannt", "?", UNKNOWN, months[UNKNOWN], "jahr"))
    return _drawn(search, "Jahr", "", rows, None) if len(rows) > 1 else None


def _one_year(search: Search) -> str:
    """Return the year when the search lies within one, else ""."""
    years = {value[:4] for name in ("jahr", "monat") for value in search.filters.get(name, ())}
    if search.since and search.until:
        years |= {str(search.since.year), str(search.until.year)}
    return years.pop() if len(years) == 1 and years != {UNKNOWN[:4]} else ""


def _years(months: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return every year from the first to the last, empty ones too, so that time has one scale."""
    counts: dict[int, int] = {}
    for month, count in months.items():
        if month != UNKNOWN and count:
            counts[int(month[:4])] = counts.get(int(month[:4]), 0) + count
    if not counts:
        return []
    last = max(counts)
    first = max(min(counts), last - MOST_YEARS + 1)
    return [(str(year), counts.get(year, 0)) for year in range(first, last + 1)]


def _drawn(
    search: Search,
    kind: str,
    year: str,
    rows: list[tuple[str, str, str, int, str]],
    up: str | None,
) -> Histogram:
    most = max((row[3] for row in rows), default=0) or 1
    step = min(WIDTH / len(rows), WIDEST)
    # Short labels need about 34 units; with more bars only every n-th has one.
    every = max(1, round(34 / step + 0.49))
    bars = []
    for place, (label, short, value, count, facet) in enumerate(rows):
        height = max(round(count / most * HEIGHT, 1), LEAST) if count else 0
        lettered = short if (len(rows) - 1 - place) % every == 0 else ""
        bars.append(
            Bar(
                label,
                lettered,
                count,
                search_url(_narrowed(search, facet, value)),
                value in search.filters.get(facet, ()),
                round(place * step + 1, 1),
                round(HEIGHT - height, 1),
                round(step - 2, 1),
                height,
                round(place * step + step / 2, 1),
            )
        )
    return Histogram(kind, year, tuple(bars), round(step * len(rows)), HEIGHT + 20, up)


def _narrowed(search: Search, facet: str, value: str) -> Search:
    kept = {k: v for k, v in search.filters.items() if k != "monat" or facet == "monat"}
    return only_value(replace(search, filters=kept), facet, value)
