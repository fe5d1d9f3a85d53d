"""Write what the throw-away WordPress publishes: the demo's articles and rounds of notices.

Usage: posts.py UPLOADS, where pictures and documents go; posts are printed as one JSON list.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from archive.app.demo.gold import DISTRICT_FILE
from archive.app.demo.markup import to_html, to_text
from archive.app.demo.media import serve
from archive.app.demo.posts import BERLIN, Post
from archive.app.demo.site import Site, open_site
from archive.article import slug

ROUNDS = 9  # notices of each council
FIRST_NOTICE = datetime(2023, 1, 10, 9, 5, tzinfo=BERLIN)
SUBJECTS = (
    "den Haushalt und die Hebesätze",
    "die Straßenbeleuchtung und zwei Bauanträge",
    "den Winterdienst und die Friedhofssatzung",
    "die Pflege der Wanderwege",
    "eine Spende für den Kindergarten",
    "den Flächennutzungsplan",
    "das Dorffest und die Sanierung des Saales",
    "die Wahl der Schöffen",
    "den Glasfaserausbau und die Bushaltestellen",
)
CLOSINGS = (
    "Die Sitzung ist öffentlich.",
    "Gäste sind willkommen, Fragen der Einwohner stehen am Anfang.",
    "Ein Teil der Tagesordnung wird nicht öffentlich behandelt.",
    "Die Unterlagen liegen ab sofort aus.",
)


def main(uploads: Path) -> None:
    """Print all posts; put their files into *uploads*."""
    site = open_site(1)
    posts = [*(demo_post(site, post, uploads) for post in site.listed), *notices()]
    json.dump(posts, sys.stdout, ensure_ascii=False)


def demo_post(site: Site, post: Post, uploads: Path) -> dict[str, Any]:
    """Return one of the demo's articles, its pictures and documents put into *uploads*."""
    html, captions = [], []
    for item in site.uploads(post):
        target = uploads / post.folder / item.upload.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(serve(item)[0])
        words = escape(item.upload.title, quote=True)
        if item.is_picture:
            caption = f"<figcaption>{item.upload.caption}</figcaption>"
            html.append(
                f'<figure class="wp-block-image"><img src="{item.path}" alt="{words}"/>'
                f"{caption if item.upload.caption else ''}</figure>"
            )
            captions += [item.upload.caption] if item.upload.caption else []
        else:
            html.append(f'<div class="wp-block-file"><a href="{item.path}">{words}</a></div>')
    return record(
        post.id,
        post.title,
        "\n\n".join([*html, to_html(post.body)]),
        post.text,
        post.published,
        post.modified,
        categories=post.topics or ("Allgemein",),
        captions=captions,
        name=post.slug,
    )


def notices() -> Iterator[dict[str, Any]]:
    """Yield the invitations of fourteen councils: short, alike, and each a post of its own."""
    towns = json.loads(DISTRICT_FILE.read_text("utf-8"))["municipalities"]
    for number in range(ROUNDS * len(towns)):
        town, subject = towns[number % len(towns)], SUBJECTS[number // len(towns)]
        when = FIRST_NOTICE + timedelta(days=6 * number, minutes=number % 50)
        day = when + timedelta(days=7)
        council = "Stadtrat" if town["town"] else "Gemeinderat"
        title = f"Einladung: {council} {town['name']} tagt am {day.day}.{day.month}.{day.year}"
        body = (
            f"Der {council} von {town['name']} berät am {day.day}.{day.month}. um 19 Uhr im "
            f"{'Rathaus' if town['town'] else 'Gemeindehaus'} über {subject}.\n\n"
            f"{CLOSINGS[number % len(CLOSINGS)]}"
        )
        yield record(
            60_000 + number, title, to_html(body), to_text(body), when, when, categories=["Gremien"]
        )


def record(
    number: int,
    title: str,
    content: str,
    text: str,
    published: datetime,
    modified: datetime,
    *,
    categories: Any,
    captions: Any = (),
    name: str = "",
) -> dict[str, Any]:
    """Return a post as act.php reads it, and as the test compares it."""
    return {
        "id": number,
        "title": title,
        "slug": name or slug(title),
        "content": content,
        "text": text,
        "captions": list(captions),
        "categories": list(categories),
        "date": wall(published),
        "date_gmt": gmt(published),
        "modified": wall(modified),
        "modified_gmt": gmt(modified),
    }


def wall(moment: datetime) -> str:
    """Return the site's own time, as WordPress stores it."""
    return moment.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M:%S")


def gmt(moment: datetime) -> str:
    """Return the time in UTC, as WordPress stores it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
