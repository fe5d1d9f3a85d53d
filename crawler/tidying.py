"""From the blocks of the article's container to its body: captions, files, contact set apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from crawler.blocks import BLOCK_TAGS, Block
from crawler.boilerplate import (
    COMMENTS,
    CONTACT_INLINE,
    CONTACT_LINE,
    CONTACT_START,
    INVITATION,
    LINE_JUNK,
    names_of,
)
from crawler.document import Document
from crawler.explain import Candidate
from crawler.german_dates import find_dates
from crawler.headings import folded
from crawler.surroundings import opens_afterwards
from crawler.urls import host_of
from crawler.visible_dates import DATE_NAME

FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|odt|pptx?|zip|rtf|csv|ics)(?:$|[?#&])|eID=dumpFile|"
    r"tx_drblob|/download(?:s|file)?/",
    re.IGNORECASE,
)
FLOW_TAGS = ("div", "section", "article", "main", "td", "body", "center")
PICTURE_PARTS = ("div", "figure", "span", "section", "aside", "li", "td")
LONG = 80  # characters of running text that make a paragraph
TOLD = 15  # letters of a line that tells more than when: "Montag: Fambach, 9 Uhr"
ENOUGH = 150  # characters of running text beside teasers that make an article
CAPTION_START = re.compile(
    r"(?:titel|archiv|symbol|beispiel|gruppen|haupt)?(?:foto|bild|fotos|bilder|grafik|"
    r"abbildung|bildunterschrift|"
    r"bildnachweis|fotonachweis|bildquelle|fotoquelle)(?: \d+)?(?: \([^)]{1,40}\))?\s*:\s",
    re.IGNORECASE,
)
CREDIT_END = re.compile(
    r"(?:[\s(](?:foto|bild|fotos|grafik|archivfoto|archivbild|symbolbild|bildquelle|bildrechte)\s*[:/]|©)\s?"
    r"[^!?:]{2,60}\)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """The article's blocks, what was set apart from them, and how sure we are."""

    blocks: tuple[Block, ...] = ()
    captions: tuple[str, ...] = ()
    contact: tuple[Block, ...] = ()
    files: tuple[Block, ...] = ()
    container: Element | None = None
    source: str = ""
    candidates: tuple[Candidate, ...] = ()
    weight: float = 0.0  # running text on the page that is no other article's and no comment
    teasers: int = 0  # linked headings of other articles that make up most of it

    @property
    def length(self) -> int:
        """How many characters of text the body has."""
        return sum(len(block.text) for block in self.blocks)


def tidied(
    blocks: Sequence[Block], title: str, container: Element, source: str,
    candidates: tuple[Candidate, ...], weight: float = 0.0, teasers: int = 0,
) -> Body:  # fmt: skip
    """Return the body among the container's *blocks*; what stands around it is set apart."""
    kept: list[Block] = []
    captions: list[str] = []
    files: list[Block] = []
    name = folded(title)
    blocks = _until_the_end(blocks)
    dated = sum(len(one.text) < 60 and bool(find_dates(one.text)) for one in blocks)
    for number, block in enumerate(blocks):
        edge = len(kept) < 3 or number >= len(blocks) - 3
        if _is_caption(block, edge) or _under_picture(block, container, len(blocks)):
            captions.append(block.text)
        elif any(FILE.search(href) for href in block.hrefs) and block.link_share > 0.4:
            files.append(block)
        elif not _stray(block, name, bool(kept)) and not (len(kept) < 4 and _signs(block, dated)):
            kept.append(block)
    kept = kept or _schedule(blocks, name)
    kept = _without_invitations(kept, name)
    kept, contact = _contact(kept)
    kept = _without_loose_ends(kept)
    return Body(
        tuple(kept), tuple(dict.fromkeys(captions)), tuple(contact), tuple(files), container,
        source, candidates, weight, teasers,
    )  # fmt: skip


def _schedule(blocks: Sequence[Block], title: str) -> list[Block]:
    """Return the lines of a text that is nothing but days, hours and places, each like a byline."""
    lines = [one for one in blocks if one.link_share < 0.5 and folded(one.text) != title]
    told = [line for one in lines for line in one.text.split("\n") if _letters(line) >= TOLD]
    return lines if len(told) > 1 else []


def _letters(line: str) -> int:
    return 0 if find_dates(line) else len(re.sub(r"[\W\d]+", "", line))


