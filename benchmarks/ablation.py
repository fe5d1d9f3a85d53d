"""What each way to find a word is worth: MRR@10 on XQuAD without it, as a table for the docs.

python -m benchmarks.ablation
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.relevance import XQUAD, measure, searching, xquad
from index import compounds, german
from index.whoosh_engine import snapshot

WAYS = {
    "the exact form": "AS_WRITTEN",
    "all parts of a compound": "AS_PARTS",
    "single parts as wishes": "AS_PART",
    "joined and apart": "AS_JOINED",
    "single pieces as wishes": "AS_PIECE",
    "synonyms": "AS_SYNONYM",
    "word families": "AS_RELATIVE",
}


def main() -> int:
    """Print the table."""
    if not XQUAD.exists():
        print(f"{XQUAD} is missing", file=sys.stderr)
        return 1
    articles, judged = xquad()
    print("| without | MRR@10 | change |\n|---|---|---|")
    with searching(articles) as service:
        full = measure(service, judged, "any").mrr
        print(f"| nothing | {full:.4f} | |")
        for name, weight in WAYS.items():
            with changed(german, weight, 1e-9):
                _print(name, measure(service, judged, "any").mrr, full)
        with changed(snapshot, "K1", 1.2), changed(snapshot, "B", 0.75), searching(articles) as own:
            _print("our k1 and b (Whoosh's instead)", measure(own, judged, "any").mrr, full)
    with changed(compounds.Splitter, "split", _whole), searching(articles) as service:
        _print("compounds taken apart at all", measure(service, judged, "any").mrr, full)
    return 0


def _print(name: str, value: float, full: float) -> None:
    print(f"| {name} | {value:.4f} | {value - full:+.4f} |", flush=True)


def _whole(_self: object, _word: str) -> tuple[str, ...]:
    return ()


@contextmanager
def changed(owner: object, name: str, value: float | Callable[..., object]) -> Iterator[None]:
    """Set an attribute of *owner* for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


if __name__ == "__main__":
    sys.exit(main())
