"""Feeds: RSS 0.9x to 2.0, RDF, Atom and JSON Feed, with paging."""

from __future__ import annotations

import hashlib
import html
import json
import re
from typing import Any

from crawler.discovery.finding import Finding, dated
from crawler.discovery.xml import children, name_of, parse_xml, text_of
from crawler.page import Hints, Link, Page
from crawler.urls import Site, normalise, parameter, with_parameters

GUESSES = ("/feed/", "/?feed=rss2", "/rss.xml", "/atom.xml", "/feed.xml", "/rss", "/feed.json")
WORDPRESS_GUESSES = ("/feed/", "/?feed=rss2")
_ALTERNATE = re.compile(
    r"<link\b[^>]*type=[\"']?application/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)\b[^>]*>",
    re.IGNORECASE,
)
_HREF = re.compile(r"\bhref=(?:[\"']([^\"']+)[\"']|([^\"'\s>]+))", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?|kommentar", re.IGNORECASE)
TOLD = (
    "title",
    "description",
    "encoded",
    "content",
    "summary",
    "updated",
    "modified",
    "guid",
    "id",
)
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
TOLD_IN_JSON = ("title", "content_html", "content_text", "summary", "date_modified", "id")
_TAG = re.compile(r"<[^<>]*>")
_POST_ID = re.compile(r"[?&]p=(\d+)\b")


def feeds_named(page: Page, markup: str, site: Site) -> list[str]:
    """Return the feeds that a page names, those of comments left out."""
    found: list[str] = []
    for tag in _ALTERNATE.findall(markup):
        href = _HREF.search(tag)
        url = site.fold(html.unescape(href[1] or href[2]), page.url) if href else None
        if url and site.holds(url) and not _COMMENTS.search(url) and "oembed" not in url:
            found.append(url)
    return list(dict.fromkeys(found))


def read_feed(page: Page, site: Site, *, wordpress: bool = False) -> Finding:
    """Return the articles of a feed, and its next page where it names or (WordPress) has one."""
    if page.status != 200:
        return Finding(problem=f"answer {page.status}")
    if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(page, site)
    root = parse_xml(page.body)
    if root is None or name_of(root) not in ("rss", "rdf", "feed"):
        return Finding(problem="no feed")
    channel = next(children(root, "channel"), root)
    items = [*children(channel, "item", "entry")]
    if name_of(root) == "rdf":
        items = [*children(root, "item")]
    links = tuple(link for item in items if (link := _entry(item, page, site)))
    following = _named_next(root, channel, page, site)
    if following is None and wordpress and links:
        number = int(parameter(page.requested or page.url, "paged") or 1)
        following = with_parameters(page.requested or page.url, paged=number + 1)
    more = (Link(following, "list", "feed"),) if following else ()
    mark = hashlib.sha256("\n".join(link.url for link in links).encode()).hexdigest()[:16]
    return Finding(links, more, {"entries": len(items), "mark": mark})


def _entry(item: Any, page: Page, site: Site) -> Link | None:
    address = _address(item)
    url = site.fold(address, _base(item, page)) if address else None
    if url is None or not site.holds(url):
        return None
    guid = _POST_ID.search(text_of(item, "guid", "id"))
    # pubDate is the day of publication, not of the last change: no stamp is made of it.
    return Link(
        url,
        "article",
        "feed",
        Hints(
            cms_id=guid[1] if guid else None,
            title=html.unescape(text_of(item, "title")),
            published=dated(text_of(item, "pubdate", "published", "date", "issued"), "feed"),
            modified=dated(text_of(item, "updated", "modified"), "feed"),
            categories=tuple(_categories(item)),
        ),
        _mark(*(text_of(item, name) for name in TOLD)),
    )


def _base(item: Any, page: Page) -> str:
    """Return what links in *item* are relative to: the nearest xml:base, else the feed."""
    base = page.url
    for element in (*reversed(list(item.iterancestors())), item):
        base = normalise(element.get(XML_BASE) or "", base) or base
    return base


def _address(item: Any) -> str:
    for link in children(item, "link"):
        if (link.get("rel") or "alternate") == "alternate":
            found = (link.get("href") or link.text or "").strip()
            if found:
                return str(found)
    guid = next(children(item, "guid"), None)
    if guid is not None and guid.get("isPermaLink", "true") != "false":
        return str(guid.text or "").strip()
    return ""


def _categories(item: Any) -> list[str]:
    names = [
        (child.get("term") or child.text or "").strip() for child in children(item, "category")
    ]
    return [name for name in dict.fromkeys(names) if name]


def _named_next(root: Any, channel: Any, page: Page, site: Site) -> str | None:
    """Return the next page a feed names (RFC 5005)."""
    for place in (root, channel):
        for link in children(place, "link"):
            if link.get("rel") == "next" and link.get("href"):
                url = site.fold(link.get("href"), page.url)
                return url if url and site.holds(url) else None
    return None


def _json_feed(page: Page, site: Site) -> Finding:
    try:
        feed = json.loads(page.body)
    except (ValueError, RecursionError):
        return Finding(problem="no feed")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Finding(problem="no feed")
    links = tuple(link for item in items if (link := _json_entry(item, page, site)))
    following = feed.get("next_url")
    url = site.fold(following, page.url) if isinstance(following, str) else None
    more = (Link(url, "list", "feed"),) if url and site.holds(url) else ()
    return Finding(links, more, {"entries": len(items)})


def _json_entry(item: Any, page: Page, site: Site) -> Link | None:
    if not isinstance(item, dict) or not isinstance(item.get("url"), str):
        return None
    url = site.fold(item["url"], page.url)
    if url is None or not site.holds(url):
        return None

    def text(name: str) -> str:
        value = item.get(name)
        return value if isinstance(value, str) else ""

    tags = item.get("tags")
    return Link(
        url,
        "article",
        "feed",
        Hints(
            title=text("title"),
            published=dated(text("date_published"), "feed"),
            modified=dated(text("date_modified"), "feed"),
            categories=tuple(tag for tag in tags if isinstance(tag, str))
            if isinstance(tags, list)
            else (),
        ),
        _mark(*(text(name) for name in TOLD_IN_JSON)),
    )


def _mark(*told: str) -> str:
    """Return a hash of what a feed says of an article: when it differs the article was changed.

    Only words count: trackers in markup differ with every request.
    """
    words = " ".join(_TAG.sub(" ", html.unescape(text)) for text in told).split()
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()[:16]
