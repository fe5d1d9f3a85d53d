"""How long the site's pages take beyond the search itself, and what they weigh.

    python -m benchmarks.site [--articles 100000] [--repeat 3] [--keep FOLDER] [--json]

Builds an archive of invented articles, then asks the application itself (no network): the time
of the whole answer, compressed, less the time the search service takes for the same search.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from archive.app.asgi import create_app
from archive.app.composition import Services, open_services
from archive.app.importing import import_lines
from archive.app.site.links import article_url
from archive.app.site.state import read_state, write_state
from archive.settings import load_settings
from archive.sources import Source
from benchmarks.search.corpus import articles
from benchmarks.search.queries import queries
from index.results import Search

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def main() -> int:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--articles", type=int, default=100_000)
    reader.add_argument("--repeat", type=int, default=3)
    reader.add_argument("--keep", type=Path, help="folder of the archive, built when missing")
    reader.add_argument("--json", action="store_true")
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        services = opened(options.keep or Path(folder), options.articles)
        figures = measured(services, options.repeat)
        services.close()
    print(json.dumps(figures, indent=None if options.json else 1, ensure_ascii=False))
    return 0


def opened(folder: Path, count: int) -> Services:
    """Return the archive in *folder*, filled when it is empty."""
    services = open_services(load_settings(data=folder, requests_per_second=0))
    if not services.articles.count():
        for name in ("kreis", "stadt"):
            services.sources.put(Source(name, f"https://{name}.test/", name.title(), created=NOW))
        lines = (json.dumps(article) for article in articles(count))
        import_lines(
            services,
            lines,
            default_source="kreis",
            understand=False,
            now=NOW,
            complain=lambda line: print(line, file=sys.stderr),
        )
    return services


def measured(services: Services, repeat: int) -> dict[str, Any]:
    """Return milliseconds and kilobytes of searches and other pages."""
    addresses = [f"/suche?{write_state(_search(line))}" for line in queries()]
    engine, answers, sizes = [], [], []

    async def run() -> None:
        transport = httpx.ASGITransport(app=create_app(services, clock=lambda: NOW))
        async with httpx.AsyncClient(transport=transport, base_url="http://archiv.test") as client:
            for _ in range(repeat + 1):  # the first round warms caches and is not counted
                for address in addresses:
                    engine.append(_timed(lambda a=address: services.search.search(_state(a))))
                    started = time.perf_counter()
                    async with client.stream("GET", address) as answer:
                        raw = b"".join([part async for part in answer.aiter_raw()])
                    answers.append((time.perf_counter() - started) * 1000)
                    assert answer.status_code == 200, (address, answer.status_code)
                    sizes.append(len(raw))
            for name, path in _others(services).items():
                others[name] = [await _page(client, path) for _ in range(repeat + 1)][1:]

    others: dict[str, list[float]] = {}
    asyncio.run(run())
    warm = len(addresses)
    beyond = [whole - part for whole, part in zip(answers[warm:], engine[warm:], strict=True)]
    return {
        "articles": services.articles.count(),
        "searches": len(beyond),
        "engine_ms": _spread(engine[warm:]),
        "page_ms": _spread(answers[warm:]),
        "beyond_engine_ms": _spread(beyond),
        "page_kb_compressed": {"median": statistics.median(sizes) / 1000, "max": max(sizes) / 1000},
        "others_ms": {name: round(statistics.median(times), 1) for name, times in others.items()},
    }


def _search(line: dict[str, Any]) -> Search:
    pairs = [
        (name, one)
        for name, value in line.items()
        if name != "kind"
        for one in (value if isinstance(value, list) else [value])
    ]
    return read_state(pairs, today=NOW.date()).search


def _state(address: str) -> Search:
    return read_state(parse_qsl(urlsplit(address).query), today=NOW.date()).search


def _others(services: Services) -> dict[str, str]:
    hit = services.search.search(Search()).hits[0]
    return {
        "start": "/",
        "article": article_url(hit.id, hit.title),
        "article in results": article_url(hit.id, hit.title, Search(query=hit.title.split()[0])),
        "places": "/orte",
        "projects": "/projekte",
        "years": "/jahre",
        "all values": "/suche/auswahl/ort",
        "state of the data": "/stand",
        "suggestions": "/vorschlaege?q=ver",
    }


async def _page(client: httpx.AsyncClient, path: str) -> float:
    started = time.perf_counter()
    answer = await client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return (time.perf_counter() - started) * 1000


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(len(ordered) * 0.95)], 2),
        "max": round(ordered[-1], 2),
    }


if __name__ == "__main__":
    sys.exit(main())
