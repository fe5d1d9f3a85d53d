"""The demo publisher's stock at one moment: its articles, categories and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from archive.app.demo.posts import BERLIN, Post, Upload, load_posts
from archive.article import slug

T = TypeVar("T")
DIVI_SINCE = datetime(2022, 1, 1, tzinfo=BERLIN)
THEME_BUILDER_SINCE = datetime(2024, 1, 1, tzinfo=BERLIN)
RELAUNCH = datetime(2025, 10, 1, tzinfo=BERLIN)
PAGE_SIZE = 10
FIRST_CATEGORY = 180
TRACKING = ("", "", "", "&utm_source=startseite", "", "#more", "")


@dataclass(frozen=True, slots=True)
class Category:
    """A category as WordPress keeps it."""

    id: int
    name: str
    slug: str
    count: int


@dataclass(frozen=True, slots=True)
class MediaItem:
    """An upload with its own id and address, and the article it belongs to."""

    id: int
    post: Post
    upload: Upload

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"/wp-content/uploads/{self.post.folder}/{self.upload.file}"

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture rather than a document."""
        return self.upload in self.post.pictures


@dataclass(frozen=True)
class Site:
    """The articles the publisher has, newest first, and what follows from them."""

    posts: tuple[Post, ...]
    stage: int = 1

    @cached_property
    def listed(self) -> tuple[Post, ...]:
        """The articles that stand in lists, feeds, REST and sitemap."""
        return tuple(post for post in self.posts if post.status == "publish")

    @cached_property
    def by_id(self) -> dict[int, Post]:
        """All articles by id."""
        return {post.id: post for post in self.posts}

    @cached_property
    def by_slug(self) -> dict[str, Post]:
        """All articles by the last part of their address."""
        return {post.slug: post for post in self.posts}

    @cached_property
    def categories(self) -> dict[str, Category]:
        """Categories by name; ids do not depend on the stage."""
        names = sorted({name for post in self.posts for name in post.categories})
        return {
            name: Category(FIRST_CATEGORY + number, name, slug(name), len(self.within(name)))
            for number, name in enumerate(names)
        }

    @cached_property
    def media(self) -> dict[str, MediaItem]:
        """All uploads by the path they are served at."""
        items = (
            MediaItem(500_000 + post.id * 10 + number, post, upload)
            for post in self.posts
            if post.status in {"publish", "delisted"}
            for number, upload in enumerate((*post.pictures, *post.files))
        )
        return {item.path: item for item in items}

    def within(self, category: str) -> tuple[Post, ...]:
        """Return the listed articles of *category*."""
        return tuple(post for post in self.listed if category in post.categories)

    def related(self, post: Post, count: int = 3) -> tuple[Post, ...]:
        """Return articles of the same category, which theme and builder show beside *post*."""
        near = [other for other in self.within(post.categories[0]) if other.id != post.id]
        near.sort(key=lambda other: (abs(other.id - post.id), other.id))
        return tuple(near[:count])

    def uploads(self, post: Post) -> tuple[MediaItem, ...]:
        """Return the pictures and files of *post*."""
        return tuple(item for item in self.media.values() if item.post.id == post.id)


def open_site(stage: int = 1) -> Site:
    """Return the publisher's stock at *stage*."""
    return Site(load_posts(stage), stage)


def generation(post: Post) -> str:
    """Return the theme that *post* was made with: klassisch, divi, themebuilder or neu."""
    if post.published >= RELAUNCH:
        return "neu"
    if post.published >= THEME_BUILDER_SINCE:
        return "themebuilder"
    return "divi" if post.published >= DIVI_SINCE else "klassisch"


def path_of(post: Post) -> str:
    """Return the canonical address: by id, by slug since the relaunch."""
    return f"/{post.slug}/" if generation(post) == "neu" else f"/?p={post.id}"


def link_in_list(post: Post, base: str) -> str:
    """Return the address a list page happens to use: not always the canonical one."""
    if generation(post) == "neu":
        return f"{base}/{post.slug}/"
    form = post.id % 7
    if form == 2:
        return f"{base.removeprefix('http:')}/?p={post.id}"
    if form == 4:
        return f"{base}/index.php?p={post.id}"
    return f"{base}/?p={post.id}{TRACKING[form]}"


def cut(items: Sequence[T], page: int, size: int = PAGE_SIZE) -> tuple[Sequence[T], int]:
    """Return page *page* (from 1) of *items* and the number of pages."""
    return items[(page - 1) * size : page * size], max(1, -(-len(items) // size))
