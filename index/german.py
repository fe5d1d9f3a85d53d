"""The German analysis chain: text → index terms, query word → weighted alternatives.

One chain for every engine. A term is a string: "=strasse" is the exact form of a word (folded:
case, umlauts, ß), "strass" its stem; a compound also has the stems of its parts. All terms of a
word stand at the word's position.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import Stemmer

from index.compounds import Splitter, own_table
from index.folding import folded
from index.synonyms import Synonyms, read_compounds, read_families, read_synonyms, verb_family

VERSION = "1"  # a change of anything that changes terms: the index is rebuilt then
EXACT = "="  # begins the term of an exact form

# What a way to find a word weighs beside its stem, which is 1; see docs/relevance.md.
AS_WRITTEN = 0.6
AS_PARTS = 0.5  # all parts of a compound
AS_JOINED = 0.3  # E-Bike: one of several ways that add up
AS_SYNONYM = 0.5
AS_RELATIVE = 0.3
AS_PART = 0.25  # one part of a compound
AS_PIECE = 0.7  # one of "Amazonas-Regenwald"

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

    `weight` multiplies the score of the terms; the alternatives of a word add up. Adjacent terms
    are exact ones.
    """

    terms: tuple[str, ...]
    weight: float
    how: How
    adjacent: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """What an operator may edit: copies in the data folder win over ours."""

    stop_words: frozenset[str] = frozenset()
    synonyms: Synonyms = Synonyms()
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    compounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Changes when the index must be built anew: the tables that make index terms."""
        made_of = repr((sorted(self.stop_words), sorted(self.compounds.items())))
        return hashlib.sha256(made_of.encode()).hexdigest()[:8]


class Analyzer:
    """The chain with its tables; safe to share between threads. *protected* names stay whole."""

    def __init__(self, protected: Collection[str] = (), tables: Tables | None = None) -> None:
        self._tables = own_tables() if tables is None else tables
        names = frozenset(folded(word) for name in protected for word in words(name))
        self._splitter = Splitter(own_table(), names, self._tables.compounds)
        self._words: dict[str, Positions] = {}
        told = repr(sorted(names)).encode()
        self.version = (
            f"{VERSION}-{self._tables.fingerprint}-{hashlib.sha256(told).hexdigest()[:8]}"
        )

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
        found = self._of_one(positions[0]) if len(positions) == 1 else self._of_many(positions)
        return tuple(_distinct([*found, *self._related(word)]))

    def partial_terms(self, word: str) -> tuple[Alternative, ...]:
        """Return what speaks for a document that some other word of the query has found.

        "Waldbrandgefahr" is not found by Gefahr alone, but beside another word Gefahr is a reason.
        """
        positions = self.index_terms(word)
        if len(positions) == 1:
            return tuple(Alternative((part,), AS_PART, "Wortteil") for part in positions[0][2:])
        stems = dict.fromkeys(terms[1] for terms in positions if len(terms) > 1)
        return tuple(Alternative((stem,), AS_PIECE, "Wortteil") for stem in stems)

    def is_stop(self, word: str) -> bool:
        """Tell whether *word* says nothing by itself ("und", "der")."""
        return folded(word) in self._tables.stop_words

    def _of_one(self, terms: tuple[str, ...]) -> Iterator[Alternative]:
        yield Alternative(terms[:1], AS_WRITTEN if len(terms) > 1 else 1.0, "genau")
        if len(terms) > 1:
            yield Alternative(terms[1:2], 1.0, "gebeugt")
        if len(terms) > 2:
            yield Alternative(terms[2:], AS_PARTS, "Wortteil")

    def _of_many(self, positions: list[tuple[str, ...]]) -> Iterator[Alternative]:
        """E-Bike: joined, apart in this order, or, looser, both anywhere."""
        joined = positions[0][1:]
        at = next((place for place, term in enumerate(joined) if term.startswith(EXACT)), None)
        if at is not None:
            yield Alternative(joined[at : at + 1], AS_JOINED, "genau")
            yield from (Alternative((it,), AS_JOINED, "gebeugt") for it in joined[at + 1 : at + 2])
            if parts := joined[at + 2 :]:
                yield Alternative(parts, AS_JOINED, "Wortteil")
        exact = tuple(terms[0] for terms in positions)
        yield Alternative(exact, AS_JOINED, "genau", adjacent=True)
        stems = tuple(terms[1] for terms in positions if len(terms) > 1)
        if len(stems) == len(positions) and not any(stem.isdigit() for stem in stems):
            yield Alternative(stems, AS_JOINED, "gebeugt")

    def _related(self, word: str) -> Iterator[Alternative]:
        small = " ".join(folded(word).split())
        for other in self._tables.synonyms.of(small):
            stems = tuple(terms[1] for terms in self.index_terms(other) if len(terms) > 1)
            if stems:
                yield Alternative(stems, AS_SYNONYM, "Synonym")
        family = verb_family(small, own_table().heads.__contains__)
        for relative in (*family, *self._tables.families.get(small, ())):
            yield Alternative((_stem(relative),), AS_RELATIVE, "Synonym")

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
        positions[0] = (*first[:2], exact, _stem(folded(joined)), *first[2:])
        return tuple(positions)

    def _word(self, word: str) -> tuple[str, ...]:
        exact = folded(word)
        if exact in self._tables.stop_words:
            return (EXACT + exact,)
        # Stemming the folded form makes "Muell" and "Müll" one by construction.
        parts = tuple(_stem(part) for part in self._splitter.split(exact))
        return (EXACT + exact, _stem(exact), *parts)


def _number(digits: str) -> tuple[str, str]:
    return EXACT + digits, digits


def _stem(word: str) -> str:
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed


def words(text: str) -> list[str]:
    """Return the words of *text* as written; "E-Bike" is one."""
    return _WORD.findall(text)


def _distinct(alternatives: Iterable[Alternative]) -> Iterator[Alternative]:
    """Yield *alternatives* without those that look up the same terms again."""
    seen: set[tuple[str, ...]] = set()
    for alternative in alternatives:
        if alternative.terms not in seen:
            seen.add(alternative.terms)
            yield alternative


def open_analyzer(folder: Path | None = None, protected: Collection[str] = ()) -> Analyzer:
    """Return the analyzer with the tables in *folder* where there are some, else our own."""
    return Analyzer(protected, own_tables() if folder is None else read_tables(folder))


def read_tables(folder: Path | None = None) -> Tables:
    """Return the tables; a copy in *folder* replaces ours of the same name."""
    return Tables(
        frozenset(folded(word) for word in _entries("stop_words.txt", folder)),
        read_synonyms(_table("synonyms.txt", folder)),
        read_families(_table("word_families.txt", folder)),
        read_compounds(_table("compounds.txt", folder)),
    )


@cache
def own_tables() -> Tables:
    """Return the tables that come with the package."""
    return read_tables()


def _entries(name: str, folder: Path | None) -> list[str]:
    lines = (line.partition("#")[0] for line in _table(name, folder).splitlines())
    return [word for line in lines for word in line.split()]


def _table(name: str, folder: Path | None) -> str:
    if folder is not None and (folder / name).is_file():
        return (folder / name).read_text("utf-8")
    return resources.files("index").joinpath("data", name).read_text("utf-8")
