"""Words that are nearly the same: one letter more, less, other, or two swapped."""

from __future__ import annotations

import numpy as np

from index.german import EXACT
from index.whoosh_engine.arrays import Array
from index.whoosh_engine.names import WORDS
from index.whoosh_engine.snapshot import Snapshot
from index.whoosh_engine.terms import FieldTerms


def within(first: str, second: str, limit: int) -> int | None:
    """Return the edits from *first* to *second* (swaps count one), None above *limit*."""
    if abs(len(first) - len(second)) > limit:
        return None
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return None
    return row[-1] if row[-1] <= limit else None


def edits_to(word: bytes, terms: FieldTerms, numbers: Array, limit: int) -> Array:
    """Return the edits from *word* to each exact form, by bytes; more than *limit* is limit + 1.

    One table of edit distances for all words at once, a band of it around the diagonal.
    """
    begin = terms.offset[numbers] + len(EXACT)
    lengths = terms.offset[numbers + 1] - begin
    size, far = len(word), limit + 1
    letters = _letters(terms.blob, begin, lengths, size + limit)
    count = len(numbers)
    out = np.full(count, far, np.int8)
    older: dict[int, Array] = {}
    old: dict[int, Array] = {j: np.full(count, j, np.int8) for j in range(limit + 1)}
    for i in range(1, size + 1):
        row: dict[int, Array] = {}
        for j in range(max(0, i - limit), min(size + limit, i + limit) + 1):
            if j == 0:
                row[0] = np.full(count, i, np.int8)
                continue
            cost = old.get(j - 1, out) + (letters[j - 1] != word[i - 1])
            np.minimum(cost, old.get(j, out) + 1, out=cost)
            np.minimum(cost, row.get(j - 1, out) + 1, out=cost)
            if i > 1 and j > 1 and j - 2 in older:
                swapped = (letters[j - 2] == word[i - 1]) & (letters[j - 1] == word[i - 2])
                np.minimum(cost, np.where(swapped, older[j - 2] + 1, far), out=cost)
            row[j] = np.minimum(cost, far).astype(np.int8)
        older, old = old, row
    for j, cost in old.items():
        here = lengths == j
        out[here] = cost[here]
    return out


def _letters(blob: Array, begin: Array, lengths: Array, width: int) -> Array:
    """Return the words as columns of letters, 0 after their ends."""
    at = np.arange(width)[:, None]
    inside = at < lengths[None, :]
    places = np.minimum(begin[None, :] + at, max(0, len(blob) - 1))
    found: Array = np.where(inside, blob[places] if len(blob) else 0, 0)
    return found


def close_terms(snapshot: Snapshot, word: str, distance: int) -> list[tuple[str, float, int]]:
    """Return exact terms within *distance* of *word*: term, weight, documents; nearest first."""
    wanted = word.encode("utf-8", "replace")
    near: dict[str, tuple[int, int]] = {}
    for segment in snapshot.segments:
        terms = segment.terms(WORDS)
        if terms is None:
            continue
        numbers = terms.alike(wanted, distance)
        edits = edits_to(wanted, terms, numbers, distance)
        for number, needed in zip(numbers.tolist(), edits.tolist(), strict=True):
            if needed <= distance:
                term = terms.term(number).decode("utf-8", "replace")
                before = near.get(term, (0, 0))[1]
                near[term] = (needed, before + terms.frequency(number))
    found = [(term, 1.0 / (1 + edits), count) for term, (edits, count) in near.items()]
    return sorted(found, key=lambda each: (-each[1], -each[2], each[0]))
