"""Asking engines in turns, so that a busy moment of the machine hits all of them alike."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import mean, median
from typing import Any

from archive.app.measuring import percentile

Ask = Callable[[Any], Any]
SLOW = 10.0  # seconds of work for a round of queries


def measured(
    engines: Mapping[str, tuple[Ask, Sequence[Any]]], repeat: int, *, in_turns: bool = False
) -> dict[str, dict[str, Any]]:
    """Ask every engine its queries *repeat* times; return times in ms and totals.

    One engine answers all queries before the next: a server runs one engine, and its memory caches
    hold that engine's arrays. *in_turns* the engines take turns query by query: each starts cold,
    as on a machine that does other things between two queries. `cpu` is the time of the asking
    thread at work. The first round warms caches, as in a running server, and is not counted. An
    engine that takes longer than SLOW for a round is asked one round more, not *repeat*.
    """
    runs = {name: _Run(ask, queries) for name, (ask, queries) in engines.items()}
    count = len(next(iter(engines.values()))[1])
    for turn in range(repeat + 1):
        asked = [run for run in runs.values() if turn < 2 or run.round_s < SLOW]
        if in_turns:
            for at in range(count):
                for run in asked:
                    run.ask(at, counted=turn > 0)
        else:
            for run in asked:
                for at in range(count):
                    run.ask(at, counted=turn > 0)
    return {name: run.times() for name, run in runs.items()}


class _Run:
    """One engine being asked."""

    def __init__(self, ask: Ask, queries: Sequence[Any]) -> None:
        self._ask, self._queries = ask, queries
        self._wall: list[list[float]] = [[] for _ in queries]
        self._work: list[list[float]] = [[] for _ in queries]
        self._totals = [0] * len(queries)
        self.round_s = 0.0  # of the round that warmed it

    def ask(self, at: int, *, counted: bool) -> None:
        """Ask query number *at* and note its times."""
        begun, worked = time.perf_counter(), time.thread_time()
        self._totals[at] = int(self._ask(self._queries[at]).total)
        spent, done = time.thread_time() - worked, time.perf_counter() - begun
        if counted:
            self._wall[at].append(done * 1000)
            self._work[at].append(spent * 1000)
        else:
            self.round_s += spent

    def times(self) -> dict[str, Any]:
        """Return the summaries and the totals."""
        return {
            **summary("wall", self._wall),
            **summary("cpu", self._work),
            "totals": self._totals,
        }


def summary(name: str, taken: list[list[float]]) -> dict[str, Any]:
    """Return mean, median and 99th percentile over the queries' medians."""
    each = [median(times) for times in taken]
    return {
        f"{name}_mean": round(mean(each), 3),
        f"{name}_median": round(median(each), 3),
        f"{name}_p99": round(percentile(each, 0.99), 3),
        f"{name}_ms": [round(ms, 3) for ms in each],
    }


def timed(work: Callable[[], Any]) -> dict[str, float]:
    """Run *work*; return the processor's seconds and the process's greatest size so far."""
    before = time.process_time()
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu_s": round(time.process_time() - before, 2), "peak_mb": round(peak)}


def table(report: dict[str, Any]) -> str:
    """Return the report as a Markdown table, ours first."""
    ours = report["engines"]["newsarchive"]
    lines = [
        (
            f"{report['articles']:,} articles, {report['queries']} queries, median of "
            f"{report['repeat']} rounds each; ms of the asking thread (cpu) and of the clock "
            "(wall). First one engine after the other, last query by query in turns."
        ),
        "",
        (
            "| engine | cpu mean | cpu median | cpu p99 | wall mean | × ours (cpu) | in turns: "
            "cpu mean | × ours (cpu) | build s | totals |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, found in report["engines"].items():
        cells = [
            *(found[what] for what in ("cpu_mean", "cpu_median", "cpu_p99", "wall_mean")),
            found["cpu_mean"] / ours["cpu_mean"],
            found["turns_cpu_mean"],
            found["turns_cpu_mean"] / ours["turns_cpu_mean"],
        ]
        numbers = " | ".join(f"{cell:.2f}" for cell in cells)
        lines.append(
            f"| {name} | {numbers} | {found['build']['cpu_s']:.1f} | "
            f"{found.get('same_totals', 'all')} |"
        )
    build = ours["build"]
    told = (
        f"newsarchive: {build['per_cpu_s']} articles a CPU second with German analysis, peak "
        f"{build['peak_mb']:.0f} MB, opened in {build['open_s']} s, {build['index_mb']} MB on "
        f"disk; one changed article visible after {build['visible_s']} s. Build seconds of the "
        "others are without analysis: they get finished tokens."
    )
    return "\n".join([*lines, "", told])
