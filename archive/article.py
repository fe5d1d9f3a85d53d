"""What the archive knows of one piece of news; frozen, every fact with its evidence."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Evidence(Generic[T]):
    """A value, where it was read (`source`), how sure we are (0 to 1) and the words it stood in."""

    value: T
    source: str
    confidence: float = 1.0
    quote: str = ""


class Status(StrEnum):
    """What has become of an article; all but HIDDEN and TAKEN_DOWN stay findable."""

    LIVE = "live"
    DELISTED = "delisted"  # answers 200 but stands in no list any more
    GONE = "gone"  # deleted at the source
    QUARANTINED = "quarantined"  # shrank so much that the old version is shown
    HIDDEN = "hidden"  # by an editor, for now
    TAKEN_DOWN = "taken-down"  # by an editor, for good: a tombstone stays


PUBLIC = frozenset({Status.LIVE, Status.DELISTED, Status.GONE, Status.QUARANTINED})


@dataclass(frozen=True, slots=True)
class Place:
    """A place an article speaks of.

    `path` runs from the largest to the place itself, e.g.
    ("Deutschland", "Landkreis Schmalkalden-Meiningen", "Meiningen", "Walldorf").
    `role` is "about", "mentioned" or "dateline"; `weight` (0 to 1) orders places of one article.
    `kind` is "country", "region", "district", "municipality" or "locality".
    """

    name: str
    path: tuple[str, ...]
    role: str = "mentioned"
    weight: float = 0.5
    kind: str = "municipality"
    quote: str = ""

    @property
    def key(self) -> str:
        """The facet value: the path joined by "/"."""
        return "/".join(part.replace("/", "∕") for part in self.path)


@dataclass(frozen=True, slots=True)
class Project:
    """A project or programme an article speaks of, by its canonical name.

    `role` is "project", "programme", "competition", "series" or "partnership".
    """

    name: str
    role: str = "project"
    quote: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """A date the text speaks of: never the publication date."""

    start: date
    end: date | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or picture that belongs to an article; `pages` holds a PDF's text page by page."""

    url: str
    title: str = ""
    media_type: str = ""
    pages: tuple[str, ...] = ()
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One piece of news as understood.

    `text` is plain, paragraphs apart by a blank line; `html` is the same body as allow-listed
    markup ("" for imported text). Times are aware and UTC. Fields after `notes` are the store's.
    """

    id: str
    url: str
    source: str
    title: str
    text: str
    html: str = ""
    lead: str = ""
    published: Evidence[datetime] | None = None
    modified: Evidence[datetime] | None = None
    places: tuple[Place, ...] = ()
    projects: tuple[Project, ...] = ()
    topics: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    captions: tuple[str, ...] = ()
    contact: str = ""
    author: str = ""
    events: tuple[Event, ...] = ()
    cms_id: str | None = None
    rolling: bool = False
    notes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    status: Status = Status.LIVE
    versions: int = 1
    corrected: tuple[str, ...] = ()
    also_at: tuple[str, ...] = ()  # ids of near-duplicates at other addresses or sources
    first_seen: datetime | None = None
    checked: datetime | None = None
    changed: datetime | None = None

    @property
    def content_hash(self) -> str:
        """Hash of title and text with white space folded: what makes a new version."""
        return text_hash(f"{self.title}\n{self.text}")


def article_id(source: str, identity: str) -> str:
    """Return the id for ever of *identity* (CMS id or URL) at *source*: 12 of [a-z2-7]."""
    digest = hashlib.sha256(f"{source}\n{identity}".encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest)[:12].decode("ascii").lower()


def text_hash(text: str) -> str:
    """Return a hash of *text* that ignores white space, soft hyphens and Unicode form."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).replace("\u00ad", "")).strip()
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()


def slug(text: str, *, limit: int = 80) -> str:
    """Return *text* as a URL part: ä to ae, only [a-z0-9-], cut at a word."""
    lowered = text.lower().translate(UMLAUTS)
    plain = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode("ascii")
    whole = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return whole if len(whole) <= limit else whole[: limit + 1].rpartition("-")[0] or whole[:limit]
