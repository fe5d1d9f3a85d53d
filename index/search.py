"""Search: text, filters, sort and page in, Results out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from archive.article import Article
from index.results import FacetCount, Hit, Reason, Results, Search, Suggestion


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where an article stands in a result set; positions start at 1, 0 when it is not in it."""

    position: int
    total: int
    previous: str | None
    next: str | None


class SearchService(Protocol):  # the signatures others build on; the class itself replaces this
    """Search over the newest generation of the index; safe to call from many threads."""

    def search(self, search: Search) -> Results:
        """Return one page of hits; raises QueryRefused beyond the limits, nothing else."""

    def ids(self, search: Search) -> Iterator[str]:
        """Yield the ids of all hits in order, for exports and feeds."""

    def explain(self, search: Search, article_id: str) -> tuple[Reason, ...]:
        """Return why the article is a hit, heaviest reason first."""

    def suggest(self, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return typeahead entries for what was typed so far."""

    def similar(self, article_id: str, *, limit: int = 5) -> tuple[tuple[Hit, str], ...]:
        """Return similar articles, each with its reason, e.g. "gleiches Projekt"."""

    def neighbours(self, search: Search, article_id: str) -> Neighbours:
        """Return the article's place in the result set of *search*."""

    def values(self, facet: str, search: Search = Search()) -> tuple[FacetCount, ...]:
        """Return all values of a facet with counts, uncut."""

    def generation(self) -> str:
        """Return the name of the index generation in use (for ETags)."""

    def write(
        self, articles: Iterable[Article], *, removed: Iterable[str] = (), sequence: int
    ) -> None:
        """Index *articles* (each replaces the one of equal id), drop *removed*, publish.

        *sequence* is the store's change number the index is complete up to from then on.
        """

    def sequence(self) -> int:
        """Return the store's change number the index is complete up to; 0 when empty."""

    def close(self) -> None:
        """Let go of files and threads."""
