"""The order of hits: score, then newest, then id; and what lifts a score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from index.whoosh_engine.arrays import Array
from index.whoosh_engine.names import UNKNOWN_DATE
from index.whoosh_engine.snapshot import Snapshot

RECENCY = 0.10  # how much more the newest article scores than an ancient one
HALF_LIFE = 2 * 365.25 * 86_400  # seconds in which that advantage halves
SMALL = 256  # below, sorting all is as fast as choosing
STRETCHES = 512  # that values are looked at in


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


Key = Callable[[Array | None], Array]  # values to sort by, smallest first: of some places or all


def by_score(snapshot: Snapshot, ids: Array, scores: Array) -> Sequence[Key]:
    """Return sort keys: score, newest, id."""

    def best(at: Array | None) -> Array:
        found: Array = np.negative(scores if at is None else scores.take(at))
        return found

    return (best, *by_newest(snapshot, ids))


def by_newest(snapshot: Snapshot, ids: Array) -> Sequence[Key]:
    """Return sort keys: newest, id; unknown dates last."""

    def newest(at: Array | None) -> Array:
        found: Array = np.negative(snapshot.dates.take(_some(ids, at)))
        return found

    return (newest, *_by_id(snapshot, ids))


def by_oldest(snapshot: Snapshot, ids: Array) -> Sequence[Key]:
    """Return sort keys: oldest, id; unknown dates last."""

    def oldest(at: Array | None) -> Array:
        dates = snapshot.dates.take(_some(ids, at))
        found: Array = np.where(dates == UNKNOWN_DATE, np.int64(2**62), dates)
        return found

    return (oldest, *_by_id(snapshot, ids))


def _by_id(snapshot: Snapshot, ids: Array) -> Sequence[Key]:
    return (
        lambda at: snapshot.id_high.take(_some(ids, at)),
        lambda at: snapshot.id_low.take(_some(ids, at)),
    )


def _some(ids: Array, at: Array | None) -> Array:
    return ids if at is None else ids.take(at)


def sorted_places(keys: Sequence[Key]) -> Array:
    """Return the places of all in order of the keys."""
    order: Array = np.lexsort([key(None) for key in reversed(keys)])
    return order


def best_places(keys: Sequence[Key], count: int, wanted: int) -> Array:
    """Return the places of the *wanted* first of *count*, in order; ties are told by later keys."""
    if count <= SMALL or wanted >= count:
        return sorted_places(keys)[:wanted]
    values = keys[0](None)
    places = (values <= _reach(values, wanted)).nonzero()[0]
    if len(places) > SMALL + wanted:  # most of them tie at the edge: the next key tells them apart
        reached = values.take(places)
        edge = np.partition(reached, wanted - 1)[wanted - 1]
        sure, tied = places[reached < edge], places[reached == edge]
        last: Array | slice = slice(None)
        if len(keys) > 1:
            last = best_places(_of(tied, keys[1:]), len(tied), wanted - len(sure))
        places = np.concatenate((sure, tied[last]))
    order = np.lexsort([key(places) for key in reversed(keys)])[:wanted]
    found: Array = places.take(order)
    return found


def _reach(values: Array, wanted: int) -> Any:
    """Return a number that at least *wanted* of *values* are not above, and few more.

    The least of every stretch is found faster than all are parted.
    """
    size = len(values) // STRETCHES
    if wanted * 4 > STRETCHES or size < 2:
        return np.partition(values, wanted - 1)[wanted - 1]
    least = values[: size * STRETCHES].reshape(size, STRETCHES).min(axis=0)
    return np.partition(least, wanted - 1)[wanted - 1]


def _of(places: Array, keys: Sequence[Key]) -> Sequence[Key]:
    """Return the keys of *places* alone."""

    def part(key: Key) -> Key:
        return lambda at: key(_some(places, at))

    return [part(key) for key in keys]
