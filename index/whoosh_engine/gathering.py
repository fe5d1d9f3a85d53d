"""Documents on their way into a segment: words become numbers once, the rest is arithmetic.

German analysis runs once per distinct word; a token then costs one dictionary look-up. A segment's
arrays are made from the gathered numbers by sorting.
"""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.document import ATTACHMENT, LEAD, PLACES, PROJECTS, TITLE, Document
from index.facets import FACETS
from index.german import EXACT, Analyzer
from index.whoosh_engine.arrays import Array, ranges
from index.whoosh_engine.names import (
    EXACT_TITLE,
    FACET_FIELD,
    GAP,
    ID,
    STEMS,
    TITLE_WORDS,
    TITLES,
    UNKNOWN_DATE,
    WORDS,
    title_key,
)
from index.whoosh_engine.terms import field_arrays, letter_mask

ABSENT = 0xFFFFFFFF  # a number of the lexicon that the segment does not use
# How often a word of a section counts; BM25F as a weighted sum before saturation
# (Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields, 2004).
WEIGHTS = {TITLE: 4, LEAD: 2, PLACES: 2, PROJECTS: 2}
LENGTH_SHARE = {ATTACHMENT: 0.25}  # a long attachment must not drown the article it hangs on


class Numbers(dict[str, int]):
    """Strings numbered in the order they come."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number


class Lexicon(dict[str, int]):
    """Words as written → number, and for each what it is indexed under."""

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__()
        self._analyzer = analyzer
        self.words = Numbers()  # exact forms
        self.stems = Numbers()
        self.positions = array("I")  # of each word as written: how many positions it takes
        self.word_start = array("I", [0])
        self.word_ids = array("I")
        self.word_shift = array("I")
        self.stem_start = array("I", [0])
        self.stem_ids = array("I")
        self.shown_start = array("I", [0])
        self.shown_ids = array("I")  # the exact form that stands for each position
        self.forms: dict[tuple[int, int], None] = {}  # (stem, exact form it was made from)

    def __missing__(self, surface: str) -> int:
        number = self[surface] = len(self)
        positions = self._analyzer.positions(surface)
        for shift, terms in enumerate(positions):
            self._learn(shift, tuple(dict.fromkeys(terms)))
        self.positions.append(len(positions))
        self.word_start.append(len(self.word_ids))
        self.stem_start.append(len(self.stem_ids))
        self.shown_start.append(len(self.shown_ids))
        return number

    def _learn(self, shift: int, terms: tuple[str, ...]) -> None:
        exact = [self.words[term] for term in terms if term.startswith(EXACT)]
        self.word_ids.extend(exact)
        self.word_shift.extend([shift] * len(exact))
        self.shown_ids.append(exact[-1])  # of "E-Bike" the first position shows "ebike"
        for term in terms:
            if not term.startswith(EXACT):
                stem = self.stems[term]
                self.stem_ids.append(stem)
                self.forms[stem, exact[-1]] = None


class Gathering:
    """The documents of one segment to be."""

    def __init__(self, analyzer: Analyzer, lexicon: Lexicon | None = None) -> None:
        self.analyzer = analyzer
        self.lexicon = Lexicon(analyzer) if lexicon is None else lexicon
        self.count = 0
        self._tokens = array("I")  # every word of every document
        self._starts = array("I")  # where it starts in the document's joined text
        self._runs: list[tuple[int, int, int, int]] = []  # document, tokens, weight, section
        self._lengths = array("d")
        self._ids: list[str] = []
        self._dates = array("q")
        self._titles: list[str] = []
        self._facets = {facet.name: (array("I"), array("I"), Numbers()) for facet in FACETS}
        self._texts: list[bytes] = []
        self._shown: list[bytes] = []

    @property
    def tokens(self) -> int:
        """How many words are waiting: what memory grows with."""
        return len(self._tokens)

    def add(self, document: Document) -> None:
        """Take in a document; its number is the count before."""
        number = self.count
        sections, length, at, position = [], 0.0, 0, 0
        numbers, positions = self.lexicon, self.lexicon.positions
        for order, section in enumerate(document.sections):
            surfaces = self.analyzer.surfaces(section.text)
            tokens = [numbers[surface] for _, surface in surfaces]
            self._tokens.extend(tokens)
            self._starts.extend([at + start for start, _ in surfaces])
            weight = WEIGHTS.get(section.name, 1)
            self._runs.append((number, len(tokens), weight, order))
            sections.append([section.name, section.origin, at, position])
            position += sum([positions[token] for token in tokens]) + GAP
            length += len(tokens) * LENGTH_SHARE.get(section.name, weight)
            at += len(section.text) + 2
        self._lengths.append(max(1.0, np.ceil(length)))
        self._ids.append(document.id)
        self._dates.append(UNKNOWN_DATE if document.published is None else document.published)
        self._titles.append(title_key(self.analyzer.exact_terms(document.shown["title"])))
        for name, (documents, values, known) in self._facets.items():
            for value in document.facets.get(name, ()):
                documents.append(number)
                values.append(known[value])
        joined = "\n\n".join(section.text for section in document.sections)
        self._texts.append(joined.encode("utf-8", "replace"))
        shown = {**document.shown, "id": document.id, "sections": sections}
        self._shown.append(json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace"))
        self.count += 1

    def arrays(self) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return the arrays of the postings file and those of the document file."""
        runs = np.array(self._runs, dtype=np.int64).reshape(-1, 4)
        tokens = np.frombuffer(self._tokens, dtype=np.uint32)
        layout = _Layout(self.lexicon, tokens, runs)
        stems, words = self._stem_field(layout), self._word_field(layout)
        postings = {
            **stems.arrays,
            **words.arrays,
            **self._title_fields(layout),
            **self._forms(stems.rank, words.rank),
            **_plain_field(ID, self._ids),
            **_plain_field(EXACT_TITLE, self._titles),
        }
        documents = self._document_arrays(layout)
        documents["word"] = words.rank[layout.shown()].astype(np.uint32)
        for name, (owners, values, known) in self._facets.items():
            field, per_document = _facet_arrays(name, owners, values, list(known), self.count)
            postings.update(field)
            documents.update(per_document)
        return postings, documents

    def _stem_field(self, layout: _Layout) -> _Field:
        terms, owner = layout.stems()
        names, rank = sorted_names(terms, list(self.lexicon.stems))
        documents, weights = layout.document[owner], layout.weight[owner]
        found = invert(names, rank[terms], documents, weights=weights)
        return _Field(field_arrays(STEMS, found), rank)

    def _title_fields(self, layout: _Layout) -> dict[str, Array]:
        found: dict[str, Array] = {}
        stems, words = layout.stems(), layout.words()[:2]
        for field, (terms, owner), vocabulary in (
            (TITLES, stems, self.lexicon.stems),
            (TITLE_WORDS, words, self.lexicon.words),
        ):
            title = layout.weight[owner] == WEIGHTS[TITLE]
            names, rank = sorted_names(terms[title], list(vocabulary))
            arrays = invert(names, rank[terms[title]], layout.document[owner][title])
            found.update(field_arrays(field, arrays))
        return found

    def _word_field(self, layout: _Layout) -> _Field:
        terms, owner, shift = layout.words()
        names, rank = sorted_names(terms, list(self.lexicon.words))
        positions = layout.position[owner] + shift
        found = invert(names, rank[terms], layout.document[owner], positions=positions)
        found["letters"] = np.array([letter_mask(name[1:]) for name in names], dtype=np.uint32)
        return _Field(field_arrays(WORDS, found), rank)

    def _forms(self, stem_rank: Array, word_rank: Array) -> dict[str, Array]:
        """Return for each stem of the segment the exact forms it was made from."""
        pairs = np.array(list(self.lexicon.forms), dtype=np.int64).reshape(-1, 2)
        stems, words = stem_rank[pairs[:, 0]], word_rank[pairs[:, 1]]
        here = (stems != ABSENT) & (words != ABSENT)
        count = int((stem_rank != ABSENT).sum())
        return form_arrays(stems[here].astype(np.int64), words[here], count)

    def _document_arrays(self, layout: _Layout) -> dict[str, Array]:
        count = layout.positions_per_token
        starts = np.frombuffer(self._starts, dtype=np.uint32).astype(np.int64)
        begins = np.repeat(starts, count) if layout.uneven else starts
        per_document = np.bincount(layout.document, weights=count, minlength=self.count).astype(
            np.int64
        )
        word_lengths = np.maximum(per_document, 1)
        first = np.concatenate(([0], np.cumsum(per_document)))
        steps = np.diff(begins, prepend=0)
        opening = first[:-1][per_document > 0]
        steps[opening] = begins[opening]
        return {
            "date": np.frombuffer(self._dates, dtype=np.int64),
            "idkey": id_keys(self._ids),
            f"length/{STEMS}": np.frombuffer(self._lengths, np.float64).astype(np.uint32),
            f"length/{WORDS}": word_lengths.astype(np.uint32),
            f"length/{TITLES}": self._title_lengths(layout).astype(np.uint32),
            "step": np.clip(steps, 0, 65535).astype(np.uint16),
            "step/start": first,
            **_blob("text", self._texts),
            **_blob("shown", self._shown),
        }

    def _title_lengths(self, layout: _Layout) -> Array:
        title = layout.weight == WEIGHTS[TITLE]
        found = np.bincount(layout.document[title], minlength=self.count)
        return np.maximum(found, 1)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field's arrays, and where each number of the lexicon went."""

    arrays: dict[str, Array]
    rank: Array


