"""What a search asks: its words understood, its filters resolved, widened where too little is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive.errors import QueryRefused
from index.engine import Reader, Request
from index.german import EXACT, Analyzer
from index.parser import Parsed, parse
from index.query import Query, Term
from index.relax import slack, widened
from index.results import Search

MOST_PER_PAGE = 100
MOST_VALUES = 50  # facet values one may choose at once
BESIDE_NOUNS = 0.8  # what a verb or an adjective weighs where nouns are written with capitals
KNOWN = 500  # texts that are kept understood
SECONDS = 0.1  # by the clock until a query's own work is looked at
TOO_MANY = f"Bitte wählen Sie höchstens {MOST_VALUES} Filter zugleich."


@dataclass(frozen=True, slots=True)
class Asked:
    """A search, understood."""

    search: Search
    parsed: Parsed
    request: Request
    words: bool


class Asking:
    """Understands searches with our analysis and the names that places go by."""

    def __init__(
        self,
        analyzer: Analyzer,
        other_names: Callable[[str], Iterable[str]],
        *,
        today: Callable[[], date],
        work: Callable[[], float],
    ) -> None:
        self._analyzer = analyzer
        self._other_names = other_names
        self._today = today
        self.work = work
        self._known: dict[tuple[str, date, str], Parsed] = {}

    def asked(self, search: Search, reader: Reader) -> Asked:
        """Return what *search* asks; raises QueryRefused beyond the limits."""
        if sum(len(values) for values in search.filters.values()) > MOST_VALUES:
            raise QueryRefused(TOO_MANY)
        parsed = self._parsed(search.query, reader)
        if search.match == "any":
            parsed = parsed.loosened()
        words = bool(parsed.loose or parsed.fixed)
        size = max(1, min(MOST_PER_PAGE, search.page_size))
        request = Request(
            fixed=parsed.fixed,
            loose=nouns_first(parsed),
            wishes=parsed.wishes,
            relaxed=search.match == "any",
            slack=len(parsed.loose),
            filters=resolved(search, reader),
            since=search.since,
            until=search.until,
            sort=search.sort or ("relevanz" if words else "neueste"),
            title=search.query,
            first=(max(1, search.page) - 1) * size,
            size=size,
            deadline=self.work() + SECONDS,
        )
        return Asked(search, parsed, request, words)

    def _parsed(self, text: str, reader: Reader) -> Parsed:
        """Return *text* understood; a reader who filters, sorts and pages asks the same again.

        Names of places that are in no article are looked up anew: editors may change them.
        """
        today = self._today()
        key = (reader.name, today, text)
        found = self._known.get(key)
        if found is None:
            unwritten: list[str] = []
            found = parse(
                text,
                today=today,
                is_stop=self._analyzer.is_stop,
                together=lambda texts: self._together(reader, texts, unwritten),
                knows=lambda facet, name: bool(reader.resolved(facet, name)),
            )
            if not unwritten:
                if len(self._known) >= KNOWN:
                    self._known = {}
                self._known[key] = found
        return found

    def _together(
        self, reader: Reader, texts: Sequence[str], unwritten: list[str]
    ) -> list[tuple[str, ...]]:
        """Return what neighbouring words mean together, and the main names of places that stand
        in no article by the name typed: "Bütow" is Bytów. Words in no article are noted."""
        found = self._analyzer.together(texts)
        for place, text in enumerate(texts):
            if not self._is_written(reader, text):
                unwritten.append(text)
                found[place] = (*found[place], *self._other_names(text))
        return found

    def _is_written(self, reader: Reader, text: str) -> bool:
        terms = self._analyzer.index_terms(text)
        return any(reader.frequency(term) for each in terms for term in each if term[0] == EXACT)


def nouns_first(parsed: Parsed) -> tuple[Query, ...]:
    """Return the bare words of a sentence with less weight on what is no noun, if the reader wrote
    nouns as such. Words typed beside each other ("Gehweg räumen") all matter alike."""
    queries = parsed.loose
    terms = [query for query in queries if isinstance(query, Term)]
    if not parsed.wishes or not any(term.text[0].isupper() for term in terms):
        return queries
    return tuple(
        replace(query, weight=BESIDE_NOUNS)
        if isinstance(query, Term) and query.text[0].islower()
        else query
        for query in queries
    )


def wider(asked: Asked, total: int) -> Request | None:
    """Return the request to widen to when *total* hits are too few; None: leave it."""
    found = widened(asked.parsed, total) if asked.search.match == "auto" else None
    if found is None:
        return None
    return replace(
        asked.request,
        fixed=found.fixed,
        loose=nouns_first(found),
        slack=slack(found),
        relaxed=True,
    )


def resolved(search: Search, reader: Reader) -> dict[str, tuple[str, ...]]:
    """Return the chosen values as the index has them: "Walldorf" becomes its paths."""
    return {
        facet: tuple(
            dict.fromkeys(
                path for value in values for path in reader.resolved(facet, value) or [value]
            )
        )
        for facet, values in search.filters.items()
        if values
    }
