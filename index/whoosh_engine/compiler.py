"""From the query tree to nodes over postings: words become weighted alternatives here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from index.facets import BERLIN
from index.folding import folded
from index.german import EXACT, Alternative, Analyzer
from index.query import (
    And,
    Everything,
    Filter,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Term,
)
from index.whoosh_engine.distance import close_terms
from index.whoosh_engine.names import STEMS, TITLES, WORDS
from index.whoosh_engine.nodes import (
    All,
    Any,
    Begins,
    Between,
    Every,
    Leaf,
    Near,
    Node,
    Nothing,
    OneOf,
    Without,
)
from index.whoosh_engine.snapshot import Snapshot

KNOWN = 500  # compiled queries that are kept
FUZZY_TERMS = 50  # at most so many spellings of one word


class Compiler:
    """Turns query trees into nodes for one snapshot."""

    def __init__(self, analyzer: Analyzer, snapshot: Snapshot) -> None:
        self._analyzer = analyzer
        self._snapshot = snapshot
        self._known: dict[Query, Node] = {}

    def compile(self, query: Query) -> Node:
        """Return what *query* means; the same query of one page is compiled once."""
        found = self._known.get(query)
        if found is None:
            if len(self._known) >= KNOWN:
                self._known = {}
            found = self._known[query] = self._compile(query)
        return found

    def _compile(self, query: Query) -> Node:
        match query:
            case Term():
                return self._term(query)
            case Phrase():
                return self._phrase(query)
            case Prefix():
                return Begins(WORDS, EXACT + folded(query.text))
            case Fuzzy():
                return self._fuzzy(query)
            case Filter():
                return OneOf(query.facet, (query.value,))
            case Range():
                return between(query.since, query.until)
            case Everything():
                return Every()
        return self._joined(query)

    def _joined(self, query: Not | And | Or) -> Node:
        if isinstance(query, Not):
            return Without(self.compile(query.query))
        parts = tuple(self.compile(part) for part in query.parts)
        if isinstance(query, And):
            return joined(All, list(parts))
        return parts[0] if len(parts) == 1 and query.least <= 1 else Any(parts, query.least)

    def wishes(self, parts: Iterable[Query]) -> list[Node]:
        """Return what speaks for a document without finding it: single parts of long words."""
        terms = [part for part in parts if isinstance(part, Term) and not part.exact]
        partial = [
            self.alternative(each, term.field)
            for term in terms
            for each in self._analyzer.partial_terms(term.text)
        ]
        return [node for node in partial if node is not None]

    def _term(self, query: Term) -> Node:
        if query.exact:
            return self._phrase(Phrase((query.text,), query.field))
        found = [self.alternative(each, query.field) for each in self.alternatives(query)]
        return joined(Any, [node for node in found if node is not None])

    def alternatives(self, query: Term) -> list[Alternative]:
        """Return the ways to find a word, with what they add to a score."""
        found = self._analyzer.query_terms(query.text, query.also)
        if query.weight == 1.0:
            return list(found)
        return [replace(each, weight=each.weight * query.weight) for each in found]

    def alternative(self, alternative: Alternative, field: str | None) -> Node | None:
        """Return the node of one way to find a word; in the title only stems are kept."""
        weight = alternative.weight
        if field == TITLES:
            stems = [Leaf(TITLES, t, weight) for t in alternative.terms if not t.startswith(EXACT)]
            return joined(All, stems) if stems else None
        if alternative.adjacent and len(alternative.terms) > 1:
            return Near(WORDS, alternative.terms, 0, weight)
        return joined(
            All,
            [
                Leaf(WORDS if term.startswith(EXACT) else STEMS, term, weight)
                for term in alternative.terms
            ],
        )

    def _phrase(self, query: Phrase) -> Node:
        terms = tuple(t for word in query.words for t in self._analyzer.exact_terms(word))
        if not terms:
            return Nothing()
        found: Node = Leaf(WORDS, terms[0]) if len(terms) == 1 else Near(WORDS, terms, query.slop)
        if query.field == TITLES:
            stems = [self._term(Term(word, TITLES)) for word in query.words]
            return joined(All, [found, *stems])
        return found

    def _fuzzy(self, query: Fuzzy) -> Node:
        spellings = close_terms(self._snapshot, folded(query.text), query.distance)
        leaves = [Leaf(WORDS, term, weight) for term, weight, _ in spellings[:FUZZY_TERMS]]
        return joined(Any, leaves)


def joined(kind: type[All] | type[Any], parts: list[Node] | list[Leaf]) -> Node:
    """Return *parts* under one node; a single part stands for itself."""
    if not parts:
        return Nothing()
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def between(since: date | None, until: date | None) -> Between:
    """Return the days from *since* to *until* in Berlin, both included."""
    return Between(
        None if since is None else _midnight(since),
        None if until is None or until == date.max else _midnight(until + timedelta(days=1)),
    )


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), BERLIN).astimezone(UTC).timestamp())
