"""The demo publisher's articles: read from the files in `articles/`, changed by those in `edits/`.

A file holds several articles. Each begins with its title (`# …`), then `key: value` lines, a blank
line and the body. Keys:

    am         when it was published, local time of Berlin (gives the id as well)
    neu        when it was last changed, if ever
    in         categories, apart by ";"
    orte       places, apart by ";": "Querlitz*" is what the article is about, "Querlitz^" its
               dateline, "Kaunas (Litauen)" a place elsewhere, with its country
    projekte   canonical names, apart by ";"; "LEADER = programme" gives the role
    bild       file | text for those who cannot see it | caption (repeatable)
    datei      file | title (repeatable)
    kontakt    the contact block, lines apart by " / "
    slug       the last part of the address, where it is not made from the title
    rollend    "ja" for a post that is rewritten again and again
    aktion     in `edits/` alone: geändert, gelöscht, entfernt (410), ausgelistet, umgebaut
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from archive.app.demo.markup import to_text
from archive.article import slug
from archive.errors import DemoError

HERE = Path(__file__).parent
BERLIN = ZoneInfo("Europe/Berlin")
FIRST_DAY = datetime(2015, 1, 1, tzinfo=BERLIN)
SECONDS_AN_ID = 9000  # WordPress counts revisions and pictures too: ids grow by ten a day
LAYOUT = ("Startseite", "Allgemein")  # categories that begin so name no topic
ROLES = {"*": "about", "^": "dateline"}
STAGES = (1, 2)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place an article speaks of, as its writer marked it."""

    name: str
    role: str = "mentioned"
    country: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture or file of an article."""

    file: str
    title: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One article of the demo publisher; times are aware."""

    id: int
    title: str
    slug: str
    body: str
    published: datetime
    modified: datetime
    categories: tuple[str, ...] = ()
    places: tuple[Spot, ...] = ()
    projects: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Upload, ...] = ()
    files: tuple[Upload, ...] = ()
    contact: tuple[str, ...] = ()
    rolling: bool = False
    status: str = "publish"  # or: delisted, deleted (404), removed (410)
    rebuilt: bool = False  # same words in other markup

    @property
    def text(self) -> str:
        """The plain text, without captions, contact block and files."""
        return to_text(self.body)

    @property
    def topics(self) -> tuple[str, ...]:
        """The categories that say what the article is about."""
        return tuple(name for name in self.categories if not name.startswith(LAYOUT))

    @property
    def folder(self) -> str:
        """Where WordPress would keep its uploads, e.g. "2019/05"."""
        return self.published.strftime("%Y/%m")


def load_posts(stage: int = 1) -> tuple[Post, ...]:
    """Return all articles as they are at *stage*, newest first, deleted ones included."""
    if stage not in STAGES:
        raise DemoError(f"there is no stage {stage}: choose one of 1 and 2")
    posts = {post.id: post for post in _read(HERE / "articles")}
    if stage > 1:
        for edit in _edits():
            posts[edit.id] = edit if edit.body else _changed(posts[edit.id], edit)
    return tuple(sorted(posts.values(), key=lambda post: post.published, reverse=True))


def parse(content: str, *, where: str = "") -> Iterator[Post]:
    """Yield the articles in *content*; raises DemoError that names the article at fault."""
    for chunk in re.split(r"(?m)^# ", content)[1:]:
        title, _, rest = chunk.partition("\n")
        head, _, body = rest.partition("\n\n")
        try:
            yield _post(title.strip(), list(_keys(head)), body.strip())
        except (KeyError, ValueError) as error:
            raise DemoError(f"{where}: article {title.strip()!r}: {error}") from error


@lru_cache(maxsize=4)
def _read(folder: Path) -> tuple[Post, ...]:
    found: dict[int, Post] = {}
    for file in sorted(folder.glob("*.md")):
        for post in parse(file.read_text("utf-8"), where=file.name):
            if post.id in found:
                raise DemoError(f"{file.name}: {post.title!r} has the id of another article")
            found[post.id] = post
    return tuple(found.values())


def _edits() -> tuple[Post, ...]:
    return _read(HERE / "edits")


def _changed(post: Post, edit: Post) -> Post:
    return replace(post, status=edit.status, rebuilt=edit.rebuilt, modified=edit.modified)


def _keys(head: str) -> Iterator[tuple[str, str]]:
    for line in head.splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            raise ValueError(f"no key in {line!r}")
        yield key.strip(), value.strip()


def _post(title: str, keys: list[tuple[str, str]], body: str) -> Post:
    single = dict(keys)
    published = _moment(single["am"])
    action = single.get("aktion", "")
    return Post(
        id=1000 + int((published - FIRST_DAY).total_seconds() // SECONDS_AN_ID),
        title=title,
        slug=single.get("slug") or slug(title, limit=60),
        body=body,
        published=published,
        modified=_moment(single["neu"]) if "neu" in single else published,
        categories=_split(single.get("in", "Allgemein")),
        places=tuple(_spot(mark) for mark in _split(single.get("orte", ""))),
        projects=tuple(_project(mark) for mark in _split(single.get("projekte", ""))),
        pictures=tuple(_upload(value) for key, value in keys if key == "bild"),
        files=tuple(_upload(value) for key, value in keys if key == "datei"),
        contact=_split(single.get("kontakt", ""), " / "),
        rolling=single.get("rollend") == "ja",
        status={"gelöscht": "deleted", "entfernt": "removed", "ausgelistet": "delisted"}.get(
            action, "publish"
        ),
        rebuilt=action == "umgebaut",
    )


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=BERLIN)


def _split(value: str, mark: str = ";") -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(mark) if part.strip())


def _spot(mark: str) -> Spot:
    role = ROLES.get(mark[-1], "mentioned")
    name, _, country = mark.rstrip("*^").partition(" (")
    return Spot(name.strip(), role, country.rstrip(")*^ "))


def _project(mark: str) -> tuple[str, str]:
    name, _, role = mark.partition(" = ")
    return name.strip(), role.strip() or "project"


def _upload(value: str) -> Upload:
    file, title, caption, *_ = [part.strip() for part in f"{value} | | ".split("|")]
    return Upload(file, title, caption)
