"""Which article a page is: the CMS's own id, else the canonical link, else the address."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from crawler.page import Hints, Page
from crawler.urls import Site, parameter

HEAD = 120_000  # bytes in which head and body tag stand
# Parameters that say in which list, menu or form a document is shown, not which one it is.
PLACES = frozenset(
    {"cat", "category", "kat", "kategorie", "rubrik", "bereich", "thema", "section", "ressort"}
    | {"itemid", "navid", "menu", "ref", "from", "von", "back", "backpid", "zurueck", "print"}
    | {"druck", "tmpl", "layout", "view", "type"}
)
_DIGIT = re.compile(r"\d")
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_REL = re.compile(r"\brel\s*=\s*[\"']?([^\"'>]+)", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_CLASSES = re.compile(r"<body\b[^>]*\bclass\s*=\s*([\"'])(.*?)\1", re.IGNORECASE | re.DOTALL)
_POST_ID = re.compile(r"postid-(\d+)")
# Parameters that name an article: TYPO3's news, IKISS and Advantic (the path is decoration).
_KEYS = ("tx_news_pi1[news]", "tx_ttnews[tt_news]", "FID", "NavID.FID")
_DRUPAL = re.compile(r"^/(?:[a-z]{2}/)?node/(\d+)/?$")
_ARCHIVES = frozenset(
    {"archive", "category", "tag", "author", "date", "search", "blog", "error404", "home"}
    | {"search-results", "search-no-results", "tax", "paged"}
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells an article apart at its source; `key` goes into its id for ever."""

    key: str
    url: str  # the address to show
    cms_id: str | None = None
    aliases: tuple[str, ...] = ()


def identify(page: Page, hints: Hints = Hints(), *, home: str = "") -> Identity:
    """Return who *page* is.

    A CMS id comes from REST or feed, the shortlink, the body's classes or known parameters of
    the address. A canonical link counts only within the same host and when it is not the front
    page: broken themes name that on every article.
    """
    site = Site(home or page.url)
    markup, classes = _head(page.body)
    links = _head_links(markup, page.url, site)
    address = site.fold(page.url) or page.url
    canonical = _canonical(links.get("canonical"), site)
    if canonical is None and not page.permanent:  # what a listing said before the move is stale
        canonical = _canonical(hints.canonical, site)
    shown = canonical or address
    shortlink = links.get("shortlink")
    number = hints.cms_id or cms_id_of(shortlink) or _post_id(classes) or cms_id_of(shown)
    others = (address, page.requested, page.url, canonical, shortlink)
    aliases = dict.fromkeys(
        folded for url in others if url and (folded := site.fold(url)) and folded != shown
    )
    return Identity(number or shown, shown, number, tuple(aliases))


def kind_of(page: Page) -> str:
    """Return "article", "list", "page" or "" by what WordPress writes into the body's classes."""
    words = _head(page.body)[1]
    if words & {"single", "single-post"} or any(word.startswith("postid-") for word in words):
        return "list" if "error404" in words else "article"
    if words & _ARCHIVES:
        return "list"
    if any(word.startswith("page-id-") for word in words):
        return "page"
    return ""


def cms_id_of(url: str | None) -> str | None:
    """Return the number or key by which a known CMS names the article at *url*, or None.

    WordPress ?p=, TYPO3 news, IKISS/Advantic FID, Joomla's articles (not its categories), Drupal.
    """
    if not url:
        return None
    post = parameter(url, "p")
    if post and post.isdigit():
        return post
    for name in _KEYS:
        value = parameter(url, name)
        if value and re.fullmatch(r"[\w.]{1,40}", value):
            return value
    if "article" in (parameter(url, "view"), _old_joomla_view(url)):
        return (parameter(url, "id") or "").partition(":")[0] or None
    node = _DRUPAL.match(urlsplit(url).path)
    return node[1] if node else None


def _old_joomla_view(url: str) -> str:
    """Return "article" where Joomla 1.0 shows one: ?option=com_content&task=view&id=42."""
    asked = parameter(url, "option"), parameter(url, "task")
    return "article" if asked == ("com_content", "view") else ""


def name_one_document(one: str, other: str) -> bool:
    """Tell whether two addresses name one document in two places, such as two categories.

    Its own name, the last segment and the parameters, must be the same: /verkehr/bruecke.html and
    /bauen/bruecke.html, also beside parameters that say from where or how it is shown. Numbers
    tell documents apart wherever they stand: /2026/03/hinweis and /2026/04/hinweis are two.
    """
    here, there = urlsplit(one), urlsplit(other)
    names = [_own_parameters(parts.query) for parts in (here, there)]
    paths = [parts.path.lower().strip("/").split("/") for parts in (here, there)]
    if names[0] != names[1] or not (names[0] or paths[0][-1] == paths[1][-1]):
        return False
    numbers = [[segment for segment in path if _DIGIT.search(segment)] for path in paths]
    return numbers[0] == numbers[1]


def _own_parameters(query: str) -> frozenset[tuple[str, str]]:
    return frozenset(
        (name, value) for name, value in parse_qsl(query) if name.lower() not in PLACES
    )


@lru_cache(maxsize=1)  # asked twice for each page
def _head(body: bytes) -> tuple[str, frozenset[str]]:
    """Return the markup up to the body's tag, where links stand, and the body's classes."""
    tag = _BODY.search(body, 0, HEAD)
    markup = body[: tag.end() if tag else HEAD].decode("latin-1")
    found = _CLASSES.search(markup)
    return markup, frozenset(found[2].split() if found else ())


def _post_id(classes: frozenset[str]) -> str | None:
    numbers = [_POST_ID.fullmatch(word) for word in classes]
    return next((number[1] for number in numbers if number), None)


def _head_links(markup: str, base: str, site: Site) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in _LINK.findall(markup):
        rel, href = _REL.search(tag), _HREF.search(tag)
        if not rel or not href:
            continue
        url = site.fold(_written(href[1] or href[2] or href[3] or ""), base)
        for name in rel[1].lower().split():
            if url and name in ("canonical", "shortlink"):
                found.setdefault(name, url)
    return found


def _written(latin: str) -> str:
    """Return an address from markup whose bytes were read as latin-1."""
    try:
        text = latin.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        text = latin
    return html.unescape(text)


def _canonical(url: str | None, site: Site) -> str | None:
    folded = site.fold(url) if url else None
    if folded is None or not site.holds(folded):
        return None
    parts = urlsplit(folded)
    return None if parts.path in ("/", urlsplit(site.home).path) and not parts.query else folded
