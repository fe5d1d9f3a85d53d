"""The article's own headline, weighed from headings, linked data and the head's title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, islice

from lxml.etree import _Element as Element

from crawler.blocks import HEADINGS, Block
from crawler.boilerplate import names_of
from crawler.document import Document, text_in
from crawler.explain import Candidate
from crawler.headings import GENERAL, RunningText, address_of, folded, heading_text, overlap, same
from crawler.page import Hints
from crawler.profile import Profile
from crawler.typography import plain
from crawler.witnesses import Witnesses

HEADLINE_NAME = re.compile(
    r"(?:entry|post|article|page|news|story|content|item|node|artikel|beitrag)[-_ ]*(?:title|head"
    r"line|heading|titel|header)|headline|contentheading|componentheading|überschrift|ueberschrift"
)
LEAST_HEADING = 1.5  # with no better heading, bold lines are asked as well
SURE = 7.0  # a headline with this score needs no smaller headings to compare
TITLE_ENDS = ("headline", "ueberschrift", "überschrift", "titel", "title", "newshead")
TITLE_NAME = re.compile(rf"(?:{'|'.join(TITLE_ENDS)})$", re.IGNORECASE)
MOST_NAMES = 8  # names of that kind looked at on one page


@dataclass(slots=True)
class _Weighed:
    """A candidate with the reasons for its score."""

    text: str
    source: str
    element: Element | None = None
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: float, reason: str) -> None:
        self.score += points
        self.reasons.append(f"{points:+.1f} {reason}")


@dataclass(frozen=True, slots=True)
class Title:
    """The headline, the heading it stands in (None: only in the head) and all candidates."""

    text: str
    element: Element | None
    candidates: tuple[Candidate, ...]


def read_title(
    document: Document,
    profile: Profile,
    hints: Hints,
    blocks: Sequence[Block],
    junk: Set[Element] = frozenset(),
) -> Title:
    """Return the article's headline; *junk* are parts of the page that hold no headline."""
    witness = Witnesses(document, hints)
    running = RunningText([block for block in blocks if junk.isdisjoint(block.junk)])
    weighed = [
        *_headings(document, profile, witness, junk, running),
        *_told(witness, running),
    ]
    _prefer_told(weighed, witness)
    if not any(one.element is not None and one.score > LEAST_HEADING for one in weighed):
        weighed += _bold_lines(blocks, witness, junk)
    if not weighed:
        return Title("", None, ())
    best = max(weighed, key=lambda one: one.score)
    if best.element is None:
        best.element = next(
            (
                one.element
                for one in weighed
                if one.element is not None and one.score > 0 and same(one.text, best.text)
            ),
            None,
        )
    if best.element is None:
        best.element = next((one.owner for one in blocks if _says(one, best.text)), None)
    text = witness.without_site(best.text)
    candidates = tuple(
        Candidate(
            "title",
            one.text,
            one.source,
            round(one.score, 2),
            ("won: " if one is best else "") + "; ".join(one.reasons),
        )
        for one in weighed
    )
    return Title(text, best.element, candidates)


def _prefer_told(weighed: Sequence[_Weighed], witness: Witnesses) -> None:
    """Weaken headings that the head's title does not name where it names another one."""
    named = [
        one
        for one in weighed
        if one.element is not None
        and one.score > 0
        and " " in one.text
        and any(same(one.text, part) for part in witness.wholes)
    ]
    for one in weighed if named else ():
        if one.element is not None and one not in named and not _supported(one, witness):
            one.add(-2.0, "the head's title names another")


def _supported(one: _Weighed, witness: Witnesses) -> bool:
    return any(same(one.text, told) for told in (*witness.told.values(), *witness.parts))


def _says(block: Block, text: str) -> bool:
    """Whether *block* is a part of its own that says *text* and nothing else."""
    return same(block.text, text) and same(plain(text_in(block.owner)), text)


