"""Dates that readers see: the lines around the headline that say when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from crawler.blocks import SENTENCE_END, Block, heading_at
from crawler.boilerplate import names_of
from crawler.german_dates import RELATIVE, FoundDate, find_dates
from crawler.surroundings import (
    RUNNING,
    Clue,
    Surroundings,
    cell_of,
    foreign,
    holds,
    inside,
    near_heading,
    opens_afterwards,
)

PUBLISHED_WORDS = re.compile(
    r"veröffentlicht|veroeffentlicht|publiziert|erschienen|eingestellt|online seit|erstellt|"
    r"geschrieben|gepostet|verfasst|posted|published|pressemitteilung (?:\S+ )?(?:nr\.? ?\S+ )?vom|"
    r"medieninformation (?:\S+ )?vom|meldung vom|artikel vom|beitrag vom|nachricht vom|datum\b|"
    r"erscheinungsdatum|publikationsdatum|news vom|pm vom|mitteilung vom|freigegeben|eingetragen|"
    r"\bcreated\b",
    re.IGNORECASE,
)
MODIFIED_WORDS = re.compile(
    r"aktualisier|geändert|update|bearbeitet|überarbeitet|modified|letzte änderung|"
    r"zuletzt|änderungsdatum|änderung|stand\b",
    re.IGNORECASE,
)
STATE_WORDS = re.compile(r"\bstand\b", re.IGNORECASE)
EVENT_WORDS = re.compile(
    r"termin|beginn\b|beginnt|\bwann\b|einlass|veranstaltung|\bbis (?:zum )?\d|geöffnet|"
    r"anmeldeschluss|"
    r"anmeldung|bewerbung|frist\b|\bende\b|ausführung|zeitraum|findet|\bab dem\b|\bab \d|"
    r"gültig|konzert|ausstellung|eröffnung|"
    r"treffpunkt|uhrzeit|abgabe|einsendeschluss|geboren|verstorben|gestorben|spieltag|anpfiff|"
    r"heute ist|copyright|©|ausgabe vom|\bseit (?:dem )?\d|besucht am|abgerufen|fällig|"
    r"laufzeit|vom \d[\d. ]* bis",
    re.IGNORECASE,
)
DATE_NAME = re.compile(
    r"\bdates?\b|date$|[_-]date|date[_-]|datum|\btime\b|time-?stamp|timestamp|published|publish|"
    r"pubdate|posted|created|byline|\bmeta\b|[_-]meta|meta[_-]|entry-?info|post-?info|"
    r"article-?info|"
    r"postinfo|submitted|news-list-date|dachzeile|dateline|credits|metadata|\bzeit\b|zeitstempel|"
    r"post-?details|article-?details|author|autor",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|"
    r"fr|sa|so|"
    r"uhr|am|um|den|der|von|vom|in|by|on|at|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|autor(?:in)?|redaktion|text|foto|dpa|kommentare?|"
    r"lesezeit|min|"
    r"minuten|drucken|teilen|kategorien?|allgemein|aktuelles|presse|news|nachrichten)\b|[\W\d_]+",
    re.IGNORECASE,
)


EVENT_NAME = re.compile(r"event|termin|veranstalt|kalender(?!blatt)|calendar", re.IGNORECASE)
EVENT_LABEL = re.compile(
    r"\W*(?:(?:der |die |nächster? |weitere )?(?:termine?|veranstaltung(?:en)?|wann(?: und wo)?|"
    r"zeit und ort|vorstellung(?:en)?|konzerte?|anmeldung|auf einen blick))\W*",
    re.IGNORECASE,
)
EVENT_PLACE = re.compile(
    r"\W*(?:ort|veranstaltungsort|treffpunkt|eintritt|beginn|einlass)\s*:", re.IGNORECASE
)
_DAY_AND_MONTH = re.compile(
    r"(?<!\d)[0-3]?\d\.\s?(?:([01]?\d)\.|(jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)\w*\.?)",
    re.IGNORECASE,
)
SHORT_NOTE, LONG_NOTE = 300, 700  # WordPress's first theme told the date in four sentences
_HAS_YEAR = re.compile(r"[\d.'’](?:(?<=\d)\d{3}|(?<=\.)\s?\d\d\b|(?<=['’])\d\d)")
ENTRY_WORDS = re.compile(
    r"dies(?:er|e|es) (?:eintrag|beitrag|artikel|meldung|seite) wurde|eingestellt|gepostet|posted",
    re.IGNORECASE,
)


def is_relative(block: Block) -> bool:
    """Whether a short line tells only how long ago."""
    return len(block.text) < 160 and RELATIVE.search(block.text) is not None


def visible(lines: Sequence[Block], around: Surroundings) -> Iterator[Clue]:
    """Yield the dates in *lines*, those around the headline, and in marked words elsewhere."""
    start = heading_at(around.blocks, around.heading) or 0
    running = 0.0
    passed = start
    for block in lines:
        while passed < block.order:
            running += around.blocks[passed].weight
            passed += 1
        for line in block.text.split("\n") if len(block.text) < 600 else ():
            clue = _dated_line(block, line)
            if clue and not _is_event(block, around.blocks) and not _is_link_in_list(block, clue):
                yield _by_place(clue, block.order - start, running)
    yield from _opening_lead(around, start)
    yield from _in_pieces(lines)
    yield from _labelled(around)
    yield from _below(lines, around, start)
    for block in around.blocks:
        text = block.text
        if len(text) >= LONG_NOTE or not _HAS_YEAR.search(text):
            continue
        if len(text) < SHORT_NOTE or ENTRY_WORDS.search(text):
            yield from _told_in_words(block, around)


def _is_link_in_list(block: Block, clue: Clue) -> bool:
    """Whether a line of a list leads to another article and names that one's date."""
    return block.kind == "li" and block.link_share > 0.3 and clue.source == "visible line"