class _Layout:
    """Where every token stands: its document, section weight and position."""

    def __init__(self, lexicon: Lexicon, tokens: Array, runs: Array) -> None:
        self.lexicon = lexicon
        self.tokens = tokens
        sizes = runs[:, 1]
        self.document = np.repeat(runs[:, 0], sizes)
        self.weight = np.repeat(runs[:, 2], sizes)
        self.positions_per_token = np.frombuffer(lexicon.positions, np.uint32)[tokens].astype(
            np.int64
        )
        self.uneven = bool(len(tokens)) and bool((self.positions_per_token != 1).any())
        before = np.cumsum(self.positions_per_token) - self.positions_per_token
        self.position = before + np.repeat(runs[:, 3], sizes) * GAP
        opening = np.cumsum(sizes) - sizes
        first_run = np.concatenate(([True], runs[1:, 0] != runs[:-1, 0])) if len(runs) else []
        filled = np.append(before, self.positions_per_token.sum())
        base = filled[opening[first_run]] if len(runs) else np.zeros(0, np.int64)
        owner = np.cumsum(first_run) - 1 if len(runs) else np.zeros(0, np.int64)
        self.position -= np.repeat(base[owner], sizes) if len(runs) else 0

    def stems(self) -> tuple[Array, Array]:
        """Return the stems of all tokens, each with the number of its token."""
        terms, owner, _ = self._spread(self.lexicon.stem_start, self.lexicon.stem_ids)
        return terms, owner

    def words(self) -> tuple[Array, Array, Array]:
        """Return the exact forms, each with its token and the shift of its position."""
        terms, owner, at = self._spread(self.lexicon.word_start, self.lexicon.word_ids)
        return terms, owner, np.frombuffer(self.lexicon.word_shift, np.uint32)[at]

    def shown(self) -> Array:
        """Return the exact form that stands for each position, in order."""
        return self._spread(self.lexicon.shown_start, self.lexicon.shown_ids)[0]

    def _spread(self, starts: array[int], values: array[int]) -> tuple[Array, Array, Array]:
        start = np.frombuffer(starts, np.uint32).astype(np.int64)
        flat = np.frombuffer(values, np.uint32) if len(values) else np.zeros(0, np.uint32)
        first = start[self.tokens]
        sizes = start[self.tokens.astype(np.int64) + 1] - first
        owner = np.repeat(np.arange(len(self.tokens)), sizes)
        at = ranges(first, sizes)
        return flat[at], owner, at


