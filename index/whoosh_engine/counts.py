"""Facet counts: many documents have the same values, so sets of values are counted, not values.

Facets come in groups. A document has one set of values in each group; a set has a number. Counting
many matches is one `bincount` of set numbers and one sum over the sets of each value. For few
matches a matrix document × value slot is counted directly. A document with more values than the
matrix has slots keeps the rest in a list apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.facets import FACETS
from index.whoosh_engine.arrays import Array, ranges
from index.whoosh_engine.segments import FacetSets, SegmentReader

SPILL = 0.01  # share of documents that may have more values than slots
MOST_SLOTS = 24
DENSE = 0.6  # from this share of matches on, what does not match is counted instead


class FacetTable:
    """The facet values of all documents of a snapshot.

    *before* is the table of an older snapshot whose first *shared* segments are the same: what it
    knows of them is taken over, so that a small write costs little.
    """

    def __init__(
        self,
        segments: Sequence[SegmentReader],
        names: Sequence[str],
        before: FacetTable | None = None,
        shared: int = 0,
    ) -> None:
        self.names = tuple(names)
        self.count_all = sum(segment.count for segment in segments)
        kept = sum(segment.count for segment in segments[:shared])
        if 2 * kept <= self.count_all:  # too little to be of use
            before, shared, kept = None, 0, 0
        fresh = segments[shared:]
        self.values: dict[str, list[str]] = {}
        self.stretch: dict[str, tuple[int, int]] = {}
        self.size = 0
        for name in self.names:
            values = _values(name, fresh, before)
            self.values[name] = values
            self.stretch[name] = (self.size, self.size + len(values))
            self.size += len(values)
        moves = None if before is None else _moves(before, self)
        older = [None] * len(self.names) if before is None else before._groups
        self._groups: list[_Group] = [
            _Group(group, fresh, self, None if old is None else _Kept(old, kept, moves))
            for group, old in zip(grouped(self.names), older, strict=False)
        ]

    @cached_property
    def total(self) -> Array:
        """How many documents have each value."""
        return self.count(np.arange(self.count_all))

    def count(
        self,
        ids: Array,
        facet: str | None = None,
        *,
        total: Array | None = None,
        live: Array | None = None,
    ) -> Array:
        """Return how many of the documents *ids* have each value (of one facet only).

        *total* are the counts over all documents that are *live* (None: all); with them what does
        not match may be counted instead.
        """
        if total is not None and len(ids) > DENSE * self.count_all:
            if len(ids) == self.count_all:
                return total.copy()
            rest = np.ones(self.count_all, bool) if live is None else live.copy()
            rest[ids] = False
            found: Array = total - self.count(rest.nonzero()[0], facet)
            return found
        counts = np.zeros(self.size + 1, np.int64)  # the last is for "no more values"
        for group in self._groups:
            if facet is None or facet in group.names:
                group.add(counts, ids)
        return counts

    def of(self, counts: Array, facet: str) -> Array:
        """Return the stretch of *counts* that belongs to *facet*, in the order of `values`."""
        first, last = self.stretch[facet]
        return counts[first:last]

    def documents(self, facet: str, numbers: Sequence[int]) -> Array:
        """Return for every document whether it has one of the values with these numbers."""
        first, _ = self.stretch[facet]
        group = next(group for group in self._groups if facet in group.names)
        return group.having([first + number for number in numbers])


def grouped(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return facets whose values keep company: times and sources, single lists, each tree alone."""
    known = {facet.name: facet for facet in FACETS}
    trees = [(name,) for name in names if known[name].hierarchy]
    times = [name for name in names if known[name].order == "value" or name == "quelle"]
    others = [n for n in names if n not in times and not known[n].hierarchy]
    return [*trees, *(tuple(group) for group in (times, others) if group)]


