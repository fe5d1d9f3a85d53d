"""An article's body as safe markup that fits below the page's own heading."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

import nh3

from archive.article import Article

TAGS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "a", "br"),
    *("strong", "em", "b", "i", "sub", "sup", "s", "blockquote", "pre", "code", "hr", "abbr"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figcaption"),
}
ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
EMPTY = re.compile(r"<(p|li|h[1-6]|strong|em|b|i|td|dd|blockquote)>(?:\s|&nbsp;|<br>)*</\1>")
LONGEST_HEADING = 80
HEADING = re.compile(r"<(/?)h([1-6])>")


def body_html(article: Article) -> str:
    """Return the article's body; plain text becomes paragraphs."""
    return _body(article.html, article.text)


@lru_cache(512)
def _body(html: str, text: str) -> str:
    if not html.strip():
        return paragraphs(text)
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow"
    )
    clean = EMPTY.sub(lambda found: found[0] if found[1] == "td" else "", clean)
    return _scrolling_tables(_nested_headings(clean))


def paragraphs(text: str) -> str:
    """Return plain text, paragraphs apart by a blank line, as markup.

    A short line without an end mark between two paragraphs is a heading that lost its markup.
    """
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    shown = []
    for place, part in enumerate(parts):
        inside = 0 < place < len(parts) - 1
        element = "h2" if inside and _is_heading(part, parts[place + 1]) else "p"
        lines = "<br>".join(map(escape, part.splitlines()))
        shown.append(f"<{element}>{lines}</{element}>")
    return "\n".join(shown)


def _is_heading(part: str, following: str) -> bool:
    return (
        len(part) <= LONGEST_HEADING
        and "\n" not in part
        and part[-1].isalnum()
        and part[0].isupper()
        and len(following) > LONGEST_HEADING
    )


def _nested_headings(html: str) -> str:
    """Let headings start at h2 and skip no level, whatever the publisher used."""
    levels = sorted({int(level) for _, level in HEADING.findall(html)})
    fitted = {str(level): min(place + 2, 6) for place, level in enumerate(levels)}
    return HEADING.sub(lambda found: f"<{found[1]}h{fitted[found[2]]}>", html)


def _scrolling_tables(html: str) -> str:
    """Let a wide table scroll by itself, by keyboard too, so that the page never does."""
    opening = '<section class="scroll" tabindex="0" aria-label="Tabelle"><table>'
    return html.replace("<table>", opening).replace("</table>", "</table></section>")
