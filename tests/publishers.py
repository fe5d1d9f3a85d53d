"""A small publisher that tests can edit: articles, listings and what they answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from archive.app.composition import Services, open_services
from archive.app.crawling import crawl_source
from archive.settings import Settings
from crawler.report import CrawlReport
from tests.evil import Answer, EvilServer, Request, article, respond, running

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Post:
    """One post of a WordPress site."""

    id: int
    title: str
    text: str = ""
    slug: str = ""
    published: str = "2025-05-01T08:00:00"
    modified: str = "2025-05-01T08:00:00"
    status: int = 200
    listed: bool = True
    head: str = ""

    @property
    def path(self) -> str:
        return f"/{self.slug}/" if self.slug else f"/?p={self.id}"


@dataclass
class Publisher:
    """A WordPress site over `posts`; `doors` may be closed, `pages` answer as they are told."""

    posts: list[Post] = field(default_factory=list)
    doors: set[str] = field(default_factory=lambda: {"rest", "sitemap", "feed", "list"})
    pages: dict[str, Answer] = field(default_factory=dict)  # by target, before anything else
    robots: str = "User-agent: *\nDisallow: /wp-admin/\n"
    per_list: int = 10
    not_found: Answer = field(default_factory=lambda: respond("<title>Fehler</title>", status=404))
    server: EvilServer = field(default_factory=EvilServer)

    def __post_init__(self) -> None:
        self.server.otherwise = self._answer

    def edit(self, number: int, **changes: Any) -> None:
        """Change the post with that id."""
        self.posts = [
            replace(post, **changes) if post.id == number else post for post in self.posts
        ]

    def asked(self, *, since: int = 0) -> list[str]:
        """Return the targets asked for."""
        return [request.target for request in self.server.asked[since:]]

    @property
    def listed(self) -> list[Post]:
        return [post for post in self.posts if post.listed and post.status == 200]

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        answer = self.pages.get(request.target) or self._page(request)
        await answer(request, writer)

    def _page(self, request: Request) -> Answer:
        query = {name: values[0] for name, values in parse_qs(request.query).items()}
        if request.path == "/robots.txt":
            return respond(self.robots, kind="text/plain")
        if request.path.startswith("/wp-json/"):
            return self._rest(request.path, query)
        if request.path.endswith("sitemap.xml"):
            return self._sitemap(request.path)
        if request.path == "/feed/":
            return self._feed(query)
        for post in self.posts:
            if post.path == request.target:
                return self._article(post)
            if query.get("p") == str(post.id):
                return respond(status=301, headers={"Location": post.path})
        if request.path == "/":
            return self._list(int(query.get("paged", 1)))
        return self.not_found

    def _article(self, post: Post) -> Answer:
        if post.status != 200:
            return respond("<title>weg</title>", status=post.status)
        page = article(post.title, post.text, number=post.id, head=post.head)
        return respond(page, headers={"ETag": f'"{hash((post.title, post.text)) & 0xFFFFFF:x}"'})

    def _rest(self, path: str, query: dict[str, str]) -> Answer:
        if "rest" not in self.doors:
            return respond('{"code": "rest_forbidden"}', status=403, kind="application/json")
        if path.endswith("/categories"):
            return self._json([{"id": 1, "name": "Verkehr"}], 1, 1)
        size, number = int(query.get("per_page", 10)), int(query.get("page", 1))
        posts = sorted(self.listed, key=lambda post: post.id, reverse=query.get("order") != "asc")
        pages = -(-len(posts) // size)
        if number > max(1, pages):
            return respond('{"code": "rest_post_invalid_page_number"}', status=400)
        shown = posts[(number - 1) * size : number * size]
        items = [
            {
                "id": post.id,
                "link": self.server.url(post.path),
                "date_gmt": post.published,
                "modified_gmt": post.modified,
                "title": {"rendered": post.title},
                "categories": [1],
            }
            for post in shown
        ]
        return self._json(items, len(posts), pages)

    def _json(self, items: Any, total: int, pages: int) -> Answer:
        headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}
        return respond(json.dumps(items), headers=headers, kind="application/json")

    def _sitemap(self, path: str) -> Answer:
        if "sitemap" not in self.doors:
            return respond(status=404)
        start = "<?xml version='1.0'?>"
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        if path == "/wp-sitemap.xml":
            loc = self.server.url("/post-sitemap.xml")
            body = (
                f"{start}<sitemapindex {space}><sitemap><loc>{loc}</loc></sitemap></sitemapindex>"
            )
            return respond(body, kind="application/xml")
        if path != "/post-sitemap.xml":
            return respond(status=404)
        urls = "".join(
            f"<url><loc>{self.server.url(post.path)}</loc><lastmod>{post.modified}Z</lastmod></url>"
            for post in self.listed
        )
        return respond(f"{start}<urlset {space}>{urls}</urlset>", kind="application/xml")

    def _feed(self, query: dict[str, str]) -> Answer:
        if "feed" not in self.doors:
            return respond(status=404)
        number = int(query.get("paged", 1))
        newest = sorted(self.listed, key=lambda post: -post.id)
        shown = newest[(number - 1) * self.per_list : number * self.per_list]
        if not shown:
            return respond(status=404)
        items = "".join(
            f"<item><title>{post.title}</title><link>{self.server.url(post.path)}</link>"
            f"<guid isPermaLink='false'>{self.server.url(f'/?p={post.id}')}</guid></item>"
            for post in shown
        )
        return respond(f"<rss><channel>{items}</channel></rss>", kind="application/rss+xml")

    def _list(self, number: int) -> Answer:
        api = "<link rel='https://api.w.org/' href='/wp-json/'>" if "rest" in self.doors else ""
        newest = sorted(self.listed, key=lambda post: -post.id)
        shown = newest[(number - 1) * self.per_list : number * self.per_list]
        entries = "".join(
            f"<article class='post'><h2 class='entry-title'><a href='{post.path}'>{post.title}</a>"
            f"</h2><a class='more-link' href='{post.path}'>Mehr lesen</a></article>"
            for post in (shown if "list" in self.doors else [])
        )
        older = len(newest) > number * self.per_list
        following = f"<a class='next' href='/?paged={number + 1}'>Ältere Beiträge</a>"
        return respond(
            "<!doctype html><html><head><meta name='generator' content='WordPress 6.8'>"
            f"<link rel='stylesheet' href='/wp-content/s.css'>{api}<title>Kreis</title></head>"
            f"<body class='home blog'><main>{entries}{following if older else ''}</main></body>"
        )


@dataclass
class Clock:
    """A clock that tests move and that sleeping moves."""

    now: datetime = NOON
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **spans: float) -> None:
        self.now += timedelta(**spans)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@dataclass
class Room:
    """An archive beside a publisher."""

    publisher: Publisher
    services: Services
    clock: Clock

    def crawl(self, **options: Any) -> CrawlReport:
        """Crawl the publisher once."""
        return asyncio.run(
            crawl_source(
                self.services,
                self.publisher.server.url(),
                allow_private=[self.publisher.server.host],
                pace=0,
                clock=self.clock,
                sleep=self.clock.sleep,
                **options,
            )
        )

    def statuses(self) -> dict[str, str]:
        """Return title → status of all articles."""
        return {found.title: found.status.value for found in self.services.articles.all()}


@contextmanager
def room(folder: Path, publisher: Publisher) -> Iterator[Room]:
    """Open an archive in *folder* and serve *publisher* while the block runs."""
    services = open_services(Settings(data=folder))
    try:
        with running(publisher.server):
            yield Room(publisher, services, Clock())
    finally:
        services.close()


def posts(count: int, *, first: int = 1, **fields: Any) -> list[Post]:
    """Return *count* posts with texts of their own."""
    return [
        Post(number, f"Meldung Nummer {number} aus dem Kreis", **fields)
        for number in range(first, first + count)
    ]
