"""Which blocks of a page are the article, and which stand around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from crawler.blocks import Block
from crawler.boilerplate import (
    AFTERWARDS,
    CONTACT_LINE,
    CONTACT_START,
    LINE_JUNK,
    block_hash,
    names_of,
)
from crawler.document import Document
from crawler.explain import Candidate
from crawler.german_dates import find_dates
from crawler.profile import Profile
from crawler.title import folded

BODIES = (
    "[itemprop~=articleBody]", "[property~='schema:articleBody']", ".entry-content", ".post-content",
    ".article-body", ".article__body", ".articlebody", ".article-content", ".article__content",
    ".article-text", ".story-body", ".post-body", ".post-entry", ".entry-body", ".news-text-wrap",
    ".post_content", ".articleContent", ".article_body", ".content-body", ".blog-content",
    ".single-content", ".artikel-text", ".artikeltext", "#article-body", "#artikel", ".e-content",
    ".node-content", ".item-page", "article", "main", "[role=main]", "#content", ".content", "#main",
)  # fmt: skip
DESCENT = 0.72  # a part holding this share of the running text is the better container
FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|odt|pptx?|zip|rtf|csv|ics)(?:$|[?#])|eID=dumpFile|"
    r"tx_drblob|/download(?:s|file)?/",
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

    @property
    def length(self) -> int:
        """How many characters of text the body has."""
        return sum(len(block.text) for block in self.blocks)


def real_junk(blocks: Sequence[Block]) -> set[Element]:
    """Return the elements that look like junk and do not hold most of the page's text."""
    held: dict[Element, float] = defaultdict(float)
    total = 0.0
    for block in blocks:
        total += block.weight
        for element in block.junk:
            held[element] += block.weight
    return {element for element, weight in held.items() if weight <= 0.45 * total or not total}


def read_body(
    document: Document,
    profile: Profile,
    blocks: Sequence[Block],
    heading: Element | None,
    title: str,
    junk: Collection[Element],
    boilerplate: Collection[str],
) -> Body:
    """Return the article among *blocks*, which begins after *heading* where there is one."""
    dropped = {element for _, element in document.find(profile.drop)}
    open_blocks = [
        block
        for block in blocks
        if not any(one in junk for one in block.junk)
        and not _inside(block.owner, dropped)
        and not (boilerplate and block_hash(block.text) in boilerplate)
    ]
    after = _after_heading(open_blocks, heading)
    weights = _weights(after)
    container, source, candidates = _container(document, profile, weights, heading)
    if container is None:
        return Body(candidates=candidates)
    inside = [block for block in after if _within(block.owner, container)]
    lead = _lead(after, inside, container, heading)
    return _tidied([*lead, *inside], title, container, source, candidates, document)


def _inside(element: Element, parts: Collection[Element]) -> bool:
    return bool(parts) and any(one in parts for one in (element, *element.iterancestors()))


def _within(element: Element, container: Element) -> bool:
    return element is container or any(one is container for one in element.iterancestors())


def _after_heading(blocks: list[Block], heading: Element | None) -> list[Block]:
    if heading is None:
        return blocks
    start = next((n for n, block in enumerate(blocks) if _within(block.owner, heading)), None)
    if start is None:
        return blocks
    total = sum(block.weight for block in blocks)
    after = sum(block.weight for block in blocks[start:])
    # A headline at the end of the page is not where the article begins.
    return blocks[start:] if after >= 0.25 * total or total - after < 400 else blocks


def _weights(blocks: Iterable[Block]) -> dict[Element, float]:
    weights: dict[Element, float] = defaultdict(float)
    for block in blocks:
        weight = block.weight
        if weight:
            weights[block.owner] += weight
            for element in block.owner.iterancestors():
                weights[element] += weight
    return weights


def _container(
    document: Document,
    profile: Profile,
    weights: dict[Element, float],
    heading: Element | None,
) -> tuple[Element | None, str, tuple[Candidate, ...]]:
    total = weights.get(document.body, 0.0)
    by_text = _descend(document.body, weights)
    told: list[Candidate] = []
    best: tuple[Element, str] | None = None
    needed = 0.5 * weights.get(by_text, 0.0)
    for selectors, kind in ((profile.body, profile.name), (BODIES, "generic")):
        for selector, element in document.find(selectors):
            weight = weights.get(element, 0.0)
            fits = weight >= (0.2 if kind != "generic" else 1.0) * needed and (
                weight > 0 or not total
            )
            verdict = "holds too little of the text" if not fits else "a better one was found"
            if fits and best is None and not _too_wide(element, by_text, weight, weights):
                best, verdict = (element, f"{kind} {selector}"), "won"
            told.append(Candidate("body", _said(element), f"{kind} {selector}", weight, verdict))
            if len(told) > 40:
                break
    if best is None and total:
        best = (by_text, "densest text")
    told.append(
        Candidate(
            "body",
            _said(by_text),
            "densest text",
            weights.get(by_text, 0.0),
            "won" if best and best[0] is by_text else "a named part was found",
        )
    )
    if best is None:
        return None, "", tuple(told)
    return best[0], best[1], tuple(told)


def _too_wide(
    element: Element, by_text: Element, weight: float, weights: dict[Element, float]
) -> bool:
    """Whether *element* holds the densest part and a lot around it."""
    if element is by_text or not _within(by_text, element):
        return False
    return weight > 1.6 * weights.get(by_text, 0.0)


