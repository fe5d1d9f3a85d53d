"""Ours beside its peers: one corpus, one run, the same queries; prints the table for docs.

make bench                         10,000 articles, all engines
python -m benchmarks.search.compare 100000 --without "Whoosh stock"
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import mean, median
from typing import Any

from archive.app.measuring import percentile
from archive.app.state import read_state
from archive.article import article_id
from archive.records import from_record
from benchmarks.search.corpus import articles
from benchmarks.search.peers import (
    Fts5,
    Page,
    Peer,
    Row,
    StockWhoosh,
    Tantivy,
    Task,
    rows,
    simplified,
)
from benchmarks.search.queries import queries
from index.document import Document, to_document
from index.german import Analyzer, open_analyzer
from index.results import Search
from index.search import SearchService
from index.whoosh_engine.compiler import between
from index.whoosh_engine.engine import WhooshEngine
from index.whoosh_engine.finder import Finder


def documents(count: int) -> Iterator[Document]:
    """Yield the corpus as engines take it."""
    for record in articles(count):
        given = {**record, "id": article_id(record["source"], record["url"])}
        yield to_document(from_record(given))


def main() -> None:
    """Build, ask, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run(given.count, given.repeat, set(given.without), Path(folder))
    if given.json:
        given.json.write_text(json.dumps(report, indent=1), "utf-8")
    sys.stdout.write(table(report) + "\n")


def run(count: int, repeat: int, without: set[str], folder: Path) -> dict[str, Any]:
    """Return build costs and times of every engine."""
    analyzer = open_analyzer()
    ours, finder, build = _ours(count, analyzer, folder / "ours")
    asked = [{name: value for name, value in line.items() if name != "kind"} for line in queries()]
    searches = [read_state(_pairs(line), today=date(2024, 6, 1)).search for line in asked]
    tasks = [_task(ours, finder, search) for search in searches]
    results = {"newsarchive": {"build": build, **_measured(ours.search, searches, repeat)}}
    totals = results["newsarchive"].pop("totals")
    for make in (Tantivy, Fts5, StockWhoosh):
        if make.__name__ == "StockWhoosh" and "Whoosh stock" in without:
            continue
        try:
            peer: Peer = make()
        except ImportError as error:
            print(f"{make.__name__} left out: {error}", file=sys.stderr)
            continue
        if peer.name in without:
            continue
        cost = _timed(lambda: peer.build(_rows(count, analyzer), folder / peer.name))  # noqa: B023
        found = _measured(peer.page, tasks, repeat)
        agreed = sum(a == b for a, b in zip(found.pop("totals"), totals, strict=True))
        results[peer.name] = {"build": cost, "same_totals": f"{agreed} of {len(tasks)}", **found}
    return {"articles": count, "queries": len(tasks), "repeat": repeat, "engines": results}


def _ours(
    count: int, analyzer: Analyzer, folder: Path
) -> tuple[SearchService, Finder, dict[str, float]]:
    engine = WhooshEngine(folder, analyzer, clock=time.thread_time)
    service = SearchService(engine, analyzer=analyzer)
    made = _timed(lambda: sum(1 for _ in documents(count)))  # the corpus itself costs time
    cost = _timed(lambda: engine.write(documents(count), sequence=1))
    spent = cost["cpu_s"] - made["cpu_s"]
    started = time.perf_counter()
    finder = WhooshEngine(folder, analyzer, clock=time.thread_time).reader()
    opened = time.perf_counter() - started
    return (
        service,
        finder,
        {
            "cpu_s": round(spent, 2),
            "per_cpu_s": round(count / max(0.01, spent)),
            "peak_mb": cost["peak_mb"],
            "open_s": round(opened, 3),
            "index_mb": round(sum(p.stat().st_size for p in folder.rglob("*.*")) / 1e6),
        },
    )


def _rows(count: int, analyzer: Analyzer) -> Iterator[Row]:
    return rows(documents(count), analyzer)


def table(report: dict[str, Any]) -> str:
    """Return the report as a Markdown table, ours first."""
    ours = report["engines"]["newsarchive"]
    lines = [
        f"{report['articles']:,} articles, {report['queries']} queries, median of"
        f" {report['repeat']} turns each, ms",
        "",
        "| engine | mean | median | p99 | × ours | build CPU s | same totals |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, found in report["engines"].items():
        lines.append(
            f"| {name} | {found['mean_ms']:.2f} | {found['median_ms']:.2f} | {found['p99_ms']:.2f}"
            f" | {found['mean_ms'] / ours['mean_ms']:.2f} | {found['build']['cpu_s']:.1f}"
            f" | {found.get('same_totals', '')} |"
        )
    build = ours["build"]
    lines += [
        "",
        f"newsarchive: {build['per_cpu_s']} articles a CPU second with German analysis, peak"
        f" {build['peak_mb']:.0f} MB, opened in {build['open_s']} s, {build['index_mb']} MB on disk.",
    ]
    return "\n".join(lines)


def _pairs(line: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in line.items()
        for value in (values if isinstance(values, list) else [values])
        if value
    ]


def _task(service: SearchService, finder: Finder, search: Search) -> Task:
    """Return what our service makes of *search*, for the peers to ask."""
    request = service.request(search)
    node = finder.node(request)
    period = between(request.since, request.until)
    return Task(
        simplified(node) if node is not None else None,
        {name: values for name, values in request.filters.items() if values},
        None if period.since is None else period,
        newest=request.sort == "neueste",
        oldest=request.sort == "aelteste",
        words=tuple(re.findall(r"\w+", search.query)),
    )


def _measured(ask: Callable[[Any], Any], queries: list[Any], repeat: int) -> dict[str, Any]:
    taken: list[list[float]] = [[] for _ in queries]
    totals: list[int] = [0] * len(queries)
    for turn in range(repeat + 1):
        for at, query in enumerate(queries):
            begun = time.perf_counter()
            totals[at] = _total(ask(query))
            if turn:  # the first turn warms caches, as in a running server
                taken[at].append((time.perf_counter() - begun) * 1000)
    each = [median(times) for times in taken]
    return {
        "mean_ms": round(mean(each), 3),
        "median_ms": round(median(each), 3),
        "p99_ms": round(percentile(each, 0.99), 3),
        "ms": [round(ms, 3) for ms in each],
        "totals": totals,
    }


def _total(answer: Page | Any) -> int:
    return int(answer.total)


def _timed(work: Callable[[], Any]) -> dict[str, float]:
    before = time.process_time()
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu_s": round(time.process_time() - before, 2), "peak_mb": round(peak)}


if __name__ == "__main__":
    main()