def _is_caption(block: Block, at_edge: bool) -> bool:
    if block.kind == "caption":
        return True
    if len(block.text) > 350 or block.is_heading:
        return False
    return bool(CAPTION_START.match(block.text)) or (
        at_edge and len(block.text) < 250 and CREDIT_END.search(block.text) is not None
    )


def _under_picture(block: Block, container: Element, number: int) -> bool:
    """Whether *block* is all that a part says which otherwise holds a picture."""
    if number < 4 or not 8 < len(block.text) < 300 or block.kind != "p":
        return False
    for holder in (block.owner, block.owner.getparent()):
        if holder is None or holder is container or holder.tag not in PICTURE_PARTS:
            continue
        if next(holder.iter("img", "picture"), None) is None or not within(holder, container):
            continue
        said = len("".join(holder.itertext()).strip())
        return said <= 1.3 * len(block.text) + 40
    return False


def _until_the_end(blocks: Sequence[Block]) -> list[Block]:
    """Cut at the first line that opens what comes after articles; boxes in the midst go alone."""
    total = sum(block.weight for block in blocks) or 1.0
    kept: list[Block] = []
    seen = 0.0
    box: Element | None = None
    flow: Element | None = None  # where the paragraphs stand
    for number, block in enumerate(blocks):
        if box is not None and box in block.around:
            continue
        if opens_afterwards(block):
            rest = blocks[number + 1 :]
            box = _box(block, flow, rest)
            if box is not None:
                continue
            remaining = sum(one.weight for one in rest)
            inline = block.links and remaining >= 0.15 * total
            if not inline and (seen >= 0.5 * total or remaining < 0.25 * total):
                return kept
        seen += block.weight
        if block.weight >= LONG:
            flow = _flow_of(block)
        kept.append(block)
    return kept


def _flow_of(block: Block) -> Element | None:
    """Return the part that the paragraph *block* and its like stand in."""
    owner = block.owner
    bare = owner.tag in FLOW_TAGS and any(child.tag in BLOCK_TAGS for child in owner)
    return owner if bare else owner.getparent()  # bare: lines between breaks, boxes among them


def _box(block: Block, flow: Element | None, rest: Sequence[Block]) -> Element | None:
    """Return the box that *block* heads within *flow* when paragraphs of the flow come after it."""
    if flow is None or flow in (block.owner, block.owner.getparent()):
        return None
    if not any(one.weight >= LONG and flow in (one.owner, one.owner.getparent()) for one in rest):
        return None
    inner = block.owner
    for around in block.around[1:]:
        if around is flow:
            return inner
        inner = around
    return None


def opens_comments(block: Block) -> bool:
    """Whether *block* is the line under which readers' comments stand."""
    if len(block.text) >= 90 or block.link_share >= 0.5:
        return False
    short = block.is_heading or not block.is_sentence
    return short and COMMENTS.match(block.text) is not None


def without_teasers(
    blocks: list[Block], title: str, document: Document
) -> tuple[list[Block], int]:  # fmt: skip
    """Drop headings linked to other pages of the site, and the text under them.

    Return what is left, or all and the number of teasers, where next to nothing would be.
    """
    kept: list[Block] = []
    skipping: Element | None = None
    teasers = 0
    for block in blocks:
        if _heads_teaser(block, title, document):
            skipping = _card(block.owner)
            teasers += 1
            continue
        if skipping is not None:
            if not block.is_heading and skipping in block.around and len(block.text) < 400:
                continue
            skipping = None
        kept.append(block)
    left, whole = (sum(one.weight for one in part) for part in (kept, blocks))
    if left >= 0.4 * whole or left >= ENOUGH:
        return kept, 0
    return blocks, teasers


def _card(heading: Element) -> Element | None:
    """Return the part that *heading* heads; a link around the heading is no such part."""
    around = heading.getparent()
    while around is not None and around.tag in ("a", "header", "span"):
        alone = len(around) == 1 or around.tag == "header"
        if not alone:
            break
        around = around.getparent()
    return around


def _heads_teaser(block: Block, title: str, document: Document) -> bool:
    if not block.is_heading or block.link_share <= 0.8 or folded(block.text) == title:
        return False
    # A weblog's list of links has linked headings too, but they lead to other sites.
    if not block.hrefs:
        return True
    try:
        return host_of(document.absolute(block.hrefs[0])) == host_of(document.url)
    except ValueError:  # a port that is none
        return False