def _headings(
    document: Document,
    profile: Profile,
    witness: Witnesses,
    junk: Set[Element],
    running: RunningText,
) -> Iterator[_Weighed]:
    chosen = {element: selector for selector, element in document.find(profile.title)}
    ones = list(document.body.iter("h1"))
    best = 0.0
    ranks: dict[tuple[Element | None, str], Element] = {}
    section = False  # whether the h1 seen last names a section and no h2 has come yet
    for number, (element, source) in enumerate(_in_order(document, ones, chosen)):
        if number > 60 or (best >= SURE and element.tag != "h1" and element not in chosen):
            return
        text = heading_text(element, [*witness.told.values()], witness.wholes)
        if not text or len(text) > 400:
            continue
        weighed = _Weighed(text, source, element)
        _weigh_rank(weighed, element.tag, only=len(ones) == 1, below_section=section)
        if element in chosen:
            weighed.add(2.5, f"{profile.name} title")
        section = element.tag == "h1" and _names_section(text)
        _weigh_place(weighed, element, witness, junk, document)
        _weigh_support(weighed, witness)
        if (element.getparent(), element.tag) in ranks:
            weighed.add(-1.5, "a heading of its rank stands before it")
        elif any((one, element.tag) in ranks for one in _inner(element)):
            weighed.add(-1.0, "stands under a heading of its rank")
        elif weighed.score > 0:
            ranks[element.getparent(), element.tag] = element
        share = running.share(element)
        if share > 0.2:
            weighed.add(2.0 * share, f"{share:.0%} of the text under it")
        weighed.add(-0.01 * min(number, 40), "order")
        supported = not witness.head or any(same(text, one) for one in witness.parts)
        best = max(best, weighed.score if supported else 0.0)
        yield weighed


def _weigh_rank(weighed: _Weighed, tag: str, *, only: bool, below_section: bool) -> None:
    weighed.add({"h1": 3.0, "h2": 1.5, "h3": 0.8, "h4": 0.2}.get(tag, 0.5), tag)
    if tag == "h1" and only:
        weighed.add(1.0, "the only h1")
    if tag == "h2" and below_section:
        weighed.add(1.0, "the first under a section's name")


def _inner(element: Element) -> Iterator[Element]:
    """Yield the parts around *element* but its own and the page."""
    around = islice(element.iterancestors(), 1, 6)
    return (one for one in around if one.tag not in ("body", "html"))


def _bold_lines(
    blocks: Sequence[Block], witness: Witnesses, junk: Set[Element]
) -> Iterator[_Weighed]:
    """Yield bold lines above running text: headlines of pages that know no heading tags."""
    open_blocks = [one for one in blocks if junk.isdisjoint(one.junk)]
    for number, block in enumerate(open_blocks):
        under = sum(one.weight for one in open_blocks[number + 1 : number + 4])
        if block.strong < 12 or under < 100 or block.link_share > 0.5:
            continue
        lines = {plain(line) for line in block.text.split("\n")}
        for element in block.owner.iter("b", "strong"):
            text = plain(text_in(element))
            if text in lines and 12 <= len(text) <= 160:
                weighed = _Weighed(text, "bold line", element)
                weighed.add(1.5, "a bold line above running text")
                _weigh_support(weighed, witness)
                if witness.is_site(text) or _names_section(text):
                    weighed.add(-5.0, "the site's or a section's name")
                yield weighed
                return


def _in_order(
    document: Document, ones: list[Element], chosen: dict[Element, str]
) -> Iterator[tuple[Element, str]]:
    """Yield what could be the headline with where it was found, the likely ones first."""
    seen = set()
    for element, source in chain(
        ((one, "h1") for one in ones),
        ((one, f"{one.tag} ({selector})") for one, selector in chosen.items()),
        ((one, "h2") for one in document.body.iter("h2")),
        _named_so(document),
        ((one, one.tag) for one in document.body.iter("h3", "h4")),
    ):
        if element not in seen:
            seen.add(element)
            yield element, source


