"""Compound words taken apart: "Kreisstraßenbau" is Kreis, Straßen and Bau.

Words are folded (ae, oe, ue, ss). A word is read as modifiers and a head; each has a cost, the
cheapest reading wins. The costs come from how many compounds of Wiktionary a word is part of, see
benchmarks/compound_table.py.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LEAST_LETTERS = 6
MOST_LETTERS = 60  # longer words are no words; the search for parts is quadratic
MOST_PARTS = 4
LEAST_PART = 3
LEAST_NAME = 4
DEAREST_PART = 112  # mean cost above which a reading is an accident
A_LETTER = 4  # what a letter more than LEAST_LETTERS, up to LONGEST, takes off a part's cost
LONGEST = 12


@dataclass(frozen=True, slots=True)
class Table:
    """What may begin and end a compound, with costs; *whole* words are never split."""

    modifiers: Mapping[str, int]
    heads: Mapping[str, int]
    whole: frozenset[str]

    def has(self, word: str) -> bool:
        """Tell whether the folded *word* is a word of the dictionary."""
        return word in self.heads or word in self.modifiers or word in self.whole


class Splitter:
    """Splits compounds; *protected* words stay whole, *given* ones have the parts told."""

    def __init__(
        self,
        table: Table,
        protected: Collection[str] = (),
        given: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._table = table
        self._protected = frozenset(protected)
        self._given = given or {}

    def split(self, word: str) -> tuple[str, ...]:
        """Return the parts of the folded *word* with linking letters off, or () for no compound."""
        if (told := self._given.get(word)) is not None:
            return told
        if word in self._protected:
            return ()
        if named := self._after_name(word):
            return named
        if word in self._table.whole:
            return ()
        return tuple(self.base(part) for part in plain_split(word, self._table))

    def _after_name(self, word: str) -> tuple[str, ...]:
        """Return "werratal" and "radweg" for "werratalradweg", where Werratal is protected."""
        for cut in range(len(word) - LEAST_PART, LEAST_NAME - 1, -1):
            if word[:cut] in self._protected:
                rest = word[cut:]
                for head in (rest, rest.removeprefix("s")):
                    if head in self._table.heads or plain_split(head, self._table):
                        return (word[:cut], head)
        return ()

    def leaves(self, word: str) -> tuple[str, ...]:
        """Return the smallest parts: "schulbusverkehr" is schul, bus, verkehr; () when whole."""
        parts = self.split(word)
        return tuple(leaf for part in parts for leaf in self.leaves(part) or (part,))

    def branches(self, word: str) -> tuple[str, ...]:
        """Return the parts that have parts themselves: "schulbusverkehr" has schulbus."""
        parts = [part for part in self.split(word) if self.split(part)]
        return (*parts, *(branch for part in parts for branch in self.branches(part)))

    def base(self, part: str) -> str:
        """Return *part* without a linking s: "gesundheits" is "gesundheit"."""
        bare = part.removesuffix("s")
        return bare if bare in self._table.heads and len(bare) > LEAST_PART else part


def plain_split(word: str, table: Table) -> tuple[str, ...]:
    """Return the cheapest reading of *word* as it is written, or () when none is likely."""
    size = len(word)
    if not LEAST_LETTERS <= size <= MOST_LETTERS:
        return ()
    # reached[i]: the cheapest way to read word[:i] as modifiers
    reached: dict[int, tuple[int, tuple[str, ...]]] = {0: (0, ())}
    best = 10**9
    parts: tuple[str, ...] = ()
    for start in range(size - LEAST_PART + 1):
        if start not in reached:
            continue
        cost, before = reached[start]
        if len(before) >= MOST_PARTS:
            continue
        head = table.heads.get(word[start:]) if before else None
        if head is not None and cost + head < best:
            best, parts = cost + head, (*before, word[start:])
        for end in range(start + LEAST_PART, size - LEAST_PART + 1):
            more = table.modifiers.get(word[start:end])
            if more is not None and (end not in reached or cost + more < reached[end][0]):
                reached[end] = cost + more, (*before, word[start:end])
    # Two long words beside each other are hardly ever an accident, two short ones often.
    extra = sum(max(0, min(LONGEST, len(part)) - LEAST_LETTERS) for part in parts)
    return parts if parts and best - A_LETTER * extra <= DEAREST_PART * len(parts) else ()


@cache
def own_table() -> Table:
    """Return the table that comes with the package."""
    packed = resources.files("index").joinpath("data", "compound_parts.txt.gz").read_bytes()
    costs: dict[str, dict[str, int]] = {"m": {}, "h": {}, "w": {}}
    for line in gzip.decompress(packed).decode("ascii").splitlines():
        mark, cost, words = line.split(" ", 2)
        costs[mark].update(dict.fromkeys(words.split(" "), int(cost)))
    return Table(costs["m"], costs["h"], frozenset(costs["w"]))
