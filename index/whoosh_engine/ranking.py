"""The order of hits: score, then newest, then id; and what lifts a score."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from index.whoosh_engine.arrays import Array
from index.whoosh_engine.names import UNKNOWN_DATE
from index.whoosh_engine.snapshot import Snapshot

RECENCY = 0.10  # how much more the newest article scores than an ancient one
HALF_LIFE = 2 * 365.25 * 86_400  # seconds in which that advantage halves
SMALL = 256  # below, sorting all is as fast as choosing


def recency(snapshot: Snapshot) -> Array:
    """Return what each document's score is multiplied by for its age.

    Age is counted from the newest article, so that equal searches give equal scores.
    """
    known = snapshot.dates > UNKNOWN_DATE
    if not known.any():
        return np.ones(snapshot.count)
    age = snapshot.dates.max() - snapshot.dates[known]
    lift = np.ones(snapshot.count)
    lift[known] += RECENCY * np.exp2(-age / HALF_LIFE)
    return lift


def by_score(snapshot: Snapshot, ids: Array, scores: Array) -> Sequence[Callable[[], Array]]:
    """Return sort keys, smallest first: score, newest, id."""
    return (lambda: -scores, *by_newest(snapshot, ids))


def by_newest(snapshot: Snapshot, ids: Array) -> Sequence[Callable[[], Array]]:
    """Return sort keys, smallest first: newest, id; unknown dates last."""
    return (lambda: -snapshot.dates.take(ids), *_by_id(snapshot, ids))


def by_oldest(snapshot: Snapshot, ids: Array) -> Sequence[Callable[[], Array]]:
    """Return sort keys, smallest first: oldest, id; unknown dates last."""

    def oldest() -> Array:
        dates = snapshot.dates.take(ids)
        found: Array = np.where(dates == UNKNOWN_DATE, np.int64(2**62), dates)
        return found

    return (oldest, *_by_id(snapshot, ids))


def _by_id(snapshot: Snapshot, ids: Array) -> Sequence[Callable[[], Array]]:
    return (lambda: snapshot.id_high.take(ids), lambda: snapshot.id_low.take(ids))


def sorted_places(keys: Sequence[Callable[[], Array]]) -> Array:
    """Return the places of all in order of the keys."""
    order: Array = np.lexsort([key() for key in reversed(keys)])
    return order


def best_places(keys: Sequence[Callable[[], Array]], count: int, wanted: int) -> Array:
    """Return the places of the *wanted* first of *count*, in order; ties are told by later keys."""
    if count <= SMALL or wanted >= count:
        return sorted_places(keys)[:wanted]
    chosen: list[Array] = []
    tied: Array | None = None
    left = wanted
    for key in keys:
        values = key() if tied is None else key()[tied]
        if left >= len(values):
            break
        edge = np.partition(values, left - 1)[left - 1]
        sure, equal = np.flatnonzero(values < edge), np.flatnonzero(values == edge)
        chosen.append(sure if tied is None else tied[sure])
        tied = equal if tied is None else tied[equal]
        left -= len(sure)
    if tied is not None:
        chosen.append(tied[:left])
    places = np.concatenate(chosen)
    order = np.lexsort([key()[places] for key in reversed(keys)])
    found: Array = places[order]
    return found
