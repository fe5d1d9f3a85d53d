"""The demo publisher's pages in its three template generations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from archive.app.demo.markup import to_html
from archive.app.demo.posts import BERLIN, HERE, Post
from archive.app.demo.site import (
    Site,
    generation,
    link_in_list,
    path_of,
)

NAME = "Landkreis Falmtal"
INVENTED = (
    "Dies ist ein erfundener Herausgeber zum Ausprobieren von newsarchive. "
    "Landkreis, Orte, Personen und Ereignisse sind frei erfunden."
)
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]

EXCERPT_WORDS = 55  # what WordPress cuts an excerpt at
THEMES = Environment(
    loader=FileSystemLoader(HERE / "themes"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def article_page(site: Site, post: Post, base: str) -> str:
    """Return the page of *post* in the theme it was made with; *base* is scheme and host."""
    theme = generation(post)
    order = [other.id for other in site.listed]
    place = order.index(post.id) if post.id in order else 0
    return _show(
        f"{theme}/article.html",
        site,
        base,
        post=post,
        content=Markup(content(site, post, base)),  # noqa: S704  # our own markup
        canonical=base + path_of(post),
        related=_links(site.related(post), base),
        newer=_links(site.listed[max(0, place - 1) : place], base),
        older=_links(site.listed[place + 1 : place + 2], base),
    )


def list_page(
    site: Site,
    posts: Sequence[Post],
    base: str,
    *,
    theme: str,
    title: str,
    pager: Mapping[str, str],
) -> str:
    """Return a list page: excerpts with "Mehr lesen", since the relaunch full texts."""
    full = theme == "neu"
    entries = [
        {
            "post": post,
            "url": link_in_list(post, base),
            "day": german_day(post),
            "text": Markup(content(site, post, base)) if full else excerpt(post),  # noqa: S704
            "topics": [site.categories[name] for name in post.categories],
        }
        for post in posts
    ]
    return _show(
        f"{theme}/list.html", site, base, entries=entries, title=title, pager=pager, canonical=""
    )


def plain_page(site: Site, base: str, *, title: str, body: str, number: int) -> str:
    """Return one of the pages that are no news: imprint, offices, not found."""
    return _show(
        "neu/page.html",
        site,
        base,
        title=title,
        content=Markup(to_html(body)),  # noqa: S704  # our own markup
        canonical=f"{base}/?page_id={number}" if number else "",
        number=number,
    )


def content(site: Site, post: Post, base: str) -> str:
    """Return the body as WordPress renders it: in the page, in REST and in the feed."""
    theme = generation(post)
    uploads = site.uploads(post)
    return THEMES.get_template(f"{theme}/content.html").render(
        site=site,
        post=post,
        base=base,
        body=Markup(  # noqa: S704  # our own markup
            to_html(post.body, heading="h3" if theme == "klassisch" else "h2")
        ),
        pictures=[item for item in uploads if item.is_picture],
        files=[item for item in uploads if not item.is_picture],
        related=_links(site.related(post), base),
        rebuilt=post.rebuilt,
    )


def excerpt(post: Post) -> str:
    """Return the beginning as WordPress cuts it: 55 words and an ellipsis."""
    words = post.text.split()
    return " ".join(words[:EXCERPT_WORDS]) + (" […]" if len(words) > EXCERPT_WORDS else "")


def excerpt_html(post: Post) -> str:
    """Return the excerpt as REST renders it."""
    return f"<p>{escape(excerpt(post), quote=False)}</p>\n"


def german_day(post: Post) -> str:
    """Return the day of publication in words, e.g. "4. März 2016"."""
    day = post.published.astimezone(BERLIN)
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def _short_day(post: Post) -> str:
    return f"{MONTHS[post.published.month - 1][:3]} {post.published.day}, {post.published.year}"


def _links(posts: Sequence[Post], base: str) -> list[dict[str, Any]]:
    return [
        {
            "post": post,
            "url": base + path_of(post),
            "day": _short_day(post),
            "teaser": excerpt(post),
        }
        for post in posts
    ]


def _show(template: str, site: Site, base: str, **context: Any) -> str:
    shown = THEMES.get_template(template).render(
        site=site, base=base, name=NAME, invented=INVENTED, german_day=german_day, **context
    )
    return re.sub(r"\n\s*\n+", "\n", shown)
