"""One page in, one article out: the seam between crawling and understanding."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from lxml.etree import _Element as Element

from archive.article import Article, article_id
from archive.errors import NotAnArticle
from crawler.blocks import Block, blocks_of
from crawler.cleaning import read_body, real_junk
from crawler.dates import read_dates
from crawler.document import Document, parse
from crawler.explain import Candidate
from crawler.knowledge import Knowledge
from crawler.markup import html_of, text_of
from crawler.metadata import read_attachments, read_author, read_topics, understand, words_of
from crawler.page import Hints, Page
from crawler.profile import Profile, recognise_markup
from crawler.records import records
from crawler.rolling import is_rolling
from crawler.second_opinion import from_cms, weigh
from crawler.surroundings import Surroundings
from crawler.tidying import Body
from crawler.title import Title, read_title
from crawler.typography import mend
from crawler.urls import host_of, is_home, normalise

ERROR_TITLE = re.compile(
    r"^(?:http |fehler |error )?(?:40[0-9]|50[0-4])\W*(?:$|(?:error|fehler|not found|seite|page|"
    r"datei|forbidden|internal|zugriff|nicht gefunden))|page not found|access denied|"
    r"\b(?:seite|datei|dokument|inhalt|artikel|beitrag|adresse)\b.{0,40}"
    r"(?:nicht gefunden|existiert nicht|nicht (?:mehr )?(?:vorhanden|verfügbar))|"
    r"^(?:nicht gefunden|not found|zugriff verweigert)\W*$",
    re.IGNORECASE,
)
MANY_TEASERS = 5
MOST_TEXT, MOST_BLOCKS = 600_000, 12_000
SHORTEST_LEAD, LONGEST_LEAD = 40, 700


@dataclass(frozen=True, slots=True)
class Examined:
    """An article and everything that was weighed on the way to it."""

    article: Article
    profile: str
    charset: str
    candidates: tuple[Candidate, ...]
    blocks: tuple[str, ...]  # every block of the page, for learning a site's boilerplate


def extract(
    page: Page,
    *,
    source: str,
    knowledge: Knowledge,
    hints: Hints = Hints(),
    boilerplate: Collection[str] = (),
    now: datetime,
) -> Article:
    """Return the article on *page*.

    *hints* are what REST, feed or sitemap told; *boilerplate* the hashes of blocks that stand on
    most pages of the source; *now* decides which dates lie in the future. Raises NotAnArticle for
    lists and error pages, ExtractionError where nothing can be read.
    """
    return examine(
        page, source=source, knowledge=knowledge, hints=hints, boilerplate=boilerplate, now=now
    ).article


def examine(
    page: Page,
    *,
    source: str,
    knowledge: Knowledge,
    hints: Hints = Hints(),
    boilerplate: Collection[str] = (),
    now: datetime,
) -> Examined:
    """Return the article on *page* with all that was weighed; arguments and errors as `extract`."""
    document = parse(page)
    profile = recognise_markup(document.markup)
    blocks, cut = _limited(blocks_of(document.body))
    junk = real_junk(blocks)
    title = read_title(document, profile, hints, blocks, junk)
    junk = _opened(junk, title)
    _refuse_lists(document, profile, title)
    body = read_body(document, profile, blocks, title.element, title.text, junk, boilerplate)
    body = weigh(document, body, title.text, blocks)
    shown, body = from_cms(hints.html, document, body, profile, title.text, boilerplate)
    _refuse_teasers(document, body)
    if not body.blocks:
        raise NotAnArticle(f"{page.url}: no running text was found")
    dropped = frozenset(element for _, element in document.find(profile.drop))
    listed = records(blocks, title.element)
    around = Surroundings(blocks, title.element, junk, body.container, dropped, listed, title.text)
    dates = read_dates(document, profile, hints, around, now)
    article = _assembled(page, source, document, shown, profile, hints, title, body)
    article = replace(
        article, published=dates.published, modified=dates.modified,
        notes=(*document.notes, *cut, *dates.notes),
    )  # fmt: skip
    return Examined(
        understand(article, knowledge),
        profile.name,
        f"{document.charset.encoding} ({document.charset.source})",
        (*title.candidates, *body.candidates, *dates.candidates),
        tuple(block.text for block in blocks),
    )


def _limited(blocks: list[Block]) -> tuple[list[Block], tuple[str, ...]]:
    """Return *blocks* up to what a piece of news could hold; the raw page keeps the rest."""
    length = 0
    for number, block in enumerate(blocks):
        length += len(block.text)
        if length > MOST_TEXT or number >= MOST_BLOCKS:
            block.text = block.text[: max(0, len(block.text) - length + MOST_TEXT)]
            note = f"page cut after {number + 1} blocks: no piece of news is that long"
            return blocks[: number + 1], (note,)
    return blocks, ()


def _opened(junk: set[Element], title: Title) -> set[Element]:
    """Return *junk* without what holds the headline."""
    if title.element is None:
        return junk
    around = {title.element, *title.element.iterancestors()}
    return {one for one in junk if one not in around or one.tag in ("nav", "footer")}


def _refuse_lists(document: Document, profile: Profile, title: Title) -> None:
    if ERROR_TITLE.search(title.text) or "error404" in document.body_class:
        raise NotAnArticle(f"{document.url}: an error page: {title.text[:80]!r}")
    if any(True for _ in document.find(profile.list_page)) and not _says_article(document):
        raise NotAnArticle(f"{document.url}: a list of articles ({profile.name})")


def _refuse_teasers(document: Document, body: Body) -> None:
    """Refuse a page that is mostly linked headings: a front page or a list of some unknown CMS."""
    if body.teasers >= MANY_TEASERS and not _says_article(document):
        raise NotAnArticle(f"{document.url}: a list of {body.teasers} articles")


def _says_article(document: Document) -> bool:
    told = any(one.is_article for one in document.articles)
    return told or document.meta.get("og:type") == "article"


def _assembled(
    page: Page, source: str, document: Document, shown: Document, profile: Profile, hints: Hints,
    title: Title, body: Body,
) -> Article:  # fmt: skip
    cms_id = hints.cms_id or _cms_id(document, profile)
    url = normalise(page.url) or page.url
    return Article(
        id=article_id(source, cms_id or _identity(document, url)),
        url=url,
        source=source,
        title=title.text or _first_words(body),
        text=text_of(body.blocks),
        html=html_of(body.blocks, shown.base),
        lead=_lead(body),
        topics=read_topics(document, profile, hints, title.text),
        attachments=read_attachments(shown, profile, body),
        captions=tuple(mend(caption) for caption in body.captions),
        contact=words_of(block.text for block in body.contact),
        author=read_author(document, profile),
        cms_id=cms_id,
        rolling=is_rolling(title.text, [block.text for block in body.blocks]),
    )


def _cms_id(document: Document, profile: Profile) -> str | None:
    for pattern in profile.cms_id:
        found = re.search(pattern, document.body_class) or re.search(pattern, document.url)
        if found:
            return found[1]
    return None


def _identity(document: Document, url: str) -> str:
    canonical = normalise(document.canonical)
    try:
        same = canonical and host_of(canonical) == host_of(url) and not is_home(canonical)
    except ValueError:
        same = False
    return canonical if same and canonical else url


def _first_words(body: Body) -> str:
    words = body.blocks[0].text.split()[:12]
    return " ".join(words)


def _lead(body: Body) -> str:
    first = body.blocks[0]
    bold = first.strong >= 0.8 * len(first.text)
    named = re.search(r"lead|teaser|intro|abstract|vorspann|summary|excerpt", _names(first))
    if (
        not first.is_heading
        and SHORTEST_LEAD <= len(first.text) <= LONGEST_LEAD
        and (bold or named)
    ):
        return mend(first.text)
    return ""


def _names(block: Block) -> str:
    return " ".join(one.get("class") or "" for one in block.around[:2]).lower()
