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
    values = keys[0]()
    edge = np.partition(values, wanted - 1)[wanted - 1]
    places = (values <= edge).nonzero()[0]
    if len(places) > SMALL + wanted:  # most of them tie at the edge: the next key tells them apart
        reached = values.take(places)
        sure, tied = places[reached < edge], places[reached == edge]
        later = [lambda key=key: key().take(tied) for key in keys[1:]]
        last = best_places(later, len(tied), wanted - len(sure)) if later else slice(None)
        places = np.concatenate((sure, tied[last]))
    order = np.lexsort([key().take(places) for key in reversed(keys)])[:wanted]
    found: Array = places.take(order)
    return found
