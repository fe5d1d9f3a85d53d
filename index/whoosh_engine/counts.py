"""Facet counts: a matrix document × value slot, counted by one `bincount`.

A value is a number below `size`; each facet has a stretch of numbers, its last for "no more
values". A document with more values than the matrix has slots keeps the rest in a list apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
        self._columns: dict[str, slice] = {}
        self._spilled: dict[str, tuple[Array, Array]] = {}
        self.size = 0
        parts = [self._facet(name, segments) for name in self.names]
        width = np.uint16 if self.size < 65536 else np.uint32
        self._matrix = np.ascontiguousarray(np.hstack(parts).astype(width))
        self.total = self._add_up(self._matrix.ravel())

    def count(self, ids: Array, facet: str | None = None, *, total: Array | None = None) -> Array:
        """Return how many of the documents *ids* have each value (of one facet only).

        *total* are the counts over all documents there are, where they may be used to count
        what does not match instead.
        """
        every = len(self._matrix)
        if total is not None and len(ids) > DENSE * every:
            rest = np.ones(every, bool)
            rest[ids] = False
            found: Array = total - self.count(np.flatnonzero(rest), facet)
            return found
        rows = self._matrix[ids] if facet is None else self._matrix[:, self._columns[facet]][ids]
        found = self._add_up(rows.ravel(), spilled=False)
        for name in self.names if facet is None else (facet,):
            self._add_spilled(found, name, ids)
        return found

    def of(self, counts: Array, facet: str) -> Array:
        """Return the stretch of *counts* that belongs to *facet*, in the order of `values`."""
        first, last = self.stretch[facet]
        return counts[first:last]

    def documents(self, facet: str, numbers: Sequence[int]) -> Array:
        """Return for every document whether it has one of the values with these numbers."""
        first, _ = self.stretch[facet]
        columns = self._matrix[:, self._columns[facet]]
        found = np.zeros(len(columns), bool)
        for number in numbers:
            found |= (columns == first + number).any(axis=1)
            documents, values = self._spilled[facet]
            found[documents[values == first + number]] = True
        return found

    def _add_up(self, numbers: Array, *, spilled: bool = True) -> Array:
        counts = np.bincount(numbers, minlength=self.size)
        if spilled:
            for _, values in self._spilled.values():
                counts += np.bincount(values, minlength=self.size)
        return counts

    def _add_spilled(self, counts: Array, facet: str, ids: Array) -> None:
        documents, values = self._spilled[facet]
        if not len(documents) or not len(ids):
            return
        at = np.searchsorted(ids, documents)
        at[at == len(ids)] = 0
        counts += np.bincount(values[ids[at] == documents], minlength=self.size)

    def _facet(self, name: str, segments: Sequence[SegmentReader]) -> Array:
        """Lay out one facet and return its columns."""
        values = sorted({value for segment in segments for value in segment.values(name)})
        number = {value: at for at, value in enumerate(values)}
        first, pad = self.size, self.size + len(values)
        self.values[name], self.stretch[name] = values, (first, pad)
        sizes, flat = _joined(name, segments, number)
        width = _slots(sizes)
        column = sum(part.stop - part.start for part in self._columns.values())
        self._columns[name] = slice(column, column + width)
        self.size = pad + 1
        matrix = np.full((len(sizes), width), pad, np.uint32)
        owner = np.repeat(np.arange(len(sizes)), sizes)
        slot = ranges(np.zeros(len(sizes), np.int64), sizes)
        inside = slot < width
        matrix[owner[inside], slot[inside]] = flat[inside] + first
        self._spilled[name] = (owner[~inside], flat[~inside].astype(np.int64) + first)
        return matrix


def _joined(
    name: str, segments: Sequence[SegmentReader], number: dict[str, int]
) -> tuple[Array, Array]:
    sizes, flat = [np.zeros(0, np.int64)], [np.zeros(0, np.uint32)]
    for segment in segments:
        start, local = segment.facet(name)
        translate = np.array([number[value] for value in segment.values(name)], dtype=np.uint32)
        sizes.append(np.diff(start))
        flat.append(translate[local] if len(local) else np.zeros(0, np.uint32))
    return np.concatenate(sizes), np.concatenate(flat)


def _slots(sizes: Array) -> int:
    if not len(sizes):
        return 1
    enough = int(np.quantile(sizes, 1 - SPILL, method="higher"))
    return max(1, min(MOST_SLOTS, enough))
