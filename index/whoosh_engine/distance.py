"""Words that are nearly the same: one letter more, less, other, or two swapped."""

from __future__ import annotations

from index.german import EXACT
from index.whoosh_engine.names import WORDS
from index.whoosh_engine.snapshot import Snapshot


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


def close_terms(snapshot: Snapshot, word: str, distance: int) -> list[tuple[str, float, int]]:
    """Return exact terms within *distance* of *word*: term, weight, documents; nearest first."""
    frequencies: dict[str, int] = {}
    for segment in snapshot.segments:
        terms = segment.terms(WORDS)
        for raw in terms.alike(word, distance) if terms else ():
            term = raw.decode("utf-8", "replace")
            if terms and term.startswith(EXACT):
                count = terms.frequency(terms.find(raw))
                frequencies[term] = frequencies.get(term, 0) + count
    found = []
    for term, count in frequencies.items():
        edits = within(word, term.removeprefix(EXACT), distance)
        if edits is not None:
            found.append((term, 1.0 / (1 + edits), count))
    return sorted(found, key=lambda each: (-each[1], -each[2], each[0]))
