"""The seam between search and the engine that holds the postings.

Analysis is ours: every engine gets analysed tokens and the query tree, so all find the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from archive.errors import ConfigurationError, SearchIndexError
from index.document import Document
from index.german import Analyzer
from index.hits import HitFacts
from index.query import Query
from index.results import Reason, Sort
from index.snippets import MarkedText


@dataclass(frozen=True, slots=True)
class Request:
    """What an engine is asked: *fixed* holds for every hit.

    Of the *loose* parts all must be found, or with `relaxed` as many as any document has, less
    `slack`. `title` puts the articles with exactly that title first. Hits number `first` (from
    0) to `first + size` are wanted.
    """

    fixed: tuple[Query, ...] = ()
    loose: tuple[Query, ...] = ()
    wishes: tuple[Query, ...] = ()  # find nothing; with `relaxed` they add to scores
    relaxed: bool = False
    slack: int = 0
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    sort: Sort = "relevanz"
    title: str = ""
    first: int = 0
    size: int = 10
    deadline: float = float("inf")


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine found: documents by number, best first.

    `counts` has for each facet how often each value occurs, counted without that facet's own
    filter; `months` counts hits by the facet "monat" with all filters in force.
    """

    total: int
    numbers: tuple[int, ...]
    scores: tuple[float, ...]
    counts: Mapping[str, Sequence[tuple[str, int]]]
    months: Mapping[str, int]


class OutdatedIndex(SearchIndexError):
    """The index can be searched but not written on; it must be built anew."""


class Reader(Protocol):
    """One unchanging state of the index."""

    @property
    def name(self) -> str:
        """The generation."""

    @property
    def sequence(self) -> int:
        """The store's change number this state is complete up to."""

    @property
    def analysis(self) -> str:
        """The version of the analysis the terms were made with."""

    @property
    def live_count(self) -> int:
        """How many documents there are."""

    def find(self, request: Request) -> Found:
        """Return the hits and counts for *request*; raises QueryRefused after its deadline."""

    def order(self, request: Request) -> Iterator[str]:
        """Yield the ids of all hits, best first."""

    def beside(self, request: Request, number: int) -> tuple[int, int, str | None, str | None]:
        """Return a document's place among all hits (from 1, 0: not there), how many there are, and
        the ids before and after it."""

    def number(self, key: str) -> int | None:
        """Return the number of the document with that id."""

    def marker(self, request: Request) -> Callable[[int], tuple[HitFacts, MarkedText]]:
        """Return what gives a document by number: what a hit shows, and its text with the places
        of the request's words."""

    def resolved(self, facet: str, name: str) -> tuple[str, ...]:
        """Return the values a reader means by *name*: itself, or all whose last part is that."""

    def frequency(self, term: str) -> int:
        """Return in how many documents an exact term stands."""

    def words_beginning(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the most frequent words that begin with the folded *prefix*, as written."""

    def words_like(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return exact terms near the folded *word*, nearest first, with frequencies."""

    def written(self, term: str) -> str:
        """Return an exact term as documents write it."""

    def titles_beginning(
        self, words: Sequence[str], prefix: str, limit: int
    ) -> list[tuple[str, str]]:
        """Return id and title of the newest articles with these words in the title."""

    def value_counts(self, facet: str) -> list[tuple[str, int]]:
        """Return all values of a facet with the number of their articles."""

    def reasons(self, request: Request, number: int) -> tuple[Reason, ...]:
        """Return why the document is found, heaviest reason first."""

    def relatives(self, number: int, limit: int) -> list[tuple[int, float, str]]:
        """Return similar documents: number, likeness and its reason."""


class Engine(Protocol):
    """What holds the postings."""

    @property
    def analysis(self) -> str:
        """The version of analysis and files that it writes; others must be built anew."""

    def reader(self) -> Reader:
        """Return the newest state that can be read."""

    def sequence(self) -> int:
        """Return the store's change number that the newest state is complete up to; 0 where there
        is none, or another analysis made it."""

    def write(
        self, documents: Iterable[Document], *, removed: Iterable[str], sequence: int
    ) -> None:
        """Replace and remove documents and publish the next state."""

    def rebuild(self, documents: Iterable[Document], *, sequence: int) -> None:
        """Build a new index beside the one in use, then take it into use."""

    def distrust(self) -> bool:
        """Check what is in use to the last byte; return whether it was damaged and left."""

    def verify(self) -> None:
        """Read every byte of what is in use; raises SearchIndexError."""

    def close(self) -> None:
        """Let go of files and threads."""


def open_engine(url: str, folder: Path, analyzer: Analyzer, clock: Callable[[], float]) -> Engine:
    """Return the engine at *url* ("whoosh:///path"); empty: Whoosh in *folder*."""
    parts = urlsplit(url)
    if parts.scheme not in ("", "whoosh"):
        raise ConfigurationError(f"option 'engine': there is no engine for {parts.scheme}: yet")
    from index.whoosh_engine.engine import WhooshEngine

    return WhooshEngine(Path(unquote(parts.path)) if parts.path else folder, analyzer, clock=clock)
