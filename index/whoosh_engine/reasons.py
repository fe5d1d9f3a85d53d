"""Why a document is found: which form of which query word stands where, and what it adds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from index.document import TITLE
from index.folding import folded
from index.german import EXACT, Alternative, Analyzer
from index.query import And, Fuzzy, Or, Phrase, Prefix, Query, Term
from index.results import Reason
from index.whoosh_engine.compiler import Compiler
from index.whoosh_engine.execution import Execution
from index.whoosh_engine.marks import section_of, word_numbers
from index.whoosh_engine.nodes import Leaf, Node
from index.whoosh_engine.snapshot import Snapshot

_WORD = re.compile(r"\w+(?:[-‐‑’'*:/.]\w+)*")


class Reasons:
    """Explains one document for one request."""

    def __init__(self, snapshot: Snapshot, analyzer: Analyzer, run: Execution, number: int) -> None:
        self._snapshot = snapshot
        self._analyzer = analyzer
        self._compiler = Compiler(analyzer, snapshot)
        self._run = run
        self._number = number
        self._segment, self._document = snapshot.place(number)
        self._words = self._segment.words(self._document)
        self._text = self._segment.text(self._document)
        self._starts = self._segment.word_starts(self._document)
        self._sections = self._segment.sheet(self._document).facts.sections

    def reasons(self, queries: Sequence[Query]) -> tuple[Reason, ...]:
        """Return the reasons, heaviest first, each form of each word once a section."""
        best: dict[tuple[str, str, str], Reason] = {}
        for query in queries:
            for reason in self._of(query):
                key = (reason.word, reason.form.lower(), reason.field)
                if key not in best or best[key].weight < reason.weight:
                    best[key] = reason
        return tuple(sorted(best.values(), key=lambda r: (-r.weight, r.word, r.form, r.field)))

    def _of(self, query: Query) -> Iterator[Reason]:
        match query:
            case Term(text=text, exact=False, field=field):
                for alternative in self._compiler.alternatives(query):
                    yield from self._by_alternative(text, alternative, field)
            case Term(text=text):
                yield from self._by_node(text, self._compiler.compile(query), "genau")
            case Phrase(words=words):
                yield from self._by_node(" ".join(words), self._compiler.compile(query), "genau")
            case Prefix(text=text):
                yield from self._by_node(f"{text}*", self._compiler.compile(query), "gebeugt")
            case Fuzzy(text=text):
                node = self._compiler.compile(query)
                yield from self._by_node(text, node, "Schreibweise")
            case And(parts=parts) | Or(parts=parts):
                for part in parts:
                    yield from self._of(part)

    def _by_alternative(
        self, word: str, alternative: Alternative, field: str | None
    ) -> Iterator[Reason]:
        node = self._compiler.alternative(alternative, field)
        if node is not None:
            yield from self._by_node(word, node, alternative.how)

    def _by_node(self, word: str, node: Node, how: str) -> Iterator[Reason]:
        weight = self._weight(node)
        if weight <= 0:
            return
        wanted = EXACT + folded(word)
        for form, section in self._spots(node):
            exactly = EXACT + folded(form) == wanted
            way = "genau" if exactly else self._way(word, form, how)
            yield Reason(word, form, section, way, round(weight, 4))

    def _way(self, word: str, form: str, how: str) -> str:
        """Return *how*, made exact: a stem also stands for the parts of longer words."""
        part = how == "gebeugt" and word.isalpha() and not self._analyzer.same_word(word, form)
        return "Wortteil" if part else how

    def _weight(self, node: Node) -> float:
        if isinstance(node, Leaf):
            ids, tf, frequency = self._snapshot.postings(node.field, node.term)
            at = int(np.searchsorted(ids, self._number))
            if at >= len(ids) or ids[at] != self._number:
                return 0.0
            here = self._snapshot.score(node.field, ids[at : at + 1], tf[at : at + 1], frequency)
            return float(here[0]) * node.weight
        ids, scores = self._run.find(node)
        at = int(np.searchsorted(ids, self._number))
        if at >= len(ids) or ids[at] != self._number:
            return 0.0
        return 1.0 if scores is None else float(scores[at])

    def _spots(self, node: Node) -> Iterator[tuple[str, str]]:
        """Yield the forms of *node* in the document with the section they stand in."""
        wanted = [self._numbers(numbers) for numbers in word_numbers(self._segment, node)]
        if not wanted:
            return
        seen: set[tuple[str, str]] = set()
        for index in np.flatnonzero(np.isin(self._words, np.concatenate(wanted))).tolist():
            match = _WORD.match(self._text, int(self._starts[index]))
            section = str(self._sections[section_of(self._sections, index)][0])
            if match and (match[0], section) not in seen:
                seen.add((match[0], section))
                yield match[0], section or TITLE

    @staticmethod
    def _numbers(numbers: object) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        if isinstance(numbers, slice):
            return np.arange(numbers.start, numbers.stop)
        return np.asarray(numbers, dtype=np.int64)
