"""Making one segment of several, array by array, in blocks: memory stays small, nothing is
analysed again, and documents that were deleted are left out for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from index.whoosh_engine.arrays import Array, ArrayFile, ArrayFileWriter, ranges
from index.whoosh_engine.inverting import form_arrays
from index.whoosh_engine.names import FACET_FIELD, STEMS, WORDS
from index.whoosh_engine.segments import SegmentReader, facet_names
from index.whoosh_engine.terms import FieldTerms

BLOCK = 1_500_000  # postings that are moved at once
MOST_SEGMENTS = 6
ALIKE = 4  # a segment joins a merge when it is at most so many times larger than what has joined
WASTE = 0.3  # share of deleted documents from which a segment is written anew
LEAST_WASTE = 1_000

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


def worth_merging(sizes: Sequence[tuple[int, int]]) -> list[int]:
    """Return which segments to merge now, given (live, deleted) of each; [] for none.

    The cheapest merge that brings the number of segments down is chosen: the smallest ones.
    """
    order = sorted(range(len(sizes)), key=lambda at: sizes[at])
    if len(sizes) > MOST_SEGMENTS:
        group: list[int] = []
        joined = 0
        for at in order:
            size = sum(sizes[at])
            if len(group) >= 2 and size > ALIKE * joined:
                break
            group.append(at)
            joined += size
        return group
    for at, (live, deleted) in enumerate(sizes):
        if deleted >= LEAST_WASTE and deleted > WASTE * (live + deleted):
            return [at]
    return []


def merge(sources: Sequence[Source], postings: Path, documents: Path) -> int:
    """Write the merged segment's two files; return how many documents it has."""
    terms = {field: _Field(field, sources) for field in _fields(sources)}
    _write_postings(postings, terms)
    _write_documents(documents, sources, terms)
    return int(sum(source.live.sum() for source in sources))


