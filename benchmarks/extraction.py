"""Score the reading of pages on saved pages with gold beside them, and time it beside others.

    python benchmarks/extraction.py [FOLDER] [--half tuned|held|both] [--detail] [--peers]

`--dressed` puts each page into the surroundings of a real site (`page_chrome.py`) first.

A gold file stands beside its page: {"url", "title", "text", "published": "YYYY-MM-DD" or null,
"held_out"}. Body: F1 of words as multisets, mean of pages. Title: equal letters and digits. Date:
the day in Berlin; precision over pages where one was given, recall over pages that have one.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.article import Article
from archive.errors import ExtractionError
from archive.settings import Settings
from benchmarks.page_chrome import dress
from crawler.charset import decode
from crawler.extraction import extract
from crawler.german_dates import BERLIN
from crawler.headings import folded
from crawler.knowledge import load_knowledge
from crawler.page import Page

FOLDER = Path(__file__).parent.parent / "tests" / "pages"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a page."""

    title: str = ""
    text: str = ""
    published: str | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One page's figures."""

    name: str
    body: float
    title: bool
    date: str  # right, wrong, missed, invented, unknown
    reading: Reading
    gold: dict[str, Any]


def words(text: str) -> list[str]:
    """Return the words of *text* in lower case."""
    return re.findall(r"\w+", text.lower())


def f1(found: str, gold: str) -> float:
    """Return the F1 of words as multisets."""
    ours, theirs = Counter(words(found)), Counter(words(gold))
    common = sum((ours & theirs).values())
    if not common:
        return float(not ours and not theirs)
    precision, recall = common / sum(ours.values()), common / sum(theirs.values())
    return 2 * precision * recall / (precision + recall)


