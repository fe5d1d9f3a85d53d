"""A page parsed once: its tree, what its head says of it, and its linked data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import urljoin

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archive.errors import ExtractionError
from crawler.charset import Decoded, decode
from crawler.linked_data import LinkedArticle, linked_articles
from crawler.page import Page
from crawler.typography import plain

DEEPEST = 2_000  # libxml2 drops what lies deeper; such pages are flattened first
NOT_MARKUP = re.compile(r"^(?:application/(?!xhtml|xml)|image/|audio/|video/|font/)", re.IGNORECASE)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
NESTING = re.compile(
    r"</?(?:div|span|font|b|i|u|em|strong|blockquote|center|ul|ol|table|tbody|tr|td"
    r"|section|article|dl|dd|small|big|code|a|sub|sup)\b[^>]*>",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Document:
    """A parsed page; `meta` holds the first value of each name, property or itemprop."""

    url: str
    markup: str
    root: HtmlElement
    meta: Mapping[str, str]
    articles: tuple[LinkedArticle, ...]
    charset: Decoded
    notes: tuple[str, ...] = ()

    def find(self, selectors: Iterable[str]) -> Iterable[tuple[str, HtmlElement]]:
        """Yield each selector with each element it matches, in the selectors' order."""
        for selector in selectors:
            for element in _compiled(selector)(self.root):
                yield selector, element

    def absolute(self, address: str) -> str:
        """Return *address* as seen from this page; "" where it leads nowhere."""
        try:
            return urljoin(self.base, address.strip())
        except ValueError:
            return ""

    @cached_property
    def base(self) -> str:
        """The address that relative links start from."""
        for element in self.root.iter("base"):
            try:
                return urljoin(self.url, element.get("href") or "")
            except ValueError:
                break
        return self.url

    @cached_property
    def canonical(self) -> str:
        """The page's own idea of its address, or its address."""
        for element in self.root.iter("link"):
            if (element.get("rel") or "").lower() == "canonical" and element.get("href"):
                return self.absolute(element.get("href"))
        return self.meta.get("og:url", "") or self.url

    @cached_property
    def head_title(self) -> str:
        """What stands in the title element."""
        for element in self.root.iter("title"):
            text = plain(element.text_content())
            if text:
                return text
        return ""

    @cached_property
    def body(self) -> HtmlElement:
        """The body element, or the whole tree."""
        found = self.root.find("body")
        return self.root if found is None else found

    @cached_property
    def body_class(self) -> str:
        """The classes of the body element."""
        return (self.body.get("class") or "") + " "


def parse(page: Page) -> Document:
    """Return *page* parsed; raises ExtractionError where there is no markup to read."""
    kind = page.headers.get("content-type", "")
    if NOT_MARKUP.match(kind) or page.body.startswith(b"%PDF"):
        raise ExtractionError(f"{page.url}: holds {kind or 'a PDF'}, not a web page")
    decoded = decode(page.body, page.headers)
    markup = PROLOG.sub("", CONTROLS.sub(" ", decoded.text), count=1)
    root, notes = _tree(markup)
    if root is None:
        raise ExtractionError(f"{page.url}: the page is empty")
    return Document(
        page.url, markup, root, _meta(root), linked_articles(root), decoded, decoded.notes + notes
    )


def fragment(html: str) -> HtmlElement | None:
    """Return the body element of the piece of markup *html*, or None where it is empty."""
    root, _ = _tree(CONTROLS.sub(" ", html))
    return None if root is None else root.find("body")


def matches(element: HtmlElement, selectors: Sequence[str]) -> Iterable[HtmlElement]:
    """Yield what lies in *element* and matches one of *selectors*."""
    for selector in selectors:
        yield from _compiled(selector)(element)


def _tree(markup: str) -> tuple[HtmlElement | None, tuple[str, ...]]:
    parser = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = document_fromstring(markup, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError, AssertionError):
        return None, ()
    if "depth" not in str(parser.error_log.last_error or ""):
        return root, ()
    flat = NESTING.sub(" ", markup)
    return document_fromstring(flat, parser=parser, ensure_head_body=True), ("page flattened",)


def _meta(root: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        value = plain(element.get("content") or "")
        if name and value:
            found.setdefault(name.strip().lower(), value)
    return found


@cache
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
