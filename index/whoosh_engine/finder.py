"""Answering a request from a snapshot: match, filter, count, choose the best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any as Anything

import numpy as np

from index.engine import Found, Request
from index.german import Analyzer
from index.hits import HitFacts
from index.query import Query
from index.results import Reason
from index.similar import likeness
from index.snippets import MarkedText
from index.whoosh_engine.arrays import Array
from index.whoosh_engine.compiler import Compiler, between, joined
from index.whoosh_engine.execution import Execution
from index.whoosh_engine.marks import Marker
from index.whoosh_engine.names import EXACT_TITLE, STEMS, WORDS, title_key
from index.whoosh_engine.nearness import CANDIDATES, nearness
from index.whoosh_engine.nodes import All, Any, Between, Every, Node
from index.whoosh_engine.ranking import (
    best_places,
    by_newest,
    by_oldest,
    by_score,
    recency,
    sorted_places,
)
from index.whoosh_engine.reasons import Reasons
from index.whoosh_engine.relatives import relatives, shared_values, telling_stems
from index.whoosh_engine.snapshot import Snapshot
from index.whoosh_engine.vocabulary import titled, words_beginning, words_like, written


@dataclass(frozen=True, slots=True)
class Matched:
    """Hits before they are ordered: `base` without facet filters, `ids` with them."""

    base: Array
    ids: Array
    scores: Array | None
    kept: dict[str, Array]  # facet with a filter → which of `base` it lets through


MONTHS = "monat"  # the facet that a histogram is made of


class Finder:
    """Searches one snapshot; implements `index.engine.Reader`."""

    def __init__(
        self, snapshot: Snapshot, analyzer: Analyzer, *, clock: Callable[[], float]
    ) -> None:
        self.snapshot = snapshot
        self._analyzer = analyzer
        self._clock = clock
        self._compiler = Compiler(analyzer, snapshot)
        self._latest: tuple[tuple[Query, ...], Marker | None] = ((), None)

    @property
    def name(self) -> str:
        """The generation."""
        return self.snapshot.name

    @property
    def sequence(self) -> int:
        """The store's change number this state is complete up to."""
        return self.snapshot.sequence

    @property
    def analysis(self) -> str:
        """The version of the analysis the terms were made with."""
        return self.snapshot.analysis

    @property
    def live_count(self) -> int:
        """How many documents there are."""
        return self.snapshot.live_count

    def find(self, request: Request) -> Found:
        """Return the hits and counts for *request*."""
        matched = self.match(request)
        counts, months = self._counts(matched)
        total = len(matched.ids)
        wanted = min(total, request.first + request.size)
        if request.first >= total or not request.size:
            return Found(total, (), (), counts, months)
        scores = self._scores(matched, request)
        keys = self._keys(matched.ids, scores, request)
        places = best_places(keys, total, wanted)[request.first :]
        shown = scores[places].tolist() if scores is not None else [0.0] * len(places)
        return Found(total, tuple(matched.ids[places].tolist()), tuple(shown), counts, months)

    def order(self, request: Request) -> Iterator[str]:
        """Yield the ids of all hits, best first."""
        for number in self.numbers(request).tolist():
            yield self.snapshot.id(number)

    def numbers(self, request: Request) -> Array:
        """Return the numbers of all hits, best first."""
        matched = self.match(request)
        scores = self._scores(matched, request)
        found: Array = matched.ids[sorted_places(self._keys(matched.ids, scores, request))]
        return found

    def beside(self, request: Request, number: int) -> tuple[int, int, str | None, str | None]:
        """Return a document's place among all hits (from 1, 0: not there), how many there are, and
        the ids before and after it."""
        order = self.numbers(request)
        at = (order == number).nonzero()[0]
        if not len(at):
            return 0, len(order), None, None
        here = int(at[0])
        before = self.snapshot.id(int(order[here - 1])) if here else None
        after = self.snapshot.id(int(order[here + 1])) if here + 1 < len(order) else None
        return here + 1, len(order), before, after

    def number(self, key: str) -> int | None:
        """Return the number of the document with that id."""
        return self.snapshot.number(key)

    def node(self, request: Request) -> Node | None:
        """Return what the request's words mean, None where it has none; for measuring."""
        loose, fixed = self._compiled(request.loose), self._compiled(request.fixed)
        if request.relaxed and loose:
            loose = [joined(Any, loose)]
        return joined(All, [*loose, *fixed]) if loose or fixed else None

    def marker(self, request: Request) -> Callable[[int], tuple[HitFacts, MarkedText]]:
        """Return what gives a document by number: what a hit shows, and its text with marks."""
        return self._marker(request.loose, request.fixed).marked

    def _marker(self, loose: tuple[Query, ...], fixed: tuple[Query, ...]) -> Marker:
        """Return what knows the words of a query; the latest is kept: it is asked for twice."""
        wanted = (*loose, *fixed)
        known, marker = self._latest
        if known != wanted or marker is None:
            marker = Marker(self.snapshot, self._compiled(wanted))
            self._latest = wanted, marker
        return marker

    def resolved(self, facet: str, name: str) -> tuple[str, ...]:
        """Return the values a reader means by *name*."""
        values = self.snapshot.facets.values.get(facet, [])
        return tuple(values[number] for number in self.snapshot.resolve(facet, name))

    # -- words ---------------------------------------------------------------------------

    def frequency(self, term: str) -> int:
        """Return in how many documents an exact term stands."""
        return self.snapshot.postings(WORDS, term)[2]

    def words_beginning(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the most frequent words that begin with the folded *prefix*, as written."""
        return words_beginning(self.snapshot, prefix, limit)

    def words_like(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Return exact terms near the folded *word*, nearest first, with frequencies."""
        return words_like(self.snapshot, word, distance)

    def written(self, term: str) -> str:
        """Return an exact term as documents write it."""
        return written(self.snapshot, term)

    def titles_beginning(
        self, words: Sequence[str], prefix: str, limit: int
    ) -> list[tuple[str, str]]:
        """Return id and title of the newest articles with these words in the title."""
        ids = titled(self.snapshot, words, prefix)
        places = best_places(by_newest(self.snapshot, ids), len(ids), min(limit, len(ids)))
        found = []
        for number in ids[places].tolist():
            segment, document = self.snapshot.place(number)
            facts = segment.sheet(document).facts
            found.append((facts.id, facts.title))
        return found

    def value_counts(self, facet: str) -> list[tuple[str, int]]:
        """Return all values of a facet with the number of their articles."""
        table = self.snapshot.facets
        return _nonzero(table.values[facet], table.of(self.snapshot.facet_total, facet))

    # -- single documents ------------------------------------------------------------------

    def reasons(self, request: Request, number: int) -> tuple[Reason, ...]:
        """Return why the document is found, heaviest reason first."""
        run = Execution(self.snapshot, clock=self._clock, deadline=request.deadline)
        reasons = Reasons(self.snapshot, self._analyzer, run, number)
        return reasons.reasons((*request.loose, *request.fixed))

    def relatives(self, number: int, limit: int) -> list[tuple[int, float, str]]:
        """Return similar documents: number, likeness and its reason."""
        words = {stem: form for stem, _, form in telling_stems(self.snapshot, number)}
        return [
            (other, worth, self._likeness(number, other, words))
            for other, worth in relatives(self.snapshot, number, limit, self._clock)
        ]

    def _likeness(self, one: int, other: int, words: dict[str, int]) -> str:
        segment, _ = self.snapshot.place(one)
        forms = segment.terms(WORDS)
        shared: list[str] = []
        for stem, form in words.items():
            ids = self.snapshot.postings(STEMS, stem)[0]
            at = int(np.searchsorted(ids, other))
            if forms and at < len(ids) and ids[at] == other and len(shared) < 3:
                shared.append(written(self.snapshot, forms.term(form).decode()))
        return likeness(
            shared_values(self.snapshot, "projekt", one, other),
            shared_values(self.snapshot, "ort", one, other),
            shared,
        )

    # -- matching --------------------------------------------------------------------------

    def match(self, request: Request) -> Matched:
        """Return all hits of *request*, unordered."""
        run = Execution(self.snapshot, clock=self._clock, deadline=request.deadline)
        fixed = self._fixed(request)
        if request.relaxed and request.loose:
            return self._relaxed(run, request, fixed)
        parts = [*self._compiled(request.loose), *fixed]
        base, scores = run.find(All(tuple(parts)) if parts else Every())
        return self._filtered(base, scores, request)

    def _relaxed(self, run: Execution, request: Request, fixed: list[Node]) -> Matched:
        """Keep the documents with the most of the loose words among those all else lets through."""
        wishes = self._compiler.wishes((*request.loose, *request.wishes))
        ids, scores, words = run.count(self._compiled(request.loose), fixed, wishes)
        matched = self._filtered(ids, scores, request)
        if not len(matched.ids):
            return matched
        most = int(words[matched.ids].max())
        enough = words[ids] >= max(1, most - request.slack)
        return self._filtered(ids[enough], scores[enough], request)

    def _filtered(self, base: Array, scores: Array | None, request: Request) -> Matched:
        kept: dict[str, Array] = {}
        for facet, values in request.filters.items():
            if values:
                numbers = [n for value in values for n in self.snapshot.resolve(facet, value)]
                mask = self.snapshot.mask(facet, tuple(dict.fromkeys(numbers)))
                kept[facet] = mask.take(base)
        if not kept:
            return Matched(base, base, scores, kept)
        keep = np.logical_and.reduce(list(kept.values()))
        return Matched(base, base[keep], None if scores is None else scores[keep], kept)

    def _compiled(self, parts: tuple[Query, ...]) -> list[Node]:
        return [self._compiler.compile(part) for part in parts]

    def _fixed(self, request: Request) -> list[Node]:
        period = between(request.since, request.until)
        nodes = self._compiled(request.fixed)
        return nodes if period == Between(None, None) else [*nodes, period]

    # -- ordering --------------------------------------------------------------------------

    @cached_property
    def _lift(self) -> Array:
        return recency(self.snapshot)

    def _scores(self, matched: Matched, request: Request) -> Array | None:
        if matched.scores is None:
            return None
        scores: Array = matched.scores * self._lift.take(matched.ids)
        if request.sort == "relevanz" and len(request.loose) > 1 and len(scores) > 1:
            self._reward_nearness(matched.ids, scores, request)
        if request.title and request.sort == "relevanz" and len(scores):
            titled, _, _ = self.snapshot.postings(
                EXACT_TITLE, title_key(self._analyzer.exact_terms(request.title))
            )
            if len(titled):
                scores[np.isin(matched.ids, titled)] += scores.max()
        return scores

    def _reward_nearness(self, ids: Array, scores: Array, request: Request) -> None:
        """Add to the best of *scores* what the nearness of the query's words is worth."""
        keys = by_score(self.snapshot, ids, scores)
        best = np.sort(best_places(keys, len(ids), min(len(ids), CANDIDATES)))
        marker = self._marker(request.loose, request.fixed)
        nodes = self._compiled(request.loose)
        scores[best] += nearness(self.snapshot, marker, nodes, ids[best])

    def _keys(self, ids: Array, scores: Array | None, request: Request) -> Anything:
        if request.sort == "aelteste":
            return by_oldest(self.snapshot, ids)
        if request.sort == "neueste" or scores is None:
            return by_newest(self.snapshot, ids)
        return by_score(self.snapshot, ids, scores)

    # -- counting --------------------------------------------------------------------------

    def _counts(
        self, matched: Matched
    ) -> tuple[dict[str, Sequence[tuple[str, int]]], dict[str, int]]:
        table, total = self.snapshot.facets, self.snapshot.facet_total
        overall = table.count(matched.ids, total=total, live=self.snapshot.live)
        counts: dict[str, Sequence[tuple[str, int]]] = {}
        for facet in table.names:
            own = overall
            if facet in matched.kept:
                others = [keep for name, keep in matched.kept.items() if name != facet]
                base = matched.base
                ids = base[np.logical_and.reduce(others)] if others else base
                own = table.count(ids, facet, total=total, live=self.snapshot.live)
            counts[facet] = _nonzero(table.values[facet], table.of(own, facet))
        if MONTHS not in matched.kept:
            return counts, dict(counts[MONTHS])
        return counts, dict(_nonzero(table.values[MONTHS], table.of(overall, MONTHS)))


def _nonzero(values: list[str], counts: Array) -> list[tuple[str, int]]:
    counted = counts.tolist()
    return [*compress(zip(values, counted, strict=True), counted)]