def _descend(element: Element, weights: dict[Element, float]) -> Element:
    while True:
        whole = weights.get(element, 0.0)
        best = max(element, key=lambda child: weights.get(child, 0.0), default=None)
        if best is None or weights.get(best, 0.0) < DESCENT * whole or not whole:
            return element
        if best.tag in ("p", "li", "td", "tr", "tbody", "ul", "ol", "dd", "span", "font", "b"):
            inner = _descend(best, weights)
            # A single paragraph is no container; a cell of a layout table is one.
            return inner if best.tag in ("td", "tr", "tbody") and inner is not best else element
        element = best


def _said(element: Element) -> str:
    return f"<{element.tag} class={element.get('class') or ''!r} id={element.get('id') or ''!r}>"


def _lead(
    after: Sequence[Block],
    inside: Sequence[Block],
    container: Element,
    heading: Element | None,
) -> list[Block]:
    """Return the running text between headline and container: the lead."""
    if heading is None or not inside or not after or inside[0] is after[0]:
        return []
    first = inside[0].order
    found = [
        block
        for block in after
        if block.order < first
        and block.weight
        and len(block.text) >= 40
        and not _within(block.owner, heading)
    ]
    return found if len(found) <= 4 else []


def _tidied(
    blocks: Sequence[Block],
    title: str,
    container: Element,
    source: str,
    candidates: tuple[Candidate, ...],
    document: Document,
) -> Body:
    kept: list[Block] = []
    captions: list[str] = []
    files: list[Block] = []
    name = folded(title)
    blocks = _without_teasers(_until_the_end(blocks), name, document)
    for block in blocks:
        if block.kind == "caption":
            captions.append(block.text)
        elif any(FILE.search(href) for href in block.hrefs) and block.link_share > 0.4:
            files.append(block)
        elif not _stray(block, name, bool(kept)):
            kept.append(block)
    kept, contact = _contact(kept)
    kept = _without_loose_ends(kept)
    return Body(
        tuple(kept), tuple(dict.fromkeys(captions)), tuple(contact), tuple(files), container,
        source, candidates,
    )  # fmt: skip


def _until_the_end(blocks: Sequence[Block]) -> list[Block]:
    """Cut at the first heading that opens what comes after articles."""
    total = sum(block.weight for block in blocks) or 1.0
    seen = 0.0
    for number, block in enumerate(blocks):
        short = len(block.text) < 90 and (block.is_heading or not block.is_sentence)
        if short and AFTERWARDS.match(block.text):
            rest = blocks[number + 1 :]
            remaining = sum(one.weight for one in rest)
            if seen >= 0.5 * total or remaining < 0.25 * total:
                return list(blocks[:number])
        seen += block.weight
    return list(blocks)


def _without_teasers(blocks: list[Block], title: str, document: Document) -> list[Block]:
    """Drop linked headings and the text under them: teasers of other articles."""
    kept: list[Block] = []
    skipping: Element | None = None
    for block in blocks:
        if block.is_heading and block.link_share > 0.8 and folded(block.text) != title:
            skipping = block.owner.getparent()
            continue
        if skipping is not None:
            if not block.is_heading and _within(block.owner, skipping) and len(block.text) < 400:
                continue
            skipping = None
        kept.append(block)
    # Where that leaves nothing, the headings were the article's own.
    return kept if sum(b.weight for b in kept) >= 0.4 * sum(b.weight for b in blocks) else blocks


def _stray(block: Block, title: str, begun: bool) -> bool:
    text = block.text
    if title and folded(text) == title and (block.is_heading or not begun or block.kind != "p"):
        return True
    if len(text) < 100 and LINE_JUNK.match(text):
        return True
    if block.link_share > 0.6 and (len(text) < 140 or block.link_share > 0.85):
        return not (block.is_sentence and block.link_share < 0.85)
    if not begun and len(text) < 160 and not block.weight and not block.is_heading:
        return _is_byline(text)
    return False


BYLINE = re.compile(
    r"^\W*(?:von|by|autor(?:in)?:?|text:?|ein beitrag von|ein artikel von|aus|foto:?|bild:?) \S|uhr\b|"
    r"redaktion|lesezeit|kommentare?|veröffentlicht|aktualisiert|stand:|erstellt|geschrieben|posted|"
    r"pressemitteilung|dpa\b|afp\b|epd\b|artikel vom|quelle:|drucken|kategorie|zugriffe",
    re.IGNORECASE,
)


def _is_byline(text: str) -> bool:
    return bool(BYLINE.search(text)) or bool(find_dates(text)) or len(text) < 4


def _contact(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Set apart the contact block at the end, where one begins with its own line."""
    for number in range(len(blocks) - 1, max(-1, len(blocks) - 16), -1):
        if CONTACT_START.match(blocks[number].text):
            tail = blocks[number:]
            long = sum(len(block.text) for block in tail if len(block.text) > 200)
            if number and long < 400 and any(CONTACT_LINE.search(b.text) for b in tail):
                return blocks[:number], tail
    return blocks, []


def _without_loose_ends(blocks: list[Block]) -> list[Block]:
    """Drop headings with nothing under them at the end."""
    end = len(blocks)
    while end and (blocks[end - 1].is_heading or _only_label(blocks[end - 1])):
        end -= 1
    return blocks[:end] if end else blocks


def _only_label(block: Block) -> bool:
    return len(block.text) < 30 and block.link_share > 0.5 and not names_of(block.owner)
