"""Which blocks of a page are the article, and which stand around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence, Set

from lxml.etree import _Element as Element

from crawler.blocks import JUNK_TAGS, Block, heading_at
from crawler.boilerplate import block_hash, names_of
from crawler.document import Document
from crawler.explain import Candidate
from crawler.headings import folded
from crawler.profile import Profile
from crawler.records import ROLLING, records
from crawler.tidying import ENOUGH, LONG, Body, opens_comments, tidied, within, without_teasers

BODIES = (
    "[itemprop~=articleBody]", "[property~='schema:articleBody']", ".entry-content",
    ".post-content",
    ".article-body", ".article__body", ".articlebody", ".article-content", ".article__content",
    ".article-text", ".story-body", ".post-body", ".post-entry", ".entry-body", ".news-text-wrap",
    ".post_content", ".articleContent", ".article_body", ".content-body", ".blog-content",
    ".single-content", ".artikel-text", ".artikeltext", "#article-body", "#artikel", ".e-content",
    ".node-content", ".item-page", "article", "main", "[role=main]", "#content", ".content",
    "#main",
)  # fmt: skip
# The longest run of paragraphs is the article whatever its part is named, except in these.
NEVER = re.compile(
    r"cookie|consent|comment|kommentar|privacy|datenschutz|foot|fuss|gdpr|dsgvo|modal|popup|"
    r"overlay|newsletter|related|disqus|sidebar|teaser|hidden",
)
SIDEBAR = re.compile(r"(?:^|\s)(?:sidebar|seitenleiste|marginalspalte|rechte-spalte)(?:$|\s)")
DESCENT = 0.72  # a part holding this share of the running text is the better container


def real_junk(blocks: Sequence[Block]) -> set[Element]:
    """Return the elements that look like junk and do not hold most of the page's text."""
    held: dict[Element, float] = defaultdict(float)
    flows: dict[Element, float] = defaultdict(float)
    total = 0.0
    for block in blocks:
        weight = block.weight
        total += weight
        for element in block.junk:
            held[element] += weight
        if weight >= LONG and (parent := block.owner.getparent()) is not None:
            flows[parent] += weight
    main = max(flows, key=lambda one: flows[one], default=None)
    open_ = set() if main is None else {main, *main.iterancestors()}
    return {
        element
        for element, weight in held.items()
        if (weight <= 0.45 * total or not total or _surely_beside(element, total - weight))
        and (element not in open_ or element.tag in JUNK_TAGS or NEVER.search(names_of(element)))
    }


def _surely_beside(element: Element, left: float) -> bool:
    """Whether *element*, by tag, name and headings, is beside the article, and text is left."""
    if left < LONG:
        return False
    if element.tag in JUNK_TAGS:
        return bool(NEVER.search(names_of(element)))
    return bool(SIDEBAR.search(names_of(element))) and next(element.iter("h1"), None) is None


def read_body(
    document: Document,
    profile: Profile,
    blocks: Sequence[Block],
    heading: Element | None,
    title: str,
    junk: Set[Element],
    boilerplate: Collection[str],
) -> Body:
    """Return the article among *blocks*, which begins after *heading* where there is one."""
    dropped = {element for _, element in document.find(profile.drop)}
    open_blocks = [
        block
        for block in _before_comments(blocks, heading)
        if junk.isdisjoint(block.junk)
        and not block.lies_in(dropped)
        and not (boilerplate and _is_learnt(block, boilerplate))
    ]
    after = _after_heading(open_blocks, heading)
    if not ROLLING.search(title):
        listed = records(after, heading)
        after = [block for block in after if not block.lies_in(listed)]
    after, teasers = without_teasers(after, folded(title), document)
    weights = _weights(after)
    container, source, candidates = _container(document, profile, weights)
    if container is None:
        return Body(candidates=candidates, teasers=teasers)
    parts = set(_parts(container, weights))
    inside = [block for block in after if block.lies_in(parts)]
    lead = _lead(after, inside, heading)
    weight = weights.get(document.body, 0.0)
    return tidied([*lead, *inside], title, container, source, candidates, weight, teasers)


def _is_learnt(block: Block, boilerplate: Collection[str]) -> bool:
    # "Name" heads a column here and a form's field on every page: single words in rows stay.
    cell = block.row is not None and len(block.text.split()) == 1
    return not cell and block_hash(block.text) in boilerplate


def _after_heading(blocks: list[Block], heading: Element | None) -> list[Block]:
    start = heading_at(blocks, heading)
    if start is None:
        return blocks
    total = sum(block.weight for block in blocks)
    after = sum(block.weight for block in blocks[start:])
    # A headline at the end of the page is not where the article begins.
    if after < 0.25 * total and total - after >= 400:
        return blocks
    return [one for one in blocks[start:] if heading is None or heading not in one.around]


def _before_comments(blocks: Sequence[Block], heading: Element | None) -> Sequence[Block]:
    """Return *blocks* up to where readers' comments begin, whatever the part is named."""
    start = heading_at(blocks, heading) or 0
    seen = 0.0
    for number, block in enumerate(blocks[start:], start):
        seen += block.weight
        if seen >= ENOUGH and opens_comments(block):
            return blocks[:number]
    return blocks


def _weights(blocks: Iterable[Block]) -> dict[Element, float]:
    weights: dict[Element, float] = defaultdict(float)
    for block in blocks:
        weight = block.weight
        if weight:
            for element in block.around:
                weights[element] += weight
    return weights


def _container(
    document: Document,
    profile: Profile,
    weights: dict[Element, float],
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


def _parts(container: Element, weights: dict[Element, float]) -> list[Element]:
    """Return *container* with its siblings of the same name: articles cut in pieces by inserts."""
    parent, name = container.getparent(), container.get("class")
    if parent is None or not name or container.tag in ("article", "main", "body"):
        return [container]
    alike = [
        one
        for one in parent
        if one.tag == container.tag and one.get("class") == name and weights.get(one, 0.0)
    ]
    headed = any(next(one.iter("h1"), None) is not None for one in alike if one is not container)
    return [container] if headed or container not in alike else alike


def _too_wide(
    element: Element, by_text: Element, weight: float, weights: dict[Element, float]
) -> bool:
    """Whether *element* holds the densest part and a lot around it."""
    if element is by_text or not within(by_text, element):
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


def _lead(after: Sequence[Block], inside: Sequence[Block], heading: Element | None) -> list[Block]:
    """Return the running text between headline and container: the lead."""
    if heading is None or not inside or not after or inside[0] is after[0]:
        return []
    first = inside[0].order
    found = [
        block
        for block in after
        if block.order < first
        and (block.weight or (block.is_heading and block.is_sentence and len(block.text) >= 60))
        and len(block.text) >= 40
        and heading not in block.around
    ]
    return found if len(found) <= 4 else []
