"""Score the understanding of articles on our gold sets: `python benchmarks/gold.py`.

Six files of articles written for this: tune.jsonl and learn.jsonl were read while tuning, their
differences are printed with --rows; of held_out.jsonl, fresh.jsonl and blind.jsonl only totals are
printed; sealed.jsonl is scored with --sealed alone, and each look is noted in docs/labelling.md.
Each article is put on a page of a simple site, with its date as the record says, and read back by
`extract`: the whole way of a crawled page.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from archive.article import Article, Place
from archive.errors import ExtractionError
from archive.gazetteer import fold, load_gazetteer
from archive.register import load_register, squash
from crawler.extraction import extract
from crawler.knowledge import Knowledge
from crawler.metadata import understand
from crawler.page import Page

GOLD = Path(__file__).parent.parent / "tests" / "gold"
SETS = ("tune", "learn", "held_out", "fresh", "blind")
SEALED = "sealed"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass
class Score:
    """Hits, false finds and misses of one kind of fact."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    rows: list[str] = field(default_factory=list, repr=False)  # not shown where a test fails

    def count(self, ident: str, wanted: Iterable[str], found: Iterable[str]) -> None:
        """Count one article's facts, given as comparable keys."""
        wanted, found = set(wanted), set(found)
        self.right += len(wanted & found)
        self.wrong += len(found - wanted)
        self.missed += len(wanted - found)
        if wanted != found:
            self.rows.append(
                f"{ident}: missed {sorted(wanted - found)} wrong {sorted(found - wanted)}"
            )

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(part: str) -> dict[str, Score]:
    """Return the scores of one gold set by kind of fact."""
    scores = {name: Score() for name in ("title", "date", "places", "about", "projects")}
    for record in load(part):
        article = read(record)
        _count(scores, record, article)
    return scores


def score_facts(part: str) -> dict[str, Score]:
    """Return the scores of places and projects alone, read from the plain text of each article."""
    scores = {name: Score() for name in ("title", "date", "places", "about", "projects")}
    for record in load(part):
        article = Article(record["id"], "", "gold", record["title"], record["text"])
        _count(scores, record, understand(article, knowledge(record["district"])))
    return {name: scores[name] for name in ("places", "about", "projects")}


def load(part: str) -> list[dict[str, Any]]:
    """Return the records of one gold set."""
    return [json.loads(line) for line in (GOLD / f"{part}.jsonl").read_text("utf-8").splitlines()]


def read(record: dict[str, Any]) -> Article | None:
    """Return what `extract` makes of the record's page."""
    page = Page(url=f"https://kreis.test/{record['id']}", body=as_page(record).encode("utf-8"))
    try:
        return extract(page, source="gold", knowledge=knowledge(record["district"]), now=NOW)
    except ExtractionError:
        return None


@cache
def knowledge(district: str) -> Knowledge:
    """Return what the archive of *district* knows."""
    return Knowledge(load_gazetteer(district), load_register(), district)


def as_page(record: dict[str, Any]) -> str:
    """Return the record as a page of a simple site: headline, date, paragraphs, footer."""
    title, day = escape(record["title"]), record["published"]
    head, line = "", ""
    match record["date_by"]:
        case "jsonld":
            data = {"@type": "NewsArticle", "headline": record["title"], "datePublished": day}
            head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
        case "time":
            line = (
                f'<p class="date">Veröffentlicht: <time datetime="{day}">{_german(day)}</time></p>'
            )
        case "visible":
            line = f'<p class="date">Veröffentlicht am {_german(day)}</p>'
        case "relative":
            line = '<p class="date">vor 12 Jahren, 8 Monaten</p>'
    paragraphs = "\n".join(
        f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in record["text"].split("\n\n")
    )
    return f"""<!doctype html><html lang="de"><head><meta charset="utf-8">
<title>{title} | Landratsamt</title>{head}</head><body>
<header><nav><a href="/">Start</a> <a href="/aktuelles">Aktuelles</a></nav></header>
<main><article><h1>{title}</h1>{line}<div class="content">{paragraphs}</div></article></main>
<footer><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></footer>
</body></html>"""


def _german(day: str) -> str:
    return datetime.fromisoformat(day).strftime("%d.%m.%Y")


def _count(scores: dict[str, Score], record: dict[str, Any], article: Article | None) -> None:
    ident = record["id"]
    title = {article.title} if article else set()
    scores["title"].count(ident, {record["title"]}, title)
    shown = {_day(article)} if article and article.published else set()
    scores["date"].count(ident, {record["published"]} if record["published"] else set(), shown)
    places = list(article.places) if article else []
    wanted = {_wanted(gold): gold["role"] for gold in record["places"]}
    found = {_found(place, record["places"]): place.role for place in places}
    scores["places"].count(ident, wanted, found)
    scores["about"].count(
        ident,
        {name for name, role in wanted.items() if role == "about"},
        {name for name, role in found.items() if role == "about"},
    )
    projects = article.projects if article else ()
    scores["projects"].count(
        ident, map(squash, record["projects"]), (squash(project.name) for project in projects)
    )


def _day(article: Article) -> str:
    assert article.published is not None
    return article.published.value.astimezone().date().isoformat()


def _wanted(gold: dict[str, Any]) -> str:
    return fold(gold["name"])


def _found(place: Place, gold: list[dict[str, Any]]) -> str:
    """Return the label a found place answers, else its own name.

    "Bernau" is answered by "Bernau bei Berlin"; a label with `within` asks for the right one of
    several namesakes.
    """
    for label in gold:
        if label.get("within") and label["within"] not in place.path:
            continue
        name = fold(label["name"])
        longer = place.kind != "district" and fold(place.name).startswith(f"{name} ")
        if name == fold(place.name) or longer:
            return name
    return f"{fold(place.name)} ({place.quote})"


def main() -> None:
    """Print the scores of all sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", action="store_true", help="print the tune set's differences")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--sealed", action="store_true", help="score the sealed set alone")
    options = parser.parse_args()
    parts = (SEALED,) if options.sealed else SETS
    whole = {part: score(part) for part in parts}
    for part in parts:
        whole[part] |= {f"{name} (text)": one for name, one in score_facts(part).items()}
    if options.json:
        print(json.dumps({
            part: {
                name: {"precision": round(one.precision, 4), "recall": round(one.recall, 4),
                       "f1": round(one.f1, 4)}
                for name, one in scores.items()
            }
            for part, scores in whole.items()
        }))  # fmt: skip
        return
    for part, scores in whole.items():
        print(f"{part} ({len(load(part))} articles)")
        for name, one in scores.items():
            print(
                f"  {name:16} P {one.precision:.3f}  R {one.recall:.3f}  F1 {one.f1:.3f}"
                f"  ({one.right} right, {one.wrong} wrong, {one.missed} missed)"
            )
            if options.rows and part in ("tune", "learn"):
                print("".join(f"      {row}\n" for row in one.rows), end="")


if __name__ == "__main__":
    main()
