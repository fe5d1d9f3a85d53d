"""What an article is about and who wrote it: places, projects, topics, author, attachments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from archive.article import Article, Attachment
from crawler.boilerplate import CAPTION_NAME, names_of
from crawler.document import Document, matches, text_in
from crawler.events import find_events
from crawler.german_dates import BERLIN
from crawler.knowledge import Knowledge
from crawler.page import Hints
from crawler.places import find_places
from crawler.profile import Profile
from crawler.projects import find_projects
from crawler.tidying import FILE, Body
from crawler.typography import plain
from crawler.urls import file_names

# Categories that say where on the site a post stands, not what it is about.
LAYOUT_SLOT = re.compile(
    r"startseite|frontpage|\bhome ?page\b(?!-)|\breihe ?\d|"
    r"(?<=\s)(?:links|rechts|mitte|oben|unten)$|"
    r"\b(?:slider|teaser|slot|banner|kachel|widget|karussell|carousel|highlights?|featured|sidebar|"
    r"footer|header|position \d+)(?![\w-])|\btop-?(?:news|thema|meldung)|hauptbeitrag|spalte\b|^_|"
    r"^(?:allgemein(?:es)?|uncategori[sz]ed|unkategorisiert|nicht kategorisiert|ohne kategorie|"
    r"unsortiert|sonstiges|verschiedenes|news|newsticker|aktuelles?|nachrichten|meldungen|"
    r"aktuelle (?:meldungen|nachrichten)|blog|beitr(?:ag|äge)|archiv|default|home|artikel|general|"
    r"test|presse|presse(?:mitteilung|meldung|information)(?:en)?|medien(?:mitteilung|information)(?:en)?)$",
    re.IGNORECASE,
)
MEDIA_TYPES = {
    "pdf": "application/pdf", "doc": "application/msword", "odt":
    "application/vnd.oasis.opendocument.text", "zip": "application/zip", "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel", "ics": "text/calendar", "rtf": "application/rtf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "webp": "image/webp", "svg": "image/svg+xml", "avif": "image/avif",
}  # fmt: skip
AUTHORS = (
    "[itemprop~=author] [itemprop~=name]", "[itemprop~=author]", "[rel~=author]", ".author.vcard",
    ".article-author", ".entry-author", ".post-author", ".byline .author", ".author-name",
    ".createdby", ".article__author", ".autor", ".byline",
)  # fmt: skip
BY = re.compile(
    r"^(?:von|by|autor(?:in)?|text|(?:geschrieben|verfasst|eingestellt) von)\b:?\s*", re.IGNORECASE
)
COMMENTS = re.compile(r"\(?\b(?:\d+ )?Kommentare?\b.*", re.IGNORECASE)
NO_AUTHOR = re.compile(r"https?://|@|^\d|\badmin\w*\b", re.IGNORECASE)
LONGEST = 100_000  # characters read for facts: what is longer is a log, told by its beginning
_MOST_FILES = 60


def understand(article: Article, knowledge: Knowledge) -> Article:
    """Return *article* with places, projects and events filled in; what it already has stays."""
    text = article.text[:LONGEST]
    day = article.published.value.astimezone(BERLIN).date() if article.published else None
    return replace(
        article,
        places=article.places or find_places(article.title, article.lead, text, knowledge),
        projects=article.projects or find_projects(article.title, text, knowledge),
        events=article.events or find_events(text, day),
    )


def read_topics(document: Document, profile: Profile, hints: Hints, title: str) -> tuple[str, ...]:
    """Return the publisher's categories of the article, layout slots left out."""
    told = list(hints.categories)
    if not told:
        told += [plain(text_in(one)) for _, one in document.find(profile.topics)]
    if not told:
        told += [word for article in document.articles for word in article.section]
        told += [document.meta.get("article:section", "")]
    topics = (topic.strip(" ,;:/") for topic in told)
    return tuple(
        dict.fromkeys(
            topic for topic in topics
            if 2 < len(topic) <= 60 and not LAYOUT_SLOT.search(topic) and topic != title
        )
    )[:12]  # fmt: skip


