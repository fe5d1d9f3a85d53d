"""Near-duplicates: the same release at several addresses or sources, found by sketches.

A sketch is the least hashes of a text's word groups (bottom-k sketch, Broder 1997): the share of
hashes two sketches have in common estimates the share of word groups both texts have.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

SHINGLE = 4  # words of a group
SIZE = 32  # hashes kept of a text
SHARED = 8  # hashes two texts must share to be compared at all
CROWD = 60  # a hash in more texts than that is a set phrase, not a copy
ACROSS = 0.55  # likeness from which texts of two sources are one: leads and names are adapted
WITHIN = 0.85  # at one source: weekly notices differ in little but are news each time
NUMBERS = 0.75  # share of numbers two sources must both have: "KW 36" and "KW 37" are two notices
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(
    r"\d+|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
)
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to compare it: least hashes, its numbers and months, its source."""

    source: str
    hashes: tuple[int, ...]
    numbers: frozenset[str]


def sketch(source: str, title: str, text: str) -> Sketch:
    """Return the sketch of an article."""
    words = _WORD.findall(f"{title} {text}".lower()) if text else []
    numbers = frozenset(_NUMBER.findall(text))
    if not words:
        return Sketch(source, (), numbers)
    plain = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
    group = min(SHINGLE, len(plain))
    whole = np.zeros(len(plain) - group + 1, dtype=np.uint64)
    for place in range(group):
        whole = (whole ^ plain[place : place + len(whole)]) * _MIX
        whole ^= whole >> np.uint64(29)
    least = np.unique(whole)[:SIZE]
    return Sketch(source, tuple(int(value) for value in least), numbers)


def likeness(one: Sketch, other: Sketch) -> float:
    """Return the estimated share of word groups that both texts have (Jaccard)."""
    if not one.hashes or not other.hashes:
        return 0.0
    ours, theirs = set(one.hashes), set(other.hashes)
    # Beyond the shorter sketch's greatest hash, the longer one says nothing of both.
    least = sorted(ours | theirs)[: min(SIZE, len(ours | theirs))]
    return sum(value in ours and value in theirs for value in least) / len(least)


def are_one(one: Sketch, other: Sketch) -> bool:
    """Whether both are the same piece of news."""
    if one.source == other.source:
        # A notice that comes again has other dates, however many numbers stay the same.
        return one.numbers == other.numbers and likeness(one, other) >= WITHIN
    return likeness(one, other) >= ACROSS and _same_numbers(one, other)


def duplicates(sketches: Mapping[str, Sketch]) -> dict[str, tuple[str, ...]]:
    """Return for each id that has any the ids of its duplicates, sorted."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in _candidates(sketches):
        if are_one(sketches[one], sketches[other]):
            found[one].add(other)
            found[other].add(one)
    return {key: tuple(sorted(others)) for key, others in sorted(found.items())}


def _same_numbers(one: Sketch, other: Sketch) -> bool:
    every = one.numbers | other.numbers
    return not every or len(one.numbers & other.numbers) >= NUMBERS * len(every)


def _candidates(sketches: Mapping[str, Sketch]) -> Iterator[tuple[str, str]]:
    """Yield the pairs that share enough hashes, without comparing all with all."""
    names = list(sketches)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for members in _by_hash(sketches[name].hashes for name in names):
        for pair in combinations(members, 2):
            shared[pair] += 1
    for (one, other), count in shared.items():
        shorter = min(len(sketches[names[one]].hashes), len(sketches[names[other]].hashes))
        if count >= min(SHARED, shorter):
            yield names[one], names[other]


def _by_hash(all_hashes: Iterable[tuple[int, ...]]) -> Iterator[list[int]]:
    """Yield for each hash that several texts have the numbers of those texts."""
    pairs = [(value, number) for number, hashes in enumerate(all_hashes) for value in hashes]
    if not pairs:
        return
    table = np.array(pairs, dtype=np.uint64)
    table = table[np.argsort(table[:, 0], kind="stable")]
    starts = np.flatnonzero(np.diff(table[:, 0], prepend=table[0, 0] ^ np.uint64(1)))
    sizes = np.diff(np.append(starts, len(table)))
    for start, size in zip(starts[sizes > 1], sizes[sizes > 1], strict=True):
        if size <= CROWD:
            yield table[start : start + size, 1].astype(int).tolist()
