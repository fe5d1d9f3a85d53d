"""The search page's state in its address: parameters to Search and back, one address a state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args
from urllib.parse import urlencode

from archive.app.site.days import read_day
from index.facets import FACETS
from index.results import Match, Search, Sort

FACET_NAMES = tuple(facet.name for facet in FACETS)
TREES = frozenset(facet.name for facet in FACETS if facet.hierarchy)
ALIASES = {"query": "q", "page": "seite", "page_size": "anzahl"}
KNOWN = frozenset({"q", "von", "bis", "match", "sort", "seite", "anzahl", *FACET_NAMES})
SIZES = (10, 20, 50, 100)
MOST_VALUES = 50  # chosen values of one facet
MOST_LETTERS = 400  # of the search text; the search itself allows fewer and says so
MOST_VALUE_LETTERS = 300
LAST_PAGE = 1_000_000
# Control characters, lone surrogates and what makes text run backwards have no place in a search.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that cannot be followed: its name, what was given, and a German sentence."""

    name: str
    given: str
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """What an address asks for; `problems` were left out of `search`."""

    search: Search
    problems: tuple[Problem, ...] = ()

    def problem(self, name: str) -> Problem | None:
        """Return what is wrong with the parameter of that name, or None."""
        return next((problem for problem in self.problems if problem.name == name), None)


def read_state(
    pairs: Iterable[tuple[str, str]], *, today: date, also: frozenset[str] = frozenset()
) -> State:
    """Return the state that the parameters *pairs* describe; never raises.

    Parameters in *also* belong to the page itself and are passed over. Empty ones are left out
    without a word: that is how a form sends untouched fields.
    """
    given: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for raw_name, raw_value in pairs:
        name = ALIASES.get(raw_name, raw_name)
        value = _tidy(raw_value)
        if name in also or not value:
            continue
        if name not in KNOWN:
            shown = _tidy(name)[:40]
            text = f"Den Parameter „{shown}“ gibt es nicht. Er wurde nicht beachtet."
            problems.append(Problem(shown, value[:80], text))
        else:
            given.setdefault(name, []).append(value)
    since, until = _days(given, today, problems)
    query = given.get("q", [""])[0][:MOST_LETTERS]
    search = Search(
        query=query,
        filters=_filters(given, problems),
        since=since,
        until=until,
        match=_choice(given, "match", get_args(Match), "auto", problems),
        sort=_choice(given, "sort", get_args(Sort), None, problems),
        page=_number(given, "seite", 1, LAST_PAGE, problems),
        page_size=_number(given, "anzahl", SIZES[0], SIZES[-1], problems),
    )
    return State(tidied(search), tuple(problems))


def write_state(search: Search) -> str:
    """Return the parameters of *search*, sorted and without defaults, URL-encoded."""
    search = tidied(search)
    pairs: list[tuple[str, str]] = []
    if search.query:
        pairs.append(("q", search.query))
    pairs += [(name, value) for name, values in search.filters.items() for value in values]
    if search.since:
        pairs.append(("von", search.since.isoformat()))
    if search.until:
        pairs.append(("bis", search.until.isoformat()))
    if search.match != "auto":
        pairs.append(("match", search.match))
    if search.sort:
        pairs.append(("sort", search.sort))
    if search.page > 1:
        pairs.append(("seite", str(search.page)))
    if search.page_size != SIZES[0]:
        pairs.append(("anzahl", str(search.page_size)))
    return urlencode(sorted(pairs), safe="/", encoding="utf-8", errors="replace")


def tidied(search: Search) -> Search:
    """Return the plainest Search of the same meaning: no empty filters, no default sort."""
    filters = {
        name: _without_ancestors(name, values)
        for name, values in sorted(search.filters.items())
        if values
    }
    sort = search.sort
    if sort == ("relevanz" if search.query else "neueste") or (
        sort == "relevanz" and not search.query
    ):
        sort = None
    return replace(search, filters=filters, sort=sort)


