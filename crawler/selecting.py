"""A page's elements by tag and attribute, gathered in one walk, and CSS selectors answered by it.

A profile asks a page some hundred selectors, each of which would walk the whole tree as XPath. The
index walks once: a selector looks up its rarest part and tries only the elements found there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lxml.cssselect import CSSSelector
from lxml.etree import _Element as Element

from crawler.boilerplate import LONGEST_NAME

INDEXED = frozenset({"class", "id", "itemprop", "property", "rel", "role"})
_PART = re.compile(
    r"(?P<tag>\w[\w-]*)|\.(?P<cls>[\w-]+)|#(?P<id>[\w-]+)|"
    r"\[(?P<name>[\w-]+)(?:(?P<how>[~*]?=)(?P<quote>['\"]?)(?P<value>[^'\"\]]*)(?P=quote))?\]|"
    r":not\((?P<not>[^():]+)\)"
)
_STEP = re.compile(r"\s*([>+~])\s*|\s+")

Test = Callable[[Element], bool]


@dataclass(frozen=True, slots=True, eq=False)  # one object a spelling: known by identity
class _Compound:
    """One step of a selector: "a.more[href]"; `words` are looked up, `tests` tried one by one."""

    tag: str
    words: tuple[tuple[str, str], ...]  # attribute and a word of its value
    parts: tuple[tuple[str, str], ...]  # indexed attribute and a part of its value
    tests: tuple[Test, ...]

    def matches(self, element: Element) -> bool:
        """Whether *element* is meant."""
        if self.tag and element.tag != self.tag:
            return False
        for name, word in self.words:
            if word not in (element.get(name) or "").split():
                return False
        for name, part in self.parts:
            if part not in (element.get(name) or ""):
                return False
        return not self.tests or all(test(element) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector read: its last step, and the steps before it with how they are joined."""

    last: _Compound
    before: tuple[tuple[str, _Compound], ...]  # nearest first
    words: tuple[tuple[str, str], ...]  # of all steps: where one is missing, nothing is meant


