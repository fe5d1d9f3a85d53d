"""The passage of an article that shows why it was found, with marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import PLACES, PROJECTS, TITLE, TOPICS
from index.results import Fragment

LENGTH = 230  # letters of a snippet, about two lines
LOOK_BACK = 70  # letters to look back for the beginning of a sentence
MOST_WEIGHED = 12  # marks of one passage that count
MOST_MARKS = 80  # marks of one article that are weighed
NO_PASSAGE = frozenset((TITLE, PLACES, PROJECTS, TOPICS))  # stand beside every hit anyway
_WORD = re.compile(r"\w+(?:[-\u2010\u2011’'*:/.]\w+)*")
_SENTENCE = re.compile(r"[.!?:]\s+|\n+")
_ENDS = (". ", "! ", "? ", ": ", "\n")  # what ends a sentence; quicker to find than by pattern


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
            marks = [mark for mark, _ in marked.marks[: bisect_left(marked.marks, (end, 0))]]
            return (
                tuple(_fragments(marked.text, start, end, marks)) if marks else (Fragment(title),)
            )
    return (Fragment(title),)


def snippet(marked: MarkedText) -> tuple[tuple[Fragment, ...], str]:
    """Return the best passage and its origin ("im Anhang S. 3", "" for the text itself)."""
    best: tuple[int, int, str, int, int] | None = None
    marks, last = marked.marks, 0
    for name, origin, start, end in marked.sections:
        if last == len(marks) and best is not None:
            break  # no further section has a mark
        first, last = last, bisect_left(marks, (end, 0), last)
        if name in NO_PASSAGE:
            continue
        here = marks[first : min(last, first + MOST_MARKS)]
        worth, at = _best_window(here) if here else (0, start)
        if best is None or worth > best[0]:
            best = (worth, start, origin, at, end)
    if best is None:
        return (), ""
    _, start, origin, at, end = best
    begin, torn = _beginning(marked.text, start, at)
    stop = _ending(marked.text, begin, end)
    first = bisect_left(marks, (begin, 0))
    shown = [mark for mark, _ in marks[first : bisect_left(marks, (stop, 0), first)]]
    fragments = _fragments(marked.text, begin, stop, shown)
    if torn:
        fragments.insert(0, Fragment("… "))
    if stop < end:
        fragments.append(Fragment(" …"))
    return tuple(fragments), origin


def _best_window(marks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return what the best stretch of marks is worth (different words first) and its start."""
    if len(marks) == 1:
        return 21, marks[0][0]
    count = len(marks)
    inside: dict[int, int] = {}  # word → how often between first and last
    worth = at = last = 0
    for first, (start, opening) in enumerate(marks):
        most, reach = min(count, first + MOST_WEIGHED), start + LENGTH - LOOK_BACK
        while last < most and marks[last][0] < reach:
            word = marks[last][1]
            inside[word] = inside.get(word, 0) + 1
            last += 1
        value = 20 * len(inside) + last - first
        if value > worth:
            worth, at = value, start
        if last == count:
            break  # what follows is part of this
        if inside[opening] == 1:
            del inside[opening]
        else:
            inside[opening] -= 1
    return worth, at


def _beginning(text: str, section: int, at: int) -> tuple[int, bool]:
    """Return where to begin so that *at* is shown: a sentence's start, else a word's; and whether
    something is left out before it."""
    earliest = max(section, at - LOOK_BACK)
    if earliest == section:
        return section, False
    end = max([text.rfind(sign, earliest, at) for sign in _ENDS])
    if end >= 0 and (found := _SENTENCE.match(text, end, at)):
        return found.end(), False
    space = text.find(" ", earliest, at)
    return (at if space < 0 else space + 1), True


def _ending(text: str, begin: int, end: int) -> int:
    stop = begin + LENGTH
    if stop >= end:
        return end
    space = text.rfind(" ", begin + LENGTH // 2, stop)
    return stop if space < 0 else space


def _fragments(text: str, begin: int, stop: int, marks: Sequence[int]) -> list[Fragment]:
    found: list[Fragment] = []
    at = begin
    for mark in marks:
        word = _WORD.match(text, mark, stop)
        if word is None or mark < at:
            continue
        if mark > at:
            found.append(Fragment(_plain(text[at:mark])))
        found.append(Fragment(word[0], True))
        at = word.end()
    if at < stop:
        found.append(Fragment(_plain(text[at:stop])))
    return found


def _plain(text: str) -> str:
    return text.replace("\n\n", " ").replace("\n", " ") if "\n" in text else text
