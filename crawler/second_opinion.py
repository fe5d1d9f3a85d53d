"""Other witnesses of the body: linked data, the CMS's own rendering, trafilatura."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from crawler.blocks import Block, blocks_of
from crawler.cleaning import read_body, real_junk
from crawler.document import Document, parse
from crawler.explain import Candidate
from crawler.page import Page
from crawler.profile import Profile
from crawler.tidying import Body
from crawler.typography import plain

LEAST_LINKED = 250  # shorter linked bodies are summaries
COMPLETE = 0.9  # share of a witness's words that ours must hold to be complete
PURE = 0.85  # share of ours that a complete witness must hold for ours to be clean
LONGEST = 1_500_000  # characters of markup for which the second opinion is asked
DOUBTFUL_LENGTH = 250
DOUBTFUL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Agreement:
    """Which share of the witness's words ours holds, and the other way round."""

    complete: float
    pure: float


def weigh(document: Document, body: Body, title: str, blocks: Sequence[Block]) -> Body:
    """Return *body*, or what a better witness holds in its place."""
    linked = _linked_body(document, title)
    if linked:
        return _beside_linked(body, linked)
    if len(document.markup) <= LONGEST and _is_doubtful(body, blocks):
        return _beside_trafilatura(document, body)
    return body


def from_cms(
    html: str, document: Document, body: Body, profile: Profile, title: str,
    boilerplate: Collection[str],
) -> tuple[Document, Body]:  # fmt: skip
    """Return the body of the CMS's own rendering *html* unless it is only an excerpt."""
    if len(html) < 20:
        return document, body
    markup = f'<html><body><div class="entry-content">{html}</div></body></html>'
    try:
        rendered = parse(Page(document.url, markup.encode("utf-8", "replace")))
    except ValueError:
        return document, body
    blocks = blocks_of(rendered.body)
    theirs = read_body(rendered, profile, blocks, None, title, real_junk(blocks), boilerplate)
    if not theirs.blocks or theirs.length < 0.7 * body.length:
        return document, body
    told = Candidate("body", _start(theirs), "cms rendering", theirs.length, "won: complete")
    lost = tuple(
        replace(one, verdict="the CMS's own rendering is cleaner") if one.won else one
        for one in body.candidates
    )
    captions = theirs.captions or body.captions
    return rendered, replace(theirs, candidates=(told, *lost), captions=captions)


def _linked_body(document: Document, title: str) -> str:
    found = [one for one in document.articles if one.is_article and len(one.body) >= LEAST_LINKED]
    if len(found) > 1:
        words = set(_words(title))
        found = [one for one in found if words & set(_words(one.headline))][:1]
    return found[0].body if found else ""


def _beside_linked(body: Body, linked: str) -> Body:
    agreement = _compare(_text(body), linked)
    if agreement.complete >= COMPLETE:
        if agreement.pure >= 0.97:
            return body
        return replace(body, blocks=_attested(body.blocks, linked, strict=agreement.pure < PURE))
    if agreement.pure >= 0.8 or len(linked) > 1.3 * body.length:
        return _as_body(linked, "json-ld articleBody", body, "won: the page shows less of it")
    return body


def _attested(blocks: Sequence[Block], linked: str, *, strict: bool) -> tuple[Block, ...]:
    """Drop what stands before and after the part that *linked* attests; inside it when *strict*."""
    known = "".join(_words(linked))
    held = [_attests(known, block) for block in blocks]
    if not any(held):
        return tuple(blocks)
    first, last = held.index(True), len(held) - 1 - held[::-1].index(True)
    kept = []
    for number, block in enumerate(blocks):
        inside = first <= number <= last
        small = block.is_heading or len(block.text) < 120 or block.kind in ("li", "td", "pre")
        if held[number] or (inside and (small or not strict)) or (number < first and block.weight):
            kept.append(block)
    return tuple(kept)


def _attests(known: str, block: Block) -> bool:
    words = _words(block.text)
    if not words:
        return True
    return "".join(words[:8]) in known or "".join(words[-8:]) in known


def _is_doubtful(body: Body, blocks: Sequence[Block]) -> bool:
    whole = body.weight or sum(block.weight for block in blocks)
    ours = sum(block.weight for block in body.blocks)
    if ours < DOUBTFUL_LENGTH:
        # Notices of one sentence are normal: what the CMS itself names the body is not doubtful.
        named = not body.source.startswith(("generic", "densest")) and bool(body.blocks)
        return not named and whole > 3 * DOUBTFUL_LENGTH
    return body.source == "densest text" and ours < DOUBTFUL_SHARE * whole


def _beside_trafilatura(document: Document, body: Body) -> Body:
    from trafilatura import bare_extraction  # a slow import that few pages need

    found = bare_extraction(document.markup, fast=True, include_comments=False, with_metadata=False)
    theirs = str(getattr(found, "text", None) or "")
    agreement = _compare(_text(body), theirs)
    told = Candidate("body", plain(theirs)[:90], "trafilatura", len(theirs), "ours is as good")
    better = len(theirs) > 1.6 * body.length and (agreement.pure >= 0.7 or not body.blocks)
    if not better or len(theirs) < 80:
        return replace(body, candidates=(*body.candidates, told))
    text = re.sub(r"(?m)^- ", "", theirs)
    return _as_body(text, "trafilatura", body, "won: ours was doubtful")


def _as_body(text: str, source: str, body: Body, verdict: str) -> Body:
    owner = etree.Element("p")
    paragraphs = [plain(line) for line in re.split(r"\n+", text)]
    blocks = tuple(
        Block(paragraph, "p", owner, order=number)
        for number, paragraph in enumerate(paragraphs) if paragraph
    )  # fmt: skip
    lost = tuple(
        replace(one, verdict=f"{source} holds more") if one.won else one for one in body.candidates
    )
    won = Candidate("body", plain(text)[:90], source, len(text), verdict)
    return replace(body, blocks=blocks, source=source, candidates=(won, *lost))


def _compare(ours: str, theirs: str) -> _Agreement:
    one, other = Counter(_words(ours)), Counter(_words(theirs))
    common = sum((one & other).values())
    return _Agreement(common / max(1, sum(other.values())), common / max(1, sum(one.values())))


def _text(body: Body) -> str:
    return "\n".join(block.text for block in body.blocks)


def _start(body: Body) -> str:
    return body.blocks[0].text[:90] if body.blocks else ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