class Index:
    """The elements of one tree in document order, by tag, and by words of their attributes."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._values: dict[str, dict[str, list[int]]] = {name: {} for name in INDEXED}
        tags, values = defaultdict[str, list[int]](list), self._values
        self._elements = list(root.iter())  # who holds an element need not make it again
        for number, element in enumerate(self._elements):
            tags[element.tag].append(number)
            for name, value in element.items():
                if name in INDEXED:
                    values[name].setdefault(value, []).append(number)
        self._tags: Mapping[str, list[int]] = tags
        self._known: dict[_Compound, dict[Element, None]] = {}
        self._words = {name: _by_word(values) for name, values in self._values.items()}
        self._long = {
            name: [value for value in values if len(value) > LONGEST_NAME]
            for name, values in self._values.items()
        }

    @property
    def names(self) -> frozenset[str]:
        """Every word of class, id, itemprop, property, rel and role."""
        return frozenset().union(*self._words.values())

    def tagged(self, tag: str) -> list[Element]:
        """Return the elements called *tag*."""
        return [self._elements[number] for number in self._tags.get(tag, ())]

    def named(self, name: str) -> Iterator[Element]:
        """Yield what has *name* as a class, or as its id or itemprop, in document order."""
        held = {
            number
            for attribute in ("class", "id", "itemprop")
            if name in self._words[attribute]
            for number in self._naming(name, attribute)
        }
        for number in sorted(held):
            one = self._elements[number]
            whole = (one.get("id"), one.get("itemprop"))
            if name in whole or name in (one.get("class") or "").split():
                yield one

    def find(self, selector: str) -> Iterable[Element]:
        """Return or yield what *selector* matches, in document order."""
        read = read_selector(selector)
        if read is None:
            return list(_compiled(selector)(self.root))
        for name, word in read.words:
            if word not in self._words[name]:
                return ()  # most selectors name a word that the page does not have
        return self._found(read)

    def _found(self, selector: Selector) -> Iterator[Element]:
        last = self._meant(selector.last)
        if not last or not selector.before:
            yield from last
            return
        before = [(joint, self._meant(compound)) for joint, compound in selector.before]
        if all(meant for _, meant in before):
            yield from (element for element in last if _holds(element, before))

    def _meant(self, compound: _Compound) -> dict[Element, None]:
        """Return what one step means, in document order."""
        meant = self._known.get(compound)
        if meant is None:
            likely = (self._elements[number] for number in self._likely(compound))
            meant = self._known[compound] = {one: None for one in likely if compound.matches(one)}
        return meant

    def _likely(self, compound: _Compound) -> Sequence[int]:
        """Return the numbers of few elements, among which are all that *compound* means."""
        found: list[Sequence[int]] = []
        if compound.tag:
            found.append(self._tags.get(compound.tag, []))
        for name, word in compound.words:
            found.append(self._naming(word, name))
        for name, part in compound.parts:
            found.append(self._holding(part, name))
        return min(found, key=len) if found else range(len(self._elements))

    def _naming(self, word: str, name: str) -> list[int]:
        return self._numbered(name, [*self._words[name].get(word, ()), *self._long[name]])

    def _holding(self, part: str, name: str) -> list[int]:
        return self._numbered(name, [value for value in self._values[name] if part in value])

    def _numbered(self, name: str, values: Sequence[str]) -> list[int]:
        known = self._values[name]
        if len(values) == 1:
            return known[values[0]]
        return sorted(number for value in values for number in known[value])


def _by_word(values: Iterable[str]) -> dict[str, list[str]]:
    """Return the values that hold each word; such as are no names of a sane length hold none."""
    found: dict[str, list[str]] = {}
    for value in values:
        if len(value) <= LONGEST_NAME:
            for word in value.split():
                found.setdefault(word, []).append(value)
    return found


def _holds(element: Element, steps: Sequence[tuple[str, Collection[Element]]]) -> bool:
    joint, meant = steps[0]
    rest = steps[1:]
    for other in _joined(element, joint):
        if other in meant:
            if not rest or _holds(other, rest):
                return True
            if joint == " " and rest[0][0] == " ":
                return False  # what lies not above the nearest lies above no farther one
    return False


def _joined(element: Element, joint: str) -> Iterator[Element]:
    if joint == " ":
        yield from element.iterancestors()
    elif joint == "~":
        yield from element.itersiblings(preceding=True)
    else:
        other = element.getparent() if joint == ">" else element.getprevious()
        if other is not None:
            yield other


# -- reading selectors -----------------------------------------------------------------------


@cache
def read_selector(selector: str) -> Selector | None:
    """Return *selector* read, None where it holds more than this module knows."""
    steps: list[tuple[str, _Compound]] = []
    joint, at = " ", 0
    while at < len(selector):
        end = _end_of_step(selector, at)
        compound = _compound(selector[at:end])
        if compound is None:
            return None
        steps.append((joint, compound))
        gap = _STEP.match(selector, end)
        if gap is None and end < len(selector):
            return None
        joint, at = (gap[1] or " ", gap.end()) if gap else (" ", end)
    if not steps:
        return None
    before = [(steps[at][0], steps[at - 1][1]) for at in range(len(steps) - 1, 0, -1)]
    words = tuple(pair for _, compound in reversed(steps) for pair in compound.words)
    return Selector(steps[-1][1], tuple(before), words)


def _end_of_step(selector: str, at: int) -> int:
    while (part := _PART.match(selector, at)) is not None:
        at = part.end()
    return at


@cache
def _compound(text: str) -> _Compound | None:
    tag, words, parts, tests = "", [], [], []
    for part in _PART.finditer(text):
        if part["tag"]:
            tag = part["tag"].lower()
        elif part["cls"]:
            words.append(("class", part["cls"]))
        elif part["name"] in INDEXED and part["how"] == "~=" and part["value"]:
            words.append((part["name"], part["value"]))
        elif part["name"] in INDEXED and part["how"] == "*=" and part["value"]:
            parts.append((part["name"], part["value"]))
        else:
            test = _test(part)
            if test is None:
                return None
            tests.append(test)
            if part["id"] or (part["how"] == "=" and part["name"] in INDEXED):
                parts.append((part["name"] or "id", part["id"] or part["value"]))
    if not tag and not words and not parts and not tests:
        return None
    return _Compound(tag, tuple(words), tuple(parts), tuple(tests))


def _test(part: re.Match[str]) -> Test | None:
    name, how, value = part["name"] or "id", part["how"], part["id"] or part["value"]
    if how and not value:
        return None  # CSS has rules of its own for empty values
    if part["not"]:
        inner = _compound(part["not"]) if _PART.fullmatch(part["not"]) else None
        return None if inner is None else lambda element: not inner.matches(element)
    if how == "~=":
        return lambda element: value in (element.get(name) or "").split()
    if how == "*=":
        return lambda element: value in (element.get(name) or "")
    if value is None:
        return lambda element: element.get(name) is not None
    return lambda element: element.get(name) == value


@cache
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
