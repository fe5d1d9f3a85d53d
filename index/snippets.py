"""The passage of an article that shows why it was found, with marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import TITLE
from index.results import Fragment

LENGTH = 230  # letters of a snippet, about two lines
LOOK_BACK = 70  # letters to look back for the beginning of a sentence
MOST_MARKS = 80  # marks of one article that are weighed
_WORD = re.compile(r"\w+(?:[-\u2010\u2011’'*:/.]\w+)*")
_SENTENCE = re.compile(r"[.!?:]\s+|\n+")


@dataclass(frozen=True, slots=True)
class MarkedText:
    """An article's joined text with its sections and the places of query words.

    `sections` are (name, origin, start, end); `marks` are (start, number of the query word).
    """

    text: str
    sections: Sequence[tuple[str, str, int, int]]
    marks: Sequence[tuple[int, int]]


def title_fragments(marked: MarkedText, title: str) -> tuple[Fragment, ...]:
    """Return the title with its marks."""
    for name, _, start, end in marked.sections:
        if name == TITLE and marked.text[start:end] == title:
            return _fragments(marked.text, start, end, [m for m, _ in marked.marks if m < end])
    return (Fragment(title),)


def snippet(marked: MarkedText) -> tuple[tuple[Fragment, ...], str]:
    """Return the best passage and its origin ("im Anhang S. 3", "" for the text itself)."""
    best: tuple[int, int, str, int, int] | None = None
    for rank, (name, origin, start, end) in enumerate(marked.sections):
        if name == TITLE:
            continue
        here = [mark for mark in marked.marks if start <= mark[0] < end][:MOST_MARKS]
        worth, at = _best_window(here)
        if best is None or worth > best[0]:
            best = (worth, rank, origin, at if here else start, end)
    if best is None:
        return (), ""
    _, rank, origin, at, end = best
    begin = _beginning(marked.text, marked.sections[rank][2], at)
    stop = _ending(marked.text, begin, end)
    marks = [mark for mark, _ in marked.marks if begin <= mark < stop]
    fragments = list(_fragments(marked.text, begin, stop, marks))
    if begin > marked.sections[rank][2] and not _opens(marked.text, begin):
        fragments.insert(0, Fragment("… "))
    if stop < end:
        fragments.append(Fragment(" …"))
    return tuple(fragments), origin


def _best_window(marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return what the best stretch of marks is worth (different words first) and its start."""
    worth, at = 0, 0
    for first, (start, _) in enumerate(marks):
        inside = [word for place, word in marks[first : first + 12] if place < start + LENGTH - 40]
        value = 20 * len(set(inside)) + len(inside)
        if value > worth:
            worth, at = value, start
    return worth, at


def _beginning(text: str, section: int, at: int) -> int:
    """Return where to begin so that *at* is shown: a sentence's start, else a word's."""
    earliest = max(section, at - LOOK_BACK)
    if earliest == section:
        return section
    for match in reversed(list(_SENTENCE.finditer(text, earliest, at))):
        return match.end()
    space = text.find(" ", earliest, at)
    return at if space < 0 else space + 1


def _ending(text: str, begin: int, end: int) -> int:
    stop = begin + LENGTH
    if stop >= end:
        return end
    space = text.rfind(" ", begin + LENGTH // 2, stop)
    return stop if space < 0 else space


def _opens(text: str, begin: int) -> bool:
    return _SENTENCE.fullmatch(text[max(0, begin - 2) : begin]) is not None


def _fragments(text: str, begin: int, stop: int, marks: Sequence[int]) -> tuple[Fragment, ...]:
    found: list[Fragment] = []
    at = begin
    for mark in marks:
        word = _WORD.match(text, mark, stop)
        if word is None or mark < at:
            continue
        if mark > at:
            found.append(Fragment(_plain(text[at:mark])))
        found.append(Fragment(word[0], marked=True))
        at = word.end()
    if at < stop:
        found.append(Fragment(_plain(text[at:stop])))
    return tuple(found)


def _plain(text: str) -> str:
    return " ".join(text.split(" ")).replace("\n\n", " ").replace("\n", " ")
