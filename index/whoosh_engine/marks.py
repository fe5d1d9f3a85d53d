"""Where a query's words stand in a document: for snippets and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.hits import HitFacts
from index.snippets import MarkedText
from index.whoosh_engine.arrays import Array
from index.whoosh_engine.names import GAP, STEMS, WORDS
from index.whoosh_engine.nodes import All, Any, Begins, Leaf, Near, Node
from index.whoosh_engine.segments import SegmentReader, Sheet
from index.whoosh_engine.snapshot import Snapshot
from index.whoosh_engine.terms import FieldTerms


class Marker:
    """Finds a query's words; one table a segment, made when its first hit is shown."""

    def __init__(self, snapshot: Snapshot, nodes: Sequence[Node]) -> None:
        self._snapshot = snapshot
        self._nodes = nodes
        self._tables: dict[str, Array] = {}
        self._phrases: dict[str, list[tuple[int, list[int]]]] = {}

    def marked(self, number: int) -> tuple[HitFacts, MarkedText]:
        """Return what a hit shows of a document, and its text with the query's words marked."""
        segment, document = self._snapshot.place(number)
        sheet = segment.sheet(document)
        marks = self._marks(segment, sheet) if self._nodes else []
        return sheet.facts, MarkedText(sheet.text, sheet.bounds, marks)

    def _marks(self, segment: SegmentReader, sheet: Sheet) -> list[tuple[int, int]]:
        parts = self.table(segment).take(sheet.words)
        for part, numbers in self._phrases.get(segment.name, ()):
            _mark_phrase(parts, sheet.words, part, numbers)
        at = parts.nonzero()[0]
        return [*zip(sheet.starts.take(at).tolist(), parts.take(at).tolist(), strict=True)]

    def table(self, segment: SegmentReader) -> Array:
        """Return for each exact form of *segment* which node, from 1, speaks of it; 0: none."""
        found = self._tables.get(segment.name)
        if found is None:
            words = segment.terms(WORDS)
            found = np.zeros(words.count if words else 0, np.uint8)
            self._phrases[segment.name] = []
            for part, node in enumerate(self._nodes, 1):
                if isinstance(node, Near) and not node.slop and words:
                    known = _known(words, node.terms)
                    self._phrases[segment.name].append((min(part, 255), known))
                    continue
                for numbers in word_numbers(segment, node):
                    found[numbers] = min(part, 255)
            self._tables[segment.name] = found
        return found


def section_of(sections: Sequence[tuple[str, str, int, int]], index: int) -> int:
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
        case Leaf(field=field, term=term) if field != WORDS:
            stems = segment.terms(STEMS)
            number = stems.find(term.encode("utf-8", "replace")) if stems else -1
            yield segment.forms(number) if number >= 0 else []
        case Leaf(term=term):
            yield _known(words, (term,))
        case Near(terms=terms):
            yield _known(words, terms)
        case Begins(prefix=prefix):
            yield slice(*words.beginning(prefix.encode("utf-8", "replace")))
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from word_numbers(segment, part)


def _known(words: FieldTerms, terms: tuple[str, ...]) -> list[int]:
    numbers = [words.find(term.encode("utf-8", "replace")) for term in terms]
    return [number for number in numbers if number >= 0]


def _mark_phrase(parts: Array, words: Array, part: int, numbers: list[int]) -> None:
    """Mark the words of a phrase where they stand in order; nowhere: each of them."""
    last = len(words) - len(numbers) + 1
    if last <= 0 or not numbers:
        return
    here = np.ones(last, bool)
    for shift, number in enumerate(numbers):
        here &= words[shift : last + shift] == number
    starts = here.nonzero()[0]
    if not len(starts):
        parts[np.isin(words, numbers)] = part
    for shift in range(len(numbers)):
        parts[starts + shift] = part
