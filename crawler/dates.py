"""When an article was published and changed, by the best evidence there is, or unknown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from archive.article import Evidence
from crawler.blocks import Block
from crawler.boilerplate import names_of
from crawler.document import Document, text_in
from crawler.explain import Candidate
from crawler.german_dates import BERLIN, RELATIVE, FoundDate, find_dates, noon, read_moment
from crawler.page import Hints
from crawler.profile import Profile
from crawler.typography import plain

EARLIEST = datetime(1992, 1, 1, tzinfo=UTC)  # before that there were no news pages
PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "og:pubdate", "datepublished", "publish-date", "publish_date", "publication_date",
    "pubdate", "article.published", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:"
    "publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "citation_publication_date", "dc.date", "dcterms.date", "article:post_date", "vr:published",
    "bt:pubdate", "last_published_at", "release_date", "article:published",
)  # fmt: skip
VAGUE_META = ("date", "created", "creation_date", "og:release_date")  # often when it was generated
MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "last-modified", "revised", "article:modified", "og:article:modified_time",
)  # fmt: skip
PUBLISHED_WORDS = re.compile(
    r"veröffentlicht|veroeffentlicht|publiziert|erschienen|eingestellt|online seit|erstellt|"
    r"geschrieben|gepostet|verfasst|posted|published|pressemitteilung (?:\S+ )?(?:nr\.? ?\S+ )?vom|"
    r"medieninformation (?:\S+ )?vom|meldung vom|artikel vom|beitrag vom|nachricht vom|datum\b|"
    r"erscheinungsdatum|publikationsdatum|news vom|pm vom|mitteilung vom|freigegeben|eingetragen",
    re.IGNORECASE,
)
MODIFIED_WORDS = re.compile(
    r"aktualisiert|geändert|update|bearbeitet|überarbeitet|modified|letzte änderung|"
    r"zuletzt|änderungsdatum|änderung|stand\b",
    re.IGNORECASE,
)
STATE_WORDS = re.compile(r"\bstand\b", re.IGNORECASE)
EVENT_WORDS = re.compile(
    r"termin|beginn\b|beginnt|\bwann\b|einlass|veranstaltung|\bbis (?:zum )?\d|geöffnet|anmeldeschluss|"
    r"anmeldung|bewerbung|\bfrist|findet|\bab dem\b|\bab \d|gültig|konzert|ausstellung|eröffnung|"
    r"treffpunkt|uhrzeit|abgabe|einsendeschluss|geboren|verstorben|gestorben|spieltag|anpfiff|"
    r"heute ist|copyright|©|ausgabe vom|\bseit (?:dem )?\d|besucht am|abgerufen|fällig|laufzeit|vom \d[\d. ]* bis",
    re.IGNORECASE,
)
DATE_NAME = re.compile(
    r"\bdates?\b|date$|[_-]date|date[_-]|datum|\btime\b|time-?stamp|timestamp|published|publish|"
    r"pubdate|posted|created|byline|\bmeta\b|[_-]meta|meta[_-]|entry-?info|post-?info|article-?info|"
    r"postinfo|submitted|news-list-date|dachzeile|dateline|credits|metadata|\bzeit\b|zeitstempel|"
    r"post-?details|article-?details|author|autor",
    re.IGNORECASE,
)
MODIFIED_NAME = re.compile(r"modified|updated|last-?mod|changed|aktualisiert", re.IGNORECASE)
MARKED: tuple[tuple[tuple[str, ...], int, float], ...] = (
    (
        (
            "[itemprop~=datePublished]", "[property~='schema:datePublished']", "time[pubdate]",
            "[property='dc:date']", "[itemprop~=dateCreated]", "[property='dc:created']",
        ),
        76, 0.92,
    ),
    (
        (
            "time.published", "time.entry-date:not(.updated)", "abbr.published", ".dt-published",
            ".published time", ".entry-date time", "time.date--published",
        ),
        72, 0.9,
    ),
    (
        (
            ".entry-date", ".post-date", ".postdate", ".article-date", ".pubdate", ".publish-date",
            ".date-published", ".publication-date", ".published", ".news-date", ".date-header",
            ".post-timestamp", ".article__date", ".article-publish-date", ".news-list-date",
            ".posted-on", ".createdate",
        ),
        66, 0.85,
    ),
)  # fmt: skip
_FILLER = re.compile(
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|"
    r"uhr|am|um|den|der|von|vom|in|by|on|at|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|autor(?:in)?|redaktion|text|foto|dpa|kommentare?|lesezeit|min|"
    r"minuten|drucken|teilen|kategorien?|allgemein|aktuelles|presse|news|nachrichten)\b|[\W\d_]+",
    re.IGNORECASE,
)


_HAS_YEAR = re.compile(r"\d{4}|\.\s?\d\d\b|['’]\d\d")
ENTRY_WORDS = re.compile(
    r"dies(?:er|e|es) (?:eintrag|beitrag|artikel|meldung|seite) wurde|eingestellt|gepostet|posted",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dates:
    """When the article was published and changed, the notes, and all candidates."""

    published: Evidence[datetime] | None
    modified: Evidence[datetime] | None
    notes: tuple[str, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Clue:
    """A time one part of the page names; higher `rank` is believed first."""

    moment: datetime
    source: str
    confidence: float
    quote: str
    rank: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The page's blocks, the heading among them, and which elements are not of the article."""

    blocks: Sequence[Block]
    heading: Element | None
    junk: Collection[Element]
    container: Element | None = None


