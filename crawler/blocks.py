"""A tree as the blocks a reader sees: paragraphs, headings, list items, cells, captions."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element as Element

from crawler.boilerplate import CAPTION_NAME, JUNK_NAME, LONGEST_NAME, names_of
from crawler.german_dates import RELATIVE, find_dates
from crawler.typography import readable

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCK_TAGS = HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr",
    "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul", "caption", "hgroup", "noframes", "frameset",
}  # fmt: skip
UNREAD = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "select",
    "option", "button", "input", "textarea", "canvas", "audio", "video", "map", "head", "math",
    "datalist", "applet", "meter", "progress", "rp", "rt",
})  # fmt: skip
MARKED = BLOCK_TAGS | {"a", "br", "b", "strong"}  # where a walk changes its state
JUNK_TAGS = frozenset({"nav", "aside", "footer", "dialog"})
SHORT_LINE = 80  # characters
DEEP = 200  # elements around a block, beyond which they are asked for anew each time
BREAK = "\ue000"  # stands for <br> until white space is folded
# Where links and bold text begin and end, so that lines parted by <br> keep their own share.
LINK, LINK_END, BOLD, BOLD_END = MARKS = ("\ue001", "\ue002", "\ue003", "\ue004")
_MARKS = re.compile("[\ue001-\ue004]")
_PARAGRAPH = re.compile(rf"\s*{BREAK}(?:\s*{BREAK})+\s*")
_LINE = re.compile(rf"\s*{BREAK}\s*")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKED = re.compile(r"^(?:b|strong)$")
SENTENCE_END = re.compile(r"[.!?:…][\"“”»«’')\]]*$")


@dataclass(slots=True)
class Block:
    """A run of text with what its place in the tree tells of it.

    `junk` are the elements around it that look like navigation, sharing or advertising; `owner`
    the block element it stands in.
    """

    text: str
    kind: str  # p, h1 to h6, li, td, caption, quote, pre
    owner: Element
    links: int = 0  # characters inside links
    strong: int = 0  # characters in bold
    junk: tuple[Element, ...] = ()
    row: Element | None = None
    order: int = 0
    hrefs: tuple[str, ...] = ()
    _weight: float = field(default=-1.0, init=False, repr=False, compare=False)
    _dated: bool | None = field(default=None, init=False, repr=False, compare=False)
    _around: tuple[Element, ...] = field(default=(), init=False, repr=False, compare=False)

    @property
    def around(self) -> tuple[Element, ...]:
        """The owner and all elements around it, the nearest first."""
        if self._around:
            return self._around
        around = (self.owner, *self.owner.iterancestors())
        if len(around) <= DEEP:  # asked many times; a page of deep nests is not held so often
            self._around = around
        return around

    def lies_in(self, parts: Set[Element]) -> bool:
        """Whether one of *parts* is the owner or stands around it."""
        return bool(parts) and not parts.isdisjoint(self.around)

    @property
    def is_dated(self) -> bool:
        """Whether it is a short line that tells a day, or how long ago."""
        if self._dated is None:
            self._dated = len(self.text) < SHORT_LINE and (
                bool(find_dates(self.text)) or RELATIVE.search(self.text) is not None
            )
        return self._dated

    @property
    def link_share(self) -> float:
        """Which part of the text is links."""
        return self.links / len(self.text) if self.text else 0.0

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading by its tag."""
        return self.kind in HEADINGS

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return SENTENCE_END.search(self.text) is not None

    @property
    def weight(self) -> float:
        """How much running text this is: characters outside links, 0 for labels and headings."""
        if self._weight < 0:  # asked many times, and nothing it hangs on changes
            self._weight = self._weighed()
        return self._weight

    def _weighed(self) -> float:
        length = len(self.text)
        if self.is_heading or self.kind == "caption" or self.link_share > 0.5 or length < 25:
            return 0.0
        if length < 200:
            small = self.kind in ("li", "td")
            if (length < 80 or small) and not self.is_sentence:
                return 0.0
        return (length - self.links) * (0.7 if self.kind in ("li", "td") else 1.0)


@dataclass(slots=True)
class _Walk:
    """The state of one walk through a tree."""

    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    owners: list[Element] = field(default_factory=list)
    junk: tuple[Element, ...] = ()
    rows: list[Element] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    contexts: list[str] = field(default_factory=lambda: [""])
    links: int = 0
    strong: int = 0
    in_link: int = 0
    in_strong: int = 0
    opened: str = ""  # marks of what was open when the current block began

    def add(self, text: str) -> None:
        """Take in a piece of text."""
        self.parts.append(text)
        if self.in_link or self.in_strong:
            length = len(text.strip())
            self.links += length if self.in_link else 0
            self.strong += length if self.in_strong else 0

    def flush(self) -> None:
        """End the current block."""
        if not self.parts:
            return
        text = "".join(self.parts)
        self.parts = []
        if BREAK not in text and not text.isascii():
            for mark in MARKS:
                text = text.replace(mark, "")
        if text and not text.isspace():
            self._cut(readable(text))
        self.opened = (LINK if self.in_link else "") + (BOLD if self.in_strong else "")
        self.links = self.strong = 0
        self.hrefs = []

    def _cut(self, text: str) -> None:
        whole = " ".join(text.split())
        if BREAK not in whole:
            self._append(whole, self.links, self.strong)
            return
        opened = self.opened
        for piece in _PARAGRAPH.split(_outside_breaks(whole)):
            marked = opened + piece
            links, bold = _inside(marked, LINK, LINK_END), _inside(marked, BOLD, BOLD_END)
            opened = "".join(
                mark
                for mark, end in ((LINK, LINK_END), (BOLD, BOLD_END))
                if marked.rfind(mark) > marked.rfind(end)
            )
            folded = " ".join(_MARKS.sub("", piece).split(" ")).strip()
            folded = _LINE.sub("\n", folded).strip()
            if folded:
                self._append(folded, links, bold)

    def _append(self, text: str, links: int, strong: int) -> None:
        owner = self.owners[-1]
        tag = owner.tag if isinstance(owner.tag, str) else "p"
        kind = tag if tag in HEADINGS else self.contexts[-1] or "p"
        self.blocks.append(
            Block(
                text,
                kind,
                owner,
                links,
                strong,
                self.junk,
                self.rows[-1] if self.rows else None,
                len(self.blocks),
                tuple(self.hrefs),
            )
        )


