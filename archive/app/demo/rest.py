"""The part of the WordPress REST API (wp/v2) that discovery and extraction read."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from archive.app.demo.pages import content, excerpt_html
from archive.app.demo.posts import BERLIN, Post
from archive.app.demo.site import Category, MediaItem, Site, path_of

Record = dict[str, Any]
MOST_PER_PAGE = 100
ORDERS: Mapping[str, Callable[[Post], Any]] = {
    "date": lambda post: post.published,
    "modified": lambda post: (post.modified, post.id),
    "id": lambda post: post.id,
    "title": lambda post: post.title,
    "slug": lambda post: post.slug,
}


class RestRefusal(Exception):
    """A request that WordPress answers with an error document."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.document = {"code": code, "message": message, "data": {"status": status}}


def posts(site: Site, query: Mapping[str, str], base: str) -> tuple[list[Record], int, int]:
    """Return the page of posts that *query* asks for, the total and the number of pages."""
    chosen = [post for post in site.listed if _matches(site, post, query)]
    order = query.get("orderby", "date")
    if order not in ORDERS:
        raise _invalid("orderby")
    chosen.sort(key=ORDERS[order], reverse=query.get("order", "desc") == "desc")
    page, total, pages = _page(chosen, query)
    # WordPress renders only what _fields asks for; so do we, it is the expensive part.
    return [_fields(post_record(site, post, base), query) for post in page], total, pages


def one_post(site: Site, number: int, query: Mapping[str, str], base: str) -> Record:
    """Return one post; raises RestRefusal as WordPress would."""
    post = site.by_id.get(number)
    if post is None or post not in site.listed:
        raise RestRefusal("rest_post_invalid_id", "Ungültige Beitrags-ID.", 404)
    return _fields(post_record(site, post, base), query)


def categories(site: Site, query: Mapping[str, str], base: str) -> tuple[list[Record], int, int]:
    """Return the page of categories that *query* asks for."""
    wanted = _numbers(query, "include")
    chosen = [item for item in site.categories.values() if not wanted or item.id in wanted]
    page, total, pages = _page(chosen, query)
    return [_fields(_category_record(item, base), query) for item in page], total, pages


def media(site: Site, query: Mapping[str, str], base: str) -> tuple[list[Record], int, int]:
    """Return the page of uploads that *query* asks for."""
    wanted, parents = _numbers(query, "include"), _numbers(query, "parent")
    chosen = [
        item
        for item in site.media.values()
        if (not wanted or item.id in wanted) and (not parents or item.post.id in parents)
    ]
    page, total, pages = _page(chosen, query)
    return [_fields(_media_record(item, base), query) for item in page], total, pages


def post_record(site: Site, post: Post, base: str) -> Record:
    """Return *post* as wp/v2 shows it."""
    pictures = [item for item in site.uploads(post) if item.is_picture]
    return {
        "id": post.id,
        "date": _local(post.published),
        "date_gmt": _gmt(post.published),
        "guid": {"rendered": f"{base}/?p={post.id}"},
        "modified": _local(post.modified),
        "modified_gmt": _gmt(post.modified),
        "slug": post.slug,
        "status": "publish",
        "type": "post",
        "link": base + path_of(post),
        "title": {"rendered": post.title.replace("&", "&#038;").replace("–", "&#8211;")},
        "content": {"rendered": content(site, post, base), "protected": False},
        "excerpt": {"rendered": excerpt_html(post), "protected": False},
        "author": 2,
        "featured_media": pictures[0].id if pictures else 0,
        "comment_status": "closed",
        "ping_status": "closed",
        "sticky": False,
        "template": "",
        "format": "standard",
        "meta": [],
        "categories": [site.categories[name].id for name in post.categories],
        "tags": [],
        "_links": {
            "self": [{"href": f"{base}/wp-json/wp/v2/posts/{post.id}"}],
            "collection": [{"href": f"{base}/wp-json/wp/v2/posts"}],
        },
    }


def _category_record(item: Category, base: str) -> Record:
    return {
        "id": item.id,
        "count": item.count,
        "description": "",
        "link": f"{base}/category/{item.slug}/",
        "name": item.name,
        "slug": item.slug,
        "taxonomy": "category",
        "parent": 0,
        "meta": [],
    }


def _media_record(item: MediaItem, base: str) -> Record:
    media_type = mimetypes.guess_type(item.upload.file)[0] or "application/octet-stream"
    return {
        "id": item.id,
        "date": _local(item.post.published),
        "slug": item.upload.file.rpartition(".")[0],
        "type": "attachment",
        "link": f"{base}/?attachment_id={item.id}",
        "title": {"rendered": item.upload.title},
        "caption": {"rendered": f"<p>{item.upload.caption}</p>\n" if item.upload.caption else ""},
        "alt_text": item.upload.title if item.is_picture else "",
        "media_type": "image" if item.is_picture else "file",
        "mime_type": media_type,
        "post": item.post.id,
        "source_url": base + item.path,
    }


def _matches(site: Site, post: Post, query: Mapping[str, str]) -> bool:
    included, excluded = _numbers(query, "include"), _numbers(query, "exclude")
    wanted = _numbers(query, "categories")
    limits = {
        "modified_after": post.modified.__gt__,
        "modified_before": post.modified.__lt__,
        "after": post.published.__gt__,
        "before": post.published.__lt__,
    }
    return (
        (not included or post.id in included)
        and post.id not in excluded
        and (not wanted or any(site.categories[name].id in wanted for name in post.categories))
        and query.get("slug", post.slug) == post.slug
        and query.get("search", "").lower() in f"{post.title} {post.text}".lower()
        and all(passes(_moment(query, name)) for name, passes in limits.items() if name in query)
    )


def _page(items: Sequence[Any], query: Mapping[str, str]) -> tuple[Sequence[Any], int, int]:
    size, number = _number(query, "per_page", 10), _number(query, "page", 1)
    if size > MOST_PER_PAGE:
        raise _invalid("per_page")
    pages = -(-len(items) // size)
    if number > max(1, pages):
        raise RestRefusal(
            "rest_post_invalid_page_number",
            "Die angeforderte Seitenzahl ist größer als die Anzahl der verfügbaren Seiten.",
        )
    start = (number - 1) * size + _number(query, "offset", 0, least=0)
    return items[start : start + size], len(items), pages


def _fields(record: Record, query: Mapping[str, str]) -> Record:
    wanted = [name for name in query.get("_fields", "").split(",") if name]
    if not wanted:
        return record
    chosen: Record = {}
    for name in wanted:
        head, _, rest = name.strip().partition(".")
        if head in record:
            value = record[head]
            if rest and isinstance(value, dict):
                chosen.setdefault(head, {})[rest] = value.get(rest)
            else:
                chosen[head] = value
    return chosen


def _numbers(query: Mapping[str, str], name: str) -> set[int]:
    try:
        return {int(part) for part in query.get(name, "").split(",") if part.strip()}
    except ValueError:
        raise _invalid(name) from None


def _number(query: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    try:
        value = int(query.get(name, default))
    except ValueError:
        raise _invalid(name) from None
    if value < least:
        raise _invalid(name)
    return value


def _moment(query: Mapping[str, str], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(query[name].replace(" ", "+"))
    except ValueError:
        raise _invalid(name) from None
    # WordPress reads a time without a zone as the site's own.
    return moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)


def _invalid(name: str) -> RestRefusal:
    return RestRefusal("rest_invalid_param", f"Ungültige(r) Parameter: {name}")


def _local(moment: datetime) -> str:
    return moment.astimezone(BERLIN).replace(tzinfo=None).isoformat()


def _gmt(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat()
