"""Time places and projects per article: `python benchmarks/understanding_speed.py`.

Prints the median and the 95th percentile of CPU milliseconds over the gold articles, and the same
for a long article made of six of them.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from statistics import median, quantiles

from archive.gazetteer import load_gazetteer
from archive.register import load_register
from crawler.knowledge import Knowledge
from crawler.places import find_places
from crawler.projects import find_projects

GOLD = Path(__file__).parent.parent / "tests" / "gold"


def main() -> None:
    """Print the times."""
    started = time.process_time()
    knowledge = Knowledge(load_gazetteer("schmalkalden-meiningen"), load_register())
    knowledge.gazetteer.lookup("Meiningen")
    opened = (time.process_time() - started) * 1000
    records = [
        json.loads(line)
        for part in ("tune", "held_out")
        for line in (GOLD / f"{part}.jsonl").read_text("utf-8").splitlines()
    ]
    texts = [(record["title"], record["text"]) for record in records]
    long = [
        (texts[at][0], "\n\n".join(text for _, text in texts[at : at + 6]))
        for at in range(0, len(texts) - 6, 6)
    ]
    print(json.dumps({"opening_ms": round(opened, 1), **_timed("ordinary", texts, knowledge),
                      **_timed("long", long, knowledge)}))  # fmt: skip


def _timed(name: str, texts: list[tuple[str, str]], knowledge: Knowledge) -> dict[str, float]:
    times = []
    for _ in range(5):
        for title, text in texts:
            started = time.process_time()
            find_places(title, "", text, knowledge)
            find_projects(title, text, knowledge)
            times.append((time.process_time() - started) * 1000)
    size = sum(len(text) for _, text in texts) / len(texts)
    return {
        f"{name}_characters": round(size),
        f"{name}_median_ms": round(median(times), 2),
        f"{name}_p95_ms": round(quantiles(times, n=20)[-1], 2),
    }


if __name__ == "__main__":
    main()
