"""The words of a snapshot as readers may type them: beginnings, near spellings, written forms."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from index.german import EXACT
from index.whoosh_engine.arrays import Array
from index.whoosh_engine.distance import close_terms
from index.whoosh_engine.names import TITLE_WORDS, WORDS
from index.whoosh_engine.snapshot import EMPTY, Snapshot

MOST_BEGINNINGS = 4_000  # terms of one beginning that are compared; more is no help to a typist
_WORD = re.compile(r"\w+(?:[-‐‑’'*:/]\w+)*")


def words_beginning(snapshot: Snapshot, prefix: str, limit: int) -> list[tuple[str, int]]:
    """Return the most frequent words that begin with the folded *prefix*, as written."""
    found: dict[bytes, int] = {}
    for segment in snapshot.segments:
        terms = segment.terms(WORDS)
        if terms is None:
            continue
        first, last = terms.beginning((EXACT + prefix).encode("utf-8", "replace"))
        frequencies = np.diff(terms.start[first : min(last, first + MOST_BEGINNINGS) + 1])
        for at in np.argsort(-frequencies, kind="stable")[: 4 * limit].tolist():
            term = terms.term(first + at)
            found[term] = found.get(term, 0) + int(frequencies[at])
    best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    return [(written(snapshot, term.decode()), count) for term, count in best]


def words_like(snapshot: Snapshot, word: str, distance: int) -> list[tuple[str, int]]:
    """Return exact terms near the folded *word* and in how many documents each is."""
    near = close_terms(snapshot, word, distance)
    return [(term, count) for term, _, count in near if term != EXACT + word]


def written(snapshot: Snapshot, term: str) -> str:
    """Return an exact term as its first document writes it: with umlauts and capitals."""
    raw = term.encode("utf-8", "replace")
    for segment in snapshot.segments:
        terms = segment.terms(WORDS)
        number = terms.find(raw) if terms else -1
        if terms is None or number < 0:
            continue
        document = int(terms.postings(number).ids[0])
        at = np.flatnonzero(segment.words(document) == number)
        if len(at):
            start = int(segment.word_starts(document)[at[0]])
            match = _WORD.match(segment.text(document), start)
            if match:
                return match[0]
    return term.removeprefix(EXACT)


def titled(snapshot: Snapshot, words: Sequence[str], prefix: str) -> Array:
    """Return the documents with all *words* and one that begins with *prefix* in the title."""
    parts = []
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=False):
        terms = segment.terms(TITLE_WORDS)
        if terms is None:
            continue
        first, last = terms.beginning((EXACT + prefix).encode("utf-8", "replace"))
        ids = np.unique(terms.ids[terms.start[first] : terms.start[last]])
        for word in words:
            number = terms.find((EXACT + word).encode("utf-8", "replace"))
            here = terms.postings(number).ids if number >= 0 else EMPTY
            ids = np.intersect1d(ids, here, assume_unique=True)
        parts.append(ids.astype(np.int64) + base)
    found: Array = np.concatenate(parts) if parts else EMPTY
    return found if snapshot.live is None else found[snapshot.live[found]]