def _named_so(document: Document) -> Iterator[tuple[Element, str]]:
    """Yield parts that are no headings by tag, but by name."""
    names = [name for name in document.names if name.lower().endswith(TITLE_ENDS)]
    for name in sorted(names, key=lambda one: (len(one), one))[:MOST_NAMES]:
        for element in islice(document.index.named(name), 3):
            if element.tag not in HEADINGS and len(text_in(element)) < 400:
                yield element, f".{name}"


def _weigh_place(
    weighed: _Weighed,
    element: Element,
    witness: Witnesses,
    junk: Set[Element],
    document: Document,
) -> None:
    if (
        HEADLINE_NAME.search(names_of(element))
        or TITLE_NAME.search(names_of(element))
        or "headline" in (element.get("itemprop") or "")
    ):
        weighed.add(1.5, "named a headline")
    around = list(element.iterancestors())
    if element in junk or not junk.isdisjoint(around):
        weighed.add(-4.0, "in navigation, teasers or the like")
    elif any(one.tag in ("article", "main") for one in around):
        weighed.add(1.0, "in the article")
    if witness.is_site(weighed.text):
        weighed.add(-6.0, "the site's name")
    if _names_section(weighed.text):
        weighed.add(-6.0, "a section's name")
    if _leads_elsewhere(element, document):
        weighed.add(-2.5, "a link to another page")
    if len(weighed.text) < 6 or len(weighed.text) > 220:
        weighed.add(-1.5, "odd length")


def _names_section(text: str) -> bool:
    return GENERAL.fullmatch(text.lower().strip(" :.")) is not None


def _leads_elsewhere(element: Element, document: Document) -> bool:
    link = next(element.iter("a"), None)
    if link is None:
        link = next((one for one in element.iterancestors("a")), None)
    if link is None or not link.get("href") or link.get("href", "").startswith("#"):
        return False
    if len(plain(text_in(link))) < 0.8 * len(plain(text_in(element))):
        return False
    there = address_of(document.absolute(link.get("href", "")))
    return there not in {address_of(document.url), address_of(document.canonical)}


def _weigh_support(weighed: _Weighed, witness: Witnesses) -> None:
    text = weighed.text
    for name, told in witness.told.items():
        points = {"hint": 4.0, "json-ld": 2.0, "og:title": 2.0}.get(name, 1.0)
        if same(text, told):
            weighed.add(points, f"equals {name}")
        elif (share := overlap(text, told)) > 0.5:
            weighed.add(0.6 * points * share, f"like {name}")
    if _names_section(text):
        return  # "Meldungen - Landkreis" names the page's place, not the article
    if any(same(text, part) for part in witness.parts) or same(text, witness.head):
        whole = any(same(text, part) for part in witness.wholes) and len(witness.wholes) > 1
        weighed.add(4.0 if whole and " " in text else 2.5, "part of the head's title")
    elif len(folded(text)) > 8 and folded(text) in folded(witness.head):
        weighed.add(2.2, "inside the head's title")
    elif (share := overlap(text, witness.head)) > 0.5:
        weighed.add(1.5 * share, "like the head's title")


def _told(witness: Witnesses, running: RunningText) -> Iterator[_Weighed]:
    told = dict(witness.told)
    head = witness.from_head()
    if head:
        told["title"] = head
    for name, text in told.items():
        if not text:
            continue
        weighed = _Weighed(text, name)
        weighed.add(
            {"hint": 15.0, "json-ld": 3.2, "og:title": 2.8, "title": 2.2}.get(name, 1.5),
            f"told by {name}",
        )
        if name != "hint" and folded(text) not in running.seen:
            weighed.add(-1.0, "stands nowhere on the page")
        others = [other for key, other in told.items() if key != name and same(other, text)]
        weighed.add(0.8 * min(2, len(others)), "agreement")
        if witness.is_site(text):
            weighed.add(-6.0, "the site's name")
        if GENERAL.fullmatch(text.lower()):
            weighed.add(-4.0, "a section's name")
        yield weighed
