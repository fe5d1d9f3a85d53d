"""Asking engines in turns, so that a busy moment of the machine hits all of them alike."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import mean, median
from typing import Any

from archive.app.measuring import percentile

Ask = Callable[[Any], Any]


def measured(
    engines: Mapping[str, tuple[Ask, Sequence[Any]]], repeat: int
) -> dict[str, dict[str, Any]]:
    """Ask every engine its queries *repeat* times in turns; return times in ms and totals.

    `cpu` is the time of the asking thread at work: what it costs on a machine that is busy with
    other things too. The first turn warms caches, as in a running server, and is not counted.
    """
    count = len(next(iter(engines.values()))[1])
    wall: dict[str, list[list[float]]] = {name: [[] for _ in range(count)] for name in engines}
    work: dict[str, list[list[float]]] = {name: [[] for _ in range(count)] for name in engines}
    totals: dict[str, list[int]] = {name: [0] * count for name in engines}
    for turn in range(repeat + 1):
        # All queries of one engine after the other: a server runs one engine, and its memory caches
        # hold that engine's arrays. Asked query by query in turns, each would start cold.
        for name, (ask, queries) in engines.items():
            for at in range(count):
                begun, worked = time.perf_counter(), time.thread_time()
                totals[name][at] = int(ask(queries[at]).total)
                spent, done = time.thread_time() - worked, time.perf_counter() - begun
                if turn:
                    wall[name][at].append(done * 1000)
                    work[name][at].append(spent * 1000)
    return {
        name: {**summary("wall", wall[name]), **summary("cpu", work[name]), "totals": totals[name]}
        for name in engines
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
            f"{report['repeat']} turns each; ms of the asking thread (cpu) and of the clock (wall)."
        ),
        "",
        (
            "| engine | cpu mean | cpu median | cpu p99 | wall mean | × ours (cpu) "
            "| build s | totals |"
        ),
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, found in report["engines"].items():
        times = found["cpu_mean"] / ours["cpu_mean"]
        lines.append(
            f"| {name} | {found['cpu_mean']:.2f} | {found['cpu_median']:.2f} | "
            f"{found['cpu_p99']:.2f} | {found['wall_mean']:.2f} | {times:.2f} | "
            f"{found['build']['cpu_s']:.1f} | {found.get('same_totals', 'all')} |"
        )
    build = ours["build"]
    told = (
        f"newsarchive: {build['per_cpu_s']} articles a CPU second with German analysis, peak "
        f"{build['peak_mb']:.0f} MB, opened in {build['open_s']} s, {build['index_mb']} MB on "
        f"disk; one changed article visible after {build['visible_s']} s. Build seconds of the "
        "others are without analysis: they get finished tokens."
    )
    return "\n".join([*lines, "", told])
