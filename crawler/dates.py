"""When an article was published and changed, by the best evidence there is, or unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from archive.article import Evidence
from crawler.blocks import Block
from crawler.document import Document
from crawler.explain import Candidate
from crawler.german_dates import BERLIN, find_dates, read_moment
from crawler.headings import address_of, overlap, same
from crawler.linked_data import LinkedArticle
from crawler.marked_dates import by_selector, in_data, in_meta_lines, marked_elements, times
from crawler.page import Hints
from crawler.profile import Profile
from crawler.surroundings import Clue, Surroundings, zone
from crawler.visible_dates import MODIFIED_WORDS, is_relative, visible, yearless

EARLIEST = datetime(1992, 1, 1, tzinfo=UTC)  # before that there were no news pages
PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "og:pubdate", "datepublished", "publish-date", "publish_date", "publication_date",
    "pubdate", "article.published", "sailthru.date", "parsely-pub-date",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created",
    "citation_publication_date", "citation_online_date", "citation_date",
    "article:post_date", "vr:published", "bt:pubdate", "last_published_at", "release_date",
    "article:published",
)  # fmt: skip
LOOSE_META = ("dc.date", "dcterms.date")  # some systems write the day of delivery
VAGUE_META = ("date", "created", "creation_date", "og:release_date")  # often when it was generated
MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "last-modified", "revised", "article:modified", "og:article:modified_time",
)  # fmt: skip
GUESSED = ("visible date", "visible line", "visible state", "visible pieces", "visible day")
IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)(?:[/-]([01]?\d)(?:[/-]([0-3]?\d))?)?(?=/|-|\.|$)")


@dataclass(frozen=True, slots=True)
class Dates:
    """When the article was published and changed, the notes, and all candidates."""

    published: Evidence[datetime] | None
    modified: Evidence[datetime] | None
    notes: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def read_dates(
    document: Document, profile: Profile, hints: Hints, around: Surroundings, now: datetime
) -> Dates:
    """Return publication and modification; what lies after *now* is refused with a note."""
    lines = [*zone(around)]
    published = [*_published_clues(document, profile, hints, around, lines)]
    modified = [*_modified_clues(document, profile, hints, around, lines)]
    if any(is_relative(block) for block in lines):
        # Where the headline's line tells only how long ago, other days are not the publication.
        published = [one for one in published if not one.source.startswith(GUESSED)]
    notes: list[str] = []
    candidates: list[Candidate] = []
    best = _choose("published", published, now, notes, candidates)
    changed = _choose("modified", modified, now, notes, candidates)
    if best is None and any(is_relative(block) for block in lines):
        notes.append("published: the page tells only how long ago")
    if best and changed and changed.value < best.value:
        changed = None if changed.value.date() != best.value.date() else changed
    return Dates(best, changed, tuple(dict.fromkeys(notes)), tuple(candidates))


def _choose(
    subject: str, clues: list[Clue], now: datetime, notes: list[str], told: list[Candidate]
) -> Evidence[datetime] | None:
    best: Clue | None = None
    for clue in sorted(clues, key=lambda one: -one.rank):
        verdict = "won" if best is None else f"weaker evidence than {best.source}"
        if clue.moment > now + timedelta(hours=2):
            verdict = "lies in the future"
            notes.append(f"{subject}: {clue.moment:%Y-%m-%d} from {clue.source} lies in the future")
        elif clue.moment < EARLIEST:
            verdict = "too early for a news page"
        elif best is None:
            best = clue
        told.append(
            Candidate(subject, clue.moment.isoformat(), clue.source, clue.confidence, verdict)
        )
    if best is None:
        return None
    agreeing = {
        clue.source
        for clue in clues
        if clue.source != best.source
        and clue.moment.astimezone(BERLIN).date() == best.moment.astimezone(BERLIN).date()
    }
    confidence = min(1.0, best.confidence + 0.05 * min(2, len(agreeing)))
    return Evidence(best.moment.astimezone(UTC), best.source, confidence, best.quote)


def _published_clues(
    document: Document, profile: Profile, hints: Hints, around: Surroundings, lines: list[Block]
) -> Iterator[Clue]:
    if hints.published:
        hint = hints.published
        rank = 100 if hint.source == "rest" else 95 if hint.source == "feed" else 50
        yield Clue(hint.value, hint.source, hint.confidence, hint.quote, rank)
    for article in _own_articles(document, around.title):
        moment = read_moment(article.published) if article.published else None
        if moment:
            rank, sure = (90, 0.95) if article.is_article else (80, 0.85)
            yield Clue(moment, f"json-ld {article.kind}", sure, article.published, rank)
    for number, name in enumerate(PUBLISHED_META):
        moment = read_moment(document.meta.get(name, ""))
        if moment:
            sure = 0.95 if name.startswith("article:") else 0.85
            yield Clue(moment, f"meta {name}", sure, document.meta[name], 85 - number // 4)
    for name in LOOSE_META:
        moment = read_moment(document.meta.get(name, ""))
        if moment:
            yield Clue(moment, f"meta {name}", 0.75, document.meta[name], 61)
    yield from by_selector(document, profile.published, around, 78, 0.92, profile.name)
    yield from marked_elements(document, around)
    yield from visible(lines, around)
    yield from times(document, lines, around)
    yield from in_meta_lines(document, around)
    yield from in_data(document, lines, around)
    for name in VAGUE_META:
        moment = read_moment(document.meta.get(name, ""))
        if moment:
            yield Clue(moment, f"meta {name}", 0.6, document.meta[name], 30)
    yield from _from_address(document, lines)


def _own_articles(document: Document, title: str) -> Iterator[LinkedArticle]:
    """Yield what linked data tells of this page, without the articles it only links to."""
    several = sum(one.is_article for one in document.articles) > 1
    for article in document.articles:
        apart = _leads_elsewhere(article, document) or (several and not article.url)
        if not (article.is_article and apart and _names_another(article.headline, title, several)):
            yield article


def _names_another(headline: str, title: str, several: bool) -> bool:
    if not headline or not title or same(headline, title):
        return False
    return several or overlap(headline, title) < 0.5


def _leads_elsewhere(article: LinkedArticle, document: Document) -> bool:
    if not article.url.startswith(("http", "/")):
        return False
    there = address_of(document.absolute(article.url))
    return there not in {address_of(document.url), address_of(document.canonical)}


def _modified_clues(
    document: Document, profile: Profile, hints: Hints, around: Surroundings, lines: list[Block]
) -> Iterator[Clue]:
    if hints.modified:
        hint = hints.modified
        yield Clue(hint.value, hint.source, hint.confidence, hint.quote, 95)
    for article in _own_articles(document, around.title):
        moment = read_moment(article.modified) if article.modified else None
        if moment:
            yield Clue(moment, f"json-ld {article.kind}", 0.95, article.modified, 90)
    for name in MODIFIED_META:
        moment = read_moment(document.meta.get(name, ""))
        if moment:
            yield Clue(moment, f"meta {name}", 0.9, document.meta[name], 80)
    selectors = (*profile.modified, "[itemprop~=dateModified]")
    yield from by_selector(document, selectors, around, 70, 0.85, profile.name)
    for block in lines:
        found = find_dates(block.text) if MODIFIED_WORDS.search(block.text) else []
        for date in found:
            before = block.text[max(0, date.start - 40) : date.start]
            if MODIFIED_WORDS.search(before):
                yield Clue(date.moment, "visible", 0.7, block.text[:120], 40)


def _from_address(document: Document, lines: list[Block]) -> Iterator[Clue]:
    for url in dict.fromkeys((document.url, document.canonical)):
        path = urlsplit(url).path if url.startswith("http") else ""
        match = IN_ADDRESS.search(path)
        if match is None:
            continue
        year, month = int(match[1]), int(match[2]) if match[2] else None
        yield from yearless(lines, year, month)
        found = find_dates("-".join(match.groups())) if match[2] and match[3] else []
        if found:
            yield Clue(found[0].moment, "address", 0.55, match[0], 20)
        return
