"""A page parsed once: its tree, what its head says of it, and its linked data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.etree import _Element as Element

from archive.errors import ExtractionError
from crawler.charset import Decoded, decode
from crawler.linked_data import LinkedArticle, linked_articles
from crawler.page import Page
from crawler.selecting import Index
from crawler.typography import plain

DEEPEST = 2_000  # libxml2 drops what lies deeper; such pages are flattened first
NOT_MARKUP = re.compile(r"^(?:application/(?!xhtml|xml)|image/|audio/|video/|font/)", re.IGNORECASE)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ASCII_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
NO_CHARACTERS = "\ufffe".encode()[:2]  # begins U+FFFE and U+FFFF
PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
NESTING = re.compile(
    r"</?(?:div|span|font|b|i|u|em|strong|blockquote|center|ul|ol|table|tbody|tr|td"
    r"|section|article|dl|dd|small|big|code|a|sub|sup)\b[^>]*>",
    re.IGNORECASE,
)


NO_FRAMES = re.compile("<noframes", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """A parsed page; `meta` holds the first value of each name, property or itemprop."""

    url: str
    markup: str
    root: Element
    index: Index
    meta: Mapping[str, str]
    articles: tuple[LinkedArticle, ...]
    charset: Decoded
    notes: tuple[str, ...] = ()

    def find(self, selectors: Iterable[str]) -> Iterable[tuple[str, Element]]:
        """Yield each selector with each element it matches, in the selectors' order."""
        for selector in selectors:
            for element in self.index.find(selector):
                yield selector, element

    def absolute(self, address: str) -> str:
        """Return *address* as seen from this page; "" where it leads nowhere."""
        try:
            return urljoin(self.base, address.strip())
        except ValueError:
            return ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Every class, id, itemprop, property, rel and role on the page."""
        return self.index.names

    @cached_property
    def base(self) -> str:
        """The address that relative links start from."""
        for element in self.index.tagged("base"):
            try:
                return str(urljoin(self.url, element.get("href") or ""))
            except ValueError:
                break
        return self.url

    @cached_property
    def canonical(self) -> str:
        """The page's own idea of its address, or its address."""
        for element in self.index.tagged("link"):
            if (element.get("rel") or "").lower() == "canonical" and element.get("href"):
                return self.absolute(element.get("href"))
        return self.meta.get("og:url", "") or self.url

    @cached_property
    def head_title(self) -> str:
        """What stands in the title element."""
        for element in self.index.tagged("title"):
            text = plain(text_in(element))
            if text:
                return text
        return ""

    @cached_property
    def body(self) -> Element:
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
    url = _address(page.url)
    markup = PROLOG.sub("", without_controls(decoded.text), count=1)
    root, notes = _tree(markup)
    if root is None:
        raise ExtractionError(f"{page.url}: the page is empty")
    index = Index(root)
    articles = linked_articles(index.tagged("script"))
    notes = decoded.notes + notes
    return Document(url, markup, root, index, _meta(index), articles, decoded, notes)


def matches(element: Element, selectors: Sequence[str]) -> Iterable[Element]:
    """Yield what lies in *element* and matches one of *selectors*."""
    for selector in selectors:
        yield from _compiled(selector)(element)


def text_in(element: Element) -> str:
    """Return all text in *element*."""
    return "".join(element.itertext())


def without_controls(text: str) -> str:
    """Return *text* with a space for each character that no markup may hold."""
    try:  # asked of its bytes first: that is quicker, and hardly a page has any
        raw = text.encode()
    except UnicodeEncodeError:
        return CONTROLS.sub(" ", text)
    clean = NO_CHARACTERS not in raw and len(raw.translate(None, ASCII_CONTROLS)) == len(raw)
    return text if clean else CONTROLS.sub(" ", text)


def _tree(markup: str) -> tuple[Element | None, tuple[str, ...]]:
    root, told = _parsed(markup)
    if "depth" in told:
        root, _ = _parsed(NESTING.sub(" ", markup))
        return root, ("page flattened: its elements nest too deep",)
    if root is not None and NO_FRAMES.search(markup):
        return _without_frames(root, markup)
    return root, ()


def _parsed(markup: str) -> tuple[Element | None, str]:
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8", collect_ids=False
    )
    try:
        root = etree.fromstring(markup.encode(), parser)
    except (etree.LxmlError, ValueError):
        return None, ""
    return root, str(parser.error_log.last_error or "")


def _without_frames(root: Element, markup: str) -> tuple[Element | None, tuple[str, ...]]:
    """Return what a frame page shows to readers without frames, which is no tree in itself."""
    inner = re.search(
        r"<noframes[^>]*>(.*?)(?:</noframes|</frameset|$)", markup, re.IGNORECASE | re.DOTALL
    )
    if inner is None or (
        root.find("body") is not None and "".join(root.find("body").itertext()).strip()
    ):
        return root, ()
    head = re.search(r"<head\b.*?</head>", markup, re.IGNORECASE | re.DOTALL)
    shown, _ = _parsed((head[0] if head else "") + inner[1])
    return (root if shown is None else shown), ("page of frames: read from its noframes part",)


def _address(url: str) -> str:
    try:
        return url if urlsplit(url).hostname else ""
    except ValueError:
        return ""


def _meta(index: Index) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in index.tagged("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        value = plain(element.get("content") or "")
        if name and value:
            found.setdefault(name.strip().lower(), value)
    return found


@cache
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
