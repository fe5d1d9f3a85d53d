"""Query bombs against the served site: what each is answered with, and what other readers notice.

    python -m benchmarks.bombs [--articles 10000] [--processes 2] [--seconds 15] [--keep FOLDER]

Starts `newsarchive serve` on loopback. Readers ask ten pages a second, first alone, then while one
bomb after the other is sent; alone and beside take turns, so that a busy moment hits both.
"""

import argparse
import http.client
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.app.site.state import write_state
from benchmarks.search.queries import queries
from benchmarks.site import _search, opened

BOMBS = {
    "200 wildcards": f"/suche?q={quote('abc* ' * 200)}",
    "200 short wildcards": f"/suche?q={quote('a* ' * 200)}",
    "fuzzy ~9": f"/suche?q={quote('verwaltung~9 ' * 20)}",
    "3,000 parentheses": f"/suche?q={quote('(' * 3000 + 'a' + ')' * 3000)}",
    "2,000 NOTs": f"/suche?q={quote('NICHT ' * 2000 + 'a')}",
    "20,000 terms": f"/suche?q={quote('wort ' * 20_000, safe='')}",
    "page 10^9": "/suche?q=und&seite=1000000000",
    "10,000 facets": "/suche?" + "&".join(f"ort=o{number}" for number in range(10_000)),
    "a URL of 1 MB": "/suche?q=" + "x" * 1_000_000,
    "frequent words, any": f"/suche?q={quote('der die und in den von zu mit das')}&match=any",
}
ROUNDS = 4  # of alone and beside


def main() -> int:
    """Serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=15, help="alone, and as long beside bombs")
    parser.add_argument("--keep", type=Path, help="folder of the archive, built when missing")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = given.keep or Path(folder)
        opened(data, given.articles).close()
        with served(data, given.processes) as port:
            report = measured(port, given.seconds)
    print(json.dumps(report, indent=1, ensure_ascii=False))
    return 0


@contextmanager
def served(data: Path, processes: int) -> Iterator[int]:
    """Serve the archive on a free port until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "archive.app", "serve", "--data", str(data)]
    command += ["--port", str(port), "--processes", str(processes)]
    server = subprocess.Popen(
        command,
        env={"NEWSARCHIVE_REQUESTS_PER_SECOND": "0", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def measured(port: int, seconds: float) -> dict[str, Any]:
    """Return what bombs were answered with and the readers' times alone and beside them."""
    pages = [f"/suche?{write_state(_search(line))}" for line in queries()]
    for page in pages * 2:
        _get(port, page)
    times: dict[str, list[float]] = {"alone": [], "beside bombs": []}
    found: dict[str, list[tuple[float, int]]] = {name: [] for name in BOMBS}
    for _ in range(ROUNDS):
        times["alone"] += _readers(port, pages, seconds / ROUNDS)
        stop = threading.Event()
        bomber = threading.Thread(target=_bomb, args=(port, found, stop))
        bomber.start()
        times["beside bombs"] += _readers(port, pages, seconds / ROUNDS)
        stop.set()
        bomber.join()
    return {
        "bombs": {
            name: {
                "status": sorted({status for _, status in each}),
                "median_ms": round(statistics.median(ms for ms, _ in each), 1),
                "max_ms": round(max(ms for ms, _ in each), 1),
            }
            for name, each in found.items()
            if each
        },
        "readers_ms": {name: _spread(each) for name, each in times.items()},
    }


def _readers(port: int, pages: list[str], seconds: float) -> list[float]:
    """Ask ten pages a second; return milliseconds of each."""
    taken: list[float] = []
    started = time.monotonic()
    for number, page in enumerate(cycle(pages)):
        if time.monotonic() - started > seconds:
            return taken
        milliseconds, status = _get(port, page)
        assert status == 200, (page, status)
        taken.append(milliseconds)
        time.sleep(max(0.0, started + (number + 1) / 10 - time.monotonic()))
    return taken


def _bomb(port: int, found: dict[str, list[tuple[float, int]]], stop: threading.Event) -> None:
    """Send one bomb after the other, two a second."""
    while not stop.wait(0.5):
        name = min(BOMBS, key=lambda each: len(found[each]))
        found[name].append(_get(port, BOMBS[name], follow=True))


def _get(port: int, path: str, *, follow: bool = False) -> tuple[float, int]:
    """Return milliseconds and status of one answer, those of the pages it leads to included.

    A server may answer a long address before it has read all of it: what it said then counts; 0
    where it hung up without a word.
    """
    started = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        with suppress(ConnectionError):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = http.client.HTTPResponse(connection)
        try:
            answer.begin()
            answer.read()
            status, target = answer.status, answer.getheader("location")
        except (ConnectionError, http.client.HTTPException):
            status, target = 0, None
    spent = (time.perf_counter() - started) * 1000
    if follow and target and status in (301, 302, 303, 307, 308):
        more, status = _get(port, target, follow=True)
        spent += more
    return spent, status


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            if _get(port, "/livez")[1] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _spread(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "count": len(ordered),
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
    }


if __name__ == "__main__":
    sys.exit(main())
