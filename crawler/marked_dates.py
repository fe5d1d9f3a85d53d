"""Dates that a page marks as such: elements by name, `time` elements, times in attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.boilerplate import names_of
from crawler.document import Document, text_in
from crawler.german_dates import RELATIVE, FoundDate, find_dates, read_moment
from crawler.surroundings import (
    Clue,
    Surroundings,
    aside,
    close,
    ends_article,
    inside,
    near_heading,
)
from crawler.typography import plain
from crawler.visible_dates import (
    EVENT_NAME,
    EVENT_WORDS,
    MODIFIED_WORDS,
    PUBLISHED_WORDS,
    is_relative,
    unchanged,
)

MOST_TIMES = 60  # time elements looked at on one page
META_LINES = (
    "entry-meta", "post-meta", "article-meta", "fusion-meta-info", "post-meta-infos", "post-info",
    "entry-info", "postinfo", "post_info", "meta-info", "blog-meta", "item-meta", "news-meta",
    "entry-utility", "entry-footer", "post-footer", "postmetadata", "post-details", "byline",
    "article-info", "meta", "wp-block-post-date",
)  # fmt: skip
_DATA_NAME = re.compile(r"time|date|stamp|epoch|publish|unix")
_NOT_OURS = re.compile(r"updat|modif|chang|event|start|end|expire|until|count|now|current|server")
_DATA = re.compile(
    r"data-[a-z-]{0,20}(?:time|date|stamp|epoch|publish|unix)[a-z-]{0,12}\s?=\s?[\"']?"
    r"(?:\d{10}(?:\d{3})?[\"' >]|(?:19|20)\d\d-[01]\d-)"
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
            ".wp-block-post-date time",
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


def by_selector(
    document: Document,
    selectors: Sequence[str],
    around: Surroundings,
    rank: int,
    confidence: float,
    name: str,
) -> Iterator[Clue]:
    """Yield the first date among the elements of the article that *selectors* mean."""
    for number, (selector, element) in enumerate(document.find(selectors)):
        if number > 20:
            return
        if not near_heading(element, around):
            continue
        moment, quote = _moment_of(element)
        if moment:
            yield Clue(moment, f"{name} {selector}", confidence, quote, rank)
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
    told = (unchanged(text, found) or found)[:1]
    return (told[0].moment, text) if told else (None, text)


def marked_elements(document: Document, around: Surroundings) -> Iterator[Clue]:
    """Yield the dates of elements that are named so on many systems, one of each rank."""
    for selectors, rank, confidence in MARKED:
        for selector, element in islice(document.find(selectors), 40):
            if MODIFIED_NAME.search(names_of(element)) or aside(element, around):
                continue
            if not near_heading(element, around):
                continue
            moment, quote = _moment_of(element)
            if moment and not EVENT_WORDS.search(quote):
                name = element.get("itemprop") or element.get("class") or selector
                yield Clue(moment, f"{element.tag} {name}", confidence, quote[:120], rank)
                break


def times(document: Document, lines: list[Block], around: Surroundings) -> Iterator[Clue]:
    """Yield what time elements say, whatever their class: beside the headline, or below the text.

    Of two that stand together without a word, the earlier one is the publication.
    """
    shown = {block.owner for block in lines}
    beside: list[tuple[Element | None, Clue]] = []
    below: Clue | None = None
    for element in islice(document.index.tagged("time"), MOST_TIMES):
        value = element.get("datetime") or ""
        moment = read_moment(value)
        if moment is None or _is_event(element):
            continue
        if shown & {element, *islice(element.iterancestors(), 4)}:
            clue = _beside_headline(element, moment, value)
            beside.append((next(islice(element.iterancestors(), 1, 2), None), clue))
        elif below is None and not _of_changes(element) and ends_article(element, around):
            below = Clue(moment, "time below the text", 0.65, value, 47)
    first = beside[0][0] if beside else None
    beside.sort(key=lambda one: (one[0] is not first, one[1].moment))
    yield from (clue for _, clue in beside)
    if below:
        yield below


def _beside_headline(element: Element, moment: datetime, value: str) -> Clue:
    if MODIFIED_NAME.search(names_of(element)):  # many themes call any date so
        return Clue(moment, "time beside the headline", 0.8, value, 56)
    if _of_changes(element):  # news changes on its day: better than nothing
        return Clue(moment, "time of the last change beside the headline", 0.5, value, 35)
    return Clue(moment, "time beside the headline", 0.8, value, 61)


def _is_event(element: Element) -> bool:
    return bool(EVENT_WORDS.search(text_in(element)) or EVENT_NAME.search(names_of(element)))


def _of_changes(element: Element) -> bool:
    """Whether name, title or the words before *element* say that it tells of the last change."""
    for one in (element, element.getparent()):
        if one is None:
            return False
        before = one.getprevious()
        label = (before.tail if before is not None else one.getparent().text) or ""
        if before is not None and not label.strip(" :\n\t"):
            label = text_in(before)
        label = re.split(r"\d", label[-40:])[-1]  # the words after a date before it
        label = f"{one.get('title') or ''} {label} {text_in(element)[:40]}"
        if PUBLISHED_WORDS.search(label):
            return False
        if MODIFIED_NAME.search(names_of(one)) or MODIFIED_WORDS.search(label):
            return True
    return False


def in_meta_lines(document: Document, around: Surroundings) -> Iterator[Clue]:
    """Yield the first part of a line about the article that is a date and nothing else."""
    for name in META_LINES:
        for line in islice(document.index.named(name), 4):
            if aside(line, around) or not near_heading(line, around) or inside(line, around.listed):
                continue
            for element in islice(line.iter(), 40):
                date = _only_date(element)
                if date and not _of_changes(element) and not _is_event(element):
                    yield Clue(date.moment, f"date in .{name}", 0.75, plain(element.text or ""), 63)
                    return


def _only_date(element: Element) -> FoundDate | None:
    text = plain(element.text or "") if isinstance(element.tag, str) else ""
    found = find_dates(text) if 6 <= len(text) <= 40 else []
    if len(found) == 1 and found[0].end - found[0].start >= 0.7 * len(text):
        return found[0]
    return None


def in_data(document: Document, lines: list[Block], around: Surroundings) -> Iterator[Clue]:
    """Yield times near the headline that only scripts or a pointer bring to light.

    A script writes "vor 3 Jahren" from `data-time="1399104000"`; the title of such words is exact.
    """
    for block in lines:
        for element in islice(block.owner.iter(), 20) if is_relative(block) else ():
            value = element.get("title") or element.get("data-original-title") or ""
            found = find_dates(value) if len(value) < 80 else []
            if found and not MODIFIED_WORDS.search(value):
                yield Clue(found[0].moment, "title of a relative date", 0.85, value, 63)
                return
    if _DATA.search(document.markup) is None:
        return
    for element in document.body.iter():
        for name, value in element.items() if isinstance(element.tag, str) else ():
            moment = _in_attribute(name, value)
            if moment and _beside(element, around) and not _of_changes(element):
                yield Clue(moment, f"{element.tag} {name}", 0.8, value, 63)
                return


def _in_attribute(name: str, value: str) -> datetime | None:
    if not name.startswith("data-") or not _DATA_NAME.search(name) or _NOT_OURS.search(name):
        return None
    timed = re.match(r"\d{10}(?:\d{3})?$|(?:19|20)\d\d-[01]\d-[0-3]\d", value)
    return read_moment(value) if timed else None


def _up(element: Element, steps: int) -> Iterator[Element]:
    yield element
    yield from islice(element.iterancestors(), steps)


def _beside(element: Element, around: Surroundings) -> bool:
    return (
        close(element, around.heading)
        and near_heading(element, around)
        and not aside(element, around)
        and not inside(element, around.listed)
        and not any(
            EVENT_NAME.search(names) or "countdown" in names
            for names in map(names_of, _up(element, 3))
        )
    )
