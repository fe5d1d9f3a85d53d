"""A place of the gazetteer, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from archive.article import UMLAUTS

LETTERS: Final = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i"}
)
WORDS: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the gazetteer.

    `kind` is as in `Place`. `own` says that it lies in the own district. `traits` hold what makes
    a name risky: "word" (also a common word), "water", "surname", "old" (a name of former times).
    `parent` is the municipality of a locality; `until` the last year it stood on its own.
    """

    name: str
    path: tuple[str, ...]
    kind: str
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    own: bool = False
    traits: frozenset[str] = frozenset()
    until: int | None = None
    state: str = ""

    @property
    def country(self) -> str:
        """The country's German name."""
        return self.path[0]


def fold(name: str) -> str:
    """Return *name* for comparing: lower case, ä as ae, no diacritics, words apart by one space.

    >>> fold("Zella-Mehlis"), fold("Tauragė"), fold("Bütow")
    ('zella mehlis', 'taurage', 'buetow')
    """
    lowered = unicodedata.normalize("NFC", name).lower()
    if not lowered.isascii():
        # Lower case again: "ℂ" and "™" become capitals only when their marks are taken away.
        lowered = bare(lowered.translate(UMLAUTS)).lower()
    return " ".join(WORDS.findall(lowered))


def bare(text: str) -> str:
    """Return *text* without diacritics: "Tauragė" → "Taurage"."""
    # "ǿ" is an "ø" with an accent: letters with a stroke are replaced after the accents are parted.
    parted = unicodedata.normalize("NFKD", text).translate(LETTERS)
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