def _outside_breaks(text: str) -> str:
    """Return *text* with the marks between line breaks moved before them."""
    return re.sub(
        rf"[{BREAK}\ue001-\ue004\s]*{BREAK}[{BREAK}\ue001-\ue004\s]*",
        lambda run: (
            _only(run[0], LINK_END + BOLD_END)
            + BREAK * run[0].count(BREAK)
            + _only(run[0], LINK + BOLD)
        ),
        text,
    )


def _only(text: str, marks: str) -> str:
    return "".join(character for character in text if character in marks)


def _inside(text: str, begin: str, end: str) -> int:
    """Return how many characters of *text* stand between *begin* and *end*."""
    if begin not in text:
        return 0
    parts = text.split(begin)[1:]
    return sum(len(_MARKS.sub("", part.split(end)[0]).replace(BREAK, "").strip()) for part in parts)


CONTEXTS = {
    "li": "li", "dd": "li", "dt": "li", "td": "td", "th": "td", "blockquote": "quote",
    "pre": "pre", "figcaption": "caption", "caption": "caption",
}  # fmt: skip


def blocks_of(root: Element) -> list[Block]:  # noqa: C901  # runs for every element: inlined
    """Return the blocks of *root* in reading order, without scripts, menus and hidden parts."""
    walk = _Walk(owners=[root])
    walker = etree.iterwalk(root, events=("start", "end"))
    passed: Element | None = None
    for event, element in walker:
        tag = element.tag
        if event == "start":
            names = element.keys()
            if tag in UNREAD or ((names or tag == "nav") and _is_passed_over(element, tag, names)):
                walker.skip_subtree()
                passed = element
                if tag in BLOCK_TAGS:
                    walk.flush()
                continue
            if tag in MARKED:
                _enter(walk, element, tag, names)
            if tag in JUNK_TAGS or (names and _names_junk(names_of(element))):
                walk.junk += (element,)
            text = element.text
        else:
            if element is passed:
                passed = None
            else:
                if tag in MARKED:
                    _leave(walk, tag)
                if walk.junk and walk.junk[-1] is element:
                    walk.junk = walk.junk[:-1]
            text = element.tail if element is not root else None
        if text and (walk.parts or not text.isspace()):
            walk.add(text)
    walk.flush()
    return walk.blocks


def heading_at(blocks: Sequence[Block], heading: Element | None) -> int | None:
    """Return the number of the first block that stands in *heading*, or around it."""
    if heading is None:
        return None
    parts = set(heading.iter())
    inside = next((number for number, block in enumerate(blocks) if block.owner in parts), None)
    if inside is not None:
        return inside
    text = readable("".join(heading.itertext())).split()
    around = set(heading.iterancestors())
    return next(
        (
            number
            for number, block in enumerate(blocks)
            if block.owner in around
            and any(line.split()[: len(text)] == text for line in block.text.split("\n"))
        ),
        None,
    )


def _enter(walk: _Walk, element: Element, tag: str, names: Sequence[str]) -> None:
    if tag in BLOCK_TAGS:
        if walk.parts:
            walk.flush()
        walk.owners.append(element)
        context = CONTEXTS.get(tag, "")
        if not context and "class" in names and tag not in JUNK_TAGS:
            name = element.get("class", "")
            context = "caption" if name and _names_caption(name[:LONGEST_NAME]) else ""
        walk.contexts.append(context or walk.contexts[-1])
        if tag == "tr":
            walk.rows.append(element)
    elif tag == "a":
        walk.in_link += 1
        walk.parts.append(LINK)
        walk.hrefs.append(element.get("href") or "")
    elif tag == "br":
        walk.parts.append(BREAK)
    else:
        walk.in_strong += 1
        walk.parts.append(BOLD)


def _leave(walk: _Walk, tag: str) -> None:
    if tag in BLOCK_TAGS:
        if walk.parts:
            walk.flush()
        walk.owners.pop()
        walk.contexts.pop()
        if tag == "tr":
            walk.rows.pop()
    elif tag == "a":
        walk.in_link -= 1
        walk.parts.append(LINK_END)
    elif tag != "br":
        walk.in_strong -= 1
        walk.parts.append(BOLD_END)


def _is_passed_over(element: Element, tag: str, names: Sequence[str]) -> bool:
    """Whether *element* is hidden, or a menu, which is read only if it holds a headline."""
    if (tag == "nav" or ("role" in names and element.get("role") == "navigation")) and (
        element.find(".//h1") is None and element.find(".//p") is None
    ):
        return True
    return ("style" in names or "hidden" in names) and _is_hidden(element)


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    if element.get("hidden") is not None or (style and _HIDDEN.search(style)):
        if element.tag == "body":
            return False  # some sites hide the whole body until their scripts have run
        return element.find(".//h1") is None
    return False


@lru_cache(maxsize=20_000)
def _names_junk(names: str) -> bool:
    return bool(names and JUNK_NAME.search(names))


@lru_cache(maxsize=20_000)
def _names_caption(names: str) -> bool:
    return CAPTION_NAME.search(names) is not None
