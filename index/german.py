"""The German analysis chain: text → index terms, query word → weighted alternatives.

One chain for every engine. A term is a string: "=strasse" is the exact form of a word (folded:
case, umlauts, ß), "strass" its stem; a compound also has the stems of its parts. All terms of a
word stand at the word's position.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

import Stemmer

from index.compounds import Splitter, word_counts
from index.folding import folded, lowered

VERSION = "1"  # a change of anything that changes terms: the index is rebuilt then
EXACT = "="  # begins the term of an exact form

How = Literal["genau", "gebeugt", "Wortteil", "Synonym", "Schreibweise"]
Positions = tuple[tuple[str, ...], ...]

_STEMMER = Stemmer.Stemmer("german", 0)  # cannot be pickled: lives in the module
_CACHE_LIMIT = 400_000
_LETTERS = r"[^\W\d_](?:[^\W\d_\u00ad]|[\u00ad\u0300-\u036f'’](?=[^\W\d_]))*"
_RUN = r"[^\W_]+(?:[\u00ad\u0300-\u036f'’]+[^\W_]+)*"
# One alternative a line; the first that fits wins.
_WORD = re.compile(
    r"\b[A-ZÄÖÜ]{1,2}[ \u00a0]\d{1,5}\b(?![.,]\d)"  # B 19, KW 36, L 1118
    r"|\b[A-Z][ \u00a0][A-ZÄÖÜ][^\W\d_]{2,}"  # E Bike
    r"|\d+(?:[.,:]\d+)+"  # 12.500, 3,5, 03.05.2024, 14:30
    rf"|{_RUN}(?:[*:_/](?:innen|in|r|n)\b)?(?:[-\u2010\u2011\u2013]{_RUN})*"
)
_PIECE = re.compile(rf"{_LETTERS}|\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text and the terms it is indexed under."""

    start: int
    end: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to find a query word: all *terms* in the document, *adjacent* in this order.

    `weight` multiplies the score of the terms; the alternatives of a word add up.
    """

    terms: tuple[str, ...]
    weight: float
    how: How
    adjacent: bool = False


class Analyzer:
    """The chain with its tables; safe to share between threads. *protected* names stay whole."""

    def __init__(
        self, protected: Collection[str] = (), stop_words: Collection[str] | None = None
    ) -> None:
        self.version = VERSION
        self._stop_words = STOP_WORDS if stop_words is None else frozenset(stop_words)
        self._splitter = Splitter(word_counts(), {lowered(name) for name in protected})
        self._words: dict[str, Positions] = {}

    def surfaces(self, text: str) -> list[tuple[int, str]]:
        """Return where each word of *text* starts, and the word; equal words have equal terms."""
        return [(match.start(), match[0]) for match in _WORD.finditer(text)]

    def positions(self, surface: str) -> Positions:
        """Return the terms of one of `surfaces`, by position; the exact form is the first."""
        found = self._words.get(surface)
        return self._learn(surface) if found is None else found

    def index_terms(self, text: str) -> list[tuple[str, ...]]:
        """Return the terms of *text* by position; a position of a stop word has its exact form."""
        return [terms for surface in _WORD.findall(text) for terms in self.positions(surface)]

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the words of *text* with their place and terms, for highlighting; may overlap."""
        for match in _WORD.finditer(text):
            positions = self.positions(match[0])
            if len(positions) == 1:
                yield Span(match.start(), match.end(), positions[0])
                continue
            yield Span(match.start(), match.end(), positions[0])
            for piece, terms in zip(_PIECE.finditer(match[0]), positions, strict=False):
                yield Span(match.start() + piece.start(), match.start() + piece.end(), terms)

    def exact_terms(self, text: str) -> tuple[str, ...]:
        """Return the exact terms of *text* in order, for phrases."""
        return tuple(terms[0] for terms in self.index_terms(text))

    def query_terms(self, word: str) -> tuple[Alternative, ...]:
        """Return how *word* (one word, "E-Bike" or "B 19") is looked up; () when it has none."""
        positions = self.index_terms(word)
        if not positions:
            return ()
        if len(positions) > 1:
            exact = tuple(terms[0] for terms in positions)
            joined = positions[0][2:3]
            whole = (Alternative(joined, 1.0, "genau"),) if joined else ()
            return (*whole, Alternative(exact, 1.0, "genau", adjacent=True))
        terms = positions[0]
        found = [Alternative(terms[:1], 0.3, "genau")]
        if len(terms) > 1:
            found.append(Alternative(terms[1:2], 1.0, "gebeugt"))
        if len(terms) > 2:
            found.append(Alternative(terms[2:], 0.5, "Wortteil"))
        return tuple(found)

    def is_stop(self, word: str) -> bool:
        """Tell whether *word* says nothing by itself ("und", "der")."""
        return folded(word) in self._stop_words

    def _learn(self, surface: str) -> Positions:
        positions = self._analyse(surface)
        if len(self._words) >= _CACHE_LIMIT:
            self._words.clear()
        self._words[surface] = positions
        return positions

    def _analyse(self, surface: str) -> Positions:
        if _THOUSANDS.fullmatch(surface):
            return (_number(surface.replace(".", "")),)
        pieces = _PIECE.findall(surface)
        if len(pieces) == 1:
            return (self._word(pieces[0]),)
        positions = [self._word(piece) for piece in pieces]
        joined = surface if surface[0].isdigit() else "".join(pieces)
        exact = EXACT + folded(joined)
        first = positions[0]
        positions[0] = (*first[:2], exact, _stem(joined), *first[2:])
        return tuple(positions)

    def _word(self, word: str) -> tuple[str, ...]:
        exact = folded(word)
        if exact in self._stop_words:
            return (EXACT + exact,)
        small = lowered(word)
        parts = tuple(_stem(part) for part in self._splitter.split(small))
        return (EXACT + exact, _stem(small), *parts)


def _number(digits: str) -> tuple[str, str]:
    return EXACT + digits, digits


def _stem(word: str) -> str:
    stemmed: str = _STEMMER.stemWord(lowered(word))
    return stemmed


def words(text: str) -> list[str]:
    """Return the words of *text* as written; "E-Bike" is one."""
    return _WORD.findall(text)


def open_analyzer(folder: Path | None = None, protected: Collection[str] = ()) -> Analyzer:
    """Return the analyzer with the tables in *folder* where there are some, else our own."""
    return Analyzer(protected, stop_words=frozenset(table("stop_words.txt", folder).split()))


def table(name: str, folder: Path | None = None) -> str:
    """Return the text of the table *name*: the operator's copy in *folder*, else our own."""
    if folder is not None and (folder / name).is_file():
        return (folder / name).read_text("utf-8")
    return resources.files("index").joinpath("data", name).read_text("utf-8")


STOP_WORDS = frozenset(table("stop_words.txt").split())
