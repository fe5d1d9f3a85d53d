"""Facet counts as readers see them: labelled, ordered, cut, the chosen ones always there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.facets import FACETS, UNKNOWN, Facet, value_label
from index.results import FacetCount

SHOWN = 24  # values of a facet that a page of results brings; `values` brings all
_LABELS: dict[tuple[str, str], str] = {}


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
        present.sort(key=lambda pair: (pair[0] == UNKNOWN, pair[0]), reverse=True)
        if present and present[0][0] == UNKNOWN:
            present.append(present.pop(0))
    else:
        present.sort(key=lambda pair: (-pair[1], pair[0]))
        if limit is not None and len(present) > limit:
            wanted = set(chosen)
            present = present[:limit] + [p for p in present[limit:] if p[0] in wanted]
    return tuple(_count(facet, value, count, value in chosen) for value, count in present)


def _count(facet: Facet, value: str, count: int, selected: bool) -> FacetCount:
    key = (facet.name, value)
    label = _LABELS.get(key)
    if label is None:
        if len(_LABELS) > 100_000:
            _LABELS.clear()
        label = _LABELS[key] = value_label(facet, value)
    parent = value.rpartition("/")[0] or None if facet.hierarchy else None
    return FacetCount(value, label, count, selected, parent)
