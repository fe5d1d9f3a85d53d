"""How time and memory grow with the archive: ours alone, built once and opened in a new process.

    python -m benchmarks.search.growth 1000000 [--keep FOLDER]

A million articles take half an hour and 10 GB of disk. With --keep the index stays, and is only
asked when it is there already.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from archive.app.site.state import read_state
from benchmarks.search.compare import TODAY, documents, pairs
from benchmarks.search.queries import queries
from benchmarks.search.timing import measured, timed
from index.german import open_analyzer
from index.results import Search
from index.search import SearchService
from index.whoosh_engine.engine import WhooshEngine

STEPS = ("build", "open", "write")


def main() -> None:
    """Take each step in a process of its own, so that memory is that step's; print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--keep", type=Path, help="folder of the index, built when missing")
    parser.add_argument("--step", choices=STEPS, help="this step alone")
    given = parser.parse_args()
    if given.step:
        step = {"build": build, "open": opened, "write": written}[given.step]
        sys.stdout.write(json.dumps(step(given.keep, given.count)) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        kept = given.keep or Path(folder) / "index"
        found: dict[str, Any] = {"articles": given.count}
        for step in STEPS if not kept.exists() else STEPS[1:]:
            found[step] = _in_process(step, kept, given.count)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _in_process(step: str, folder: Path, count: int) -> Any:
    command = [sys.executable, "-m", "benchmarks.search.growth", str(count), "--step", step]
    done = subprocess.run([*command, "--keep", str(folder)], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def build(folder: Path, count: int) -> dict[str, float]:
    """Return seconds and memory of building, making the corpus included, and the index's size."""
    started = time.perf_counter()
    engine = WhooshEngine(folder, open_analyzer(), clock=time.perf_counter)
    cost = timed(lambda: engine.write(documents(count), sequence=1))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {**cost, "wall_s": round(time.perf_counter() - started), "index_mb": round(size / 1e6)}


def opened(folder: Path, _: int) -> dict[str, Any]:
    """Return the seconds of opening and of the first answer, memory, and times of the queries."""
    analyzer = open_analyzer()
    before = memory()
    started = time.perf_counter()
    engine = WhooshEngine(folder, analyzer, clock=time.perf_counter)
    engine.reader()
    open_s = time.perf_counter() - started
    after = memory()
    service = SearchService(engine, analyzer=analyzer)
    started = time.perf_counter()
    service.search(Search("Landkreis"))
    first_s = time.perf_counter() - started
    asked = [{name: value for name, value in line.items() if name != "kind"} for line in queries()]
    searches = [read_state(pairs(line), today=TODAY).search for line in asked]
    times = measured({"ours": (service.search, searches)}, 5)["ours"]
    return {
        "open_s": round(open_s, 3),
        "first_answer_s": round(first_s, 3),
        "memory_mb_before": before,
        "memory_mb_opened": after,
        "memory_mb_asked": memory(),
        "segments": len(engine.reader().snapshot.segments),
        **{name: ms for name, ms in times.items() if name.endswith(("mean", "median", "p99"))},
    }


def written(folder: Path, count: int) -> dict[str, Any]:
    """Return the seconds until one article written again is found by another engine."""
    analyzer = open_analyzer()
    writer = WhooshEngine(folder, analyzer, clock=time.perf_counter)
    reading = WhooshEngine(folder, analyzer, clock=time.perf_counter)
    service = SearchService(reading, analyzer=analyzer)
    service.search(Search(""))
    changed = next(iter(documents(1)))
    seconds = []
    for number in range(5):
        started = time.perf_counter()
        writer.write([changed], sequence=count + number + 2)
        while service.sequence() < count + number + 2:
            time.sleep(0.001)
        service.search(Search(""))
        seconds.append(round(time.perf_counter() - started, 3))
    writer.close()
    return {"visible_s": seconds}


def memory() -> dict[str, int]:
    """Return MB of memory of our own, and MB of mapped files the system could take back."""
    lines = Path("/proc/self/status").read_text().splitlines()
    known = dict(line.split(":", 1) for line in lines)
    return {
        "own": int(known["RssAnon"].split()[0]) // 1024,
        "mapped": int(known["RssFile"].split()[0]) // 1024,
    }


if __name__ == "__main__":
    main()