def _by_place(clue: Clue, distance: int, running: float) -> Clue:
    """Trust lines right under the headline more than those above it or far below."""
    if clue.source == "visible state":
        # Broadcasters write "Stand:" under the headline; at a page's end it tells of changes.
        return replace(clue, rank=59) if 0 <= distance <= 5 and running < RUNNING else clue
    if distance < 0:
        return replace(clue, rank=clue.rank - (2 if distance >= -2 else 6))
    return replace(clue, rank=clue.rank - 7) if running >= RUNNING else clue


def _below(lines: Sequence[Block], around: Surroundings, start: int) -> Iterator[Clue]:
    """Yield the date line at the end of the article's own part of the page, or right below it."""
    if around.container is None:
        return
    known = {id(block) for block in lines}
    for block in _towards_the_end(around, start):
        if len(block.text) > 80 or id(block) in known or not _HAS_YEAR.search(block.text):
            continue
        if block.kind == "li" or foreign(block, around) or block.lies_in(around.listed):
            continue
        if block.kind == "td" and not holds(cell_of(block), around.container):
            continue  # a cell of a table in the text, not of one that lays out the page
        clues = (_dated_line(block, line) for line in block.text.split("\n"))
        clue = next((one for one in clues if one and one.rank >= 60), None)
        if clue is None or _is_event(block, around.blocks):
            continue
        if near_heading(block.owner, around):
            yield replace(clue, source="visible date below", confidence=0.65, rank=46)
            return


def _towards_the_end(around: Surroundings, start: int) -> Iterator[Block]:
    """Yield the blocks of the article's part, those right below it, and those named dates."""
    after = 0  # lines since the text's end
    for block in around.blocks[start:]:
        if after <= MOST_AFTER:
            after = 0 if around.container in block.around[:12] else after + 1
            if after and opens_afterwards(block):
                after = MOST_AFTER + 1
        if after <= MOST_AFTER or any(BELOW_NAME.search(names_of(o)) for o in block.around[:3]):
            yield block


MOST_AFTER = 5  # lines below the text among which its date may stand
BELOW_NAME = re.compile(r"dat(?:e|um)\b|publish|posted|timestamp|erstellt|entry-?meta|post-?meta")
DATE_LABEL = re.compile(
    r"\W*(?:datum|veröffentlicht(?: am)?|erschienen(?: am)?|publiziert(?: am)?|erstellt(?: am)?|"
    r"veröffentlichung(?:sdatum)?|erscheinungsdatum|publikationsdatum|eingestellt(?: am)?|"
    r"online seit)\W*",
    re.IGNORECASE,
)


def _labelled(around: Surroundings) -> Iterator[Clue]:
    """Yield dates that follow a label in a part of its own: <dt>Datum</dt><dd>1.2.2013</dd>."""
    for label, value in zip(around.blocks, around.blocks[1:], strict=False):
        if len(label.text) < 30 and len(value.text) < 40 and DATE_LABEL.fullmatch(label.text):
            found = find_dates(value.text)
            if len(found) == 1 and not foreign(value, around) and near_heading(value.owner, around):
                yield Clue(found[0].moment, "visible label", 0.85, value.text, 63)


def _opening_lead(around: Surroundings, start: int) -> Iterator[Clue]:
    """Yield the date set before the first paragraph: "03.05.2011 · Der Rat …"; datelines differ."""
    running = (one for one in around.blocks[start + 1 : start + 8] if one.weight)
    for block in islice(running, 1):
        head = block.text[:60]
        if foreign(block, around) or inside(block.owner, around.listed):
            return
        for date in find_dates(head)[:1]:
            if not date.start and re.match(r"\s*[·|•]", block.text[date.end :]):
                yield Clue(date.moment, "date before the lead", 0.75, head, 54)


def _in_pieces(lines: Sequence[Block]) -> Iterator[Clue]:
    """Yield dates whose day, month and year stand in parts of their own (a calendar leaf)."""
    for start in range(len(lines) - 1):
        for size in (2, 3):
            parts = lines[start : start + size]
            if len(parts) < size or any(len(part.text) > 14 for part in parts):
                break
            text = " ".join(part.text for part in parts)
            found = find_dates(text)
            whole = any(find_dates(part.text) for part in parts)
            if found and not whole and len(text) <= 30:
                yield Clue(found[0].moment, "visible pieces", 0.75, text, 58)
                return


