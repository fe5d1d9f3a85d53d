"""Readers and a writer at once: ten questions a second while fifty articles a minute come in.

    python -m benchmarks.search.soak 100000 --seconds 60 [--index FOLDER]

Reader and writer are processes of their own, as `serve` and `worker` are. Prints failed questions,
the times of all others, and how long each article took from the beginning of its writing until a
search found it. With --index a copy of that index is used; it is built there when missing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import sys
import tempfile
import threading
import time
from itertools import cycle
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from archive.app.measuring import percentile
from archive.app.site.state import read_state
from benchmarks.search.compare import TODAY, documents, pairs
from benchmarks.search.queries import queries
from index.german import open_analyzer
from index.results import Search
from index.search import SearchService
from index.whoosh_engine.engine import WhooshEngine


def main() -> None:
    """Build or copy, soak, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=10, help="questions a second")
    parser.add_argument("--articles", type=float, default=50, help="a minute")
    parser.add_argument("--index", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        used = Path(folder) / "index"
        kept = given.index or used
        if not kept.exists():
            engine = WhooshEngine(kept, open_analyzer(), clock=time.perf_counter)
            engine.write(documents(given.count), sequence=1)
        if kept != used:
            shutil.copytree(kept, used)
        report = Soak(used).run(given.seconds, given.rate, given.articles)
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


class Soak:
    """A reader that asks at a steady pace and looks for what a writer beside it writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        analyzer = open_analyzer()
        self.engine = WhooshEngine(folder, analyzer, clock=time.perf_counter)
        self.service = SearchService(self.engine, analyzer=analyzer)
        asked = [{n: v for n, v in line.items() if n != "kind"} for line in queries()]
        self.searches = [read_state(pairs(line), today=TODAY).search for line in asked]
        self.taken: list[float] = []
        self.failed: list[str] = []
        self.visible: list[float] = []
        self.stop = threading.Event()

    def run(self, seconds: float, rate: float, articles_a_minute: float) -> dict[str, object]:
        """Ask and write for so long; return what was seen."""
        for search in self.searches:
            self.service.search(search)  # as in a server that has run for a while
        told, tell = multiprocessing.get_context("spawn").Pipe(duplex=False)
        writer = multiprocessing.get_context("spawn").Process(
            target=write,
            args=(self.folder, self.engine.sequence(), 60 / articles_a_minute, seconds, tell),
        )
        writer.start()
        tell.close()
        told.recv()  # it has opened the index
        asker = threading.Thread(target=self._ask, args=(1 / rate,))
        asker.start()
        self._watch(told)
        self.stop.set()
        asker.join()
        writer.join()
        return {
            "questions": len(self.taken),
            "failed": self.failed,
            "median_ms": round(median(self.taken), 2),
            "p99_ms": round(percentile(self.taken, 0.99), 2),
            "max_ms": round(max(self.taken), 2),
            "articles": len(self.visible),
            "visible_median_s": round(median(self.visible), 3),
            "visible_max_s": round(max(self.visible), 3),
            "segments": len(self.engine.reader().snapshot.segments),
        }

    def _watch(self, told: Connection) -> None:
        """Note for each article the writer tells of when a search finds it."""
        while True:
            try:
                sequence, begun = told.recv()
            except EOFError:
                return
            while self.service.sequence() < sequence:
                time.sleep(0.005)
            while self.engine.reader().sequence < sequence:
                self.service.search(Search(page_size=1))
            self.visible.append(time.monotonic() - begun)

    def _ask(self, pause: float) -> None:
        for search in cycle(self.searches):
            if self.stop.is_set():
                return
            begun = time.perf_counter()
            self._one(search)
            self.stop.wait(max(0.0, pause - (time.perf_counter() - begun)))

    def _one(self, search: Search) -> None:
        begun = time.perf_counter()
        try:
            self.service.search(search)
        except Exception as error:  # noqa: BLE001  # whatever it is, a reader would have seen it
            self.failed.append(repr(error))
        self.taken.append((time.perf_counter() - begun) * 1000)


def write(folder: Path, sequence: int, pace: float, seconds: float, tell: Connection) -> None:
    """Write one article after the other, one every *pace* seconds, telling of each beforehand."""
    engine = WhooshEngine(folder, open_analyzer(), clock=time.perf_counter)
    fresh = documents(10**9)
    tell.send(engine.sequence())
    started = time.monotonic()
    number = 0
    while time.monotonic() - started < seconds:
        document = next(fresh)
        number += 1
        tell.send((sequence + number, time.monotonic()))
        engine.write([document], sequence=sequence + number)
        time.sleep(max(0.0, started + number * pace - time.monotonic()))
    engine.close()
    tell.close()


if __name__ == "__main__":
    main()
