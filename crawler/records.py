"""Parts of a page that repeat: other articles' teasers, readers' comments, not the article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.boilerplate import names_of

ROLLING = re.compile(
    r"live-?ticker|newsticker|news-?blog|live-?blog|ticker\b|laufend aktualisiert", re.IGNORECASE
)
LEAST = 3  # so many alike siblings make a list
HIGHEST = 8  # steps from a block up to what may be its record
ENOUGH = 250  # characters of running text outside the records that make an article


def records(blocks: Sequence[Block], heading: Element | None) -> set[Element]:
    """Return the repeated siblings that each hold a date or a linked heading and some text.

    Nothing is returned where next to no running text would be left: then the records are the
    article, as on a page of live news.
    """
    held = _held(blocks)
    around = {one.getparent() for one, own in held.items() if _may_be_record(own)} - {None}
    alike: dict[tuple[Element, str, str], list[Element]] = defaultdict(list)
    for element in held if around else ():
        parent = element.getparent()
        if parent in around:
            alike[parent, str(element.tag), _signature(element)].append(element)
    found: set[Element] = set()
    over = () if heading is None else {*heading.iterancestors()}
    for group in alike.values():
        like = sum(_is_record(held[one]) for one in group) if len(group) >= LEAST else 0
        if like > 0.7 * len(group):
            found |= {one for one in group if one not in over}
    if not found:
        return found
    left = sum(block.weight for block in blocks if not block.lies_in(found))
    return found if left >= ENOUGH else set()


def _held(blocks: Sequence[Block]) -> dict[Element, list[Block]]:
    """Return what lies not far around *blocks*, each with those it holds."""
    held: dict[Element, list[Block]] = {}
    for block in blocks:
        for element in block.around[:HIGHEST]:
            own = held.get(element)
            if own is not None:
                own.append(block)
            elif element.tag in ("body", "html"):
                break
            else:
                held[element] = [block]
    return held


def _signature(element: Element) -> str:
    names = names_of(element).split()
    return names[0].rstrip("0123456789-_") if names else ""


def _may_be_record(blocks: Sequence[Block]) -> bool:
    return 2 <= len(blocks) <= 12


def _is_record(blocks: Sequence[Block]) -> bool:
    """Whether *blocks* are those of a teaser or a comment: a label beside a short text."""
    if not _may_be_record(blocks):
        return False
    linked = [block for block in blocks if block.link_share > 0.8]
    if any(block.is_heading for block in linked):
        return True
    return any(block.is_dated for block in blocks) and (
        bool(linked) or any(block.weight for block in blocks)
    )
