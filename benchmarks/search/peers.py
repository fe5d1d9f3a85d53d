"""The engines that ours is measured against, each doing the same work the way it does it best.

All get the tokens of our analysis and the compiled query, so that all find the same articles:
what is measured is the engine, not the analysis. A page of results is: the total, the ten best,
counts of six facets (of a facet with a filter: without that filter), ten stored titles and texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.document import Document
from index.facets import FACETS
from index.german import EXACT, Analyzer
from index.whoosh_engine.gathering import WEIGHTS
from index.whoosh_engine.nodes import All, Begins, Between, Leaf, Near, Node, OneOf
from index.whoosh_engine.nodes import Any as AnyOf

NAMES = [facet.name for facet in FACETS]


@dataclass(frozen=True, slots=True)
class Row:
    """An article as peers index it: tokens in order, facet values, what is shown."""

    id: str
    date: int
    words: list[str]
    stems: list[str]
    title_stems: list[str]
    facets: dict[str, tuple[str, ...]]
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """A query, compiled: words, and the filters apart for disjunctive counts."""

    node: Node | None
    filters: dict[str, tuple[str, ...]]  # facet → resolved values
    period: Between | None
    newest: bool
    oldest: bool = False
    words: tuple[str, ...] = ()  # as typed: what snippets mark


@dataclass(frozen=True, slots=True)
class Page:
    """What an engine answered; `shown` are the ten texts."""

    total: int
    shown: list[tuple[str, str]]
    counts: dict[str, dict[str, int]]


class Peer(Protocol):
    """An engine under test."""

    name: str

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        """Index all rows."""

    def page(self, task: Task) -> Page:
        """Answer one query in full."""


def rows(documents: Iterable[Document], analyzer: Analyzer) -> Iterator[Row]:
    """Yield documents as peers take them: a title's stems stand as often as they weigh."""
    for document in documents:
        words: list[str] = []
        stems: list[str] = []
        title_stems: list[str] = []
        for section in document.sections:
            weight = WEIGHTS.get(section.name, 1)
            for terms in analyzer.index_terms(section.text):
                words.append(terms[0])
                found = [term for term in terms if not term.startswith(EXACT)]
                stems += found * weight
                if not title_stems or section is document.sections[0]:
                    title_stems += found if section is document.sections[0] else []
            words.append(f"{EXACT}\u2014")
        text = next((s.text for s in document.sections if s.name == "Text"), "")
        yield Row(
            document.id,
            document.published or 0,
            words,
            stems,
            title_stems,
            dict(document.facets),
            str(document.shown["title"]),
            text,
        )


def cut(text: str, words: tuple[str, ...]) -> str:
    """Return a passage with the first word marked: the least that a peer without snippets does."""
    pattern = "|".join(re.escape(word[:-1] or word) for word in words)
    found = re.search(pattern, text, re.IGNORECASE) if pattern else None
    begin = max(0, found.start() - 60) if found else 0
    passage = text[begin : begin + 230]
    return (
        re.sub(pattern, lambda m: f"<b>{m[0]}</b>", passage, flags=re.IGNORECASE)
        if found
        else passage
    )


def simplified(node: Node) -> Node | None:
    """Return *node* in what every peer can ask: facet filters in the text are left out."""
    match node:
        case All(parts) | AnyOf(parts):
            kept = [s for s in map(simplified, parts) if s is not None]
            return type(node)(tuple(kept)) if kept else None
        case Leaf() | Near() | Begins():
            return node
        case OneOf() | Between():
            return None
    return None
