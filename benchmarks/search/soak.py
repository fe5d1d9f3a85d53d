"""Readers and a writer at once: ten questions a second while fifty articles a minute come in.

    python -m benchmarks.search.soak 100000 --seconds 60

Prints failed questions, the times of all others, and how long each article took to be found.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from itertools import cycle, islice
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


class Soak:
    """One writer, one pacer of readers; the readers' engine is another than the writer's."""

    def __init__(self, folder: Path, count: int) -> None:
        self.analyzer = open_analyzer()
        self.writer = WhooshEngine(folder, self.analyzer, clock=time.perf_counter)
        self.writer.write(documents(count), sequence=1)
        reading = WhooshEngine(folder, self.analyzer, clock=time.perf_counter)
        self.service = SearchService(reading, analyzer=self.analyzer)
        asked = [{n: v for n, v in line.items() if n != "kind"} for line in queries()]
        self.searches = [read_state(pairs(line), today=TODAY).search for line in asked]
        self.taken: list[float] = []
        self.failed: list[str] = []
        self.visible: list[float] = []
        self.stop = threading.Event()

    def run(self, seconds: float, rate: float, articles_a_minute: float) -> dict[str, object]:
        """Ask and write for so long; return what was seen."""
        asker = threading.Thread(target=self._ask, args=(1 / rate,))
        asker.start()
        started = time.monotonic()
        fresh = islice(documents(10**9), 0, None)
        number = 1
        while time.monotonic() - started < seconds:
            due = started + number * 60 / articles_a_minute
            self._write(next(fresh), number)
            number += 1
            time.sleep(max(0.0, due - time.monotonic()))
        self.stop.set()
        asker.join()
        self.writer.close()
        return {
            "questions": len(self.taken),
            "failed": self.failed,
            "median_ms": round(median(self.taken), 2),
            "p99_ms": round(percentile(self.taken, 0.99), 2),
            "articles": len(self.visible),
            "visible_median_s": round(median(self.visible), 3),
            "visible_max_s": round(max(self.visible), 3),
            "segments": len(self.service._engine.reader().snapshot.segments),
        }

    def _write(self, document: object, number: int) -> None:
        begun = time.perf_counter()
        self.writer.write([document], sequence=number + 1)  # type: ignore[list-item]
        while self.service.sequence() < number + 1:
            time.sleep(0.005)
        self.visible.append(time.perf_counter() - begun)

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


def main() -> None:
    """Build, soak, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=10)
    parser.add_argument("--articles", type=float, default=50, help="a minute")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder) / "index", given.count)
        report = soak.run(given.seconds, given.rate, given.articles)
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
