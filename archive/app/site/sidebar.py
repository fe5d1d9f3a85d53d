"""The filters beside the hits: groups of values with counts, the place tree, chips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive.app.site.links import search_url
from archive.app.site.state import without_value
from archive.app.site.templating import long_day
from index.facets import FACETS, Facet, value_label
from index.results import FacetCount, Search

SHOWN = 8  # values of a facet before "alle anzeigen"
DEEPEST_HEAD = 2  # country, district: towns beside each other stay visible
LEADS = 0.6  # a place that holds this share of its level is opened by itself
# Shown at places of their own; months are reached through their year.
PLACED = ("ort", "projekt", "jahr", "monat", "quelle")
OTHERS = tuple(facet.name for facet in FACETS if facet.name not in PLACED)


@dataclass(frozen=True, slots=True)
class Value:
    """A filter value as shown; `depth` indents it in a tree."""

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A facet in the sidebar; `more` leads to all its values where some are left out."""

    name: str
    label: str
    values: tuple[Value, ...]
    more: str | None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; `address` is the search without it."""

    facet: str
    label: str
    address: str


def groups(
    search: Search, counts: Mapping[str, Sequence[FacetCount]], names: Mapping[str, str]
) -> dict[str, Group]:
    """Return the sidebar's groups by facet; *names* gives sources their names."""
    found = {}
    for facet in FACETS:
        values = list(counts.get(facet.name, ()))
        if facet.name == "quelle":
            values = [replace(value, label=names.get(value.value, value.value)) for value in values]
        shown = _tree(values) if facet.hierarchy else _list(values)
        hidden = len(values) > len(shown)
        more = search_url(replace(search, page=1), f"/suche/auswahl/{facet.name}")
        found[facet.name] = Group(facet.name, facet.label, shown, more if hidden else None)
    return found


def chips(search: Search, names: Mapping[str, str]) -> list[Chip]:
    """Return one chip for every filter in force."""
    found = [
        Chip(facet.label, label_of(facet, value, names), _without(search, facet.name, value))
        for facet in FACETS
        for value in search.filters.get(facet.name, ())
    ]
    if search.match != "auto":
        words = "alle Wörter nötig" if search.match == "all" else "ein Wort genügt"
        found.append(Chip("Suche", words, search_url(replace(search, match="auto", page=1))))
    if search.since or search.until:
        open_range = replace(search, since=None, until=None, page=1)
        found.append(Chip("Zeit", range_label(search), search_url(open_range)))
    return found


def label_of(facet: Facet, value: str, names: Mapping[str, str]) -> str:
    """Return what a reader sees for a value; anything typed into the address included."""
    if facet.name == "quelle":
        return names.get(value, value)
    try:
        return value_label(facet, value)
    except (ValueError, IndexError):
        return value


def range_label(search: Search) -> str:
    """Return the days asked for: "3. Mai 2024 bis 5. Juni 2024", "ab 3. Mai 2024"."""
    if search.since and search.until:
        if search.since == search.until:
            return long_day(search.since)
        return f"{long_day(search.since)} bis {long_day(search.until)}"
    if search.since:
        return f"ab {long_day(search.since)}"
    return f"bis {long_day(search.until)}" if search.until else ""


def presets(search: Search, today: date) -> list[tuple[str, str]]:
    """Return (label, address) of the ranges most asked for."""
    last = today.year - 1
    ranges = (
        ("letzte 30 Tage", today - timedelta(days=29), today),
        ("dieses Jahr", date(today.year, 1, 1), date(today.year, 12, 31)),
        ("letztes Jahr", date(last, 1, 1), date(last, 12, 31)),
    )
    return [
        (label, search_url(replace(search, since=since, until=until, page=1)))
        for label, since, until in ranges
        if (since, until) != (search.since, search.until)
    ]


def _without(search: Search, facet: str, value: str) -> str:
    return search_url(without_value(search, facet, value))


def _list(values: Sequence[FacetCount]) -> tuple[Value, ...]:
    chosen = [value for value in values if value.selected]
    others = [value for value in values if not value.selected and value.count]
    room = max(SHOWN - len(chosen), 0)
    if len(others) == room + 1:  # a link to one more value would take the room of that value
        room += 1
    return tuple(_value(value) for value in (*chosen, *others[:room]))


def _tree(values: Sequence[FacetCount]) -> tuple[Value, ...]:
    children: dict[str | None, list[FacetCount]] = {}
    for value in values:
        if value.count or value.selected:
            children.setdefault(value.parent, []).append(value)
    for siblings in children.values():
        siblings.sort(key=lambda value: (-value.count, value.label))
    opened = {value.value for value in values if value.selected}
    for path in [*opened]:
        parts = path.split("/")
        opened |= {"/".join(parts[:length]) for length in range(1, len(parts))}
    head = _head(children)
    found: list[Value] = []
    if head is not None:
        found.append(_value(head))
    _open(children, head.value if head else None, 1 if head else 0, opened, found)
    seen = {value.value for value in found}
    pinned = [_value(value) for value in values if value.selected and value.value not in seen]
    return (*pinned, *found)


def _head(children: Mapping[str | None, Sequence[FacetCount]]) -> FacetCount | None:
    """Return the smallest place that nearly all others lie in: the own district."""
    head: FacetCount | None = None
    while siblings := children.get(head.value if head else None):
        first = siblings[0]
        whole = head.count if head else sum(value.count for value in siblings)
        if not children.get(first.value) or first.count < LEADS * whole or first.selected:
            break
        head = first
        if first.value.count("/") + 1 >= DEEPEST_HEAD:
            break
    return head


def _open(
    children: Mapping[str | None, Sequence[FacetCount]],
    parent: str | None,
    depth: int,
    opened: set[str],
    found: list[Value],
) -> None:
    siblings = children.get(parent, ())
    chosen = [value for value in siblings if value.value in opened]
    others = [value for value in siblings if value.value not in opened]
    for value in (*chosen, *others[: max(SHOWN - len(chosen), 0)]):
        found.append(_value(value, depth))
        if value.value in opened:
            _open(children, value.value, depth + 1, opened, found)


def _value(value: FacetCount, depth: int = 0) -> Value:
    return Value(value.value, value.label, value.count, value.selected, min(depth, 3))
