"""The small Markdown the demo articles are written in, as HTML and as the plain text one expects.

Blocks are apart by a blank line: `## heading`, `- item`, `| cell | cell |` (first row is the head),
everything else is a paragraph. Inside a line: `**strong**` and `[words](address)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

STRONG = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def to_html(body: str, *, heading: str = "h2") -> str:
    """Return *body* as HTML; *heading* is the element a `## ` line becomes."""
    return "\n".join(_block_html(block, heading) for block in _blocks(body))


def to_text(body: str) -> str:
    """Return *body* as plain text: blocks apart by a blank line, items and rows by a line."""
    return "\n\n".join(_block_text(block) for block in _blocks(body))


def _blocks(body: str) -> list[str]:
    return [block.strip() for block in re.split(r"\n\s*\n", body) if block.strip()]


def _block_html(block: str, heading: str) -> str:
    lines = block.splitlines()
    if block.startswith("## "):
        return f"<{heading}>{_inline_html(block[3:])}</{heading}>"
    if block.startswith("- "):
        items = "\n".join(f"<li>{_inline_html(item)}</li>" for item in _items(lines))
        return f"<ul>\n{items}\n</ul>"
    if block.startswith("|"):
        return _table_html([_cells(line) for line in lines])
    return f"<p>{'<br />'.join(_inline_html(line) for line in lines)}</p>"


def _block_text(block: str) -> str:
    lines = block.splitlines()
    if block.startswith("## "):
        return _inline_text(block[3:])
    if block.startswith("- "):
        return "\n".join(_inline_text(item) for item in _items(lines))
    if block.startswith("|"):
        return "\n".join(" ".join(map(_inline_text, _cells(line))) for line in lines)
    return "\n".join(_inline_text(line) for line in lines)


def _items(lines: list[str]) -> list[str]:
    return [line.removeprefix("- ") for line in lines]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _table_html(rows: list[list[str]]) -> str:
    head, *body = rows
    return (
        f'<table class="tabelle">\n<thead>{_row_html(head, "th")}</thead>\n<tbody>'
        + "\n".join(_row_html(row, "td") for row in body)
        + "</tbody>\n</table>"
    )


def _row_html(cells: list[str], element: str) -> str:
    inner = "".join(f"<{element}>{_inline_html(cell)}</{element}>" for cell in cells)
    return f"<tr>{inner}</tr>"


def _inline_html(line: str) -> str:
    safe = escape(line, quote=False)
    linked = LINK.sub(lambda found: f'<a href="{found[2]}">{found[1]}</a>', safe)
    return STRONG.sub(r"<strong>\1</strong>", linked)


def _inline_text(line: str) -> str:
    keep: Callable[[re.Match[str]], str] = lambda found: found[1]  # noqa: E731  # used twice
    return STRONG.sub(keep, LINK.sub(keep, line))
