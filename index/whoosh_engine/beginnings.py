"""Words that begin alike: their stretch of each segment's sorted terms, and how common each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from index.whoosh_engine.arrays import Array
from index.whoosh_engine.snapshot import Snapshot
from index.whoosh_engine.terms import FieldTerms

FEW = 8  # so many times fewer terms are looked up one by one


@dataclass(frozen=True, slots=True)
class Stretch:
    """The terms of one segment numbered *first* to before *last*.

    `overall` says in how many documents of all segments each stands; `base` is the number of the
    segment's first document.
    """

    terms: FieldTerms
    base: int
    first: int
    last: int
    overall: Array


def stretches(snapshot: Snapshot, field: str, prefix: str) -> list[Stretch]:
    """Return the terms of *field* that begin with *prefix*, segment by segment."""
    found = []
    raw = prefix.encode("utf-8", "replace")
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=False):
        terms = segment.terms(field)
        if terms is None:
            continue
        first, last = terms.beginning(raw)
        if first < last:
            own = np.diff(terms.start[first : last + 1]).astype(np.int64)
            found.append(Stretch(terms, base, first, last, own))
    if len(found) > 1:
        _add_up(sorted(found, key=lambda each: each.first - each.last))
    return found


def _add_up(found: Sequence[Stretch]) -> None:
    """Add the others' documents to each term's own; the longest stretch comes first."""
    longest, *others = found
    names = [each.terms.names(each.first, each.last) for each in others]
    total = dict(zip(names[0], others[0].overall.tolist(), strict=True))
    for each, listed in zip(others[1:], names[1:], strict=True):
        for name, own in zip(listed, each.overall.tolist(), strict=True):
            total[name] = total.get(name, 0) + own
    shared = _shared(longest, total)
    for each, listed in zip(others, names, strict=True):
        each.overall[:] = _numbers(total, listed) + _numbers(shared, listed)


def _shared(longest: Stretch, total: dict[bytes, int]) -> dict[bytes, int]:
    """Add *total* to the longest stretch; return what terms of *total* had there before."""
    size = longest.last - longest.first
    if len(total) * FEW < size:
        placed = ((name, longest.terms.find(name) - longest.first) for name in total)
        at = {name: place for name, place in placed if place >= 0}
        own = {name: int(longest.overall[place]) for name, place in at.items()}
        for name, place in at.items():
            longest.overall[place] += total[name]
        return own
    listed = longest.terms.names(longest.first, longest.last)
    own = dict(zip(listed, longest.overall.tolist(), strict=True))
    longest.overall[:] += _numbers(total, listed)
    return own


def _numbers(known: dict[bytes, int], names: list[bytes]) -> Array:
    """Return the number of each of *names*, 0 where it is not known."""
    return np.fromiter(map(known.get, names, repeat(0)), np.int64, len(names))
