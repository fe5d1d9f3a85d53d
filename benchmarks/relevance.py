"""How good the search is: MRR@10, nDCG@10, recall@100 on sets of queries with judged articles.

    python benchmarks/relevance.py [--sets DIR] [--baseline FILE] [--accept] [--json]

Every set is searched through SearchService, as a reader would. Figures are compared with the
stored ones; the exit status is 1 when one fell below its floor.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from archive.app.demo.gold import gold
from archive.app.demo.site import open_site
from archive.article import Article, Evidence
from archive.records import from_record
from index.engine import open_engine
from index.german import open_analyzer
from index.results import Match, Search
from index.search import SearchService
from index.tables import place_names

HERE = Path(__file__).parent
SETS = HERE.parent / "tests" / "relevance"
XQUAD = HERE.parent.parent / "shared" / "data" / "retrieval_xquad_de.json"
KNOWN = "known_failures.jsonl"
TODAY = date(2026, 6, 30)  # "letzten März" in a stored query must mean the same for ever
TYPED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the ids of the articles it should find, best grade first."""

    query: str
    relevant: Mapping[str, int]  # id → grade, 1 to 3
    known_failure: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over a set of queries."""

    queries: int
    mrr: float
    ndcg: float
    recall: float

    def as_record(self) -> dict[str, float]:
        """Return the figures rounded as they are stored."""
        return {
            "mrr@10": round(self.mrr, 4),
            "ndcg@10": round(self.ndcg, 4),
            "recall@100": round(self.recall, 4),
            "queries": self.queries,
        }


@contextmanager
def searching(articles: list[Article]) -> Iterator[SearchService]:
    """Open a search service over *articles* in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        analyzer = open_analyzer(protected=place_names())
        engine = open_engine("", Path(folder), analyzer, lambda: 0.0)
        service = SearchService(engine, analyzer=analyzer, today=lambda: TODAY, work=lambda: 0.0)
        service.write(articles, sequence=1)
        yield service
        service.close()


def ranking(service: SearchService, query: str, match: Match = "auto") -> list[str]:
    """Return the ids of the first hundred hits."""
    found = service.search(Search(query, match=match, page_size=100))
    return [hit.id for hit in found.hits]


def measure(
    service: SearchService,
    judged: list[Judged],
    match: Match = "auto",
    typed: Callable[[str], str] = str,
) -> Figures:
    """Return the figures of *judged*, each query passed through *typed* first."""
    rows = [
        (ranking(service, typed(each.query), match), each.relevant)
        for each in judged
        if not each.known_failure
    ]
    count = len(rows)
    return Figures(
        count,
        sum(reciprocal_rank(found, wanted) for found, wanted in rows) / count,
        sum(gain(found, wanted) for found, wanted in rows) / count,
        sum(len(set(found) & wanted.keys()) / len(wanted) for found, wanted in rows) / count,
    )


def reciprocal_rank(found: list[str], wanted: Mapping[str, int], depth: int = 10) -> float:
    """Return 1 / the place of the first relevant hit, 0 beyond *depth*."""
    return next((1 / place for place, key in enumerate(found[:depth], 1) if key in wanted), 0.0)