def cases(folder: Path, half: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each page's path with its gold."""
    for path in sorted(folder.rglob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        page = path.with_suffix(".html")
        if page.exists() and "text" in gold and half in ("both", _half(gold)):
            yield page, gold


def _half(gold: dict[str, Any]) -> str:
    return "held" if gold.get("held_out") else "tuned"


def ours(district: str = "schmalkalden-meiningen") -> Callable[[bytes, str], Reading]:
    """Return our reader."""
    knowledge = load_knowledge(Settings(district=district), None)

    def read(body: bytes, url: str) -> Reading:
        try:
            article = extract(Page(url, body), source="gold", knowledge=knowledge, now=NOW)
        except ExtractionError as error:
            return Reading(error=str(error))
        return Reading(article.title, article.text, _day(article))

    return read


def _day(article: Article) -> str | None:
    if article.published is None:
        return None
    return article.published.value.astimezone(BERLIN).date().isoformat()


def trafilatura_fast() -> Callable[[bytes, str], Reading]:
    """Return trafilatura's fast mode as a reader."""
    import trafilatura

    def read(body: bytes, url: str) -> Reading:
        found = trafilatura.bare_extraction(
            body, url=url, fast=True, with_metadata=True, include_comments=False
        )
        if found is None:
            return Reading(error="nothing")
        return Reading(found.title or "", found.text or "", found.date)

    return read


def readability() -> Callable[[bytes, str], Reading]:
    """Return readability-lxml as a reader; it finds no dates."""
    from lxml import html
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def read(body: bytes, url: str) -> Reading:
        try:
            found = Document(decode(body, {}).text, url=url)
            summary = html.fromstring(found.summary(html_partial=True))
        except Exception as error:  # noqa: BLE001  # whatever a peer raises is its answer
            return Reading(error=repr(error))
        return Reading(found.short_title(), "\n".join(summary.itertext()))

    return read


def resiliparse() -> Callable[[bytes, str], Reading]:
    """Return resiliparse as a reader; it finds neither headlines nor dates."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    def read(body: bytes, _url: str) -> Reading:
        tree = HTMLTree.parse(bytes_to_str(body, detect_encoding(body)))
        text = extract_plain_text(tree, main_content=True, alt_texts=False, links=False)
        return Reading("", text)

    return read


PEERS: dict[str, Callable[[], Callable[[bytes, str], Reading]]] = {
    "trafilatura fast": trafilatura_fast, "readability": readability, "resiliparse": resiliparse,
}  # fmt: skip


def peers() -> Iterator[tuple[str, Callable[[bytes, str], Reading]]]:
    """Yield the peers that are installed."""
    for name, make in PEERS.items():
        try:
            yield name, make()
        except ImportError as missing:
            print(f"{name:18} left out: {missing}")


def score(
    folder: Path, half: str, read: Callable[[bytes, str], Reading], *, dressed: bool = False
) -> list[Score]:
    """Return the score of *read* on each page, *dressed* in the surroundings of a real site."""
    found = []
    for number, (path, gold) in enumerate(cases(folder, half)):
        body = path.read_bytes()
        reading = read(_dressed(body, number) if dressed else body, gold["url"])
        found.append(
            Score(
                f"{path.parent.name}/{path.stem}",
                f1(reading.text, gold["text"]),
                bool(reading.title) and folded(reading.title) == folded(gold["title"]),
                _judged(reading.published, gold["published"]),
                reading,
                gold,
            )
        )
    return found


def _dressed(body: bytes, number: int) -> bytes:
    return dress(decode(body, {}).text, number).encode("utf-8", "xmlcharrefreplace")


def _judged(found: str | None, gold: str | None) -> str:
    if gold is None:
        return "unknown" if found is None else "invented"
    if found is None:
        return "missed"
    return "right" if found[:10] == gold[:10] else "wrong"


def summary(scores: list[Score]) -> str:
    """Return the figures of *scores* in one line."""
    number = len(scores) or 1
    dates = Counter(one.date for one in scores)
    given = dates["right"] + dates["wrong"] + dates["invented"]
    there = dates["right"] + dates["wrong"] + dates["missed"]
    return (
        f"pages {len(scores)}  body F1 {sum(one.body for one in scores) / number:.3f}  "
        f"title {sum(one.title for one in scores) / number:.3f}  "
        f"date precision {dates['right'] / (given or 1):.3f} "
        f"recall {dates['right'] / (there or 1):.3f}"
        f"  ({dict(dates)})"
    )


def told(one: Score) -> str:
    """Return what went wrong on a page, "" where nothing did."""
    lines = []
    if one.body < 0.97:
        ours, gold = Counter(words(one.reading.text)), Counter(words(one.gold["text"]))
        lines.append(f"  body {one.body:.3f}  extra {' '.join((ours - gold).elements())[:300]!r}")
        lines.append(f"              missing {' '.join((gold - ours).elements())[:300]!r}")
    if not one.title:
        lines.append(f"  title {one.reading.title!r} is not {one.gold['title']!r}")
    if one.date not in ("right", "unknown"):
        lines.append(f"  date {one.reading.published} is not {one.gold['published']}")
    if one.reading.error:
        lines.append(f"  error {one.reading.error}")
    return "\n".join([one.name, *lines]) if lines else ""


def cpu(folder: Path, read: Callable[[bytes, str], Reading], repeat: int) -> float:
    """Return milliseconds of CPU a page, the least of *repeat* rounds."""
    pages = [(path.read_bytes(), gold["url"]) for path, gold in cases(folder, "both")]
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        for body, url in pages:
            read(body, url)
        best = min(best, (time.process_time() - start) / len(pages))
    return best * 1000


def main() -> None:
    """Print the scores and, with --peers, the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--half", choices=["tuned", "held", "both"], default="")
    parser.add_argument("--detail", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--dressed", action="store_true")
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    readers = {"ours": ours()} | (dict(peers()) if given.peers else {})
    for name, read in readers.items():
        for half in [given.half] if given.half else ["tuned", "held"]:
            scores = score(given.folder, half, read, dressed=given.dressed)
            print(f"{name:18} {half:6} {summary(scores)}")
            if given.detail:
                print("\n".join(filter(None, map(told, scores))))
    if given.peers:
        times = {name: cpu(given.folder, read, given.repeat) for name, read in readers.items()}
        for name, milliseconds in times.items():
            ratio = milliseconds / times["trafilatura fast"]
            print(f"{name:18} {milliseconds:7.2f} ms CPU a page, {ratio:.2f} × trafilatura fast")


if __name__ == "__main__":
    main()
