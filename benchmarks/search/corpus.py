"""A corpus for measuring that anyone can rebuild: same number in, same articles out.

Words come from the German list of pyspellchecker (a dependency) with their frequencies, so the
vocabulary is as long-tailed as real text; each article leans on a few topics of its own words, so
that words keep company as in real text. Places, projects, topics and dates follow what a district
publishes: a few places have most of the news, one article in three names a project.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from importlib import resources
from typing import Any

import numpy as np

SEED = 20240501
TOPICS = 120
TOPIC_WORDS = 400
MUNICIPALITIES = 36
VOCABULARY = 150_000


def articles(count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Yield *count* articles as `newsarchive import` takes them."""
    rng = np.random.default_rng(seed)
    words, weights = vocabulary()
    cumulative = np.cumsum(weights) / weights.sum()
    topics = rng.integers(60, 40_000, size=(TOPICS, TOPIC_WORDS))
    places = _places(rng, words)
    for number in range(count):
        length = int(np.clip(rng.lognormal(5.2, 0.55), 40, 1500))
        text = _text(rng, words, cumulative, topics, length)
        about = _zipf(rng, len(places), 1 + int(rng.random() < 0.4))
        yield {
            "url": f"https://kreis.test/aktuelles/{number}",
            "source": "kreis" if rng.random() < 0.8 else "stadt",
            "title": _title(rng, words, cumulative, topics),
            "text": text,
            "published": _day(rng),
            "places": [places[at] for at in dict.fromkeys(about)],
            "projects": [
                {"name": f"Projekt {words[1000 + at * 7].title()}", "role": "project"}
                for at in _zipf(rng, 80, int(rng.random() < 0.35))
            ],
            "topics": [words[500 + at * 11].title() for at in _zipf(rng, 30, 1)],
        }


def vocabulary() -> tuple[list[str], np.ndarray]:
    """Return German words, most frequent first, and how often each is used."""
    packed = resources.files("spellchecker").joinpath("resources", "de.json.gz").read_bytes()
    counts = json.loads(gzip.decompress(packed))
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:VOCABULARY]
    words = [word for word, _ in ranked]
    # The list's counts are flat in the tail; a Zipf curve is what running text has.
    return words, 1.0 / (np.arange(len(words)) + 2.7) ** 1.02


def _text(rng: Any, words: list[str], cumulative: Any, topics: Any, length: int) -> str:
    own = topics[rng.integers(0, len(topics), 2)].ravel()
    drawn = np.searchsorted(cumulative, rng.random(length))
    lean = rng.random(length) < 0.25
    drawn[lean] = own[np.minimum(rng.geometric(0.01, int(lean.sum())), len(own)) - 1]
    return "\n\n".join(_paragraphs(rng, [words[at] for at in drawn.tolist()]))


def _paragraphs(rng: Any, drawn: list[str]) -> Iterator[str]:
    sentences: list[str] = []
    at = 0
    while at < len(drawn):
        size = int(rng.integers(6, 18))
        sentence = drawn[at : at + size]
        at += size
        written = [word.title() if rng.random() < 0.25 else word for word in sentence]
        written[0] = written[0].title()
        sentences.append(" ".join(written) + ".")
        if len(sentences) >= 4 or at >= len(drawn):
            yield " ".join(sentences)
            sentences = []


def _title(rng: Any, words: list[str], cumulative: Any, topics: Any) -> str:
    own = topics[rng.integers(0, len(topics))]
    drawn = [words[at] for at in own[rng.integers(0, 60, 3)].tolist()]
    drawn += [words[at] for at in np.searchsorted(cumulative, rng.random(4)).tolist()]
    return " ".join(drawn).capitalize()


def _places(rng: Any, words: list[str]) -> list[dict[str, Any]]:
    found = []
    for number in range(MUNICIPALITIES):
        town = words[3000 + number * 31].title() + "hausen"
        path = ["Deutschland", "Landkreis Musterland", town]
        found.append({"name": town, "path": path, "role": "about"})
        for part in range(int(rng.integers(0, 4))):
            village = words[9000 + number * 53 + part * 17].title() + "dorf"
            found.append({"name": village, "path": [*path, village], "role": "about"})
    return found


def _zipf(rng: Any, size: int, count: int) -> list[int]:
    weights = 1.0 / (np.arange(size) + 2.0)
    return rng.choice(size, count, p=weights / weights.sum()).tolist() if count else []


def _day(rng: Any) -> str | None:
    if rng.random() < 0.02:
        return None
    day = np.datetime64("2012-01-01") + int(rng.integers(0, 4700))
    return f"{day}T{int(rng.integers(7, 18)):02d}:00:00+00:00"


def main() -> None:
    """Write the corpus as JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    for article in articles(given.count, given.seed):
        sys.stdout.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
