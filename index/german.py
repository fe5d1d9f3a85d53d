"""The German analysis chain: text → index terms, query word → weighted alternatives.

One chain for every engine. A term is a string: "=strasse" is the exact form of a word (folded:
case, umlauts, ß), "strass" its stem; a compound also has the stems of its parts. All terms of a
word stand at the word's position.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import Stemmer

from index.compounds import Splitter, own_table
from index.folding import folded
from index.synonyms import verb_family
from index.tables import Tables, own_stems, own_tables, read_tables
from index.verbs import own_verbs
from index.words import (
    elliptical,
    gendered,
    joined,
    pieces,
    placed_words,
    whole_number,
)
from index.words import words as words  # index/suggest.py reads words as we do

VERSION = "4"  # a change of anything that changes terms: the index is rebuilt then
EXACT = "="  # begins the term of an exact form

# What a way to find a word weighs beside its stem, which is 1; see docs/relevance.md.
AS_WRITTEN = 0.5
AS_PARTS = 0.25  # all parts of a compound
AS_JOINED = 0.3  # E-Bike: one of several ways that add up
AS_SYNONYM = 0.4
AS_RELATIVE = 0.3
AS_PART = 0.25  # one part of a compound
AS_PIECE = 0.7  # one of "Amazonas-Regenwald"

How = Literal["genau", "gebeugt", "Wortteil", "Synonym", "Schreibweise"]
Positions = tuple[tuple[str, ...], ...]

_STEMMER = Stemmer.Stemmer("german", 0)  # cannot be pickled: lives in the module
_CACHE_LIMIT = 400_000


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


class Analyzer:
    """The chain with its tables; safe to share between threads. *protected* names stay whole."""

    def __init__(self, protected: Collection[str] = (), tables: Tables | None = None) -> None:
        self._tables = own_tables() if tables is None else tables
        names = frozenset(folded(word) for name in protected for word in words(name))
        self._splitter = Splitter(own_table(), names, self._tables.compounds)
        self._silent = self._tables.silent
        self._synonyms: dict[str, tuple[str, ...]] = {}
        for name, others in self._tables.synonyms.others.items():
            key = self._key(name)
            self._synonyms[key] = (*self._synonyms.get(key, ()), *others)
        self._longest = max(2, self._tables.synonyms.longest)
        self._words: dict[str, Positions] = {}
        told = repr(sorted(names)).encode()
        self.version = (
            f"{VERSION}-{self._tables.fingerprint}-{hashlib.sha256(told).hexdigest()[:8]}"
        )

    def surfaces(self, text: str) -> list[tuple[int, str]]:
        """Return where each word of *text* starts, and the word; equal words have equal terms."""
        return placed_words(text)

    def positions(self, surface: str) -> Positions:
        """Return the terms of one of `surfaces`, by position; the exact form is the first."""
        found = self._words.get(surface)
        return self._learn(surface) if found is None else found

    def index_terms(self, text: str) -> list[tuple[str, ...]]:
        """Return the terms of *text* by position; a position of a stop word has its exact form."""
        return [terms for surface in words(text) for terms in self.positions(surface)]

    def exact_terms(self, text: str) -> tuple[str, ...]:
        """Return the exact terms of *text* in order, for phrases."""
        return tuple(terms[0] for terms in self.index_terms(text))

    def query_terms(self, word: str, also: Iterable[str] = ()) -> tuple[Alternative, ...]:
        """Return how *word* (one word, "E-Bike" or "B 19") is looked up; () when it has none.

        *also* is what `together` said of it.
        """
        positions = self.index_terms(word)
        if not positions:
            return ()
        found = self._of_one(positions[0]) if len(positions) == 1 else self._of_many(positions)
        others = (self._synonym(other) for other in also)
        return tuple(_distinct([*found, *self._related(word), *filter(None, others)]))

    def together(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Return for each of neighbouring words what they mean together: one word typed apart
        ("Ruf Bus"), synonyms of several words ("schnelles Internet")."""
        found: list[list[str]] = [[] for _ in texts]
        for start in range(len(texts)):
            for size in range(2, min(self._longest, len(texts) - start) + 1):
                run = texts[start : start + size]
                means = list(self._synonyms.get(self._key(" ".join(run)), ()))
                if size == 2 and all(word.isalpha() for word in run):
                    means.append("".join(run))
                for place in range(start, start + size):
                    found[place] += means
        return [tuple(dict.fromkeys(each)) for each in found]

    def partial_terms(self, word: str) -> tuple[Alternative, ...]:
        """Return what speaks for a document that some other word of the query has found.

        "Waldbrandgefahr" is not found by Gefahr alone, but beside another word Gefahr is a reason.
        """
        positions = self.index_terms(word)
        if folded(word) in self._tables.fillers:
            return (Alternative(positions[0], 1.0, "genau"),)
        if len(positions) == 1:
            parts = map(_stem, self._splitter.split(positions[0][0].removeprefix(EXACT)))
            return tuple(Alternative((part,), AS_PART, "Wortteil") for part in parts)
        readings = [_readings(terms)[0] for terms in positions]
        apart = dict.fromkeys(reading[1] for reading in readings if len(reading) > 1)
        return tuple(Alternative((stem,), AS_PIECE, "Wortteil") for stem in apart)

    def same_word(self, one: str, other: str) -> bool:
        """Tell whether two words are forms of one: Straße and Straßen, not Straßenbau."""
        return not self._stems_of(one).isdisjoint(self._stems_of(other))

    def _stems_of(self, word: str) -> set[str]:
        readings = [one for terms in self.index_terms(word) for one in _readings(terms)]
        return {reading[1] for reading in readings if len(reading) > 1}

    def is_stop(self, word: str) -> bool:
        """Tell whether *word* says nothing by itself ("und", "der")."""
        return folded(word) in self._silent

    def _of_one(self, terms: tuple[str, ...]) -> Iterator[Alternative]:
        for exact, *stems in _readings(terms):
            yield Alternative((exact,), AS_WRITTEN if stems else 1.0, "genau")
            yield from (Alternative((stem,), 1.0, "gebeugt") for stem in stems[:1])
            if parts := self._parts(exact):
                yield Alternative(parts, AS_PARTS, "Wortteil")

    def _of_many(self, positions: list[tuple[str, ...]]) -> Iterator[Alternative]:
        """E-Bike: joined, apart in this order, or, looser, both anywhere."""
        for exact, *stems in _readings(positions[0])[1:]:
            yield Alternative((exact,), AS_JOINED, "genau")
            yield from (Alternative((stem,), AS_JOINED, "gebeugt") for stem in stems[:1])
            if parts := self._parts(exact):
                yield Alternative(parts, AS_JOINED, "Wortteil")
        apart = [_readings(terms)[0] for terms in positions]
        yield Alternative(tuple(reading[0] for reading in apart), AS_JOINED, "genau", adjacent=True)
        found = tuple(reading[1] for reading in apart if len(reading) > 1)
        if len(found) == len(apart) and not any(stem.isdigit() for stem in found):
            yield Alternative(found, AS_JOINED, "gebeugt")

    def _related(self, word: str) -> Iterator[Alternative]:
        small = " ".join(folded(word).split())
        for other in self._synonyms.get(self._key(word), ()):
            if alternative := self._synonym(other):
                yield alternative
        family = verb_family(small, own_table().heads.__contains__)
        for relative in (*family, *self._tables.families.get(small, ())):
            yield Alternative((_stem(relative),), AS_RELATIVE, "Synonym")

    def _synonym(self, other: str) -> Alternative | None:
        found = (_readings(terms)[0] for terms in self.index_terms(other))
        stems = tuple(reading[1] for reading in found if len(reading) > 1)
        return Alternative(stems, AS_SYNONYM, "Synonym") if stems else None

    def _key(self, run: str) -> str:
        """Return the key of a word or run of words, the same for all their forms."""
        return " ".join(_stem(folded(word)) for word in words(run))

    def _learn(self, surface: str) -> Positions:
        positions = self._analyse(surface)
        if len(self._words) >= _CACHE_LIMIT:
            self._words.clear()
        self._words[surface] = positions
        return positions

    def _analyse(self, surface: str) -> Positions:
        if (number := whole_number(surface)) is not None:
            return ((EXACT + number, number),)
        if both := gendered(surface):
            base, full = (self._word(word) for word in both)
            return (full if base[-1] in full[1:] else (*full, *base),)
        if ellipsis := elliptical(surface):
            return self._completed(surface, *ellipsis)
        found = pieces(surface)
        if len(found) == 1:
            return (self._word(found[0]),)
        first, *others = map(self._word, found)
        whole = folded(joined(surface)).replace(" ", "")
        return ((*first, EXACT + whole, _stem(whole)), *others)

    def _completed(self, surface: str, first: str, second: str) -> Positions:
        """Return the terms of "Rad- und Fußweg" with Radweg at the place of Rad."""
        positions = [self._word(piece) for piece in pieces(surface)]
        if parts := self._splitter.split(folded(second)):
            whole = folded(first) + parts[-1]
            positions[0] = (*positions[0], *self._word(whole.capitalize()))
        return tuple(positions)

    def _word(self, word: str) -> tuple[str, ...]:
        exact = folded(word).replace(" ", "")  # some ligatures fold into several words
        if exact in self._silent:
            return (EXACT + exact,)
        full = exact + "asse" if exact.endswith("str") and len(exact) > 5 else exact
        if word[0].islower():  # no noun: "dramatisch" is not about a Tisch
            return (EXACT + exact, _stem(full))
        # Stemming the folded form makes "Muell" and "Müll" one by construction.
        parts = (*self._splitter.leaves(full), *self._splitter.branches(full))
        return (EXACT + exact, _stem(full), *map(_stem, parts))

    def _parts(self, exact: str) -> tuple[str, ...]:
        """Return the stems that together mean the compound with that exact term."""
        return tuple(map(_stem, self._splitter.leaves(exact.removeprefix(EXACT))))


def _readings(terms: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the readings of a position: each an exact form, its stem, and the parts' stems."""
    starts = [place for place, term in enumerate(terms) if term.startswith(EXACT)]
    ends = [*starts[1:], len(terms)]
    return [terms[start:end] for start, end in zip(starts, ends, strict=True)]


@lru_cache(maxsize=_CACHE_LIMIT)
def _stem(word: str) -> str:
    if (own := own_stems().get(word)) is not None:
        return own
    if word.endswith(("as", "is", "os", "us", "ys")) and word[:-1] in own_table().modifiers:
        word = word[:-1]  # Azubis, Autos: the stemmer knows no plural in s after a vowel
    stemmed: str = _STEMMER.stemWord(own_verbs().infinitive(word))
    return stemmed


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