def _stray(block: Block, title: str, begun: bool) -> bool:
    text = block.text
    if title and folded(text) == title and (block.is_heading or not begun or block.kind != "p"):
        return True
    if "\n" in text and not begun and _only_head_lines(text, title):
        return True
    if len(text) < 100 and LINE_JUNK.match(text):
        return True
    if block.link_share > 0.6 and (len(text) < 140 or block.link_share > 0.85 or "\n" in text):
        return not (block.is_sentence and block.link_share < 0.85)
    if not begun and len(text) < 160 and not block.weight and not block.is_heading:
        return _is_byline(text)
    return False


BYLINE = re.compile(
    r"^\W*(?:von|by|autor(?:in)?:?|text:?|ein beitrag von|ein artikel von|aus|foto:?|"
    r"bild:?) \S|uhr\b|"
    r"redaktion|lesezeit|kommentare?|veröffentlicht|aktualisiert|stand:|erstellt|geschrieben|"
    r"posted|"
    r"pressemitteilung|dpa\b|afp\b|epd\b|artikel vom|quelle:|drucken|kategorie|zugriffe",
    re.IGNORECASE,
)


SIGNED = re.compile(
    r"^\W*(?:(?:von|by|ein (?:beitrag|artikel|kommentar|gastbeitrag) von|text(?: und fotos?)?:|"
    r"autor(?:in|en)?:|interview:) \S.{1,80}|(?:stand|aktualisiert|veröffentlicht|erstellt|update|"
    r"letzte aktualisierung|zuletzt (?:aktualisiert|geändert))\b.{0,80}\d.*)$",
    re.IGNORECASE,
)


def _signs(block: Block, dated: int) -> bool:
    """Whether *block* tells author or date under a lead; a ticker's *dated* lines are many."""
    text = block.text
    if len(text) > 160 or block.is_heading or block.kind in ("td", "quote") or block.is_sentence:
        return False
    if dated >= 4:
        return False
    if SIGNED.match(text):
        return True
    named = DATE_NAME.search(names_of(block.owner)) is not None
    most = 90 if named else 30  # letters beside the date: author, section, comments
    return bool(find_dates(text)) and len(re.sub(r"[\W\d]+", "", text)) < most


def _only_head_lines(text: str, title: str) -> bool:
    lines = text.split("\n")
    return all(folded(line) == title or (len(line) < 120 and _is_byline(line)) for line in lines)


def _is_byline(text: str) -> bool:
    return bool(BYLINE.search(text)) or bool(find_dates(text)) or len(text) < 4


def _without_invitations(blocks: list[Block], title: str) -> list[Block]:
    """Drop lines that ask readers to subscribe, follow or pay, unless that is the news."""
    asking = [one for one in blocks if len(one.text) < 300 and INVITATION.search(one.text)]
    asked = sum(len(one.text) for one in asking)
    if not asking or "newsletter" in title or asked > 0.25 * sum(len(b.text) for b in blocks):
        return blocks
    return [one for one in blocks if one not in asking]


def _contact(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Set apart the contact block at the end, where one begins with its own line."""
    for number in range(len(blocks) - 1, max(0, len(blocks) - 16), -1):
        text = blocks[number].text
        first = text.partition("\n")[0]
        inline = len(text) < 400 and CONTACT_INLINE.match(text) and CONTACT_LINE.search(text)
        if inline or CONTACT_START.match(first):
            tail = blocks[number:]
            long = sum(len(block.text) for block in tail[1:] if len(block.text) > 200)
            if long < 400 and any(CONTACT_LINE.search(block.text) for block in tail):
                return blocks[:number], tail
    return blocks, []


def _without_loose_ends(blocks: list[Block]) -> list[Block]:
    """Drop headings with nothing under them at the end."""
    end = len(blocks)
    while end and (
        blocks[end - 1].is_heading or _only_label(blocks[end - 1]) or _imprint(blocks[end - 1])
    ):
        end -= 1
    return blocks[:end] if end else blocks


IMPRINT = re.compile(r"^\W*(?:©|\(c\)|copyright\b|quelle: )|alle rechte vorbehalten", re.IGNORECASE)


def _imprint(block: Block) -> bool:
    return len(block.text) < 250 and IMPRINT.search(block.text) is not None


def _only_label(block: Block) -> bool:
    return len(block.text) < 30 and block.link_share > 0.5 and not names_of(block.owner)


def within(element: Element, container: Element) -> bool:
    """Whether *element* is *container* or lies in it."""
    return element is container or any(one is container for one in element.iterancestors())
