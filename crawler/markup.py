"""The body as safe markup and as plain text, both from the same blocks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Literal

import nh3
from lxml import etree
from lxml.etree import _Element as Element

from crawler.blocks import BLOCK_TAGS, Block
from crawler.typography import mend

TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "table", "tbody", "tr", "td", "blockquote", "a",
    "strong", "em", "br", "pre", "sub", "sup",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}
LEVELS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_LONGEST_CELL = 400  # a longer cell belongs to a table that only lays out the page


def text_of(blocks: Sequence[Block]) -> str:
    """Return *blocks* as plain text: paragraphs apart by a blank line, items by a line end."""
    parts = []
    for kind, group in _grouped(blocks):
        if kind == "table":
            rows = ("\t".join(one.text for one in row) for row in _rows(group))
            parts.append("\n".join(rows))
        elif kind == "list":
            parts.append("\n".join(block.text for block in group))
        else:
            parts += [block.text for block in group]
    return mend("\n\n".join(parts))


def html_of(blocks: Sequence[Block], base: str) -> str:
    """Return *blocks* as allow-listed markup without ids, classes and styles."""
    parts = []
    for kind, group in _grouped(blocks):
        if kind == "table":
            parts.append(f"<table><tbody>{''.join(map(_row, _rows(group)))}</tbody></table>")
        elif kind == "list":
            tag = "ol" if _list_tag(group[0]) == "ol" else "ul"
            items = "".join(f"<li>{_inline(block)}</li>" for block in group)
            parts.append(f"<{tag}>{items}</{tag}>")
        else:
            parts += [_single(block) for block in group]
    return safe("\n".join(parts), base)


def safe(html: str, base: str) -> str:
    """Return *html* cut down to what an article may hold."""
    try:
        return _clean(html, ("rewrite_with_base", base))
    except ValueError:  # an address that nothing can be resolved against
        return _clean(html, "deny")


def _clean(html: str, relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
        url_relative=relative,
    )


def _grouped(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    groups = []
    for key, run in groupby(blocks, key=_group):
        members = list(run)
        groups.append((key[0], members))
    return groups


def _group(block: Block) -> tuple[str, Element | None]:
    if block.kind == "li":
        return "list", None
    if block.kind == "td" and block.row is not None and len(block.text) <= _LONGEST_CELL:
        return "table", _table(block.row)
    return "single", None


def _table(row: Element) -> Element:
    return next(row.iterancestors("table"), row)


def _rows(group: Sequence[Block]) -> list[list[Block]]:
    return [list(cells) for _, cells in groupby(group, key=lambda block: id(block.row))]


def _row(cells: list[Block]) -> str:
    return f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in cells)}</tr>"


def _list_tag(block: Block) -> str:
    return next((one.tag for one in block.owner.iterancestors("ul", "ol")), "ul")


def _single(block: Block) -> str:
    inner = _inline(block)
    if block.is_heading:
        tag = LEVELS[block.kind]
        return f"<{tag}>{inner}</{tag}>"
    if block.kind == "quote":
        return f"<blockquote><p>{inner}</p></blockquote>"
    return f"<p>{inner}</p>"


def _inline(block: Block) -> str:
    """Return the block's words with their links and emphasis, where it is one whole element."""
    owner = block.owner
    if not (block.links or block.strong) or not len(owner) or not _is_whole(block):
        return escape(mend(block.text), quote=False).replace("\n", "<br>")
    inner = [escape(owner.text or "", quote=False)]
    inner += [etree.tostring(child, encoding="unicode", method="html") for child in owner]
    markup = "".join(inner).replace("<b>", "<strong>").replace("</b>", "</strong>")
    return mend_outside_tags(markup)


def _is_whole(block: Block) -> bool:
    inside = 0
    for part in block.owner.iterdescendants():
        if part.tag in BLOCK_TAGS:
            return False
        inside += len(part.text or "") + len(part.tail or "")
    return abs(inside + len(block.owner.text or "") - len(block.text)) <= 0.3 * len(block.text) + 20


def mend_outside_tags(markup: str) -> str:
    """Fold the spaces of *markup*; its quotes stay, since tags hold some as well."""
    return " ".join(markup.replace("\u00ad", "").split())
