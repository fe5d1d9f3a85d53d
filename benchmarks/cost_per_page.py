"""What one page costs us (parse, clean, understand, store) beside trafilatura's fast mode.

Same pages, same process, turn by turn, so that only the ratio counts:

    python benchmarks/cost_per_page.py [--rounds 5] [--json]

The pages are the demo publisher's: three generations of WordPress with all their layout.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from trafilatura import extract as by_trafilatura

from archive.app.composition import open_services
from archive.app.crawling import make_reader
from archive.app.demo.pages import article_page
from archive.app.demo.site import open_site, path_of
from archive.settings import Settings
from archive.sources import Source
from crawler.page import Hints, Page

HOME = "http://127.0.0.1:8765"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def main() -> None:
    """Measure and print."""
    options = _options()
    pages = _pages()
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Settings(data=Path(folder), district="falmtal"))
        source = Source("demo", HOME + "/", "Demo", options={"district": "falmtal"})
        services.sources.put(source)
        reader = make_reader(services, source)

        def read() -> list[object]:
            return [reader.read(page, Hints()).article for page in pages]

        def read_and_store() -> None:
            with services.database.write() as connection:
                for page in pages:
                    article = reader.read(page, Hints()).article
                    services.articles.put(article, seen=NOW, joined=connection)
                connection.execute(sa.text("DELETE FROM article"))

        def fast() -> None:
            for page in pages:
                by_trafilatura(page.body, url=page.url, fast=True, with_metadata=True)

        read()
        fast()
        result = _compare(options.rounds, len(pages), read, read_and_store, fast)
        services.close()
    print(json.dumps(result, indent=None if options.json else 2))


def _compare(
    rounds: int,
    pages: int,
    read: Callable[[], object],
    store: Callable[[], object],
    fast: Callable[[], object],
) -> dict[str, float]:
    """Return milliseconds a page and the ratio, medians over *rounds* turns."""
    times: dict[str, list[float]] = {"read": [], "store": [], "fast": []}
    for _round in range(rounds):
        for name, work in (("read", read), ("store", store), ("fast", fast)):
            began = time.process_time()
            work()
            times[name].append((time.process_time() - began) / pages * 1000)
    ratios = [ours / theirs for ours, theirs in zip(times["store"], times["fast"], strict=True)]
    return {
        "pages": pages,
        "ours_read_ms": round(statistics.median(times["read"]), 2),
        "ours_read_and_store_ms": round(statistics.median(times["store"]), 2),
        "trafilatura_fast_ms": round(statistics.median(times["fast"]), 2),
        "ratio": round(statistics.median(ratios), 2),
    }


def _pages() -> list[Page]:
    site = open_site(1)
    return [
        Page(
            HOME + path_of(post),
            article_page(site, post, HOME).encode(),
            headers={"content-type": "text/html; charset=UTF-8"},
            fetched=NOW,
        )
        for post in site.listed
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
