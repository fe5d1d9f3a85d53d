"""Where on a page the date of its article may stand: around the headline, inside its part."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from lxml.etree import _Element as Element

from crawler.blocks import BLOCK_TAGS, Block, heading_at
from crawler.boilerplate import AFTERWARDS, names_of
from crawler.document import text_in

FOOTER_NAME = re.compile(r"footer|fu(?:ss|ß)|meta|utility|info|author|tools", re.IGNORECASE)
RUNNING = 250  # characters of running text after which a date is no longer under the headline
MOST_RUNNING = 700
ENTRY_TEXT = 40  # characters in a list's item beside the line that says who and when
LONGEST_LINE = 250  # characters of a line about an article


@dataclass(frozen=True, slots=True)
class Clue:
    """A time one part of the page names; higher `rank` is believed first."""

    moment: datetime
    source: str
    confidence: float
    quote: str
    rank: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The page's blocks, the heading among them, and which elements are not of the article."""

    blocks: Sequence[Block]
    heading: Element | None
    junk: Collection[Element]
    container: Element | None = None
    dropped: Set[Element] = frozenset()  # parts that the profile knows to be of other articles
    listed: Set[Element] = frozenset()  # teasers and comments, known by their repeating
    title: str = ""


def zone(around: Surroundings) -> Iterator[Block]:
    """Yield the short blocks around the heading: where pages write their date."""
    start = heading_at(around.blocks, around.heading)
    if start is None:
        return
    listed = around.listed
    running = 0.0
    for block in around.blocks[max(0, start - 4) : start]:
        if not foreign(block, around) and close(block.owner, around.heading):
            yield block
    for block in around.blocks[start : start + 16]:
        if foreign(block, around) or block.lies_in(listed) or _of_an_entry(block.owner, around):
            continue
        if running >= RUNNING and block.is_heading and AFTERWARDS.match(block.text):
            return
        running += block.weight
        if running > MOST_RUNNING:
            return
        if len(block.text) <= 160 or not block.weight:
            yield block


def _of_an_entry(line: Element, around: Surroundings) -> bool:
    """Whether *line* stands in an item of a list with a text of its own: comments, teasers."""
    item = next((one for one in islice(line.iterancestors(), 8) if one.tag == "li"), None)
    if item is None or len(text_in(item)) - len(text_in(line)) < ENTRY_TEXT:
        return False
    own = [one for one in (around.heading, around.container) if one is not None]
    return not any(holds(item, one) for one in own)


def opens_afterwards(block: Block) -> bool:
    """Whether *block* is the line under which other articles or comments stand."""
    short = len(block.text) < 90 and (block.is_heading or not block.is_sentence)
    return short and AFTERWARDS.match(block.text) is not None


def foreign(block: Block, around: Surroundings) -> bool:
    """Whether *block* stands in navigation, teasers or the like."""
    if any(one in around.junk and not _own_footer(one, around) for one in block.junk):
        return True
    return block.lies_in(around.dropped)


def close(element: Element, heading: Element | None) -> bool:
    """Whether *element* and the heading meet within four steps: not the page's own head."""
    if heading is None:
        return False
    parent = heading.getparent()
    if parent is not None and parent.tag == "body":  # a page without parts, such as one to print
        return element.getparent() is parent
    near = [heading]
    near += [one for _, one in zip(range(4), heading.iterancestors(), strict=False)]
    shared = {one for one in near if one.tag not in ("body", "html")}
    return not shared.isdisjoint((element, *element.iterancestors()))


def aside(element: Element, around: Surroundings) -> bool:
    """Whether *element* lies beside the article; an article's own footer does not."""
    return any(
        one.tag in ("nav", "aside")
        or one in around.dropped
        or (one in around.junk and not _own_footer(one, around))
        for one in (element, *element.iterancestors())
    )


def _own_footer(element: Element, around: Surroundings) -> bool:
    if FOOTER_NAME.search(names_of(element)):
        return True
    return element.tag == "footer" and any(
        one.tag == "article" or one is around.container for one in element.iterancestors()
    )


def near_heading(element: Element, around: Surroundings) -> bool:
    """Whether *element* lies in the article: it shares a part with heading or body."""
    anchor = around.heading if around.heading is not None else around.container
    if anchor is None:
        return True
    above = {*anchor.iterancestors()}
    for depth, one in enumerate(element.iterancestors()):
        if one is around.container or one in above:
            # An item of a list of other articles has a heading of its own.
            return depth < 2 or not _holds_other_article(element, one, anchor, around)
    return False


def _holds_other_article(
    element: Element, shared: Element, anchor: Element, around: Surroundings
) -> bool:
    own = {
        around.container,
        *(() if around.container is None else around.container.iterancestors()),
    }
    mine = {element, *element.iterancestors()}
    for one in element.iterancestors():
        if one is shared or one in own:
            return False
        for heading in islice(one.iter("h1", "h2", "h3", "h4"), 8):
            # A heading of comments or teasers beside the date is not the date's own.
            apart = any(part in around.junk and part not in mine for part in _chain(heading))
            if heading is not anchor and not apart:
                return True
    return False


def _chain(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()


def cell_of(block: Block) -> Element | None:
    """Return the table cell that *block* stands in."""
    return next((one for one in block.around if one.tag in ("td", "th")), None)


def holds(part: Element | None, element: Element) -> bool:
    """Whether *part* is *element* or lies around it."""
    return part is not None and any(one is part for one in (element, *element.iterancestors()))


def inside(element: Element, parts: Collection[Element]) -> bool:
    """Whether *element* is one of *parts* or lies in one."""
    return bool(parts) and any(one in parts for one in (element, *element.iterancestors()))


def ends_article(element: Element, around: Surroundings) -> bool:
    """Whether *element* stands in a short line of the article's part, or right beside that part."""
    if around.container is None or aside(element, around) or inside(element, around.listed):
        return False
    wide = [around.container]
    wide += [one for _, one in zip(range(2), around.container.iterancestors(), strict=False)]
    wide = [one for one in wide if one.tag not in ("body", "html")]
    if not any(one in wide for one in element.iterancestors()):
        return False
    line = next((one for one in element.iterancestors() if one.tag in BLOCK_TAGS), None)
    if line is None or len("".join(line.itertext())) > LONGEST_LINE or _of_an_entry(line, around):
        return False
    return near_heading(element, around)
