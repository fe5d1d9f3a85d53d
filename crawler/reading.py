"""From an answer to the article it holds, the same way in a crawl and from raw pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from archive.article import Article, Attachment, article_id
from archive.blobs import Blob
from archive.errors import CategoryLeftOut, ExtractionError, NotAnArticle
from crawler.extraction import Examined, examine
from crawler.hinting import hints_from_data, hints_to_data
from crawler.identity import Identity, identify, kind_of
from crawler.knowledge import Knowledge
from crawler.page import Hints, Page
from crawler.soft_missing import looks_missing
from crawler.urls import is_home

HTML = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "")

PagesOf = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as read, who it is, and the blocks of its page for learning boilerplate."""

    article: Article
    identity: Identity
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pages of one source; the same page, hints and boilerplate give the same article."""

    source: str
    home: str
    knowledge: Knowledge
    pages_of: PagesOf  # text of an attachment by its address, page by page
    boilerplate: Collection[str] = ()
    soft: Mapping[str, Any] | None = None  # how the publisher's "not found" page looks
    ignored: frozenset[str] = frozenset()  # the publisher's categories left out, case folded

    def read(self, page: Page, hints: Hints) -> Reading:
        """Return the article on *page*; raises NotAnArticle or ExtractionError."""
        _refuse(page, self.home)
        if looks_missing(page, self.soft):
            raise NotAnArticle(f"{page.url}: the publisher's page for what is not found")
        self._refuse_category(page, hints.categories)
        identity = identify(page, hints, home=self.home)
        found = self._examined(page, hints)
        self._refuse_category(page, found.article.topics)
        number = identity.cms_id or found.article.cms_id
        article = replace(
            found.article,
            id=article_id(self.source, number or identity.key),
            url=identity.url,
            cms_id=number,
            aliases=identity.aliases,
            attachments=tuple(self.with_text(file) for file in found.article.attachments),
        )
        return Reading(article, replace(identity, cms_id=number), found.blocks)

    def _refuse_category(self, page: Page, categories: Collection[str]) -> None:
        left_out = [name for name in categories if name.casefold() in self.ignored]
        if left_out:
            raise CategoryLeftOut(f"{page.url}: the category {left_out[0]!r} is left out")

    def _examined(self, page: Page, hints: Hints) -> Examined:
        # The same page must read the same in ten years, so "now" is when it was fetched.
        now = page.fetched or datetime.now(UTC)
        try:
            return examine(
                page,
                source=self.source,
                knowledge=self.knowledge,
                hints=hints,
                boilerplate=self.boilerplate,
                now=now,
            )
        except ExtractionError:
            if not self.boilerplate:
                raise
        # A notice that is repeated word for word every week must not be taken for layout.
        return examine(page, source=self.source, knowledge=self.knowledge, hints=hints, now=now)

    def with_text(self, file: Attachment) -> Attachment:
        """Return *file* with its text where it has been read."""
        pages = self.pages_of(file.url)
        return replace(file, pages=pages) if pages else file


def is_html(page: Page) -> bool:
    """Tell whether *page* is markup, by what it says and by its first bytes."""
    kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = page.body[:8]
    return kind in HTML and not start.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8"))


def to_blob(page: Page, hints: Hints) -> Blob:
    """Return *page* as it is kept: all that is needed to read it again without a network."""
    facts: dict[str, Any] = {
        "url": page.url,
        "requested": page.requested,
        "permanent": page.permanent,
        "status": page.status,
        "headers": dict(page.headers),
        "fetched": page.fetched.astimezone(UTC).isoformat() if page.fetched else None,
        "hints": hints_to_data(hints),
    }
    return Blob(facts, page.body)


def from_blob(blob: Blob) -> tuple[Page, Hints]:
    """Return the page and the hints that `to_blob` kept."""
    facts: Mapping[str, Any] = blob.facts
    page = Page(
        url=facts["url"],
        body=blob.body,
        status=facts["status"],
        headers=facts["headers"],
        fetched=datetime.fromisoformat(facts["fetched"]) if facts["fetched"] else None,
        requested=facts["requested"],
        permanent=facts["permanent"],
    )
    return page, hints_from_data(facts["hints"])


def _refuse(page: Page, home: str) -> None:
    """Raise NotAnArticle for what its address or its CMS calls something else."""
    if is_home(page.url) and not is_home(page.requested or page.url):
        raise NotAnArticle(f"{page.url}: the front page instead of the article")
    if page.url.rstrip("/") == home.rstrip("/"):
        raise NotAnArticle(f"{page.url}: the front page")
    kind = kind_of(page)
    if kind in ("list", "page"):
        raise NotAnArticle(f"{page.url}: the publisher's system calls it a {kind}")
