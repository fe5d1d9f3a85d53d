"""Measuring searches: what `newsarchive bench` reports."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from statistics import mean, median
from typing import Any

from archive.errors import QueryRefused
from index.results import Search
from index.search import SearchService


def measure(
    service: SearchService, queries: Sequence[tuple[dict[str, Any], Search]], repeat: int
) -> dict[str, Any]:
    """Ask every query *repeat* times, in turns, and return times in milliseconds.

    A query's `ms` is the median of its turns, so that one hiccup does not speak for it.
    """
    started = time.perf_counter()
    articles = service.search(Search(page_size=1)).total
    opened = (time.perf_counter() - started) * 1000
    taken: list[list[float]] = [[] for _ in queries]
    totals: list[int | None] = [None] * len(queries)
    for _ in range(repeat):
        for at, (_, search) in enumerate(queries):
            begun = time.perf_counter()
            try:
                totals[at] = service.search(search).total
            except QueryRefused:
                totals[at] = None
            taken[at].append((time.perf_counter() - begun) * 1000)
    medians = [median(times) for times in taken]
    return {
        "queries": [
            {"query": line, "total": total, "ms": round(ms, 3), "refused": total is None}
            for (line, _), total, ms in zip(queries, totals, medians, strict=True)
        ],
        "summary": {
            "articles": articles,
            "queries": len(queries),
            "repeat": repeat,
            "mean_ms": round(mean(medians), 3) if medians else 0.0,
            "median_ms": round(median(medians), 3) if medians else 0.0,
            "p95_ms": round(percentile(medians, 0.95), 3),
            "p99_ms": round(percentile(medians, 0.99), 3),
            "max_ms": round(max(medians, default=0.0), 3),
            "first_ms": round(opened, 3),
            "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        },
    }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that *share* of *values* do not exceed; 0.0 of none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