def default_sort(search: Search) -> Sort:
    """Return the order in force."""
    return search.sort or ("relevanz" if search.query else "neueste")


def with_value(search: Search, facet: str, value: str) -> Search:
    """Return *search* narrowed to *value* too; a place replaces the larger one around it."""
    kept = tuple(old for old in search.filters.get(facet, ()) if not _nested(facet, old, value))
    return _filtered(search, facet, (*kept, value))


def without_value(search: Search, facet: str, value: str) -> Search:
    """Return *search* without that filter."""
    kept = tuple(old for old in search.filters.get(facet, ()) if old != value)
    return _filtered(search, facet, kept)


def only_value(search: Search, facet: str, value: str) -> Search:
    """Return *search* with *value* as the one choice in its facet."""
    return _filtered(search, facet, (value,))


def without_filters(search: Search) -> Search:
    """Return *search* with its text alone."""
    return replace(search, filters={}, since=None, until=None, match="auto", page=1)


def is_empty(search: Search) -> bool:
    """Tell whether nothing was asked: no text, no filter, no days."""
    return not (search.query or search.filters or search.since or search.until)


def _filtered(search: Search, facet: str, values: tuple[str, ...]) -> Search:
    return tidied(replace(search, filters={**search.filters, facet: values}, page=1))


def _nested(facet: str, one: str, other: str) -> bool:
    if facet not in TREES:
        return one == other
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _without_ancestors(facet: str, values: Iterable[str]) -> tuple[str, ...]:
    kept = sorted(set(values))
    if facet in TREES:
        # Whoever ticks a town inside a ticked district wants the town.
        kept = [value for value in kept if not any(other.startswith(f"{value}/") for other in kept)]
    return tuple(kept)


def _tidy(text: str) -> str:
    return " ".join(UNSEEN.sub(" ", text).split())


def _filters(given: Mapping[str, list[str]], problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    found = {}
    for name in FACET_NAMES:
        values = [value for value in given.get(name, ()) if len(value) <= MOST_VALUE_LETTERS]
        if len(values) < len(given.get(name, ())):
            text = f"Ein Wert für „{name}“ ist zu lang. Er wurde nicht beachtet."
            problems.append(Problem(name, "", text))
        if len(values) > MOST_VALUES:
            text = f"Es können höchstens {MOST_VALUES} Werte eines Filters gewählt werden."
            problems.append(Problem(name, str(len(values)), text))
        if values:
            found[name] = tuple(values[:MOST_VALUES])
    return found


def _days(
    given: Mapping[str, list[str]], today: date, problems: list[Problem]
) -> tuple[date | None, date | None]:
    found: dict[str, date | None] = {}
    for name in ("von", "bis"):
        text = given.get(name, [""])[0]
        found[name] = read_day(text, today=today, end=name == "bis") if text else None
        if text and found[name] is None:
            shown = text[:60]
            problems.append(
                Problem(name, shown, f"„{shown}“ ist keine Zeitangabe, die wir kennen.")
            )
    since, until = found["von"], found["bis"]
    if since and until and since > until:
        text = "„Bis“ liegt vor „von“. Beide Angaben wurden vertauscht."
        problems.append(Problem("zeitraum", "", text))
        return until, since
    return since, until


def _choice(
    given: Mapping[str, list[str]],
    name: str,
    allowed: tuple[str, ...],
    default: str | None,
    problems: list[Problem],
) -> Any:
    if name not in given:
        return default
    value = given[name][0].lower()
    if value in allowed:
        return value
    options = ", ".join(allowed)
    problems.append(Problem(name, value[:40], f"„{name}“ kann nur {options} sein."))
    return default


def _number(
    given: Mapping[str, list[str]], name: str, default: int, most: int, problems: list[Problem]
) -> int:
    text = given.get(name, [str(default)])[0]
    if re.fullmatch(r"[0-9]{1,12}", text) and int(text) > 0:
        return min(int(text), most)
    problems.append(Problem(name, text[:20], f"„{name}“ muss eine Zahl ab 1 sein."))
    return default
