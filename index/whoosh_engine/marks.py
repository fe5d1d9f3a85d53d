"""Where a query's words stand in a document: for snippets and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any as _Any

import numpy as np

from index.snippets import MarkedText
from index.whoosh_engine.arrays import Array
from index.whoosh_engine.names import GAP, STEMS, WORDS
from index.whoosh_engine.nodes import All, Any, Begins, Leaf, Near, Node
from index.whoosh_engine.segments import SegmentReader
from index.whoosh_engine.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Spot:
    """A word of a document that answers a query: its start, form and the query's part."""

    start: int
    form: str
    part: int


class Marker:
    """Finds a query's words; one table a segment, made when its first hit is shown."""

    def __init__(self, snapshot: Snapshot, nodes: Sequence[Node]) -> None:
        self._snapshot = snapshot
        self._nodes = nodes
        self._tables: dict[str, Array] = {}

    def marked(self, number: int) -> tuple[dict[str, _Any], MarkedText]:
        """Return what a hit shows of a document, and its text with the query's words marked."""
        segment, document = self._snapshot.place(number)
        text, shown = segment.text(document), segment.shown(document)
        marks = self._marks(segment, document)
        return shown, MarkedText(text, bounds(text, shown["sections"]), marks)

    def _marks(self, segment: SegmentReader, document: int) -> list[tuple[int, int]]:
        if not self._nodes:
            return []
        parts = self._table(segment)[segment.words(document)]
        at = parts.nonzero()[0]
        if not len(at):
            return []
        starts = segment.word_starts(document)[at].tolist()
        return list(zip(starts, parts[at].tolist(), strict=True))

    def _table(self, segment: SegmentReader) -> Array:
        found = self._tables.get(segment.name)
        if found is None:
            words = segment.terms(WORDS)
            found = np.zeros(words.count if words else 0, np.uint8)
            for part, node in enumerate(self._nodes, 1):
                for numbers in word_numbers(segment, node):
                    found[numbers] = min(part, 255)
            self._tables[segment.name] = found
        return found


def bounds(text: str, sections: Sequence[Sequence[_Any]]) -> list[tuple[str, str, int, int]]:
    """Return name, origin, start and end of each section of a document's joined text."""
    ends = [section[2] - 2 for section in sections[1:]]
    ends.append(len(text))
    return [
        (name, origin, start, end)
        for (name, origin, start, _), end in zip(sections, ends, strict=True)
    ]


def section_of(sections: Sequence[Sequence[_Any]], index: int) -> int:
    """Return which section the word at *index* (gaps not counted) stands in."""
    found = 0
    for order, section in enumerate(sections):
        if index >= section[3] - order * GAP:
            found = order
    return found


def word_numbers(segment: SegmentReader, node: Node) -> Iterator[Array | list[int] | slice]:
    """Yield the numbers of the exact forms in a segment that a node speaks of."""
    words = segment.terms(WORDS)
    if words is None:
        return
    match node:
        case Leaf(field=field, term=term):
            raw = term.encode("utf-8", "replace")
            if field == WORDS:
                yield [number for number in [words.find(raw)] if number >= 0]
                return
            stems = segment.terms(STEMS)
            number = stems.find(raw) if stems else -1
            if number >= 0:
                yield segment.forms(number)
        case Near(terms=terms):
            for term in terms:
                number = words.find(term.encode("utf-8", "replace"))
                if number >= 0:
                    yield [number]
        case Begins(prefix=prefix):
            yield slice(*words.beginning(prefix.encode("utf-8", "replace")))
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from word_numbers(segment, part)
