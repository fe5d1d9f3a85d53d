"""What one page costs us (parse, clean, understand, store) beside trafilatura's fast mode.

Same pages, same process, turn by turn, so that only the ratio counts:

    python -m benchmarks.cost_per_page [--rounds 5] [--markdown]

Two sets: the demo publisher's pages (three generations of WordPress, 7 kB), and those and the saved
pages of other systems in the surroundings of real sites (60 to 150 kB, `page_chrome.py`). Stored is
as in a crawl: one transaction a page, on disk. trafilatura finds no places and stores nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from trafilatura import extract as by_trafilatura

from archive.app.composition import Services, open_services
from archive.app.crawling import make_reader
from archive.app.demo.pages import article_page
from archive.app.demo.site import open_site, path_of
from archive.article import Article
from archive.errors import ExtractionError
from archive.settings import Settings
from archive.sources import Source
from benchmarks.page_chrome import dress
from crawler.charset import decode
from crawler.document import parse
from crawler.metadata import understand
from crawler.page import Hints, Page
from crawler.reading import Reader

HOME = "http://127.0.0.1:8765"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SAVED = Path(__file__).parent.parent / "tests" / "pages"
Work = Callable[[], object]


def main() -> None:
    """Measure both sets and print one document, or the table of the docs."""
    options = _options()
    found = {
        name: _measured(pages, options.rounds)
        for name, pages in (("demo publisher", demo_pages()), ("real size", real_pages()))
    }
    print(_table(found) if options.markdown else json.dumps(found, indent=2))


def demo_pages() -> list[Page]:
    """Return the articles of the demo publisher, layout and all."""
    site = open_site(1)
    return [
        _page(HOME + path_of(post), article_page(site, post, HOME)) for post in site.listed
    ]  # fmt: skip


def real_pages() -> list[Page]:
    """Return every third of the demo's pages and the saved ones, in real sites' surroundings."""
    saved = [
        (f"{HOME}/{path.parent.name}/{path.stem}", decode(path.read_bytes()).text)
        for path in sorted(SAVED.rglob("*.html"))
    ]
    demo = [(page.url, page.body.decode()) for page in demo_pages()[::3]]
    return [_page(url, dress(markup, number)) for number, (url, markup) in enumerate(saved + demo)]


def _page(url: str, markup: str) -> Page:
    headers = {"content-type": "text/html; charset=UTF-8"}
    return Page(url, markup.encode(), headers=headers, fetched=NOW)


def _measured(pages: list[Page], rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Settings(data=Path(folder), district="falmtal"))
        source = Source("demo", HOME + "/", "Demo", options={"district": "falmtal"})
        services.sources.put(source)
        reader = make_reader(services, source)
        pages = [page for page in pages if _article(reader, page) is not None]
        times = _timed(rounds, len(pages), _works(services, reader, pages))
        services.close()
    ours = {name: statistics.median(times[name]) for name in ("parse", "understand")}
    read, stored = statistics.median(times["read"]), statistics.median(times["read and store"])
    peers = {name: statistics.median(times[name]) for name in ("fast", "fast without metadata")}
    return {
        "pages": len(pages),
        "kilobytes": round(statistics.mean(len(page.body) for page in pages) / 1000, 1),
        "ms": _rounded({
            "parse": ours["parse"], "clean": read - sum(ours.values()),
            "understand": ours["understand"], "store": stored - read, "whole": stored,
        }),
        "trafilatura_ms": _rounded(peers),
        "ratio": _rounded({
            name: statistics.median(
                one / other for one, other in zip(times["read and store"], times[name], strict=True)
            )
            for name in peers
        }),
        "ratio_reading_only": round(read / peers["fast"], 2),
    }  # fmt: skip


def _works(services: Services, reader: Reader, pages: list[Page]) -> dict[str, Work]:
    articles = [_article(reader, page) for page in pages]
    bare = [replace(one, places=(), projects=(), events=()) for one in articles if one]

    def store() -> None:
        for page in pages:
            article = _article(reader, page)
            if article is not None:
                services.articles.put(article, seen=NOW)

    return {
        "parse": lambda: [parse(page) for page in pages],
        "understand": lambda: [understand(one, reader.knowledge) for one in bare],
        "read": lambda: [_article(reader, page) for page in pages],
        "read and store": store,
        "empty": lambda: _empty(services),
        "fast": lambda: [
            by_trafilatura(page.body, url=page.url, fast=True, with_metadata=True) for page in pages
        ],
        "fast without metadata": lambda: [
            by_trafilatura(page.body, url=page.url, fast=True) for page in pages
        ],
    }


def _empty(services: Services) -> None:
    with services.database.write() as connection:
        for table in ("alias", "version", "article"):
            connection.execute(sa.text(f"DELETE FROM {table}"))


def _article(reader: Reader, page: Page) -> Article | None:
    try:
        return reader.read(page, Hints()).article
    except ExtractionError:
        return None


def _timed(rounds: int, pages: int, works: dict[str, Work]) -> dict[str, list[float]]:
    """Return milliseconds of CPU a page of each work in each round; one round goes before."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, work in works.items():
            began = time.process_time()
            work()
            if turn:
                times[name].append((time.process_time() - began) / pages * 1000)
    return times


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in values.items()}


def _table(found: dict[str, dict[str, Any]]) -> str:
    head = ("pages", "parse", "clean", "understand", "store", "ours", "trafilatura fast",
            "without metadata", "reading only")  # fmt: skip
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for name, one in found.items():
        cells = [f"{name}: {one['pages']} of {one['kilobytes']:.0f} kB"]
        cells += [f"{value:.2f}" for value in one["ms"].values()]
        cells += [
            f"{one['trafilatura_ms'][peer]:.2f} ({one['ratio'][peer]:.2f} ×)"
            for peer in ("fast", "fast without metadata")
        ]
        cells.append(f"{one['ratio_reading_only']:.2f} ×")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--markdown", action="store_true", help="print the table of the docs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
