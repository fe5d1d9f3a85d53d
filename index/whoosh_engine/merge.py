"""Making one segment of several, array by array, in blocks: memory stays small, nothing is
analysed again, and documents that were deleted are left out for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.whoosh_engine.arrays import Array, ArrayFileWriter
from index.whoosh_engine.inverting import form_arrays
from index.whoosh_engine.merge_terms import Layout, MergedField, Source
from index.whoosh_engine.names import FACET_FIELD, STEMS, WORDS
from index.whoosh_engine.segments import facet_names

ITEMS = 2_000_000  # of per-document data that are moved at once
MOST_SEGMENTS = 6
ALIKE = 4  # a segment joins a merge when it is at most so many times larger than what has joined
WASTE = 0.3  # share of deleted documents from which a segment is written anew
LEAST_WASTE = 1_000


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
    terms = {field: MergedField(field, sources) for field in _fields(sources)}
    _write_postings(postings, terms)
    _write_documents(documents, sources, terms)
    return int(sum(source.live.sum() for source in sources))


def _fields(sources: Sequence[Source]) -> list[str]:
    names = {name for source in sources for name in source.segment.postings.names()}
    return sorted(name.partition("/")[0] for name in names if name.endswith("/offset"))


def _write_postings(path: Path, fields: dict[str, MergedField]) -> None:
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


def _forms(fields: dict[str, MergedField]) -> dict[str, Array]:
    """Return (stem, exact form) pairs of all sources by merged numbers."""
    stems, words = fields[STEMS], fields[WORDS]
    width = max(1, words.count)
    keys = [np.zeros(0, np.int64)]
    for part in stems.parts:
        start = part.source.segment.postings["forms/start"]
        owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
        stem = part.number[owner]
        word = words.numbers(part.source)[part.source.segment.postings["forms/word"]]
        kept = (stem >= 0) & (word >= 0)
        keys.append(stem[kept].astype(np.int64) * width + word[kept])
    pairs = np.unique(np.concatenate(keys))
    return form_arrays(pairs // width, pairs % width, stems.count)


def _write_documents(path: Path, sources: Sequence[Source], fields: dict[str, MergedField]) -> None:
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
    fields: dict[str, MergedField],
) -> None:
    """Write arrays that have a stretch for each document."""
    sizes = [np.diff(s.segment.documents[f"{owner}/start"])[s.live] for s in sources]
    starts = np.concatenate(([0], np.cumsum(np.concatenate(sizes)))).astype(np.int64)
    writer.put(f"{owner}/start", starts)
    at = 0
    for source in sources:
        for here in _stretches(source, owner):
            for name in arrays:
                values = source.segment.documents[name][here]
                writer.put(name, _renumbered(name, values, source, fields), at)
            at += here.stop - here.start


def _stretches(source: Source, owner: str) -> Iterator[slice]:
    """Yield what is kept of a source's arrays, piece by piece, giving back what has been read."""
    edges = source.segment.documents[f"{owner}/start"]
    moved = 0
    for first, last in source.runs():
        end = int(edges[last])
        for begin in range(int(edges[first]), end, ITEMS):
            here = slice(begin, min(begin + ITEMS, end))
            yield here
            moved += here.stop - here.start
            if moved >= ITEMS:
                source.segment.release()
                moved = 0
    source.segment.release()


def _renumbered(name: str, values: Array, source: Source, fields: dict[str, MergedField]) -> Array:
    if name == "word":
        return fields[WORDS].numbers(source)[values]
    if name.startswith("facet/") and len(values):
        return fields[FACET_FIELD + name.split("/")[1]].numbers(source)[values]
    return values
