"""Words of the query that stand near each other: what they add to the scores of the best hits.

Büttcher, Clarke, Lushman: Term proximity scoring for ad-hoc retrieval on very large text
collections (SIGIR 2006). Each two neighbouring query words in a text add to one another's
accumulator their idf divided by the squared distance; accumulators saturate as BM25 does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.whoosh_engine.arrays import Array
from index.whoosh_engine.marks import Marker
from index.whoosh_engine.nodes import All, Any, Leaf, Node
from index.whoosh_engine.snapshot import K1, Snapshot

CANDIDATES = 100  # hits that are looked at, best first; nearness cannot lift one from below
WEIGHT = 0.5  # beside the scores of the words themselves
FAR = 8  # words from one to the next beyond which they have nothing to do with each other
_APART = 2**20  # between the words of two documents


def nearness(snapshot: Snapshot, marker: Marker, nodes: Sequence[Node], ids: Array) -> Array:
    """Return what the sorted documents *ids* gain; *marker* has *nodes* first."""
    places, words = _marked(snapshot, marker, len(nodes), ids)
    gaps, first, second = np.diff(places), words[:-1], words[1:]
    near = (gaps <= FAR) & (first != second)
    gaps, first, second = gaps[near], first[near], second[near]
    idf = np.array([0.0, *(snapshot.idf(frequency(snapshot, node)) for node in nodes)])
    size = len(idf)
    row = places[:-1][near] // _APART * size
    closeness = 1.0 / gaps**2
    gathered = np.bincount(row + first, idf[second] * closeness, len(ids) * size)
    gathered += np.bincount(row + second, idf[first] * closeness, len(ids) * size)
    table = gathered.reshape(len(ids), size)
    found: Array = (np.minimum(1.0, idf) * (table * (K1 + 1) / (table + K1))).sum(axis=1)
    return WEIGHT * found


def frequency(snapshot: Snapshot, node: Node) -> int:
    """Return in how many documents the commonest form of a word stands."""
    match node:
        case Leaf(field=field, term=term):
            return snapshot.postings(field, term)[2]
        case All(parts=parts) | Any(parts=parts):
            return max((frequency(snapshot, part) for part in parts), default=0)
    return 0


def _marked(snapshot: Snapshot, marker: Marker, count: int, ids: Array) -> tuple[Array, Array]:
    """Return places and numbers (from 1) of the query's words in all documents, one after
    another."""
    all_places, all_words = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    edges = np.searchsorted(ids, snapshot.bases)
    for at, segment in enumerate(snapshot.segments):
        here = ids[edges[at] : edges[at + 1]] - snapshot.bases[at]
        if not len(here):
            continue
        flat, sizes = segment.words_of(here)
        words = marker.table(segment).take(flat)
        marked = np.flatnonzero((words > 0) & (words <= count))
        ends = np.cumsum(sizes)
        owner = np.searchsorted(ends, marked, side="right")
        place = marked - (ends - sizes)[owner]
        all_places.append((owner + edges[at]) * _APART + place)
        all_words.append(words[marked].astype(np.int64))
    return np.concatenate(all_places), np.concatenate(all_words)
