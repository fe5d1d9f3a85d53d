"""What a heading says: its words without kicker, date and parts only screen readers hear."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache

from lxml.etree import _Element as Element

from crawler.blocks import HEADINGS, Block
from crawler.boilerplate import names_of
from crawler.typography import plain

KICKER_NAME = re.compile(
    r"kicker|dachzeile|overline|topline|roofline|spitzmarke|oberzeile|tagline|eyebrow|pretitle|"
    r"supertitle|preheadline|pre-headline|headline-?prefix|headline-?intro|emphasis|intro-?title|category|rubrik|ressort|"
    r"sr-only|visually-?hidden|screen-reader|date|datum|time\b|comment|subtitle|subline|unterzeile|"
    r"subheadline|badge|label\b|edit-?link|anchor|permalink-icon|headerlink|seo-hide"
)
NO_LETTERS = re.compile(r"[\W_]+")
KICKER_TAGS = ("span", "strong", "b", "small", "em", "i", "div", "p", "a", "label")
GENERAL = re.compile(
    r"(?:aktuelles?|news|nachrichten|presse|pressemitteilung(?:en)?|medieninformation(?:en)?|"
    r"meldung(?:en)?|startseite|blog|archiv|home|willkommen.{0,20}|impressum|detail(?:ansicht|"
    r"seite)?|"
    r"artikel|beitrag|beiträge|bürgerservice|service|navigation|menü|hauptmenü|suche|kontakt|"
    r"inhalt|"
    r"news-?detail|aktuelle (?:meldungen|nachrichten|informationen|themen)|presse(?:archiv|bereich|"
    r"stelle|service|portal)?|mitteilung(?:en)?|neuigkeiten|kommentare?|newsletter|weblog|"
    r"untitled(?: document)?|unbenanntes dokument|sie sind hier:?|hauptinhalt|anmelden|themen|"
    r"(?:wir .{2,20} )?ihre privatsphäre.{0,20}|(?:haupt|meta|unter)navigation|"
    r"datenschutz-?(?:einstellungen|hinweise?|erklärung)?|"
    r"cookies?.{0,30})"
)


class RunningText:
    """How much of the page's running text stands under each heading."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._total = sum(block.weight for block in blocks) or 1.0
        self._at = {block.owner: number for number, block in reversed([*enumerate(blocks)])}

    @cached_property
    def seen(self) -> frozenset[str]:
        """What the shorter blocks say, folded."""
        return frozenset(folded(block.text) for block in self._blocks if len(block.text) < 300)

    def share(self, element: Element) -> float:
        """Return which share of the text follows *element* before a heading of its rank."""
        start = next((self._at[one] for one in element.iter() if one in self._at), None)
        if start is None:
            return 0.0
        rank = element.tag if element.tag in HEADINGS else "h2"
        share = 0.0
        for block in self._blocks[start + 1 :]:
            if block.is_heading and block.kind <= rank:
                break
            share += block.weight
        return share / self._total


def heading_text(element: Element, told: Collection[str] = (), parts: Collection[str] = ()) -> str:
    """Return what *element* says, without kicker, date and parts only screen readers hear.

    *told* are headlines from elsewhere, *parts* those of the head's title: what equals one of them
    is the headline alone, and what two of *told* begin with belongs to it.
    """
    left_out = {
        part
        for part in element.iterdescendants()
        if isinstance(part.tag, str)
        and (
            part.tag in ("time", "svg", "script", "style", "button")
            or KICKER_NAME.search(names_of(part))
        )
    }
    whole = _joined(element, ())
    if not left_out:
        return _without_kicker(element, told, parts) or whole
    rest = _joined(element, left_out).lstrip(":|–- ").strip()
    return rest or whole


def _without_kicker(element: Element, told: Collection[str], parts: Collection[str]) -> str:
    """Return the headline after a part of its own that ends in a colon or is named otherwise."""
    while len(element) == 1 and not (element.text or "").strip() and not element[0].tail:
        element = element[0]
    if not len(element) or (element.text or "").strip() or element[0].tag not in KICKER_TAGS:
        return ""
    first = plain("".join(element[0].itertext()))
    rest = _joined(element, {element[0], *element[0].iterdescendants()}).lstrip()
    if not 2 < len(first) <= 60 or len(rest.strip(":|–- ")) < 8:
        return ""
    whole = _joined(element, ())
    belongs = sum(same(whole, other) for other in told) > 1
    parted = first.endswith((":", "|", "+++")) or rest.startswith((":", "|", "–", "- "))
    rest = rest.lstrip(":|–- ").strip()
    named = len(element) > 1 and _names_headline(element[-1]) and not _names_headline(element[0])
    parted = parted or any(_parts_off(first, rest, other) for other in (*told, *parts))
    apart = (parted or named) and not belongs
    return rest if apart or any(same(rest, other) for other in (*told, *parts)) else ""


def _parts_off(first: str, rest: str, told: str) -> bool:
    """Whether *told* sets the kicker apart that the heading only shows: "Streik: Bahn steht"."""
    tail = told[len(first) :].lstrip() if told.startswith(first) else ""
    return bool(re.match(r"[:|–-]", tail)) and same(tail, rest)


def _names_headline(element: Element) -> bool:
    return bool(re.search(r"headline$|head-?line(?![-_]?(?:intro|pre|kick))|titel|title|heading",
                          names_of(element)))  # fmt: skip


def _joined(element: Element, left_out: Collection[Element]) -> str:
    pieces: list[str] = []
    for part in element.iter():
        outside = part in left_out or any(one in left_out for one in part.iterancestors())
        if part.tag == "br":
            pieces.append(" ")
        elif not outside and part.text and isinstance(part.tag, str):
            pieces.append(_spaced(pieces, part.text, part is not element))
        if part is not element and part.tail:
            parent = part.getparent()
            if parent not in left_out and not any(o in left_out for o in parent.iterancestors()):
                pieces.append(part.tail)
    return plain("".join(pieces))


def _spaced(pieces: Sequence[str], text: str, inner: bool) -> str:
    """Set apart spans that only the style sheet sets apart ("DachzeileTitel")."""
    before = "".join(pieces[-1:])
    if inner and before and re.search(r"[a-zäöüß.!?:]$", before) and re.match(r"[A-ZÄÖÜ„\"]", text):
        return " " + text
    return text


@lru_cache(maxsize=500)  # a page's headings are held against one another
def folded(text: str) -> str:
    """Return the letters and digits of *text* in lower case."""
    text = text.casefold()
    return text if text.isalnum() else NO_LETTERS.sub("", text)


def same(one: str, other: str) -> bool:
    """Whether both have the same letters and digits."""
    return bool(one) and folded(one) == folded(other)


def overlap(text: str, other: str) -> float:
    """Return which share of the words of *text* stands in *other*, too."""
    words = set(re.findall(r"\w{3,}", text.casefold()))
    if len(words) < 2:
        return 0.0
    return len(words & set(re.findall(r"\w{3,}", other.casefold()))) / len(words)


def address_of(url: str) -> str:
    """Return *url* without what two addresses of one page differ in."""
    return re.sub(r"^https?://(?:www\.)?|[#].*$|/$", "", url)
