"""Posts by the WordPress REST API (wp/v2): complete, dated, a hundred to a request."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler.discovery.finding import Finding, dated
from crawler.page import Hints, Link, Page
from crawler.urls import Site, normalise, parameter, with_parameters

PER_PAGE = 100
FIELDS = "id,date_gmt,modified_gmt,link,title,categories,guid"
LAYOUT_SLOT = re.compile(
    r"^(?:startseite|home|slider|teaser|banner|box)\b.*\b(?:reihe|links|rechts|mitte|spalte|\d)",
    re.IGNORECASE,
)
_API_LINK = re.compile(r"<link\b[^>]*rel=[\"']https://api\.w\.org/[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(r"href=[\"']([^\"']+)[\"']", re.IGNORECASE)
_HEADER = re.compile(r"<([^>]+)>\s*;\s*rel=[\"']?https://api\.w\.org/")


def api_base(page: Page, markup: str) -> str | None:
    """Return the address of the REST API that a page names, or None."""
    in_header = _HEADER.search(page.headers.get("link", ""))
    if in_header:
        return normalise(in_header[1], page.url)
    tag = _API_LINK.search(markup)
    href = _HREF.search(tag[0]) if tag else None
    return normalise(html.unescape(href[1]), page.url) if href else None


def posts_listing(base: str, number: int = 1, *, per_page: int = PER_PAGE) -> str:
    """Return the address of one page of all posts, oldest id first.

    New posts come in at the end, so pages already read do not shift while we read on.
    """
    return with_parameters(
        _endpoint(base, "posts"),
        per_page=per_page,
        orderby="id",
        order="asc",
        page=number,
        _fields=FIELDS,
    )


def categories_listing(base: str, number: int = 1) -> str:
    """Return the address of one page of all categories."""
    return with_parameters(
        _endpoint(base, "categories"), per_page=PER_PAGE, page=number, _fields="id,name"
    )


def read_categories(page: Page, known: Mapping[str, Any]) -> Finding:
    """Return the names of categories by id, and the first page of posts to ask next."""
    base = str(known["base"])
    names = dict(known.get("categories", {}))
    items = _items(page)
    for item in items or ():
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            names[str(item.get("id"))] = html.unescape(item["name"])
    number = int(parameter(page.url, "page") or 1)
    if items is not None and number < _header(page, "x-wp-totalpages"):
        following = categories_listing(base, number + 1)
    else:
        following = posts_listing(base)
    return Finding(more=(Link(following, "list", "rest"),), facts={"categories": names})


def read_posts(page: Page, known: Mapping[str, Any], site: Site) -> Finding:
    """Return the posts of one page with their dates, and the page to ask next.

    `facts` tell how far the listing is: total, pages, complete; `problem` says what is wrong.
    """
    items = _items(page)
    number = int(parameter(page.requested or page.url, "page") or 1)
    per_page = int(parameter(page.requested or page.url, "per_page") or PER_PAGE)
    base = str(known["base"])
    if items is None:
        if page.status == 400 and per_page > 10 and number == 1:
            return Finding(more=(Link(posts_listing(base, per_page=10), "list", "rest"),))
        if page.status == 400 and number > 1:  # posts were deleted: there is no such page now
            return Finding(facts={"complete": True})
        return Finding(problem=_problem(page))
    total, pages = _header(page, "x-wp-total"), _header(page, "x-wp-totalpages")
    links = tuple(link for item in items if (link := _link(item, known, site)))
    facts: dict[str, Any] = {"total": total, "pages": pages, "complete": False}
    more = []
    if 0 <= total < int(known.get("total", total)) and number - 1 not in known.get("again", [0]):
        # Something was deleted while we read: what followed moved up by one, look again.
        facts["again"] = [*known.get("again", [0]), number - 1]
        more.append(Link(posts_listing(base, number - 1, per_page=per_page), "list", "rest"))
    last = number >= pages if pages >= 0 else len(items) < per_page
    if last:
        facts["complete"] = True
    else:
        more.append(Link(posts_listing(base, number + 1, per_page=per_page), "list", "rest"))
    return Finding(links, tuple(more), facts)


def is_categories(url: str) -> bool:
    """Tell whether *url* is a listing of categories."""
    route = parameter(url, "rest_route") or urlsplit(url).path
    return route.rstrip("/").endswith("/categories")


def _endpoint(base: str, name: str) -> str:
    route = parameter(base, "rest_route")
    if route is not None:  # plain permalinks: /?rest_route=/
        return with_parameters(base, rest_route=f"{route.rstrip('/')}/wp/v2/{name}")
    return f"{base.rstrip('/')}/wp/v2/{name}"


def _items(page: Page) -> list[Any] | None:
    if page.status != 200:
        return None
    try:
        # Plugins print warnings before the JSON; what follows is still sound.
        text = page.body.decode("utf-8", "replace").lstrip("\ufeff")
        found = json.loads(text[max(0, text.find("[")) :] if "<" in text[:1] else text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _problem(page: Page) -> str:
    return f"answer {page.status}" if page.status != 200 else "no list of posts"


def _header(page: Page, name: str) -> int:
    value = page.headers.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1


def _link(item: Any, known: Mapping[str, Any], site: Site) -> Link | None:
    if not isinstance(item, dict) or not _text(item.get("link")):
        return None
    url = site.fold(item["link"], site.home)
    if url is None or not site.holds(url):
        return None
    number = item.get("id")
    names = known.get("categories", {})
    return Link(
        url,
        "article",
        "rest",
        Hints(
            cms_id=str(number) if isinstance(number, int) else None,
            title=html.unescape(_rendered(item.get("title"))),
            published=dated(_text(item.get("date_gmt")), "rest", gmt=True),
            modified=dated(_text(item.get("modified_gmt")), "rest", gmt=True),
            categories=tuple(
                names[str(key)]
                for key in item.get("categories") or ()
                if str(key) in names and not LAYOUT_SLOT.search(names[str(key)])
            ),
            canonical=url,
        ),
    )


def _rendered(value: Any) -> str:
    return _text(value.get("rendered")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
