"""One field of several segments made one: terms in order, postings moved block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Any

import numpy as np

from index.whoosh_engine.arrays import Array, ArrayFileWriter, ranges
from index.whoosh_engine.segments import SegmentReader
from index.whoosh_engine.terms import FieldTerms

BLOCK = 1_500_000  # postings that are moved at once

Layout = dict[str, tuple[np.dtype[Any], int]]


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to merge, and which of its documents are kept."""

    segment: SegmentReader
    live: Array

    def new_numbers(self, base: int) -> Array:
        """Return each document's number in the merged segment, -1 for deleted ones."""
        numbers = np.cumsum(self.live) - 1 + base
        numbers[~self.live] = -1
        return numbers

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield first and last-but-one of each stretch of kept documents."""
        edges = np.flatnonzero(np.diff(np.concatenate(([0], self.live.view(np.int8), [0]))))
        yield from zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True)


class MergedField:
    """One field's terms over all sources, with what each term has there."""

    def __init__(self, field: str, sources: Sequence[Source]) -> None:
        self.field = field
        self.parts = list(_parts(field, sources))
        self._number_terms()
        self._has_tf = any(part.terms.tf is not None for part in self.parts)
        self._placed = any(part.terms.has_positions for part in self.parts)
        self._start = _starts(self._sum("frequency"))
        self._place_start = _starts(self._sum("places")) if self._placed else self._start

    def layout(self) -> Layout:
        """Return the sections that this field takes."""
        field, total = self.field, int(self._start[-1])
        found: Layout = {
            f"{field}/terms": (np.dtype(np.uint8), len(self._names)),
            f"{field}/offset": (np.dtype(np.int64), self.count + 1),
            f"{field}/start": (np.dtype(np.int64), self.count + 1),
            f"{field}/ids": (np.dtype(np.int32), total),
        }
        if self._has_tf:
            found[f"{field}/tf"] = (self._widest("tf"), total)
        if self._placed:
            found[f"{field}/pos"] = (self._widest("positions"), int(self._place_start[-1]))
            found[f"{field}/posstart"] = (np.dtype(np.int64), self.count + 1)
        if any(part.terms.letters is not None for part in self.parts):
            found[f"{field}/letters"] = (np.dtype(np.uint32), self.count)
        return found

    def write(self, writer: ArrayFileWriter, layout: Layout) -> None:
        """Write terms and postings."""
        field = self.field
        writer.put(f"{field}/terms", self._names)
        writer.put(f"{field}/offset", _starts(self._lengths))
        writer.put(f"{field}/start", self._start)
        if self._placed:
            writer.put(f"{field}/posstart", self._place_start)
        if f"{field}/letters" in layout:
            letters = np.zeros(self.count, np.uint32)
            for part in self.parts:
                if part.terms.letters is not None:
                    letters[part.number[part.kept]] = part.terms.letters[part.kept]
            writer.put(f"{field}/letters", letters)
        for first, last in self._blocks():
            self._write_block(writer, first, last)
            for part in self.parts:
                part.source.segment.release()

    def numbers(self, source: Source) -> Array:
        """Return the merged number of each of a source's terms, -1 where it went."""
        for part in self.parts:
            if part.source is source:
                return part.number
        return np.zeros(0, np.int32)

    def _number_terms(self) -> None:
        """Give each term its place in order; their bytes are kept as one array."""
        met: dict[bytes, int] = {}
        for part in self.parts:
            part.meet(met)
        names = sorted(met)
        self.count = len(names)
        self._names = np.frombuffer(b"".join(names), np.uint8)
        self._lengths = np.fromiter(map(len, names), np.int32, self.count)
        rank = np.full(self.count + 1, -1, np.int32)  # what stays -1 are terms that went
        places = np.fromiter(map(met.__getitem__, names), np.int32, self.count)
        rank[places] = np.arange(self.count, dtype=np.int32)
        for part in self.parts:
            part.number = rank[part.number]

    def _write_block(self, writer: ArrayFileWriter, first: int, last: int) -> None:
        size = int(self._start[last] - self._start[first])
        ids, tf = np.zeros(size, np.int32), np.ones(size, np.uint16)
        wide = int(self._place_start[last] - self._place_start[first]) if self._placed else 0
        positions = np.zeros(wide, np.uint32)
        next_at = self._start[first:last] - self._start[first]
        next_place = self._place_start[first:last] - self._place_start[first]
        for part in self.parts:
            moved = part.block(first, last)
            if moved is None:
                continue
            at = moved.number - first
            target = ranges(next_at[at], moved.frequency)
            ids[target] = moved.ids
            tf[target] = moved.tf
            next_at[at] += moved.frequency
            if self._placed:
                positions[ranges(next_place[at], moved.places)] = moved.positions
                next_place[at] += moved.places
        begin = int(self._start[first])
        writer.put(f"{self.field}/ids", ids, begin)
        if self._has_tf:
            writer.put(f"{self.field}/tf", tf, begin)
        if self._placed:
            writer.put(f"{self.field}/pos", positions, int(self._place_start[first]))

    def _blocks(self) -> Iterator[tuple[int, int]]:
        first = 0
        while first < self.count:
            reach = self._start[first] + BLOCK
            last = max(first + 1, int(np.searchsorted(self._start, reach, side="right")) - 1)
            last = min(last, self.count)
            yield first, last
            first = last

    def _sum(self, what: str) -> Array:
        total = np.zeros(self.count, np.int64)
        for part in self.parts:
            total[part.number[part.kept]] += getattr(part, what)[part.kept]
        return total

    def _widest(self, what: str) -> np.dtype[Any]:
        found = [getattr(part.terms, what) for part in self.parts]
        return max((array.dtype for array in found if array is not None), key=lambda d: d.itemsize)