class _Field:
    """One field's terms over all sources, with what each term has there."""

    def __init__(self, field: str, sources: Sequence[Source]) -> None:
        self.field = field
        self.parts: list[_Part] = []
        base = 0
        for source in sources:
            terms = source.segment.terms(field)
            if terms is not None and terms.count:
                self.parts.append(_Part(terms, source, base))
            base += int(source.live.sum())
        self.names = sorted({n for part in self.parts for n in part.names[part.kept].tolist()})
        number = {name: at for at, name in enumerate(self.names)}
        for part in self.parts:
            kept = part.names[part.kept].tolist()
            found = np.fromiter((number[name] for name in kept), np.int64, len(kept))
            part.number[part.kept] = found
        self.frequency = self._sum("frequency")
        self.has_tf = any(part.terms.tf is not None for part in self.parts)
        self.placed = any(part.terms.has_positions for part in self.parts)
        self.places = self._sum("places") if self.placed else np.zeros(len(self.names), np.int64)
        self.start = np.concatenate(([0], np.cumsum(self.frequency))).astype(np.int64)
        self.place_start = np.concatenate(([0], np.cumsum(self.places))).astype(np.int64)

    def layout(self) -> Layout:
        """Return the sections that this field takes."""
        field, total = self.field, int(self.start[-1])
        found: Layout = {
            f"{field}/terms": (np.dtype(np.uint8), sum(map(len, self.names))),
            f"{field}/offset": (np.dtype(np.int64), len(self.names) + 1),
            f"{field}/start": (np.dtype(np.int64), len(self.names) + 1),
            f"{field}/ids": (np.dtype(np.int32), total),
        }
        if self.has_tf:
            found[f"{field}/tf"] = (self._widest("tf"), total)
        if self.placed:
            found[f"{field}/pos"] = (self._widest("positions"), int(self.place_start[-1]))
            found[f"{field}/posstart"] = (np.dtype(np.int64), len(self.names) + 1)
        if any(part.terms.letters is not None for part in self.parts):
            found[f"{field}/letters"] = (np.dtype(np.uint32), len(self.names))
        return found

    def write(self, writer: ArrayFileWriter, layout: Layout) -> None:
        """Write terms and postings."""
        field = self.field
        lengths = [len(name) for name in self.names]
        writer.put(f"{field}/terms", np.frombuffer(b"".join(self.names), np.uint8))
        writer.put(f"{field}/offset", np.concatenate(([0], np.cumsum(lengths))))
        writer.put(f"{field}/start", self.start)
        if self.placed:
            writer.put(f"{field}/posstart", self.place_start)
        if f"{field}/letters" in layout:
            letters = np.zeros(len(self.names), np.uint32)
            for part in self.parts:
                if part.terms.letters is not None:
                    letters[part.number[part.kept]] = part.terms.letters[part.kept]
            writer.put(f"{field}/letters", letters)
        for first, last in self._blocks():
            self._write_block(writer, first, last)

    def numbers(self, source: Source) -> Array:
        """Return the merged number of each of a source's terms, -1 where it went."""
        for part in self.parts:
            if part.source is source:
                return part.number
        return np.zeros(0, np.int64)

    def _write_block(self, writer: ArrayFileWriter, first: int, last: int) -> None:
        size = int(self.start[last] - self.start[first])
        ids, tf = np.zeros(size, np.int32), np.ones(size, np.uint16)
        wide = int(self.place_start[last] - self.place_start[first])
        positions = np.zeros(wide, np.uint32)
        next_at = self.start[first:last] - self.start[first]
        next_place = self.place_start[first:last] - self.place_start[first]
        for part in self.parts:
            moved = part.block(first, last)
            if moved is None:
                continue
            at = moved.number - first
            target = ranges(next_at[at], moved.frequency)
            ids[target] = moved.ids
            tf[target] = moved.tf
            next_at[at] += moved.frequency
            if self.placed:
                positions[ranges(next_place[at], moved.places)] = moved.positions
                next_place[at] += moved.places
        begin = int(self.start[first])
        writer.put(f"{self.field}/ids", ids, begin)
        if self.has_tf:
            writer.put(f"{self.field}/tf", tf, begin)
        if self.placed:
            writer.put(f"{self.field}/pos", positions, int(self.place_start[first]))

    def _blocks(self) -> Iterator[tuple[int, int]]:
        first = 0
        while first < len(self.names):
            reach = self.start[first] + BLOCK
            last = max(first + 1, int(np.searchsorted(self.start, reach, side="right")) - 1)
            last = min(last, len(self.names))
            yield first, last
            first = last

    def _sum(self, what: str) -> Array:
        total = np.zeros(len(self.names), np.int64)
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
        blob, edges = terms.blob.tobytes(), terms.offset.tolist()
        self.names = np.empty(terms.count, object)
        self.names[:] = [blob[a:b] for a, b in pairwise(edges)]
        self.new_numbers = source.new_numbers(base).astype(np.int32)
        self.whole = bool(source.live.all())
        if self.whole:
            self.frequency = np.diff(terms.start)
            self.places = np.diff(terms.position_start) if terms.has_positions else self.frequency
        else:
            live = source.live[terms.ids]
            self.frequency = np.add.reduceat(live, terms.start[:-1], dtype=np.int64)
            tf = live if terms.tf is None else np.where(live, terms.tf, 0)
            self.places = np.add.reduceat(tf, terms.start[:-1], dtype=np.int64)
        self.kept = self.frequency > 0
        self.number = np.full(terms.count, -1, np.int64)

    def block(self, first: int, last: int) -> _Moved | None:
        """Return the postings whose merged terms are numbered *first* to before *last*."""
        inside = np.flatnonzero(self.kept & (self.number >= first) & (self.number < last))
        if not len(inside):
            return None
        terms, low, high = self.terms, int(inside[0]), int(inside[-1]) + 1
        here = slice(int(terms.start[low]), int(terms.start[high]))
        ids = self.new_numbers[terms.ids[here]]
        tf = np.ones(len(ids), np.uint16) if terms.tf is None else terms.tf[here]
        positions = np.zeros(0, np.uint32)
        if terms.has_positions:
            there = slice(int(terms.position_start[low]), int(terms.position_start[high]))
            positions = terms.positions[there]
        if not self.whole:
            live = ids >= 0
            if terms.has_positions:
                positions = positions[np.repeat(live, tf)]
            ids, tf = ids[live], tf[live]
        return _Moved(
            self.number[inside], self.frequency[inside], ids, tf, self.places[inside], positions
        )


