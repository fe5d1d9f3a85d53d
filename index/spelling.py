"""Meinten Sie …? A word that finds little, spelled like one that finds much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.compounds import own_table
from index.engine import Reader
from index.folding import folded
from index.german import EXACT
from index.query import And, Or, Query, Term
from index.tables import own_tables

LEAST_LETTERS = 4
TWO_EDITS_FROM = 8  # letters
RARE = 3  # documents up to which a word may be a misspelling
TIMES = 10  # how much more frequent the other word must be
MOST_WORDS = 3  # words of one query that are looked at


def corrected(reader: Reader, text: str, tree: Query) -> str | None:
    """Return *text* with its misspelt words replaced, None where nothing better is known."""
    better = text
    for word in list(_words(tree))[:MOST_WORDS]:
        other = _better(reader, word)
        if other is not None:
            better = other.join(re.split(rf"(?<!\w){re.escape(word)}(?!\w)", better))
    return better if better != text else None


def _words(tree: Query) -> Iterator[str]:
    match tree:
        case Term(text=text, field=None):
            yield text
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from _words(part)


def _better(reader: Reader, word: str) -> str | None:
    plain = folded(word)
    if len(plain) < LEAST_LETTERS or not plain.isalpha() or own_table().has(plain):
        return None  # a word of the dictionary may be rare here, but it is no misspelling
    own = reader.frequency(EXACT + plain)
    if own > RARE:
        return None
    near = reader.words_like(plain, 2 if len(plain) >= TWO_EDITS_FROM else 1)
    for term, count in near:
        silent = term.removeprefix(EXACT) in own_tables().silent
        if count >= max(2, TIMES * own) and not silent:
            return reader.written(term)
    return None