@dataclass(frozen=True, slots=True)
class _Moved:
    """Postings of a stretch of terms on their way."""

    number: Array
    frequency: Array
    ids: Array
    tf: Array
    places: Array
    positions: Array


class _Part:
    """One source's share of a field."""

    def __init__(self, terms: FieldTerms, source: Source, base: int) -> None:
        self.terms = terms
        self.source = source
        self._base = base
        self._moves: Array | None = None  # each document's new number; None: all move alike
        frequency = np.diff(terms.start)
        places = np.diff(terms.position_start) if terms.has_positions else frequency
        if not source.live.all():
            self._moves = source.new_numbers(base).astype(np.int32)
            live = source.live[terms.ids]
            frequency = np.add.reduceat(live, terms.start[:-1], dtype=np.int64)
            tf = live if terms.tf is None else np.where(live, terms.tf, 0)
            places = np.add.reduceat(tf, terms.start[:-1], dtype=np.int64)
        self.frequency = frequency.astype(np.int32)
        self.places = places.astype(np.int32)
        self.kept = self.frequency > 0
        self.number = np.full(terms.count, -1, np.int32)

    def meet(self, met: dict[bytes, int]) -> None:
        """Note which of the terms met so far each term is; new ones join them."""
        blob, edges = self.terms.blob.tobytes(), self.terms.offset.tolist()
        names = (blob[a:b] for a, b in compress(pairwise(edges), self.kept.tolist()))
        found = (met.setdefault(name, len(met)) for name in names)
        self.number[self.kept] = np.fromiter(found, np.int32, int(self.kept.sum()))
        self.source.segment.release()

    def block(self, first: int, last: int) -> _Moved | None:
        """Return the postings whose merged terms are numbered *first* to before *last*."""
        inside = np.flatnonzero((self.number >= first) & (self.number < last))
        if not len(inside):
            return None
        terms, low, high = self.terms, int(inside[0]), int(inside[-1]) + 1
        here = slice(int(terms.start[low]), int(terms.start[high]))
        ids = terms.ids[here]
        ids = ids + np.int32(self._base) if self._moves is None else self._moves[ids]
        tf = np.ones(len(ids), np.uint16) if terms.tf is None else terms.tf[here]
        positions = np.zeros(0, np.uint32)
        if terms.has_positions:
            there = slice(int(terms.position_start[low]), int(terms.position_start[high]))
            positions = terms.positions[there]
        if self._moves is not None:
            live = ids >= 0
            if terms.has_positions:
                positions = positions[np.repeat(live, tf)]
            ids, tf = ids[live], tf[live]
        return _Moved(
            self.number[inside], self.frequency[inside], ids, tf, self.places[inside], positions
        )


def _parts(field: str, sources: Sequence[Source]) -> Iterator[_Part]:
    base = 0
    for source in sources:
        terms = source.segment.terms(field)
        if terms is not None and terms.count:
            yield _Part(terms, source, base)
        base += int(source.live.sum())


def _starts(sizes: Array) -> Array:
    """Return where each of pieces of these sizes starts, and where the last one ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))
