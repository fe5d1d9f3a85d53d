"""Articles as JSON-LD tells of them; malformed data is mended where its meaning is plain."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml.etree import _Element as Element

from crawler.typography import plain

ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Review|PressRelease)$")
PAGE = {"WebPage", "ItemPage", "CreativeWork"}
DEEPEST = 12
MOST = 400  # nodes read of one page: lists of thousands of teasers say nothing of the article


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """What linked data says of an article, or of the page that holds it."""

    kind: str
    headline: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    url: str = ""
    section: tuple[str, ...] = ()
    author: str = ""
    publisher: str = ""

    @property
    def is_article(self) -> bool:
        """Whether it speaks of an article rather than of the page."""
        return bool(ARTICLE.search(self.kind))


def linked_articles(scripts: Iterable[Element]) -> tuple[LinkedArticle, ...]:
    """Return the articles and pages in the JSON-LD among *scripts*, articles first."""
    found = []
    for element in scripts:
        if "ld+json" in (element.get("type") or "").lower():
            found += [_article(node) for node in _nodes(_read(element.text or ""))]
    return tuple(sorted(found, key=lambda article: not article.is_article))


def _read(source: str) -> Any:
    source = re.sub(
        r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://)?\s*\]\]>|;)\s*$",
        "",
        source.strip(),
    )
    for mended in (source, re.sub(r",(\s*[}\]])", r"\1", source)):
        try:
            return json.loads(mended, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [(data, 0)], 0
    while waiting and seen < MOST:
        node, depth = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting += [(item, depth + 1) for item in node if depth < DEEPEST]
        elif isinstance(node, dict):
            if any(ARTICLE.search(kind) or kind in PAGE for kind in _words(node.get("@type"))):
                yield node
            waiting += [
                (node[key], depth + 1)
                for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
                if isinstance(node.get(key), dict | list) and depth < DEEPEST
            ]


def _article(node: dict[str, Any]) -> LinkedArticle:
    kinds = _words(node.get("@type"))
    return LinkedArticle(
        kind=next((kind for kind in kinds if ARTICLE.search(kind)), kinds[0]),
        headline=_one(node.get("headline")) or _one(node.get("name")),
        body=_prose(node.get("articleBody") or node.get("text")),
        published=_one(node.get("datePublished")),
        modified=_one(node.get("dateModified")),
        url=_one(node.get("url")) or _one(node.get("mainEntityOfPage")) or _one(node.get("@id")),
        section=tuple(_words(node.get("articleSection"))),
        author=", ".join(_words(node.get("author"))),
        publisher=_one(node.get("publisher")),
    )


def _words(value: Any) -> list[str]:
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return [word for word in map(_one, values) if word]


def _one(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id") or value.get("@value") or value.get("url")
    return plain(_unescaped(value)) if isinstance(value, str) else ""


def _prose(value: Any) -> str:
    if isinstance(value, list):
        value = "\n".join(item for item in value if isinstance(item, str))
    if not isinstance(value, str):
        return ""
    text = re.sub(r"</?(?:p|br|h\d|li|div)\b[^>]*>", "\n", _unescaped(value), flags=re.IGNORECASE)
    text = re.sub(r"<[a-z/!][^>]*>", " ", text, flags=re.IGNORECASE)
    lines = (plain(line) for line in re.split(r"[\r\n]+", text))
    return "\n\n".join(line for line in lines if line)


def _unescaped(value: str) -> str:
    # Some systems escape twice: "&amp;quot;" is a quotation mark.
    return html.unescape(html.unescape(value)) if "&" in value else value
