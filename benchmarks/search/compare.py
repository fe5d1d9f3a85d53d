"""Ours beside its peers: one corpus, one run, the same queries; prints the table for docs.

make bench                                              10,000 articles, all engines
python -m benchmarks.search.compare 100000 --without "Whoosh stock"
"""

from __future__ import annotations

import argparse
import fcntl
import json
import pickle
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from archive.app.site.state import read_state
from archive.article import article_id
from archive.records import from_record
from benchmarks.search.corpus import articles
from benchmarks.search.fts5_peer import Fts5
from benchmarks.search.peers import Peer, Row, Task, rows, simplified
from benchmarks.search.queries import queries
from benchmarks.search.tantivy_peer import Tantivy
from benchmarks.search.timing import measured, table, timed
from benchmarks.search.whoosh_peer import StockWhoosh
from benchmarks.search.xapian_peer import Xapian
from index.document import Document, to_document
from index.german import Analyzer, open_analyzer
from index.results import Search
from index.search import SearchService
from index.whoosh_engine.compiler import between
from index.whoosh_engine.engine import WhooshEngine
from index.whoosh_engine.finder import Finder

TODAY = date(2024, 6, 1)  # so that "letztes Jahr" means the same in every run


def main() -> None:
    """Build, ask, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--without", action="append", default=[], help="an engine's name")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--lock", type=Path, help="hold this lock while asking")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run(given.count, given.repeat, set(given.without), Path(folder), given.lock)
    if given.json:
        given.json.write_text(json.dumps(report, indent=1), "utf-8")
    sys.stdout.write(table(report) + "\n")


def run(
    count: int, repeat: int, without: set[str], folder: Path, lock: Path | None = None
) -> dict[str, Any]:
    """Return build costs and times of every engine."""
    analyzer = open_analyzer()
    ours, finder, build = _ours(count, analyzer, folder / "ours")
    asked = [{name: value for name, value in line.items() if name != "kind"} for line in queries()]
    searches = [read_state(pairs(line), today=TODAY).search for line in asked]
    tasks = [_task(ours, finder, search) for search in searches]
    builds: dict[str, Any] = {"newsarchive": build}
    engines: dict[str, Any] = {"newsarchive": (ours.search, searches)}
    _save_rows(count, analyzer, folder / "rows")
    for peer in _peers(without):
        builds[peer.name] = timed(lambda: peer.build(_rows(folder / "rows"), folder / peer.name))  # noqa: B023  # called at once
        engines[peer.name] = (peer.page, tasks)
    with _holding(lock):
        found = measured(engines, repeat)
        for name, times in measured(engines, repeat, in_turns=True).items():
            found[name] |= {f"turns_{what}": value for what, value in times.items()}
    own = found["newsarchive"]["totals"]
    for name, times in found.items():
        times.pop("turns_totals")
        agreed = sum(a == b for a, b in zip(times.pop("totals"), own, strict=True))
        times |= {"build": builds[name], "same_totals": f"{agreed} of {len(tasks)}"}
    return {"articles": count, "queries": len(tasks), "repeat": repeat, "engines": found}


def documents(count: int) -> Iterator[Document]:
    """Yield the corpus as engines take it."""
    for record in articles(count):
        given = {**record, "id": article_id(record["source"], record["url"])}
        yield to_document(from_record(given))


def _ours(
    count: int, analyzer: Analyzer, folder: Path
) -> tuple[SearchService, Finder, dict[str, float]]:
    engine = WhooshEngine(folder, analyzer, clock=time.perf_counter)
    service = SearchService(engine, analyzer=analyzer)
    made = timed(lambda: sum(1 for _ in documents(count)))  # the corpus itself costs time
    cost = timed(lambda: engine.write(documents(count), sequence=1))
    spent = cost["cpu_s"] - made["cpu_s"]
    started = time.perf_counter()
    finder = WhooshEngine(folder, analyzer, clock=time.perf_counter).reader()
    opened = time.perf_counter() - started
    return (
        service,
        finder,
        {
            "cpu_s": round(spent, 2),
            "per_cpu_s": round(count / max(0.01, spent)),
            "peak_mb": cost["peak_mb"],
            "open_s": round(opened, 3),
            "visible_s": round(_one_changed(engine, service), 3),
            "index_mb": round(sum(p.stat().st_size for p in folder.rglob("*.*")) / 1e6),
        },
    )


def _one_changed(engine: WhooshEngine, service: SearchService) -> float:
    """Return the seconds from writing one article again until a search sees it."""
    changed = next(islice(documents(1), 1))
    started = time.perf_counter()
    engine.write([changed], sequence=2)
    service.search(Search("", page_size=1))
    return time.perf_counter() - started


def _peers(without: set[str]) -> Iterator[Peer]:
    for make in (Tantivy, Fts5, Xapian, StockWhoosh):
        try:
            peer: Peer = make()
        except ImportError as error:
            print(f"{make.__name__} left out: {error}", file=sys.stderr)
            continue
        if peer.name not in without:
            yield peer


def _save_rows(count: int, analyzer: Analyzer, path: Path) -> None:
    with path.open("wb") as file:
        for row in rows(documents(count), analyzer):
            pickle.dump(row, file)


def _rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


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


def pairs(line: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a query line as parameters of an address."""
    return [
        (name, str(value))
        for name, values in line.items()
        for value in (values if isinstance(values, list) else [values])
        if value
    ]


@contextmanager
def _holding(lock: Path | None) -> Iterator[None]:
    if lock is None:
        yield
        return
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    main()
