"""What a search asks and answers; the one shape behind page, API, feed and export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from index.query import Everything, Query

Match = Literal["auto", "all", "any"]
Sort = Literal["relevanz", "neueste", "aelteste"]


@dataclass(frozen=True, slots=True)
class Search:
    """One state of the search page: one URL is one of these.

    `filters` maps a facet's name to the chosen values: OR within a facet, AND between facets.
    `since` and `until` are days in Europe/Berlin, both included. Pages start at 1.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    match: Match = "auto"
    sort: Sort | None = None  # None: relevanz with a query, neueste without
    page: int = 1
    page_size: int = 10


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a snippet; `marked` where a query word stands."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found. `snippet` is the best passage; `origin` says where it stands when that is
    not the text, e.g. "im Anhang S. 3"."""

    id: str
    url: str
    title: str
    title_fragments: tuple[Fragment, ...]
    published: datetime | None
    snippet: tuple[Fragment, ...]
    score: float
    source: str
    places: tuple[tuple[str, str], ...] = ()  # (facet value, label), heaviest first
    projects: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    status: str = "live"
    versions: int = 1
    also_at: tuple[str, ...] = ()
    origin: str = ""
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A facet value; `count` is the number of hits one gets by choosing it."""

    value: str
    label: str
    count: int
    selected: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader should know, in German; `query` is a search text to offer instead.

    `kind` is "repaired", "relaxed", "spelling", "limit", "ignored", "period"
    or "zero".
    """

    kind: str
    text: str
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits with counts over all hits.

    `without` (only for zero hits) tells how many hits there are when a filter is left out:
    (facet name or "zeit", value) → count. `histogram` counts hits per month ("2024-05") and
    "unbekannt".
    """

    search: Search
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    notes: tuple[Note, ...] = ()
    took_ms: float = 0.0
    page: int = 1
    pages: int = 1
    tree: Query = Everything()
    histogram: Mapping[str, int] = field(default_factory=dict)
    without: Mapping[tuple[str, str], int] = field(default_factory=dict)
    generation: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A typeahead entry; `kind` is "titel", "ort", "projekt" or "wort"."""

    text: str
    kind: str
    value: str = ""  # facet value or article id
    count: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article matched: the query word, the form in the text, where, and its weight."""

    word: str
    form: str
    field: str  # Titel, Vorspann, Text, Orte, Projekte, Anhang
    how: str  # "genau", "gebeugt", "Wortteil", "Synonym", "Schreibweise"
    weight: float
