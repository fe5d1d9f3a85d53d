"""Facet counts as readers see them: labelled, ordered, cut, the chosen ones always there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from index.facets import FACETS, UNKNOWN, Facet, value_label
from index.results import FacetCount

SHOWN = 24  # values of a facet that a page of results brings; `values` brings all
KEPT = 20_000  # counts of a facet that are kept ready
_MADE: dict[str, dict[tuple[str, int], FacetCount]] = {}


def facet_counts(
    counts: Mapping[str, Sequence[tuple[str, int]]], chosen: Mapping[str, Sequence[str]]
) -> dict[str, tuple[FacetCount, ...]]:
    """Return for each facet the values to show."""
    return {
        facet.name: ordered(facet, counts.get(facet.name, ()), chosen.get(facet.name, ()), SHOWN)
        for facet in FACETS
    }


def ordered(
    facet: Facet, counts: Sequence[tuple[str, int]], chosen: Sequence[str], limit: int | None
) -> tuple[FacetCount, ...]:
    """Return the values in the facet's order: by count, or by time with the newest first.

    Values by time are never cut; a chosen value is shown even with no hits.
    """
    present = [*counts]
    if chosen:
        known = {value for value, _ in counts}
        present += [(value, 0) for value in chosen if value not in known]
    if facet.order == "value":
        if len(present) > len(counts):
            present.sort()
        present.reverse()  # values come in order
        if present and present[0][0] == UNKNOWN:  # letters sort behind digits
            present.append(present.pop(0))
    else:
        # Values come in order, so that equal counts stay so.
        present.sort(key=itemgetter(1), reverse=True)
        if limit is not None and len(present) > limit:
            kept = set(chosen)
            present = present[:limit] + [p for p in present[limit:] if p[0] in kept]
    made = _MADE.setdefault(facet.name, {})
    found = [*filter(None, map(made.get, present))]  # in C: most pages repeat the one before
    if len(found) < len(present):
        found = [made.get(pair) or _make(facet, pair, made) for pair in present]
    if chosen:
        wanted = frozenset(chosen)
        found = [replace(c, selected=True) if c.value in wanted else c for c in found]
    return tuple(found)


def _make(
    facet: Facet, pair: tuple[str, int], made: dict[tuple[str, int], FacetCount]
) -> FacetCount:
    """Return the count of a value, not selected; most pages repeat those of the page before."""
    value, count = pair
    if len(made) >= KEPT:
        made.clear()
    parent = value.rpartition("/")[0] or None if facet.hierarchy else None
    found = made[pair] = FacetCount(value, value_label(facet, value), count, False, parent)
    return found
