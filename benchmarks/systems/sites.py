"""One small site of our stories for a theme, and its pages with their gold."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.open_world.stories import Story, story

STORIES = 9  # the first long one and the first short one are kept
KEPT = 2
EMPTIED = re.compile(
    r"(<(script|style|svg)\b(?![^>]*ld\+json)[^>]*>).*?(</\2\s*>)", re.IGNORECASE | re.DOTALL
)
DATA = re.compile(r"(=\s*[\"']?)data:[^\"'\s>]{200,}")


@dataclass(frozen=True, slots=True)
class Post:
    """A story with its place on the site."""

    number: int
    told: Story

    @property
    def slug(self) -> str:
        """The post's name in its address."""
        return f"{self.told.slug}-{self.number}"

    @property
    def tags(self) -> tuple[str, str]:
        """Two words the post is filed under."""
        return (self.told.kicker, ("Region", "Politik", "Leute")[self.number % 3])

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Lead and body."""
        return [("p", self.told.lead), *self.told.body]

    @property
    def markdown(self) -> str:
        """The text as Markdown."""
        return "\n\n".join(f"## {text}" if kind == "h" else text for kind, text in self.parts)

    @property
    def markup(self) -> str:
        """The text as HTML."""
        return markup_of(self.parts)


def markup_of(parts: Iterable[tuple[str, str]]) -> str:
    """Return *parts* of a story as paragraphs and headings."""
    tags = {"h": "h2", "p": "p"}
    return "\n".join(
        f"<{tags[kind]}>{html.escape(text, quote=False)}</{tags[kind]}>" for kind, text in parts
    )


def posts(theme: str) -> list[Post]:
    """Return the stories on the site of *theme*."""
    return [Post(n, story(f"{theme}/{n}", long=n % 2 == 0)) for n in range(STORIES)]


def keep(folder: Path, theme: str, post: Post, url: str, page: str, *, dated: bool = True) -> None:
    """Write *page* without scripts and styles into *folder*, its gold beside it."""
    system, _, name = theme.partition("/")
    stem = f"{name}_{'long' if post.number % 2 == 0 else 'short'}"
    gold = {
        "url": url,
        "title": post.told.title,
        "text": "\n\n".join(text for _, text in post.parts),
        "published": f"{post.told.at:%Y-%m-%d}" if dated else None,
        "held_out": False,
    }
    (folder / system).mkdir(parents=True, exist_ok=True)
    (folder / system / f"{stem}.html").write_text(emptied(page), encoding="utf-8")
    (folder / system / f"{stem}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1))


def emptied(page: str) -> str:
    """Return *page* without the insides of scripts, styles and drawings, which nobody reads."""
    return DATA.sub(r"\1data:,", EMPTIED.sub(r"\1\3", page))


def found(built: Path, post: Post) -> Path | None:
    """Return the built page of *post*: the file whose address ends in its name."""
    places: Iterable[Path] = sorted(built.rglob(f"*{post.slug}*"), key=lambda one: len(str(one)))
    for place in places:
        for file in (place, place / "index.html"):
            if file.is_file() and file.suffix == ".html":
                return file
    return None