def _fields(sources: Sequence[Source]) -> list[str]:
    names = {name for source in sources for name in source.segment.postings.names()}
    return sorted(name.partition("/")[0] for name in names if name.endswith("/offset"))


def _write_postings(path: Path, fields: dict[str, _Field]) -> None:
    forms = _forms(fields)
    layout: Layout = {name: (values.dtype, len(values)) for name, values in forms.items()}
    own = {name: field.layout() for name, field in fields.items()}
    for sections in own.values():
        layout.update(sections)
    writer = ArrayFileWriter(path, layout)
    for name, values in forms.items():
        writer.put(name, values)
    for name, field in fields.items():
        field.write(writer, own[name])
    writer.finish()


def _forms(fields: dict[str, _Field]) -> dict[str, Array]:
    """Return (stem, exact form) pairs of all sources by merged numbers."""
    stems, words = fields[STEMS], fields[WORDS]
    width = max(1, len(words.names))
    keys = [np.zeros(0, np.int64)]
    for part in stems.parts:
        start = part.source.segment.postings["forms/start"]
        owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
        stem = part.number[owner]
        word = words.numbers(part.source)[part.source.segment.postings["forms/word"]]
        kept = (stem >= 0) & (word >= 0)
        keys.append(stem[kept] * width + word[kept])
    pairs = np.unique(np.concatenate(keys))
    return form_arrays(pairs // width, pairs % width, len(stems.names))


def _write_documents(path: Path, sources: Sequence[Source], fields: dict[str, _Field]) -> None:
    first = sources[0].segment.documents
    plain = [name for name in first.names() if name == "date" or name.startswith("length/")]
    rows = {"step": ("step", "word"), "text": ("text",), "shown": ("shown",)}
    rows |= {f"facet/{name}": (f"facet/{name}/value",) for name in facet_names()}
    count = sum(int(source.live.sum()) for source in sources)
    layout: Layout = {name: (first[name].dtype, count) for name in plain}
    layout["idkey"] = (first["idkey"].dtype, 2 * count)
    for owner, arrays in rows.items():
        layout[f"{owner}/start"] = (np.dtype(np.int64), count + 1)
        total = sum(_row_total(source, owner) for source in sources)
        layout.update({name: (first[name].dtype, total) for name in arrays})
    writer = ArrayFileWriter(path, layout)
    for name in plain:
        parts = [source.segment.documents[name][source.live] for source in sources]
        writer.put(name, np.concatenate(parts))
    keys = [s.segment.documents["idkey"].reshape(-1, 2)[s.live].ravel() for s in sources]
    writer.put("idkey", np.concatenate(keys))
    for owner, arrays in rows.items():
        _write_rows(writer, sources, owner, arrays, fields)
    writer.finish()


def _row_total(source: Source, owner: str) -> int:
    sizes = np.diff(source.segment.documents[f"{owner}/start"])
    return int(sizes[source.live].sum())


def _write_rows(
    writer: ArrayFileWriter,
    sources: Sequence[Source],
    owner: str,
    arrays: Sequence[str],
    fields: dict[str, _Field],
) -> None:
    """Write arrays that have a stretch for each document."""
    sizes = [np.diff(s.segment.documents[f"{owner}/start"])[s.live] for s in sources]
    starts = np.concatenate(([0], np.cumsum(np.concatenate(sizes)))).astype(np.int64)
    writer.put(f"{owner}/start", starts)
    at = 0
    for source in sources:
        file = source.segment.documents
        edges = file[f"{owner}/start"]
        for first, last in source.runs():
            here = slice(int(edges[first]), int(edges[last]))
            for name in arrays:
                writer.put(name, _renumbered(name, file, here, source, fields), at)
            at += here.stop - here.start


def _renumbered(
    name: str, file: ArrayFile, here: slice, source: Source, fields: dict[str, _Field]
) -> Array:
    values = file[name][here]
    if name == "word":
        return fields[WORDS].numbers(source)[values]
    if name.startswith("facet/"):
        facet = name.split("/")[1]
        numbers = fields[FACET_FIELD + facet].numbers(source)
        return numbers[values] if len(values) else values
    return values
