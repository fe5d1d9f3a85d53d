"""Words that begin alike: their stretch of each segment's sorted terms, and how common each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    total: dict[bytes, int] = {}
    names = [each.terms.names(each.first, each.last) for each in others]
    for each, listed in zip(others, names, strict=True):
        for name, own in zip(listed, each.overall.tolist(), strict=True):
            total[name] = total.get(name, 0) + own
    for at, name in _shared(longest, total):
        total[name] += int(longest.overall[at])
        longest.overall[at] = total[name]
    for each, listed in zip(others, names, strict=True):
        each.overall[:] = [total[name] for name in listed]


def _shared(longest: Stretch, total: dict[bytes, int]) -> list[tuple[int, bytes]]:
    """Return where in the longest stretch terms of *total* stand."""
    if len(total) * FEW < longest.last - longest.first:
        placed = ((longest.terms.find(name) - longest.first, name) for name in total)
        return [(at, name) for at, name in placed if at >= 0]
    listed = enumerate(longest.terms.names(longest.first, longest.last))
    return [(at, name) for at, name in listed if name in total]
