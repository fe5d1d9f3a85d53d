"""Articles like another: shared telling words, the same project, the same place."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from index.whoosh_engine.execution import Execution
from index.whoosh_engine.names import GAP, STEMS
from index.whoosh_engine.nodes import Any, Leaf
from index.whoosh_engine.ranking import best_places, by_score
from index.whoosh_engine.segments import SegmentReader
from index.whoosh_engine.snapshot import Snapshot

TELLING_WORDS = 14
TITLE_WEIGHT = 3
LEAST_LETTERS = 4
SAME_PROJECT, SAME_PLACE = 0.6, 0.2  # of the best word score


def telling_stems(snapshot: Snapshot, number: int) -> list[tuple[str, float, int]]:
    """Return a document's most telling stems: stem, worth, number of an exact form of it."""
    segment, document = snapshot.place(number)
    terms = segment.terms(STEMS)
    if terms is None:
        return []
    words = segment.words(document)
    weights = np.ones(len(words))
    weights[: _title_words(segment, document)] = TITLE_WEIGHT
    stems, owner = segment.stems(words)
    counts = np.bincount(stems, weights=weights[owner]) if len(stems) else np.zeros(0)
    found = []
    for stem in np.flatnonzero(counts).tolist():
        term = terms.term(stem).decode()
        frequency = snapshot.postings(STEMS, term)[2]
        if frequency < 2 or len(term) < LEAST_LETTERS or term[0].isdigit():
            continue
        worth = (1 + math.log(counts[stem])) * math.log(snapshot.count / frequency + 0.5)
        found.append((term, worth, int(words[owner[int(np.argmax(stems == stem))]])))
    return sorted(found, key=lambda each: (-each[1], each[0]))[:TELLING_WORDS]


def relatives(
    snapshot: Snapshot, number: int, limit: int, clock: Callable[[], float]
) -> list[tuple[int, float]]:
    """Return the numbers of similar documents and how similar they are, best first."""
    stems = telling_stems(snapshot, number)
    run = Execution(snapshot, clock=clock)
    leaves = tuple(Leaf(STEMS, term) for term, _, _ in stems)
    least = 2 if len(leaves) > 3 else 1
    ids, scores = run.find(Any(leaves, least)) if leaves else (np.zeros(0, np.int64), None)
    total = np.zeros(snapshot.count)
    if scores is not None and len(ids):
        total[ids] = scores
    top = float(total.max()) if snapshot.count else 0.0
    for facet, share in (("projekt", SAME_PROJECT), ("ort", SAME_PLACE)):
        mask = snapshot.mask(facet, own_values(snapshot, facet, number))
        total[mask] += share * (top or 1.0)
    total[number] = 0.0
    if snapshot.live is not None:
        total[~snapshot.live] = 0.0
    hits = np.flatnonzero(total)
    worth = total[hits]
    keep = best_places(by_score(snapshot, hits, worth), len(hits), min(limit, len(hits)))
    return list(zip(hits[keep].tolist(), worth[keep].tolist(), strict=True))


def own_values(snapshot: Snapshot, facet: str, number: int) -> tuple[int, ...]:
    """Return the numbers of a document's most precise values of *facet*: no larger places."""
    segment, document = snapshot.place(number)
    start, flat = segment.facet(facet)
    local = segment.values(facet)
    own = [local[value] for value in flat[start[document] : start[document + 1]].tolist()]
    leaves = [value for value in own if not any(o.startswith(f"{value}/") for o in own)]
    return tuple(n for value in leaves for n in snapshot.resolve(facet, value))


def shared_values(snapshot: Snapshot, facet: str, one: int, other: int) -> list[str]:
    """Return the most precise values of *facet* that two documents share."""
    mine = own_values(snapshot, facet, one)
    theirs = set(own_values(snapshot, facet, other))
    values = snapshot.facets.values[facet]
    return [values[number] for number in mine if number in theirs]


def _title_words(segment: SegmentReader, document: int) -> int:
    sections = segment.sheet(document).facts.sections
    if len(sections) < 2:
        return 0
    return int(sections[1][3]) - GAP