def gain(found: list[str], wanted: Mapping[str, int], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain (Järvelin and Kekäläinen 2002)."""
    best = sorted(wanted.values(), reverse=True)[:depth]
    ideal = sum(grade / math.log2(place + 1) for place, grade in enumerate(best, 1))
    hits = enumerate(found[:depth], 1)
    return sum(wanted.get(key, 0) / math.log2(place + 1) for place, key in hits) / ideal


def as_typed_without_umlauts(query: str) -> str:
    """Return *query* as it is typed on a foreign keyboard: "Muell"."""
    return query.translate(TYPED)


def demo_articles() -> list[Article]:
    """Return the articles of the demo publisher, as a perfect extraction gives them."""
    return [from_record({**record, "id": record["cms_id"]}) for record in gold(open_site())]


def read_judged(file: Path) -> list[Judged]:
    """Return the queries of a set: a JSON object per line, `query` and `finds` (id → grade)."""
    lines = (json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip())
    return [Judged(one["query"], one["finds"], one.get("known_failure", "")) for one in lines]


def xquad() -> tuple[list[Article], list[Judged]]:
    """Return paragraphs and questions of XQuAD's German part (Artetxe et al. 2020)."""
    data = json.loads(XQUAD.read_text("utf-8"))
    queries = [
        Judged(query["text"], dict.fromkeys(query["relevant"], 1)) for query in data["queries"]
    ]
    return [paragraph(key, text) for key, text in data["documents"].items()], queries


def paragraph(key: str, text: str) -> Article:
    """Return *text* as an article without a title."""
    day = Evidence(datetime(2024, 1, 1, tzinfo=UTC), "test")
    return Article(key, f"https://set.test/{key}", "set", "", text, published=day)


def all_figures(sets: Path = SETS, *, questions: int | None = None) -> dict[str, Figures]:
    """Return the figures of all sets; *questions* cuts the long one short."""
    found: dict[str, Figures] = {}
    with searching(demo_articles()) as service:
        for file in sorted(set(sets.glob("*.jsonl")) - {sets / KNOWN}):
            judged = read_judged(file)
            found[file.stem] = measure(service, judged)
            found[f"{file.stem}, ae oe ue"] = measure(
                service, judged, typed=as_typed_without_umlauts
            )
    if XQUAD.exists():
        articles, judged = xquad()
        with searching(articles) as service:
            chosen = judged[:questions]
            found["xquad any"] = measure(service, chosen, "any")
            found["xquad any, ae oe ue"] = measure(service, chosen, "any", as_typed_without_umlauts)
            found["xquad auto"] = measure(service, chosen)
    return found


def main() -> int:
    """Print the figures, what changed, and whether the floors hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=Path, default=SETS)
    parser.add_argument("--baseline", type=Path, default=SETS / "baseline.json")
    parser.add_argument("--accept", action="store_true", help="store the figures as the new ones")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    stored = json.loads(options.baseline.read_text("utf-8")) if options.baseline.exists() else {}
    figures = {name: found.as_record() for name, found in all_figures(options.sets).items()}
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        print_table(figures, stored.get("figures", {}))
        print_surprises(options.sets)
    if options.accept:
        new = {
            "floors": stored.get("floors", {}),
            "figures": {**stored.get("figures", {}), **figures},
        }
        options.baseline.write_text(json.dumps(new, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return report_floors(figures, stored.get("floors", {}))


def print_table(figures: Mapping[str, Mapping[str, float]], stored: Mapping[str, object]) -> None:
    """Print a line per set; in brackets the change against the stored figure."""
    print(f"{'set':34} {'queries':>7}  {'MRR@10':16} {'nDCG@10':16} {'recall@100':16}")
    for name, line in figures.items():
        before = stored.get(name)
        cells = [
            f"{line[key]:.4f}{_change(line[key], before, key):9}"
            for key in ("mrr@10", "ndcg@10", "recall@100")
        ]
        print(f"{name:34} {line['queries']:>7}  " + " ".join(cells))


def print_surprises(sets: Path) -> None:
    """Print which known failures are none any more: they belong into a set then."""
    with searching(demo_articles()) as service:
        for each in read_judged(sets / KNOWN):
            if reciprocal_rank(ranking(service, each.query), each.relevant) == 1:
                print(f"no failure any more: {each.query}")


def _change(value: float, before: object, key: str) -> str:
    if not isinstance(before, dict) or key not in before:
        return " (new)"
    change = value - before[key]
    return f" ({change:+.4f})" if abs(change) >= 0.00005 else ""


def report_floors(figures: Mapping[str, Mapping[str, float]], floors: Mapping[str, float]) -> int:
    """Print every floor that does not hold; return the exit status."""
    low = [
        f"{name}: MRR@10 {figures[name]['mrr@10']:.4f} is below its floor {floor:.4f}"
        for name, floor in floors.items()
        if name in figures and figures[name]["mrr@10"] < floor
    ]
    print("\n".join(low) or "all floors hold", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