def yearless(lines: Sequence[Block], year: int, month: int | None) -> Iterator[Clue]:
    """Yield days that a line beside the headline names, their *year* being in the address."""
    for block in lines:
        if len(block.text) > 60 or _HAS_YEAR.search(block.text) or EVENT_WORDS.search(block.text):
            continue
        match = _DAY_AND_MONTH.search(block.text)
        found = find_dates(f"{match[0].rstrip('.')}. {year}" if match and match[2] else "") or (
            find_dates(f"{match[0]}{year}") if match else []
        )
        if found and month in (None, found[0].day.month) and block.weight == 0:
            yield Clue(found[0].moment, "visible day, year of the address", 0.7, block.text, 52)
            return


def _is_event(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether names, label or next line of a dated line tell of an event or a term."""
    if any(EVENT_NAME.search(names_of(one)) for one in block.around[:3]):
        return True
    number = block.order
    lines = "\n".join(one.text for one in blocks[number : number + 3] if len(one.text) < 200)
    if any(EVENT_PLACE.match(line) for line in lines.split("\n")):
        return True
    if not number:
        return False
    label = blocks[number - 1]
    if label.is_heading and EVENT_LABEL.fullmatch(label.text):
        return label.owner.getparent() is block.owner.getparent()
    if block.kind not in ("td", "li"):
        return False
    if "\n" in label.text or "\n" in block.text or label.link_share > 0.5:
        return False  # columns of a layout table, not a label and its value
    in_row = label.kind == "td" and label.row is block.row and cell_of(label) is not cell_of(block)
    beside = in_row if block.kind == "td" else label.owner.tag == "dt"
    return beside and not PUBLISHED_WORDS.search(label.text)


def _told_in_words(block: Block, around: Surroundings) -> Iterator[Clue]:
    """Yield "veröffentlicht am …" wherever the article's part of the page says it."""
    text = block.text
    found = PUBLISHED_WORDS.search(text)
    if not found or foreign(block, around):
        return
    if block.is_sentence and block.weight and not ENTRY_WORDS.search(text):
        return  # running text tells when books and reports came out
    for date in find_dates(text):
        before = text[max(0, date.start - 60) : date.start]
        told = PUBLISHED_WORDS.search(before) or ENTRY_WORDS.search(before)
        if told and not EVENT_WORDS.search(before):
            yield Clue(date.moment, "visible marker", 0.8, text[:120], 60)
            return


def _dated_line(block: Block, text: str) -> Clue | None:
    if len(text) > 160 or not _HAS_YEAR.search(text) or EVENT_WORDS.search(text):
        return None
    found = find_dates(text)
    if not found or (block.is_heading and len(text) > 60):
        return None
    told = unchanged(text, found)
    if not told:
        stated = STATE_WORDS.search(_labels(text, found)[0][1])
        return Clue(found[0].moment, "visible state", 0.6, text, 45) if stated else None
    published = PUBLISHED_WORDS.search(text) is not None
    if len(told) == len(found) > 1 and not published and not MODIFIED_WORDS.search(text):
        return None
    return _by_rest(block, text, found, told[0], published)


def unchanged(text: str, found: Sequence[FoundDate]) -> list[FoundDate]:
    """Return the dates of *text* but those of changes; only those of the publication, if told."""
    labels = _labels(text, found)
    published = [
        date for date, label in labels
        if PUBLISHED_WORDS.search(label) and not MODIFIED_WORDS.search(label)
    ]  # fmt: skip
    return published or [date for date, label in labels if not MODIFIED_WORDS.search(label)]


def _labels(text: str, found: Sequence[FoundDate]) -> list[tuple[FoundDate, str]]:
    """Return each date of *text* with the words right before it, up to the date before."""
    starts = [0, *(date.end for date in found)]
    return [
        (date, text[max(start, date.start - 30) : date.start])
        for start, date in zip(starts, found, strict=False)
    ]


def _by_rest(
    block: Block, text: str, found: Sequence[FoundDate], date: FoundDate, published: bool
) -> Clue | None:
    """Judge a dated line by what it says beside the date."""
    rest = text
    for one in reversed(found):
        rest = rest[: one.start] + rest[one.end :]
    rest = _FILLER.sub("", MODIFIED_WORDS.sub("", rest) if len(found) > 1 else rest)
    sentence = SENTENCE_END.search(text) and len(text) > 60 and not ENTRY_WORDS.search(text)
    if sentence and len(rest) > 12:
        return None
    if published:
        return Clue(date.moment, "visible date", 0.85, text, 64)
    named = any(DATE_NAME.search(names_of(one)) for one in block.around[:3])
    if len(rest) <= 12 or (named and len(rest) <= 60):
        return Clue(date.moment, "visible date", 0.8, text, 62)
    if len(rest) <= 40:
        return Clue(date.moment, "visible line", 0.7, text, 55)
    return None
