"""What a crawl may cost and what it did, counted while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.runs import RunState


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may cost."""

    articles: int | None = None  # --limit
    addresses: int = 20_000
    looks: int = 500  # articles looked at again because it is time


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """The outcome of one run; `skipped` and `failures` count by reason."""

    source: str
    run: int
    state: RunState
    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    requests: int = 0
    seconds: float = 0.0
    reason: str = ""
    warnings: tuple[str, ...] = ()
    robots: Mapping[str, str] = field(default_factory=dict)  # host → how its rules were read

    def to_record(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        return {
            "source": self.source,
            "run": self.run,
            "state": self.state.value,
            "found": self.found,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "gone": self.gone,
            "failed": self.failed,
            "skipped": dict(self.skipped),
            "failures": dict(self.failures),
            "requests": self.requests,
            "seconds": round(self.seconds, 2),
            "reason": self.reason,
            "warnings": list(self.warnings),
            "robots": dict(self.robots),
        }


@dataclass(slots=True)
class Tally:
    """Counts of a run under way."""

    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    skipped: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    listed: int = 0
    waiting: int = 0
    fetched: int = 0
    updated: int = 0

    def so_far(self) -> dict[str, Any]:
        """Return the counts for the run's row and for progress bars."""
        return {
            "found": self.listed,
            "new": len(self.new),
            "changed": len(self.changed),
            "gone": len(self.gone),
            "failed": self.failures.total(),
            "skipped": dict(self.skipped),
            "fetched": self.fetched,
            "waiting": self.waiting,
        }
