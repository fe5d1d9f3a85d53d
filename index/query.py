"""The query tree: what a reader asks, free of any engine; engines compile it with `match`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """A word; `field` None means all text fields. `exact` switches stemming and parts off.

    `also` is what the word means together with its neighbours: "Ruf" before "Bus" is also found
    by "Rufbus". `weight` multiplies what the word adds to scores.
    """

    text: str
    field: str | None = None
    exact: bool = False
    also: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other in this order; always exact."""

    words: tuple[str, ...]
    field: str | None = None
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin like this (`Rad*`)."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """All words within *distance* edits (`Meinigen~`)."""

    text: str
    distance: int = 1
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Articles with that facet value (`ort:Walldorf`)."""

    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Range:
    """Articles published from *since* to *until*, both included, in Europe/Berlin."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """All articles but these."""

    query: Query


@dataclass(frozen=True, slots=True)
class And:
    """Articles that all parts find."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that at least *least* of the parts find."""

    parts: tuple[Query, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: the empty search box."""


Query = Term | Phrase | Prefix | Fuzzy | Filter | Range | Not | And | Or | Everything
