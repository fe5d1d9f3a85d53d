"""What a fetch brings and what discovery already knew: the crawl's plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archive.article import Evidence


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it came: `body` is unpacked bytes, header names are lower-case."""

    url: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched: datetime | None = None
    requested: str = ""  # the address asked for, where redirects led elsewhere
    permanent: bool = False  # every redirect on the way was permanent (301, 308)


@dataclass(frozen=True, slots=True)
class Hints:
    """What REST, feed or sitemap told of an article before its page was read."""

    cms_id: str | None = None
    title: str = ""
    published: Evidence[datetime] | None = None
    modified: Evidence[datetime] | None = None
    categories: tuple[str, ...] = ()
    html: str = ""  # the body as the CMS renders it, where REST or feed carry it in full
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address found by discovery; `kind` is article, list or attachment."""

    url: str
    kind: str
    seen_in: str  # rest, sitemap, feed, list
    hints: Hints = Hints()
    mark: str = ""  # hash of what the listing says of it; another one means it was changed
