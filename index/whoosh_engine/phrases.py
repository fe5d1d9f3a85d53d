"""Words one after the other: documents that have all of them first, then their positions.

A place is one number, document * width + position; numbers of 32 bits wherever they suffice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from index.whoosh_engine.arrays import Array, places, ranges
from index.whoosh_engine.terms import FieldTerms

ALL = 2  # from this share (one in so many) of a term's documents on, all its places are taken


def in_order(terms: FieldTerms, words: list[bytes], slop: int, count: int) -> Array:
    """Return the documents of a segment of *count* where *words* stand in order, sorted."""
    numbers = [terms.find(word) for word in words]
    if min(numbers) < 0:
        return np.zeros(0, np.int64)
    order = sorted(range(len(numbers)), key=lambda at: terms.frequency(numbers[at]))
    ordered = [numbers[at] for at in order]
    term_places = _places_of(terms, ordered, slop, count)
    found = _in_order(order, _together(term_places, ordered), slop) // term_places.width
    fresh = np.ones(len(found), bool)
    fresh[1:] = found[1:] != found[:-1]
    documents: Array = found[fresh].astype(np.int64)
    return documents


@dataclass(frozen=True, slots=True)
class _Places:
    """Makes the places of terms; `margin` is added so that moving them back stays above 0."""

    terms: FieldTerms
    count: int
    width: int
    margin: int
    dtype: type

    def all(self, number: int) -> Array:
        """Return all places of a term, sorted."""
        terms = self.terms
        first, last = terms.start[number], terms.start[number + 1]
        tf = None if terms.tf is None else terms.tf[first:last]
        begin = terms.position_start[number]
        here = terms.positions[begin : terms.position_start[number + 1]]
        return self._joined(terms.ids[first:last], tf, here)

    def some(self, number: int, documents: Array) -> Array:
        """Return the places of a term in *documents* only, all of which have it."""
        terms = self.terms
        ids = terms.postings(number).ids
        at, _ = places(ids, documents, self.count)
        begin = int(terms.position_start[number])
        if terms.tf is None:
            return self._joined(documents, None, terms.positions.take(at + begin))
        tf = terms.tf[terms.start[number] : terms.start[number + 1]]
        sizes = tf.take(at).astype(np.int64)
        starts = tf.cumsum(dtype=np.int64).take(at) - sizes + begin
        return self._joined(documents, sizes, terms.positions.take(ranges(starts, sizes)))

    def _joined(self, documents: Array, sizes: Array | None, positions: Array) -> Array:
        """Return document * width + position; a running sum repeats faster than `repeat`."""
        starts: Array = documents.astype(self.dtype)
        starts *= self.dtype(self.width)
        starts += self.dtype(self.margin)
        if sizes is not None and len(positions) > len(starts):
            ends = sizes.cumsum(dtype=np.int64)
            steps: Array = np.zeros(len(positions), self.dtype)
            steps[0] = starts[0]
            steps[ends[:-1]] = np.diff(starts)
            starts = steps.cumsum(dtype=self.dtype, out=steps)
        starts += positions
        return starts


def _places_of(terms: FieldTerms, numbers: list[int], slop: int, count: int) -> _Places:
    """Return what makes the places of these terms, no wider than their positions ask for."""
    farthest = 0
    for number in numbers:
        here = slice(terms.position_start[number], terms.position_start[number + 1])
        farthest = max(farthest, int(terms.positions[here].max()))
    margin = len(numbers) + slop + 1
    width = farthest + 2 * margin
    return _Places(terms, count, width, margin, np.uint32 if count * width < 2**32 else np.int64)


def _together(term_places: _Places, numbers: list[int]) -> list[Array]:
    """Return each term's places in the documents that have all of them, rarest term first.

    All its places where choosing would cost more.
    """
    terms, count = term_places.terms, term_places.count
    frequencies = [terms.frequency(number) for number in numbers]
    expected = count * math.prod(frequency / count for frequency in frequencies)
    if expected * ALL >= frequencies[-1]:
        return [term_places.all(number) for number in numbers]
    documents = terms.postings(numbers[0]).ids
    for number in numbers[1:]:
        _, shared = places(terms.postings(number).ids, documents, count)
        documents = documents[shared]
    return [
        term_places.some(number, documents)
        if len(documents) * ALL < frequency
        else term_places.all(number)
        for number, frequency in zip(numbers, frequencies, strict=True)
    ]


def _in_order(order: list[int], found: list[Array], slop: int) -> Array:
    """Return the places of the first word from which all words stand in order."""
    if slop:
        return _loosely(order, found, slop)
    current = found[0]
    current -= current.dtype.type(order[0])
    for at, following in zip(order[1:], found[1:], strict=True):
        if not len(current):
            break
        following -= following.dtype.type(at)
        current = _both(following, current)
    return current


def _loosely(order: list[int], found: list[Array], slop: int) -> Array:
    by_place = dict(zip(order, found, strict=True))
    current = start = by_place[0]
    for at in range(1, len(order)):
        following = by_place[at]
        next_at = np.searchsorted(following, current, side="right")
        inside = next_at < len(following)
        current, start, next_at = current[inside], start[inside], next_at[inside]
        close = following[next_at] - current <= slop + 1
        current, start = following[next_at][close], start[close]
    return start


def _both(found: Array, wanted: Array) -> Array:
    """Return what two sorted arrays have in common."""
    if len(wanted) * 8 < len(found):
        at = np.searchsorted(found, wanted)
        at[at == len(found)] = 0
        rare: Array = wanted[found.take(at) == wanted]
        return rare
    joined = np.concatenate((found, wanted))
    joined.sort()
    both: Array = joined[1:][joined[1:] == joined[:-1]]
    return both
