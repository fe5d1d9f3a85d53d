"""Sitemaps (sitemaps.org 0.9): plain, index, gzip, Google News, and plain text."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from crawler.discovery.finding import Finding, dated
from crawler.discovery.xml import children, name_of, parse_xml, text_of
from crawler.inflating import BadCoding, Inflater
from crawler.page import Hints, Link, Page
from crawler.urls import Site, trap

MOST_URLS = 50_000  # a file's limit by the protocol
MOST_BYTES = 52_428_800
GUESSES = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/sitemap-index.xml")
WORDPRESS_GUESSES = ("/wp-sitemap.xml", "/sitemap_index.xml", "/?sitemap=index", "/sitemap.xml")
# Parts of a WordPress sitemap that hold no posts, named by WordPress and its SEO plugins.
NO_POSTS = re.compile(
    r"taxonom|categor|(?:post_)?tag|author|user|archiv|(?:^|[-/=])pages?(?:[-.&]|$)|posts-page"
    r"|attachment|product|image|video|local|event|job|portfolio|project|layout|template",
    re.IGNORECASE,
)
OF_TYPE = re.compile(r"(?:-posts-|sitemap=posts&sitemap-subtype=)([a-z_]+)", re.IGNORECASE)
POSTS = re.compile(
    r"(?:^|[-/=])posts?(?:[-.&]|$)|posts-post|news|aktuell|meldung|presse", re.IGNORECASE
)


def read_sitemap(page: Page, site: Site, *, wordpress: bool = False) -> Finding:
    """Return the addresses in a sitemap, and the sitemaps it names.

    Foreign hosts are counted in `facts`, not followed. On WordPress, parts that hold no posts
    are left out and counted.
    """
    if page.status != 200:
        return Finding(problem=f"answer {page.status}")
    body = _unpacked(page)
    if body is None:
        return Finding(problem="cannot be unpacked")
    root = parse_xml(body)
    if root is None or name_of(root) not in ("sitemapindex", "urlset"):
        return _plain_text(page, body, site)
    if name_of(root) == "sitemapindex":
        return _index(root, page, site, wordpress)
    return _urls(root, page, site)


def posts_of_wordpress(url: str) -> bool:
    """Tell whether a WordPress sitemap of that name may hold posts."""
    parts = urlsplit(url)
    name = f"{parts.path.rpartition('/')[2]}?{parts.query}"
    kind = OF_TYPE.search(name)
    if kind:  # WordPress's own names: wp-sitemap-posts-TYPE-1.xml, ?sitemap=posts&sitemap-subtype=
        return kind[1] not in ("page", "attachment", "product", "project")
    return bool(POSTS.search(name)) or not NO_POSTS.search(name)


def _index(root: Any, page: Page, site: Site, wordpress: bool) -> Finding:
    more: list[Link] = []
    left_out = foreign = 0
    for entry in children(root, "sitemap"):
        url = site.fold(text_of(entry, "loc"), page.url)
        if url is None or not site.holds(url):
            foreign += 1
        elif wordpress and not posts_of_wordpress(url):
            left_out += 1
        else:
            changed = dated(text_of(entry, "lastmod"), "sitemap")
            more.append(Link(url, "list", "sitemap", Hints(modified=changed)))
    return Finding(
        more=tuple(more[:MOST_URLS]), facts={"left-out": left_out, "foreign-host": foreign}
    )


def _urls(root: Any, page: Page, site: Site) -> Finding:
    links: dict[str, Link] = {}
    foreign = traps = 0
    for entry in children(root, "url"):
        address = text_of(entry, "loc")
        url = site.fold(address, page.url) if address else None
        if url is None or not site.holds(url):
            foreign += 1
        elif trap(url):
            traps += 1
        else:
            links.setdefault(url, Link(url, "article", "sitemap", _hints(entry)))
        if len(links) >= MOST_URLS:
            break
    return Finding(
        tuple(links.values()), facts={"urls": len(links), "foreign-host": foreign, "trap": traps}
    )


def _hints(entry: Any) -> Hints:
    changed = dated(text_of(entry, "lastmod"), "sitemap")
    for news in children(entry, "news"):
        return Hints(
            title=text_of(news, "title"),
            published=dated(text_of(news, "publication_date"), "news-sitemap"),
            modified=changed,
        )
    return Hints(modified=changed)


def _unpacked(page: Page) -> bytes | None:
    """Return the body, unpacked where the file itself is a .gz (no content coding)."""
    if not page.body.startswith(b"\x1f\x8b"):
        return page.body
    try:
        inflater = Inflater("gzip", most=MOST_BYTES)
        body = inflater.feed(page.body)
        inflater.finish()
    except BadCoding:
        return None
    return body


def _plain_text(page: Page, body: bytes, site: Site) -> Finding:
    """Return what a text sitemap lists: one address a line."""
    if "html" in page.headers.get("content-type", "") or b"<" in body[:500]:
        return Finding(problem="no sitemap")
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines()[:MOST_URLS]]
    urls = [site.fold(line) for line in lines if line.startswith(("http://", "https://"))]
    links = tuple(
        Link(url, "article", "sitemap")
        for url in dict.fromkeys(urls)
        if url and site.holds(url) and not trap(url)
    )
    return Finding(links, facts={"urls": len(links)}, problem="" if links else "no sitemap")
