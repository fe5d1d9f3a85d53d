"""One state of the index, unchangeable: what threads search without a lock."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from index.folding import folded
from index.whoosh_engine.arrays import Array
from index.whoosh_engine.counts import FacetTable
from index.whoosh_engine.names import ID, SCORED
from index.whoosh_engine.segments import SegmentReader, facet_names

K1, B = 0.8, 0.7  # tuned by `make relevance`; Whoosh's own are 1.2 and 0.75
LEAST_LENGTH = 0.4  # of the average: what is shorter is not rewarded for it
CACHED_BYTES = 64_000_000  # joined postings kept where there are several segments
EMPTY = np.zeros(0, np.int64)


class Snapshot:
    """All segments of a generation side by side; a document's number is its place in the row.

    *before* is an older one: what it knows of the segments that both begin with is taken over.
    """

    def __init__(
        self,
        name: str,
        segments: Sequence[SegmentReader],
        deleted: Mapping[str, Array],
        *,
        analysis: str = "",
        sequence: int = 0,
        before: Snapshot | None = None,
    ) -> None:
        self.name = name
        self.analysis = analysis
        self.sequence = sequence
        self.segments = tuple(segments)
        self.bases = [0]
        for segment in segments:
            self.bases.append(self.bases[-1] + segment.count)
        self.count = self.bases[-1]
        self.live = self._live(deleted)
        self.live_count = self.count if self.live is None else int(self.live.sum())
        shared = 0 if before is None else _shared(segments, before.segments)
        self.dates = self._joined("date", np.int64)
        keys = self._joined("idkey", np.uint64).reshape(-1, 2)
        self.id_high, self.id_low = keys[:, 0].copy(), keys[:, 1].copy()  # to be taken from
        self._norms = {field: self._norm(field) for field in SCORED}
        known = None if before is None else before.facets
        self.facets: FacetTable = FacetTable(segments, facet_names(), known, shared)
        self.facet_total = self._facet_total()
        self.masks: dict[Any, Array] = {}
        self._postings: dict[tuple[str, str], tuple[Array, Array, int]] = {}
        self._cached = 0
        self._names: dict[str, dict[str, tuple[int, ...]]] = {}
        if before is not None:
            values, known_values = self.facets.values, before.facets.values
            for facet, names in before._names.copy().items():
                if values[facet] is known_values[facet]:
                    self._names[facet] = names

    # -- words -----------------------------------------------------------------------------

    def postings(self, field: str, term: str) -> tuple[Array, Array, int]:
        """Return documents (sorted), weights and the number of documents, deleted ones too."""
        key = (field, term)
        found = self._postings.get(key)
        if found is None:
            found = self._look_up(field, term.encode("utf-8", "replace"))
            size = found[0].nbytes + found[1].nbytes + 200
            if len(self.segments) > 1:
                if self._cached + size > CACHED_BYTES:
                    self._postings, self._cached = {}, 0
                self._cached += size
            elif len(self._postings) > 50_000:
                self._postings = {}
            self._postings[key] = found
        return found

    def score(self, field: str, ids: Array, tf: Array, frequency: int) -> Array:
        """Return BM25; deleted documents count until they are merged away.

        The idf is Lucene's: a word that stands nearly everywhere adds nearly nothing, whereas
        Whoosh's own never falls below 1 for it.
        """
        found = self.saturated(field, ids, tf)
        found *= self.idf(frequency)
        return found

    def saturated(self, field: str, ids: Array, tf: Array) -> Array:
        """Return BM25 without the idf: what so many occurrences are worth in each document."""
        found: Array = self._norms[field].take(ids)
        found += tf
        return np.divide(tf * (K1 + 1), found, out=found)

    def idf(self, frequency: int) -> float:
        """Return how telling a term is that stands in so many documents."""
        return math.log1p((self.count - frequency + 0.5) / (frequency + 0.5))

    def idfs(self, frequencies: Array) -> Array:
        """Return the idf of each of many terms."""
        found: Array = np.log1p((self.count - frequencies + 0.5) / (frequencies + 0.5))
        return found

    def _look_up(self, field: str, term: bytes) -> tuple[Array, Array, int]:
        ids, weights = [], []
        for segment, base in zip(self.segments, self.bases, strict=False):
            terms = segment.terms(field)
            number = terms.find(term) if terms else -1
            if terms and number >= 0:
                found = terms.postings(number)
                ids.append(found.ids + base if base else found.ids)
                weights.append(np.ones(len(found.ids)) if found.tf is None else found.tf)
        if not ids:
            return EMPTY, EMPTY, 0
        if len(ids) == 1:
            return ids[0], weights[0], len(ids[0])
        joined = np.concatenate(ids)
        return joined, np.concatenate(weights), len(joined)

    # -- documents -------------------------------------------------------------------------

    def number(self, key: str) -> int | None:
        """Return the number of the document with that id, None where there is none."""
        wanted = key.encode("utf-8", "replace")
        for segment, base in zip(self.segments, self.bases, strict=False):
            terms = segment.terms(ID)
            at = terms.find(wanted) if terms else -1
            if terms and at >= 0:
                number = int(terms.postings(at).ids[0]) + base
                if self.live is None or self.live[number]:
                    return number
        return None

    def place(self, number: int) -> tuple[SegmentReader, int]:
        """Return the segment of a document and its number there."""
        for segment, base in zip(self.segments, self.bases, strict=False):
            if number < base + segment.count:
                return segment, number - base
        raise IndexError(number)

    def id(self, number: int) -> str:
        """Return the id of a document."""
        key = int(self.id_high[number]) << 64 | int(self.id_low[number])
        short = key.to_bytes(16, "big").rstrip(b"\0")
        if len(short) < 16:
            return short.decode("utf-8", "replace")
        segment, document = self.place(number)
        return str(segment.shown(document)["id"])

    # -- facets ----------------------------------------------------------------------------

    def resolve(self, facet: str, name: str) -> tuple[int, ...]:
        """Return the numbers of the values a reader means by *name*: the value itself, or all
        whose last part is that name, case and umlauts aside."""
        if facet not in self.facets.values:
            return ()
        known = self._names.get(facet)
        if known is None:
            known = self._names[facet] = _by_name(self.facets.values[facet])
        return known.get(name) or known.get("\0" + folded(name.rpartition("/")[2]), ())

    def mask(self, facet: str, numbers: tuple[int, ...]) -> Array:
        """Return for every document whether it has one of these values."""
        key = (facet, numbers)
        found = self.masks.get(key)
        if found is None:
            if len(self.masks) > 200:
                self.masks = {}
            found = self.masks[key] = self.facets.documents(facet, numbers)
        return found

    # -- inside ----------------------------------------------------------------------------

    def _joined(self, name: str, dtype: type) -> Array:
        parts = [segment.documents[name] for segment in self.segments]
        return np.concatenate(parts) if parts else np.zeros(0, dtype)

    def _live(self, deleted: Mapping[str, Array]) -> Array | None:
        if not any(len(numbers) for numbers in deleted.values()):
            return None
        live = np.ones(self.count, bool)
        for segment, base in zip(self.segments, self.bases, strict=False):
            live[deleted.get(segment.name, EMPTY) + base] = False
        return live

    def _norm(self, field: str) -> Array:
        lengths = self._joined(f"length/{field}", np.uint32)
        average = float(lengths.sum(dtype=np.int64)) / (self.count or 1) or 1.0
        norm: Array = lengths * (K1 * B / average)
        np.maximum(norm, K1 * B * LEAST_LENGTH, out=norm)
        norm += K1 * (1 - B)
        return norm

    def _facet_total(self) -> Array:
        if self.live is None:
            return self.facets.total
        return self.facets.count(np.flatnonzero(self.live))


def _shared(segments: Sequence[SegmentReader], others: Sequence[SegmentReader]) -> int:
    """Return how many segments both begin with."""
    same = [one is other for one, other in zip(segments, others, strict=False)]
    return same.index(False) if False in same else len(same)


def _by_name(values: list[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {value: (at,) for at, value in enumerate(values)}
    for at, value in enumerate(values):
        name = "\0" + folded(value.rpartition("/")[2])
        found[name] = (*found.get(name, ()), at)
    return found
