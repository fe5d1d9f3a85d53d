"""Facet counts: many documents have the same values, so sets of values are counted, not values.

Facets come in groups. A document has one set of values in each group; a set has a number. Counting
many matches is one `bincount` of set numbers and one sum over the sets of each value. For few
matches a matrix document × value slot is counted directly. A document with more values than the
matrix has slots keeps the rest in a list apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.facets import FACETS
from index.whoosh_engine.arrays import Array, ranges
from index.whoosh_engine.segments import SegmentReader

SPILL = 0.01  # share of documents that may have more values than slots
MOST_SLOTS = 24
DENSE = 0.6  # from this share of matches on, what does not match is counted instead


class FacetTable:
    """The facet values of all documents of a snapshot."""

    def __init__(self, segments: Sequence[SegmentReader], names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.values: dict[str, list[str]] = {}
        self.stretch: dict[str, tuple[int, int]] = {}
        self.count_all = sum(segment.count for segment in segments)
        self.size = 0
        for name in self.names:
            values = sorted({value for segment in segments for value in segment.values(name)})
            self.values[name] = values
            self.stretch[name] = (self.size, self.size + len(values))
            self.size += len(values)
        self._groups = [_Group(group, segments, self) for group in grouped(self.names)]
        self.total = self.count(np.arange(self.count_all))

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
        self, names: tuple[str, ...], segments: Sequence[SegmentReader], table: FacetTable
    ) -> None:
        self.names = names
        self._pad = table.size
        sizes, flat = _joined(names, segments, table)
        self._matrix, self._spilled = _matrix(sizes, flat, self._pad)
        hashes = [segment.facet_sets(names) for segment in segments]
        every = np.concatenate([found.hashes for found in hashes] or [np.zeros(0, np.uint64)])
        known, first, place = np.unique(every, return_index=True, return_inverse=True)
        self._sets = np.zeros(len(sizes), np.uint32)
        examples, base, at = np.zeros(len(every), np.int64), 0, 0
        for found in hashes:
            own = place[at : at + len(found.hashes)]
            self._sets[base : base + len(found.numbers)] = own[found.numbers]
            examples[at : at + len(found.hashes)] = found.example + base
            base, at = base + len(found.numbers), at + len(found.hashes)
        self._set_count = len(known)
        self._by_value(sizes, flat, examples[first])

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

    def _by_value(self, sizes: Array, flat: Array, examples: Array) -> None:
        """Lay out which sets each value is in."""
        starts = np.cumsum(sizes) - sizes
        inside = flat[ranges(starts[examples], sizes[examples])]
        owners = np.repeat(np.arange(len(examples)), sizes[examples])
        order = np.argsort(inside, kind="stable")
        self._owners = owners[order]
        self._values, self._begins = np.unique(inside[order], return_index=True)

    def _add_spilled(self, counts: Array, ids: Array) -> None:
        documents, values = self._spilled
        if len(documents) and len(ids):
            at = np.searchsorted(ids, documents)
            at[at == len(ids)] = 0
            counts += np.bincount(values[ids[at] == documents], minlength=len(counts))


def _matrix(sizes: Array, flat: Array, pad: int) -> tuple[Array, tuple[Array, Array]]:
    width = _slots(sizes)
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
