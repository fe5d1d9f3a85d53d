"""What each way to find a word is worth: MRR@10 on XQuAD without it, as a table for the docs.

python -m benchmarks.ablation
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.relevance import XQUAD, measure, searching, xquad
from index import asking, compounds, german
from index.whoosh_engine import nearness, snapshot

WAYS: dict[str, tuple[object, str, float]] = {
    "the exact form": (german, "AS_WRITTEN", 1e-9),
    "all parts of a compound": (german, "AS_PARTS", 1e-9),
    "single parts as wishes": (german, "AS_PART", 1e-9),
    "joined and apart": (german, "AS_JOINED", 1e-9),
    "single pieces as wishes": (german, "AS_PIECE", 1e-9),
    "synonyms": (german, "AS_SYNONYM", 1e-9),
    "word families": (german, "AS_RELATIVE", 1e-9),
    "more weight for nouns": (asking, "BESIDE_NOUNS", 1.0),
    "nearness": (nearness, "WEIGHT", 0.0),
    "a least length": (snapshot, "LEAST_LENGTH", 0.0),
}


def main() -> int:
    """Print the table."""
    if not XQUAD.exists():
        print(f"{XQUAD} is missing", file=sys.stderr)
        return 1
    articles, judged = xquad()

    def figure() -> float:
        with searching(articles) as service:  # each its own: compiled queries are kept
            return measure(service, judged, "any").mrr

    print("| without | MRR@10 | change |\n|---|---|---|")
    full = figure()
    print(f"| nothing | {full:.4f} | |", flush=True)
    for name, (owner, attribute, value) in WAYS.items():
        with changed(owner, attribute, value):
            _print(name, figure(), full)
    with changed(snapshot, "K1", 1.2), changed(snapshot, "B", 0.75):
        _print("our k1 and b (Whoosh's instead)", figure(), full)
    with changed(compounds.Splitter, "split", _whole):
        _print("compounds taken apart at all", figure(), full)
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
