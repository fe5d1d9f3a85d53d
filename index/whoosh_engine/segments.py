"""A segment opened for reading: its two files and what is made from them once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.facets import FACETS
from index.hits import HitFacts, hit_facts
from index.whoosh_engine.arrays import Array, ArrayFile, ranges
from index.whoosh_engine.names import DOCUMENTS_FILE, FACET_FIELD, POSTINGS_FILE, WORDS
from index.whoosh_engine.terms import FieldTerms

SHEETS = 2_000  # documents a segment keeps ready for showing
LONG = 30_000  # letters from which a document is not kept


@dataclass(frozen=True, slots=True)
class FacetSets:
    """The value sets of a group of facets in one segment: made once, kept with the segment.

    `hashes` name the sets the same in every segment; `numbers` say which each document has,
    `example` gives a document for each set.
    """

    hashes: Array
    numbers: Array
    example: Array


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document ready for showing: facts, text, section bounds, words and where they start."""

    facts: HitFacts
    text: str
    bounds: tuple[tuple[str, str, int, int], ...]
    words: Array
    starts: Array


class SegmentReader:
    """The arrays of one segment; never changes, so snapshots share it."""

    def __init__(self, folder: Path, name: str, count: int) -> None:
        self.name = name
        self.count = count
        self.postings = ArrayFile(folder / f"{name}.{POSTINGS_FILE}")
        self.documents = ArrayFile(folder / f"{name}.{DOCUMENTS_FILE}")
        sections = self.postings.names()
        fields = {name.partition("/")[0] for name in sections if name.endswith("/offset")}
        self._terms = {field: FieldTerms(self.postings, field) for field in fields}
        self._values: dict[str, list[str]] = {}
        self._sheets: dict[int, Sheet] = {}
        self._sets: dict[tuple[str, ...], FacetSets] = {}
        # What every hit asks for, as views: a slice of a view costs half of one of an array.
        self._text = self._blob("text")
        self._shown = self._blob("shown")
        self._word_start = self.documents["step/start"].data
        self._steps, self._words = self.documents["step"], self.documents["word"]
        self._stems: tuple[Array, Array] | None = None  # of each exact form, made when asked

    def terms(self, field: str) -> FieldTerms | None:
        """Return the terms of *field*, None where no document has it."""
        return self._terms.get(field)

    def values(self, facet: str) -> list[str]:
        """Return the segment's values of *facet*, sorted."""
        found = self._values.get(facet)
        if found is None:
            terms = self._terms.get(FACET_FIELD + facet)
            numbers = range(terms.count) if terms else range(0)
            found = [terms.term(n).decode() for n in numbers] if terms else []
            self._values[facet] = found
        return found

    def facet_sets(self, names: tuple[str, ...]) -> FacetSets:
        """Return the sets of values that documents have in a group of facets."""
        found = self._sets.get(names)
        if found is None:
            total = np.zeros(self.count, np.uint64)
            for name in names:
                start, local = self.facet(name)
                names_hash = np.array(
                    [_value_hash(name, value) for value in self.values(name)], dtype=np.uint64
                )
                sums = np.zeros(len(local) + 1, np.uint64)
                np.cumsum(names_hash[local] if len(local) else local, out=sums[1:])
                total += sums[start[1:]] - sums[start[:-1]]  # overflow is meant: a hash
            hashes, example, numbers = np.unique(total, return_index=True, return_inverse=True)
            found = self._sets[names] = FacetSets(hashes, numbers, example)
        return found

    def facet(self, facet: str) -> tuple[Array, Array]:
        """Return where each document's values of *facet* start, and their numbers."""
        if f"facet/{facet}/start" not in self.documents:
            return np.zeros(self.count + 1, np.int64), np.zeros(0, np.uint32)
        return self.documents[f"facet/{facet}/start"], self.documents[f"facet/{facet}/value"]

    def sheet(self, document: int) -> Sheet:
        """Return a document ready for showing; what is shown often is kept."""
        found = self._sheets.get(document)
        if found is None:
            text, facts = self.text(document), hit_facts(self.shown(document))
            ends = [at - 2 for _, _, at, _ in facts.sections[1:]]
            bounds = tuple(
                (name, origin, at, end)
                for (name, origin, at, _), end in zip(
                    facts.sections, [*ends, len(text)], strict=True
                )
            )
            found = Sheet(facts, text, bounds, self.words(document), self.word_starts(document))
            if len(text) < LONG:
                if len(self._sheets) >= SHEETS:
                    self._sheets = {}
                self._sheets[document] = found
        return found

    def shown(self, document: int) -> dict[str, Any]:
        """Return what a hit shows of a document."""
        start, shown = self._shown
        found: dict[str, Any] = json.loads(bytes(shown[start[document] : start[document + 1]]))
        return found

    def text(self, document: int) -> str:
        """Return the joined sections of a document."""
        start, text = self._text
        return str(text[start[document] : start[document + 1]], "utf-8")

    def word_starts(self, document: int) -> Array:
        """Return where in the joined text each position's word starts."""
        start = self._word_start
        starts: Array = self._steps[start[document] : start[document + 1]].cumsum(dtype=np.int64)
        return starts

    def words(self, document: int) -> Array:
        """Return the numbers of the exact forms of a document, position by position."""
        start = self._word_start
        found: Array = self._words[start[document] : start[document + 1]]
        return found

    def words_of(self, documents: Array) -> tuple[Array, Array]:
        """Return the words of several documents in a row, and how many each has."""
        start = self.documents["step/start"]
        starts = start.take(documents)
        sizes = start.take(documents + 1) - starts
        return self._words.take(ranges(starts, sizes)), sizes

    def forms(self, stem: int) -> Array:
        """Return the numbers of the exact forms a stem was made from."""
        start = self.postings["forms/start"]
        if stem + 1 >= len(start):
            return np.zeros(0, np.uint32)
        found: Array = self.postings["forms/word"][start[stem] : start[stem + 1]]
        return found

    def stems(self, words: Array) -> tuple[Array, Array]:
        """Return the numbers of the stems of exact forms, and which of *words* each is of."""
        if self._stems is None:
            start, flat = self.postings["forms/start"], self.postings["forms/word"]
            owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
            order = np.argsort(flat, kind="stable")
            sizes = np.bincount(flat, minlength=self._terms[WORDS].count)
            self._stems = (np.concatenate(([0], np.cumsum(sizes))), owner[order])
        begin, stems = self._stems
        first = begin[words]
        sizes = begin[words.astype(np.int64) + 1] - first
        return stems[ranges(first, sizes)], np.repeat(np.arange(len(words)), sizes)

    def _blob(self, name: str) -> tuple[memoryview, memoryview]:
        return self.documents[f"{name}/start"].data, self.documents[name].data

    def release(self) -> None:
        """Give back the memory of both files' pages read so far."""
        self.postings.release()
        self.documents.release()

    def verify(self) -> None:
        """Read every byte of both files and compare the checksums."""
        self.postings.verify()
        self.documents.verify()


def _value_hash(facet: str, value: str) -> int:
    digest = hashlib.blake2b(f"{facet}\n{value}".encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def facet_names() -> tuple[str, ...]:
    """Return the names of all facets."""
    return tuple(facet.name for facet in FACETS)
