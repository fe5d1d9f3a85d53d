"""The queries to measure with: words of every frequency, phrases, beginnings, filters, dates."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from benchmarks.search.corpus import SEED, articles

SAMPLE = 2_000  # articles that words, phrases and places are taken from


def queries(seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Yield the queries, named as the parameters of /api/suche; `kind` tells what is measured."""
    sample = list(islice(articles(SAMPLE, seed), SAMPLE))
    rng = np.random.default_rng(seed + 1)
    counts = Counter(
        word.strip(".").lower() for article in sample for word in set(article["text"].split())
    )
    often = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))  # the same in every run
    ranked = [word for word, _ in often if len(word) > 4]
    common, medium, rare = ranked[:60], ranked[200:1500], ranked[4000:12000]

    def pick(words: list[str], count: int) -> list[str]:
        return [words[at] for at in rng.choice(len(words), count, replace=False)]

    for name, words in (("common", common), ("medium", medium), ("rare", rare)):
        for word in pick(words, 6):
            yield {"kind": f"word {name}", "q": word}
    for _ in range(8):
        yield {"kind": "two words", "q": " ".join(pick(common, 1) + pick(medium, 1))}
    for _ in range(6):
        yield {"kind": "three words", "q": " ".join(pick(common, 2) + pick(medium, 1))}
    for _ in range(6):
        yield {
            "kind": "any of four",
            "q": " ".join(pick(common, 2) + pick(medium, 2)),
            "match": "any",
        }
    for phrase in _phrases(sample, 8):
        yield {"kind": "phrase", "q": f'"{phrase}"'}
    for word in pick(medium, 6):
        yield {"kind": "beginning", "q": f"{word[:4]}*"}
    for word in pick(medium, 4):
        yield {"kind": "misspelt", "q": f"{word[:3]}{word[4:]}~"}
    yield from _filtered(sample, pick(common, 8), pick(medium, 8))


def _phrases(sample: list[dict[str, Any]], count: int) -> Iterator[str]:
    for article in sample[5 : 5 + count]:
        words = article["text"].split(".")[1].split()
        yield " ".join(words[1:3])


def _filtered(
    sample: list[dict[str, Any]], common: Iterable[str], medium: Iterable[str]
) -> Iterator[dict[str, Any]]:
    places = Counter("/".join(p["path"]) for a in sample for p in a["places"]).most_common(8)
    projects = Counter(p["name"] for a in sample for p in a["projects"]).most_common(4)
    yield {"kind": "everything", "q": ""}
    yield {"kind": "oldest first", "q": "", "sort": "aelteste"}
    for place, _ in places[:4]:
        yield {"kind": "place", "ort": [place]}
    for (place, _), word in zip(places, common, strict=False):
        yield {"kind": "word in place", "q": word, "ort": [place]}
    for (project, _), word in zip(projects, medium, strict=False):
        yield {
            "kind": "word in project and year",
            "q": word,
            "projekt": [project],
            "jahr": ["2020"],
        }
    for word in list(common)[:4]:
        yield {
            "kind": "two places, newest",
            "q": word,
            "ort": [places[0][0], places[1][0]],
            "sort": "neueste",
        }
    for word in list(medium)[:6]:
        yield {"kind": "word in period", "q": word, "von": "2018-01-01", "bis": "2020-12-31"}


def main() -> None:
    """Write the queries as JSON Lines for `newsarchive bench`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    for query in queries(parser.parse_args().seed):
        line = {name: value for name, value in query.items() if name != "kind"}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
