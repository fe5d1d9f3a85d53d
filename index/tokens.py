"""Search-box text → tokens: words, phrases, fields, operators; knows no wrong input."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from index.folding import folded

Kind = Literal["word", "phrase", "field", "and", "or", "not", "must", "open", "close"]

QUOTES = '"„“”‟«»″＂'
_MINUS = "-−–"
_CHUNK = re.compile(rf"[^\s(){QUOTES}]+")
_SLOP = re.compile(r"~(\d{1,2})?")
_FIELD = re.compile(r"([^\W\d_]{2,20}):(?!//)\s*")
_OPERATORS: dict[str, Kind] = {
    "UND": "and",
    "AND": "and",
    "&&": "and",
    "ODER": "or",
    "OR": "or",
    "|": "or",
    "||": "or",
    "NICHT": "not",
    "NOT": "not",
    "!": "not",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query; `closed` is False for a phrase whose last quote is missing.

    `slop` is how many words may stand between a phrase's words; `end` is where the text goes on.
    """

    kind: Kind
    text: str
    start: int
    end: int
    closed: bool = True
    slop: int = 0


def tokens(text: str, fields: Collection[str]) -> Iterator[Token]:
    """Yield the tokens of *text*; everything in it is a token or white space.

    *fields* are the folded names that a colon makes a field; "Termin: Montag" is plain words.
    """
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token = _token(text, place, fields)
        yield token
        place = token.end


def _token(text: str, start: int, fields: Collection[str]) -> Token:
    first, following = text[start], text[start + 1 : start + 2]
    if first in "()":
        return Token("open" if first == "(" else "close", first, start, start + 1)
    if first in QUOTES:
        return _phrase(text, start)
    if first in _MINUS and following.strip() and following not in _MINUS:
        return Token("not", first, start, start + 1)
    if first == "+" and following.strip() and following != "+":
        return Token("must", first, start, start + 1)
    if (field := _FIELD.match(text, start)) is not None and folded(field[1]) in fields:
        return Token("field", folded(field[1]), start, field.end())
    chunk = _CHUNK.match(text, start)
    end = chunk.end() if chunk else start + 1
    word = text[start:end]
    return Token(_OPERATORS.get(word, "word"), word, start, end)


def _phrase(text: str, start: int) -> Token:
    place = start + 1
    while place < len(text) and text[place] not in QUOTES:
        place += 1
    closed = place < len(text)
    inside, end, slop = text[start + 1 : place], place + closed, 0
    if closed and (near := _SLOP.match(text, end)):
        end, slop = near.end(), int(near[1] or 2)
    return Token("phrase", inside, start, end, closed, slop)
