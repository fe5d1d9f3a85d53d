"""Parts of a page that repeat: other articles' teasers, readers' comments, not the article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.boilerplate import names_of
from crawler.german_dates import RELATIVE, find_dates

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
    alike: dict[tuple[Element, str, str], list[Element]] = defaultdict(list)
    for element in held:
        parent = element.getparent()
        if parent is not None:
            alike[parent, str(element.tag), _signature(element)].append(element)
    found: set[Element] = set()
    for group in alike.values():
        if len(group) >= LEAST and sum(_is_record(held[one]) for one in group) > 0.7 * len(group):
            found |= {one for one in group if heading is None or not _holds(one, heading)}
    if not found:
        return found
    left = sum(block.weight for block in blocks if not _inside(block, found))
    return found if left >= ENOUGH else set()


def _held(blocks: Sequence[Block]) -> dict[Element, list[Block]]:
    held: dict[Element, list[Block]] = defaultdict(list)
    for block in blocks:
        for element in islice(chain((block.owner,), block.owner.iterancestors()), HIGHEST):
            if element.tag in ("body", "html"):
                break
            held[element].append(block)
    return held


def _signature(element: Element) -> str:
    names = names_of(element).split()
    return names[0].rstrip("0123456789-_") if names else ""


def _is_record(blocks: Sequence[Block]) -> bool:
    """Whether *blocks* are those of a teaser or a comment: a label beside a short text."""
    if not 2 <= len(blocks) <= 12:
        return False
    dated = any(
        len(block.text) < 80 and (find_dates(block.text) or RELATIVE.search(block.text))
        for block in blocks
    )
    linked = any(block.link_share > 0.8 and (block.is_heading or dated) for block in blocks)
    return linked or (dated and any(block.weight for block in blocks))


def _holds(element: Element, heading: Element) -> bool:
    return any(one is element for one in heading.iterancestors())


def _inside(block: Block, parts: Iterable[Element]) -> bool:
    return block.owner in parts or any(one in parts for one in block.owner.iterancestors())
