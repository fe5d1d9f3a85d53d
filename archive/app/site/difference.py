"""What changed between two versions: by paragraph, then by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from archive.article import Article

MOST_PARAGRAPHS = 1_500  # beyond that, comparing would take too long: shown as replaced
MOST_WORDS = 2_500  # of one paragraph, likewise
UNCHANGED_KEPT = 1  # paragraphs around a change that are shown


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a paragraph; `kind` is "same", "new" or "old"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its pieces; `skipped` counts unchanged paragraphs left out instead."""

    pieces: tuple[Piece, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Title and paragraphs with what is new and what was taken out, and how many words."""

    title: Block
    blocks: tuple[Block, ...]
    added: int
    removed: int


def compare(old: Article, new: Article) -> Difference:
    """Return how *new* differs from *old*."""
    title = Block(tuple(_words(old.title, new.title)))
    blocks = tuple(_folded(list(_paragraphs(_split(old.text), _split(new.text)))))
    pieces = [piece for block in (title, *blocks) for piece in block.pieces]
    return Difference(title, blocks, _count(pieces, "new"), _count(pieces, "old"))


def _split(text: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return parts if len(parts) <= MOST_PARAGRAPHS else [text]


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    for action, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            yield from (Block((Piece("same", text),)) for text in new[c:d])
            continue
        pairs = min(b - a, d - c)
        for before, after in zip(old[a : a + pairs], new[c : c + pairs], strict=True):
            yield Block(tuple(_words(before, after)))
        yield from (Block((Piece("old", text),)) for text in old[a + pairs : b])
        yield from (Block((Piece("new", text),)) for text in new[c + pairs : d])


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        yield from _replaced(old, new)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if old != new and matcher.quick_ratio() < 0.3:  # nothing in common: words would be confetti
        yield from _replaced(old, new)
        return
    for action, a, b, c, d in matcher.get_opcodes():
        if action == "equal":
            yield Piece("same", "".join(after[c:d]))
        else:
            yield from _replaced("".join(before[a:b]), "".join(after[c:d]))


def _replaced(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece("old", old)
    if new:
        yield Piece("new", new)


def _folded(blocks: Sequence[Block]) -> Iterator[Block]:
    """Leave out long stretches without a change and say how many paragraphs those are."""
    changed = [any(piece.kind != "same" for piece in block.pieces) for block in blocks]
    skipped = 0
    for place, block in enumerate(blocks):
        near = changed[max(place - UNCHANGED_KEPT, 0) : place + UNCHANGED_KEPT + 1]
        if any(near):
            if skipped:
                yield Block(skipped=skipped)
                skipped = 0
            yield block
        else:
            skipped += 1
    if skipped:
        yield Block(skipped=skipped)


def _count(pieces: Sequence[Piece], kind: str) -> int:
    return sum(len(piece.text.split()) for piece in pieces if piece.kind == kind)