def read_dates(
    document: Document, profile: Profile, hints: Hints, around: Surroundings, now: datetime
) -> Dates:
    """Return publication and modification; what lies after *now* is refused with a note."""
    zone = [*_zone(around)]
    published = [*_published_clues(document, profile, hints, around, zone)]
    modified = [*_modified_clues(document, profile, hints, around, zone)]
    notes: list[str] = []
    candidates: list[Candidate] = []
    best = _choose("published", published, now, notes, candidates)
    changed = _choose("modified", modified, now, notes, candidates)
    if best is None and any(_is_relative(block) for block in zone):
        notes.append("published: the page tells only how long ago")
    if best and changed and changed.value < best.value:
        changed = None if changed.value.date() != best.value.date() else changed
    return Dates(best, changed, tuple(dict.fromkeys(notes)), tuple(candidates))


def _choose(
    subject: str, clues: list[_Clue], now: datetime, notes: list[str], told: list[Candidate]
) -> Evidence[datetime] | None:
    best: _Clue | None = None
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
    document: Document, profile: Profile, hints: Hints, around: Surroundings, zone: list[Block]
) -> Iterator[_Clue]:
    if hints.published:
        hint = hints.published
        rank = 100 if hint.source == "rest" else 95 if hint.source == "feed" else 50
        yield _Clue(hint.value, hint.source, hint.confidence, hint.quote, rank)
    for article in document.articles:
        moment = read_moment(article.published) if article.published else None
        if moment:
            rank, sure = (90, 0.95) if article.is_article else (80, 0.85)
            yield _Clue(moment, f"json-ld {article.kind}", sure, article.published, rank)
    for number, name in enumerate(PUBLISHED_META):
        moment = read_moment(document.meta.get(name, ""))
        if moment:
            sure = 0.95 if name.startswith("article:") else 0.85
            yield _Clue(moment, f"meta {name}", sure, document.meta[name], 85 - number // 4)
    yield from _by_selector(document, profile.published, around, 78, 0.92, profile.name)
    yield from _marked_elements(document, around)
    yield from _visible(zone, around)
    for name in VAGUE_META:
        moment = read_moment(document.meta.get(name, ""))
        if moment:
            yield _Clue(moment, f"meta {name}", 0.6, document.meta[name], 30)
    yield from _from_address(document)


def _modified_clues(
    document: Document, profile: Profile, hints: Hints, around: Surroundings, zone: list[Block]
) -> Iterator[_Clue]:
    if hints.modified:
        hint = hints.modified
        yield _Clue(hint.value, hint.source, hint.confidence, hint.quote, 95)
    for article in document.articles:
        moment = read_moment(article.modified) if article.modified else None
        if moment:
            yield _Clue(moment, f"json-ld {article.kind}", 0.95, article.modified, 90)
    for name in MODIFIED_META:
        moment = read_moment(document.meta.get(name, ""))
        if moment:
            yield _Clue(moment, f"meta {name}", 0.9, document.meta[name], 80)
    selectors = (*profile.modified, "[itemprop~=dateModified]")
    yield from _by_selector(document, selectors, around, 70, 0.85, profile.name)
    for block in zone:
        found = find_dates(block.text) if MODIFIED_WORDS.search(block.text) else []
        for date in found:
            before = block.text[max(0, date.start - 40) : date.start]
            if MODIFIED_WORDS.search(before):
                yield _Clue(date.moment, "visible", 0.7, block.text[:120], 40)


def _by_selector(
    document: Document,
    selectors: Sequence[str],
    around: Surroundings,
    rank: int,
    confidence: float,
    name: str,
) -> Iterator[_Clue]:
    for number, (selector, element) in enumerate(document.find(selectors)):
        if number > 20:
            return
        if not _near_heading(element, around):
            continue
        moment, quote = _moment_of(element)
        if moment:
            yield _Clue(moment, f"{name} {selector}", confidence, quote, rank)
            return


def _moment_of(element: Element) -> tuple[datetime | None, str]:
    for attribute in ("datetime", "content", "title"):
        value = element.get(attribute)
        moment = read_moment(value) if value and re.search(r"\d{2}", value) else None
        if moment:
            return moment, value or ""
    text = plain(text_in(element))[:200]
    if RELATIVE.search(text):
        return None, text
    found = find_dates(text)
    return (found[0].moment, text) if found else (None, text)


def _marked_elements(document: Document, around: Surroundings) -> Iterator[_Clue]:
    for selectors, rank, confidence in MARKED:
        for selector, element in islice(document.find(selectors), 40):
            if MODIFIED_NAME.search(names_of(element)) or _aside(element):
                continue
            if not _near_heading(element, around):
                continue
            moment, quote = _moment_of(element)
            if moment and not EVENT_WORDS.search(quote):
                name = element.get("itemprop") or element.get("class") or selector
                yield _Clue(moment, f"{element.tag} {name}", confidence, quote[:120], rank)
                break


def _aside(element: Element) -> bool:
    """Whether *element* lies beside the article; an article's own footer does not."""
    return any(
        one.tag in ("nav", "aside")
        or re.search(r"related|comment|kommentar|sidebar|widget|teaser", names_of(one))
        for one in element.iterancestors()
        if one.tag not in ("body", "html")
    )


def _near_heading(element: Element, around: Surroundings) -> bool:
    """Whether *element* lies in the article: it shares a part with heading or body."""
    anchor = around.heading if around.heading is not None else around.container
    if anchor is None:
        return True
    for depth, one in enumerate(element.iterancestors()):
        if one is around.container or any(part is one for part in anchor.iterancestors()):
            # An item of a list of other articles has a heading of its own.
            return depth < 2 or not _holds_other_article(element, one, anchor)
    return False


def _holds_other_article(element: Element, shared: Element, anchor: Element) -> bool:
    for one in element.iterancestors():
        if one is shared:
            return False
        heading = next(one.iter("h1", "h2", "h3", "h4"), None)
        if heading is not None and heading is not anchor:
            return True
    return False


def _zone(around: Surroundings) -> Iterator[Block]:
    """Yield the short blocks around the heading: where pages write their date."""
    inside = set() if around.heading is None else {*around.heading.iter()}
    start = next((block.order for block in around.blocks if block.owner in inside), None)
    if start is None:
        return
    running = 0
    for block in around.blocks[max(0, start - 4) : start]:
        if not _foreign(block, around) and _close(block.owner, around.heading):
            yield block
    for block in around.blocks[start : start + 16]:
        if _foreign(block, around):
            continue
        if len(block.text) > 160 and block.weight:
            running += 1
            if running > 2:
                return
            continue
        yield block


def _foreign(block: Block, around: Surroundings) -> bool:
    return any(one in around.junk for one in block.junk) and not DATE_NAME.search(
        names_of(block.owner)
    )


def _close(element: Element, heading: Element | None) -> bool:
    """Whether *element* and the heading meet within four steps: not the page's own head."""
    if heading is None:
        return False
    near = [heading]
    near += [one for _, one in zip(range(4), heading.iterancestors(), strict=False)]
    near = [one for one in near if one.tag not in ("body", "html")]
    return any(one is part for one in (element, *element.iterancestors()) for part in near)


def _is_relative(block: Block) -> bool:
    return len(block.text) < 160 and RELATIVE.search(block.text) is not None


def _visible(zone: Sequence[Block], around: Surroundings) -> Iterator[_Clue]:
    for block in zone:
        clue = _dated_line(block)
        if clue:
            yield clue
    for block in around.blocks:
        if len(block.text) < 300 and _HAS_YEAR.search(block.text):
            yield from _told_in_words(block, around)


def _told_in_words(block: Block, around: Surroundings) -> Iterator[_Clue]:
    """Yield "veröffentlicht am …" wherever the article's part of the page says it."""
    text = block.text
    found = PUBLISHED_WORDS.search(text)
    if not found or _foreign(block, around):
        return
    if block.is_sentence and block.weight and not ENTRY_WORDS.search(text):
        return  # running text tells when books and reports came out
    for date in find_dates(text):
        before = text[max(0, date.start - 60) : date.start]
        if PUBLISHED_WORDS.search(before) and not EVENT_WORDS.search(before):
            yield _Clue(date.moment, "visible marker", 0.8, text[:120], 60)


def _dated_line(block: Block) -> _Clue | None:
    text = block.text
    if len(text) > 160 or not _HAS_YEAR.search(text) or EVENT_WORDS.search(text):
        return None
    found = find_dates(text)
    if not found or (block.is_heading and len(text) > 60):
        return None
    date = found[0]
    before = text[max(0, date.start - 30) : date.start]
    published = PUBLISHED_WORDS.search(text) is not None
    if MODIFIED_WORDS.search(before) and not PUBLISHED_WORDS.search(before):
        if not STATE_WORDS.search(before):
            return None
        return _Clue(date.moment, "visible state", 0.6, text, 45)
    if len(found) > 1 and not published and not MODIFIED_WORDS.search(text):
        return None
    return _by_rest(block, date, published)


def _by_rest(block: Block, date: FoundDate, published: bool) -> _Clue | None:
    """Judge a dated line by what it says beside the date."""
    text = block.text
    rest = _FILLER.sub("", text[: date.start] + text[date.end :])
    sentence = block.is_sentence and len(text) > 60 and not ENTRY_WORDS.search(text)
    if sentence and len(rest) > 12:
        return None
    if published:
        return _Clue(date.moment, "visible date", 0.85, text, 64)
    around = (block.owner, *islice(block.owner.iterancestors(), 2))
    named = any(DATE_NAME.search(names_of(one)) for one in around)
    if len(rest) <= 12 or (named and len(rest) <= 60):
        return _Clue(date.moment, "visible date", 0.8, text, 62)
    if len(rest) <= 40:
        return _Clue(date.moment, "visible line", 0.7, text, 55)
    return None


def _from_address(document: Document) -> Iterator[_Clue]:
    for url in dict.fromkeys((document.url, document.canonical)):
        path = urlsplit(url).path
        match = re.search(r"(?:^|/)((?:19|20)\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?=/|-|\.|$)", path)
        if match:
            try:
                day = noon(datetime(int(match[1]), int(match[2]), int(match[3])).date())  # noqa: DTZ001  # only a calendar check
            except ValueError:
                continue
            yield _Clue(day, "address", 0.55, match[0], 20)
            return