def read_author(document: Document, profile: Profile) -> str:
    """Return who signed the article, or ""."""
    linked = next((one.author for one in document.articles if one.author), "")
    told = [linked, document.meta.get("author", ""), document.meta.get("article:author", "")]
    told += [_signature(element) for _, element in document.find(profile.author)]
    for name in chain(told, _authors(document)):
        name = BY.sub("", name).strip(" |,·–-")
        if 2 < len(name) <= 100 and not NO_AUTHOR.search(name):
            return name
    return ""


def _signature(element: Element) -> str:
    """Return the name in a line such as "06.05.2019 09:12 von Ute Erl (Kommentare: 2)"."""
    words = element.xpath(".//text()[not(ancestor::time)]")
    return COMMENTS.sub("", plain("".join(words)))


def _authors(document: Document) -> Iterator[str]:
    for _, element in document.find(AUTHORS):
        yield plain(text_in(element))[:120]


def read_attachments(document: Document, profile: Profile, body: Body) -> tuple[Attachment, ...]:
    """Return files and pictures of the article: those in its body and those of the profile."""
    found: dict[str, Attachment] = {}
    for attachment in (*_files(document, profile, body), *_pictures(document, body)):
        known = found.setdefault(attachment.url, attachment)
        if len(found) > _MOST_FILES:
            break  # each further picture would look for its caption
        if not known.title and attachment.title:
            found[attachment.url] = replace(known, title=attachment.title)
    return tuple(found.values())[:_MOST_FILES]


def _files(document: Document, profile: Profile, body: Body) -> Iterator[Attachment]:
    places: list[Element] = [] if body.container is None else [body.container]
    places += [element for _, element in document.find(profile.attachments)]
    for place in places:
        for link in [place] if place.tag == "a" else place.iter("a"):
            href = link.get("href") or ""
            if href and FILE.search(href):
                address = document.absolute(href)
                if address.startswith("http"):
                    title = plain(text_in(link)) or plain(link.get("title") or "")
                    yield Attachment(address, title[:300], media_type(address))


def _pictures(document: Document, body: Body) -> Iterator[Attachment]:
    if body.container is None:
        return
    for picture in body.container.iter("img"):
        source = _source(picture)
        address = document.absolute(source) if source else ""
        if not address.startswith("http") or _is_decoration(picture, address):
            continue
        alt = plain(picture.get("alt") or "")
        yield Attachment(
            address, "", media_type(address) or "image/*", alt=alt[:500], caption=_caption(picture)
        )


def _source(picture: Element) -> str:
    for name in ("data-src", "data-lazy-src", "data-original", "src"):
        value = (picture.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return value
    return ""


def _is_decoration(picture: Element, address: str) -> bool:
    sizes = [picture.get("width") or "", picture.get("height") or ""]
    tiny = any(size.isdigit() and int(size) < 50 for size in sizes)
    path = urlsplit(address).path.lower()
    return tiny or bool(re.search(r"spacer|pixel|blank\.|icon|logo|emoji|smil|avatar|\.svg$", path))


def _caption(picture: Element) -> str:
    for depth, around in enumerate(picture.iterancestors()):
        if depth > 4 or around.tag in ("body", "article", "main"):
            break
        for part in matches(around, ("figcaption", "[class*=caption]")):
            if part is not around and CAPTION_NAME.search(names_of(part) or part.tag):
                return plain(text_in(part))[:600]
    return ""


def media_type(address: str) -> str:
    """Return the media type that the ending of *address* stands for, or ""."""
    endings = (name.rpartition(".")[2].lower() for name in file_names(address))
    return next((MEDIA_TYPES[ending] for ending in endings if ending in MEDIA_TYPES), "")


def words_of(parts: Iterable[str]) -> str:
    """Return *parts* in one line each."""
    return "\n".join(part for part in parts if part)
