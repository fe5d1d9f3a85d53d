"""Documents on their way into a segment: words become numbers, the rest is arithmetic."""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass

import numpy as np

from index.document import ATTACHMENT, LEAD, PLACES, PROJECTS, TITLE, Document
from index.facets import FACETS
from index.german import Analyzer
from index.whoosh_engine.arrays import Array
from index.whoosh_engine.inverting import (
    ABSENT,
    blob,
    facet_arrays,
    form_arrays,
    id_keys,
    invert,
    plain_field,
    sorted_names,
)
from index.whoosh_engine.lexicon import Layout, Lexicon, Numbers
from index.whoosh_engine.names import (
    EXACT_TITLE,
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

# How often a word of a section counts; BM25F as a weighted sum before saturation
# (Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields, 2004).
WEIGHTS = {TITLE: 4, LEAD: 2, PLACES: 2, PROJECTS: 2}
LENGTH_SHARE = {ATTACHMENT: 0.25}  # a long attachment must not drown the article it hangs on


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
        layout = Layout(self.lexicon, tokens, runs)
        stems, words = self._stem_field(layout), self._word_field(layout)
        postings = {
            **stems.arrays,
            **words.arrays,
            **self._title_fields(layout),
            **self._forms(stems.rank, words.rank),
            **plain_field(ID, self._ids),
            **plain_field(EXACT_TITLE, self._titles),
        }
        documents = self._document_arrays(layout)
        documents["word"] = words.rank[layout.shown()].astype(np.uint32)
        for name, (owners, values, known) in self._facets.items():
            field, per_document = facet_arrays(name, owners, values, list(known), self.count)
            postings.update(field)
            documents.update(per_document)
        return postings, documents

    def _stem_field(self, layout: Layout) -> _Field:
        terms, owner = layout.stems()
        names, rank = sorted_names(terms, list(self.lexicon.stems))
        documents, weights = layout.document[owner], layout.weight[owner]
        found = invert(names, rank[terms], documents, weights=weights)
        return _Field(field_arrays(STEMS, found), rank)

    def _title_fields(self, layout: Layout) -> dict[str, Array]:
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

    def _word_field(self, layout: Layout) -> _Field:
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

    def _document_arrays(self, layout: Layout) -> dict[str, Array]:
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
            **blob("text", self._texts),
            **blob("shown", self._shown),
        }

    def _title_lengths(self, layout: Layout) -> Array:
        title = layout.weight == WEIGHTS[TITLE]
        found = np.bincount(layout.document[title], minlength=self.count)
        return np.maximum(found, 1)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field's arrays, and where each number of the lexicon went."""

    arrays: dict[str, Array]
    rank: Array
