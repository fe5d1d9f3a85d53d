"""Words as numbers: each distinct word is analysed once; a token then is a number.

A `Layout` says where every token of some documents stands and what it is indexed under.
"""

from __future__ import annotations

from array import array

import numpy as np

from index.german import EXACT, Analyzer
from index.whoosh_engine.arrays import Array, ranges
from index.whoosh_engine.names import GAP


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


class Layout:
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
        first_run = np.ones(len(runs), bool)
        first_run[1:] = runs[1:, 0] != runs[:-1, 0]
        filled = np.append(before, self.positions_per_token.sum())
        base = filled[opening[first_run]]
        self.position -= np.repeat(base[np.cumsum(first_run) - 1], sizes)

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