def id_keys(ids: list[str]) -> Array:
    """Return ids as numbers that sort like them: two for each, flat (16 characters count)."""
    padded = [key.encode("utf-8", "replace")[:16].ljust(16, b"\0") for key in ids]
    return np.frombuffer(b"".join(padded), dtype=">u8").astype(np.uint64)


def stable_order(keys: Array) -> Array:
    """Return the stable order of *keys* (unsigned, 32 bits): two passes of radix sort."""
    order: Array = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    if len(keys) and int(keys.max()) > 0xFFFF:
        high = (keys >> 16).astype(np.uint16)
        order = order[np.argsort(high[order], kind="stable")]
    return order


def invert(
    names: list[bytes],
    key: Array,
    documents: Array,
    *,
    weights: Array | None = None,
    positions: Array | None = None,
) -> dict[str, Any]:
    """Return the arrays of a field from (term number, document, weight or position).

    *names* are the sorted terms that *key* counts in; documents come in order.
    """
    order = stable_order(key)
    sorted_key, sorted_documents = key[order], documents[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (sorted_key[1:] != sorted_key[:-1]) | (
        sorted_documents[1:] != sorted_documents[:-1]
    )
    first = np.flatnonzero(fresh)
    if weights is None:
        tf = np.diff(np.append(first, len(order)))
    else:
        tf = np.add.reduceat(weights[order], first) if len(first) else np.zeros(0, np.int64)
    found = posting_arrays(names, sorted_key[first], sorted_documents[first], tf)
    if positions is not None:
        placed = positions[order]
        wide = len(placed) and int(placed.max()) > 65535
        found["pos"] = placed.astype(np.uint32 if wide else np.uint16)
        before = np.concatenate(([0], np.cumsum(tf)))
        found["posstart"] = before[found["start"]].astype(np.int64)
    return found


def form_arrays(stems: Array, words: Array, count: int) -> dict[str, Array]:
    """Return (stem, exact form) pairs by stem."""
    order = np.argsort(stems, kind="stable")
    sizes = np.bincount(stems, minlength=count)
    return {
        "forms/start": np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        "forms/word": words[order].astype(np.uint32),
    }


def posting_arrays(names: list[bytes], keys: Array, ids: Array, tf: Array) -> dict[str, Any]:
    """Return term and posting arrays for postings sorted by term number and document."""
    frequency = np.bincount(keys, minlength=len(names)) if len(names) else np.zeros(0, np.int64)
    width = np.uint8 if not len(tf) or tf.max() < 256 else np.uint16
    return {
        "terms": np.frombuffer(b"".join(names), dtype=np.uint8),
        "offset": np.concatenate(([0], np.cumsum([len(name) for name in names]))).astype(np.int64),
        "start": np.concatenate(([0], np.cumsum(frequency))).astype(np.int64),
        "ids": ids.astype(np.int32),
        "tf": np.minimum(tf, 65535).astype(width),
    }


def sorted_names(terms: Array, vocabulary: list[str]) -> tuple[list[bytes], Array]:
    """Return the terms in use in order, and each vocabulary number's place there or ABSENT."""
    used = np.zeros(len(vocabulary), bool)
    used[terms] = True
    numbers = np.flatnonzero(used)
    names = [vocabulary[number].encode("utf-8", "replace") for number in numbers.tolist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.full(max(1, len(vocabulary)), ABSENT, np.uint32)
    rank[numbers[order]] = np.arange(len(order), dtype=np.uint32)
    return [names[at] for at in order], rank


def _plain_field(field: str, values: list[str]) -> dict[str, Array]:
    known = Numbers()
    terms = np.array([known[value] for value in values], dtype=np.uint32)
    names, rank = sorted_names(terms, list(known))
    found = invert(names, rank[terms], np.arange(len(values)))
    found.pop("tf")
    return field_arrays(field, found)


def _facet_arrays(
    name: str, owners: array[int], values: array[int], known: list[str], count: int
) -> tuple[dict[str, Array], dict[str, Array]]:
    documents = np.array(owners, dtype=np.int64)
    terms = np.array(values, dtype=np.uint32)
    names, rank = sorted_names(terms, known)
    ordinals = rank[terms]
    found = invert(names, ordinals, documents)
    found.pop("tf")
    sizes = np.bincount(documents, minlength=count)
    per_document = {
        f"facet/{name}/start": np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        f"facet/{name}/value": ordinals.astype(np.uint32),
    }
    return field_arrays(FACET_FIELD + name, found), per_document


def _blob(name: str, parts: list[bytes]) -> dict[str, Array]:
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
    return {
        name: np.frombuffer(b"".join(parts), dtype=np.uint8),
        f"{name}/start": np.concatenate((np.zeros(1, np.int64), ends)),
    }
