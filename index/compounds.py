"""Compound words taken apart: "Kreisstraßenbau" is Kreis, Straßen and Bau."""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection
from functools import cache
from importlib import resources

SHORT_HEADS = frozenset({"amt", "rat", "weg", "bau", "bus", "ort"})
LINKS = ("", "s", "n", "es", "en", "er")


class Splitter:
    """Splits compounds by a word list with frequencies; *protected* words stay whole."""

    def __init__(self, counts: dict[str, int], protected: Collection[str] = ()) -> None:
        self._counts = counts
        self._protected = frozenset(protected)

    def split(self, word: str) -> tuple[str, ...]:
        """Return the parts of *word* (lower case, umlauts kept), or () when it is no compound."""
        if len(word) < 7 or word in self._protected:
            return ()
        best: tuple[str, ...] = ()
        score = 0.0
        for cut in range(3, len(word) - 2):
            head = self._known(word[cut:])
            if not head:
                continue
            for link in LINKS:
                first = word[:cut].removesuffix(link) if link else word[:cut]
                if link and len(first) == cut:
                    continue
                known = self._known(first)
                if known and (value := (known * head) ** 0.5) > score:
                    best, score = (first, word[cut:]), value
        return best

    def _known(self, part: str) -> int:
        if len(part) < 4 and part not in SHORT_HEADS:
            return 0
        return self._counts.get(part, 0)


@cache
def word_counts() -> dict[str, int]:
    """Return the word list: lower-case word → how often it is used."""
    packed = resources.files("spellchecker").joinpath("resources/de.json.gz").read_bytes()
    counts: dict[str, int] = json.loads(gzip.decompress(packed))
    return counts