class _Group:
    """Some facets: the set number of each document, the values of each set, a matrix."""

    def __init__(
        self,
        names: tuple[str, ...],
        segments: Sequence[SegmentReader],
        table: FacetTable,
        kept: _Kept | None,
    ) -> None:
        self.names = names
        self._matrix: Array
        self._hashes: Array
        self._pad = table.size
        sizes, flat = _joined(names, segments, table)
        width = _slots(sizes) if kept is None else kept.group._matrix.shape[1]
        self._matrix, self._spilled = _matrix(sizes, flat, self._pad, width)
        known = np.zeros(0, np.uint64) if kept is None else kept.group._hashes
        found = [segment.facet_sets(names) for segment in segments]
        numbers, self._hashes, examples = _numbered(known, found)
        starts = np.cumsum(sizes) - sizes
        self._set_sizes = sizes[examples]
        self._set_values = flat[ranges(starts[examples], sizes[examples])]
        self._sets = numbers
        if kept is not None:
            self._take_over(kept)
        self._set_count = len(self._hashes)
        self._by_value()

    def _take_over(self, kept: _Kept) -> None:
        """Put what is known of earlier documents before what was made of the later ones."""
        old, count = kept.group, kept.count
        rows = kept.moved(old._matrix[:count]).astype(self._matrix.dtype, copy=False)
        self._matrix = np.concatenate((rows, self._matrix))
        documents, values = old._spilled
        here = documents < count
        self._spilled = (
            np.concatenate((documents[here], self._spilled[0] + count)),
            np.concatenate((kept.moved(values[here]), self._spilled[1])),
        )
        self._sets = np.concatenate((old._sets[:count], self._sets))
        self._set_sizes = np.concatenate((old._set_sizes, self._set_sizes))
        self._set_values = np.concatenate((kept.moved(old._set_values), self._set_values))

    def add(self, counts: Array, ids: Array) -> None:
        """Add to *counts* how many of the documents *ids* have each value."""
        if len(ids) * self._matrix.shape[1] < len(ids) + 3 * len(self._owners):
            rows = self._matrix.take(ids, axis=0)
            counts += np.bincount(rows.ravel(), minlength=len(counts))
            self._add_spilled(counts, ids)
        elif len(self._values):
            per_set = np.bincount(self._sets.take(ids), minlength=self._set_count)
            counts[self._values] += np.add.reduceat(per_set.take(self._owners), self._begins)

    def having(self, numbers: Sequence[int]) -> Array:
        """Return for every document whether it has one of the values with these numbers."""
        wanted = np.zeros(self._set_count + 1, bool)
        for number in numbers:
            at = int(np.searchsorted(self._values, number))
            end = self._begins[at + 1] if at + 1 < len(self._begins) else len(self._owners)
            wanted[self._owners[self._begins[at] : end]] = True
        return wanted.take(self._sets)

    def _by_value(self) -> None:
        """Lay out which sets each value is in."""
        owners = np.repeat(np.arange(self._set_count), self._set_sizes)
        order = np.argsort(self._set_values, kind="stable")
        self._owners = owners[order]
        self._values, self._begins = np.unique(self._set_values[order], return_index=True)

    def _add_spilled(self, counts: Array, ids: Array) -> None:
        documents, values = self._spilled
        if len(documents) and len(ids):
            at = np.searchsorted(ids, documents)
            at[at == len(ids)] = 0
            counts += np.bincount(values[ids[at] == documents], minlength=len(counts))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a group of an older table knows of its first *count* documents.

    `moves` says which number each old number of a value is now, None where all stay.
    """

    group: _Group
    count: int
    moves: Array | None

    def moved(self, values: Array) -> Array:
        """Return numbers of values as the new table has them."""
        return values if self.moves is None else self.moves.take(values)


def _values(name: str, fresh: Sequence[SegmentReader], before: FacetTable | None) -> list[str]:
    """Return the sorted values of a facet; the old list itself where none came to it."""
    known = [] if before is None else before.values[name]
    found = {value for segment in fresh for value in segment.values(name)}.difference(known)
    return sorted([*known, *found]) if found else known


def _moves(before: FacetTable, after: FacetTable) -> Array | None:
    if all(before.values[name] is after.values[name] for name in after.names):
        return None
    moves = np.full(before.size + 1, after.size, np.int64)
    for name in after.names:
        number = {value: at for at, value in enumerate(after.values[name], after.stretch[name][0])}
        first, last = before.stretch[name]
        moves[first:last] = [number[value] for value in before.values[name]]
    return moves


def _numbered(known: Array, found: Sequence[FacetSets]) -> tuple[Array, Array, Array]:
    """Number the sets of segments after those *known* by their hashes.

    Return each document's set, the hashes of all sets, and a document for each new set.
    """
    every = np.concatenate([np.zeros(0, np.uint64), *(each.hashes for each in found)])
    order = np.argsort(known)
    at = np.searchsorted(known, every, sorter=order)
    number = order.take(at, mode="clip") if len(known) else np.zeros(len(every), np.int64)
    unknown = known.take(number) != every if len(known) else np.ones(len(every), bool)
    fresh, first, place = np.unique(every[unknown], return_index=True, return_inverse=True)
    number[unknown] = len(known) + place
    examples, sets = [np.zeros(0, np.int64)], [np.zeros(0, np.uint32)]
    base = begin = 0
    for each in found:
        examples.append(each.example + base)
        sets.append(number[begin : begin + len(each.hashes)][each.numbers].astype(np.uint32))
        base, begin = base + len(each.numbers), begin + len(each.hashes)
    chosen = np.concatenate(examples)[unknown][first]
    return np.concatenate(sets), np.concatenate((known, fresh)), chosen


def _matrix(sizes: Array, flat: Array, pad: int, width: int) -> tuple[Array, tuple[Array, Array]]:
    matrix = np.full((len(sizes), width), pad, np.uint16 if pad < 65536 else np.uint32)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    slot = ranges(np.zeros(len(sizes), np.int64), sizes)
    inside = slot < width
    matrix[owner[inside], slot[inside]] = flat[inside]
    return matrix, (owner[~inside], flat[~inside])


def _joined(
    names: Sequence[str], segments: Sequence[SegmentReader], table: FacetTable
) -> tuple[Array, Array]:
    """Return how many values of a group each document has, and their numbers in one row."""
    sizes, flat = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for segment in segments:
        per_facet = []
        owners = []
        for name in names:
            start, local = segment.facet(name)
            number = {value: at for at, value in enumerate(table.values[name])}
            first = table.stretch[name][0]
            own = np.array([first + number[v] for v in segment.values(name)], dtype=np.int64)
            per_facet.append(own[local] if len(local) else np.zeros(0, np.int64))
            owners.append(np.repeat(np.arange(segment.count), np.diff(start)))
        owner = np.concatenate(owners)
        order = np.argsort(owner, kind="stable")
        sizes.append(np.bincount(owner, minlength=segment.count))
        flat.append(np.concatenate(per_facet)[order])
    return np.concatenate(sizes), np.concatenate(flat)


def _slots(sizes: Array) -> int:
    if not len(sizes):
        return 1
    enough = int(np.quantile(sizes, 1 - SPILL, method="higher"))
    return max(1, min(MOST_SLOTS, enough))
