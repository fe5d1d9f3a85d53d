"""The places an article speaks of: found, told apart from namesakes, weighed.

`place_scan` finds names, `place_zones` says where they stand, `place_choice` tells namesakes
apart, `place_evidence` weighs each name in its words, `place_roles` what the article is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from archive.article import Place
from archive.gazetteer import Gazetteer
from crawler.place_choice import Context, choose
from crawler.place_evidence import VETO, Reasons, person_of, weigh
from crawler.place_roles import weigh_places
from crawler.place_rules import JOINERS, LANDSCAPES, WORKS
from crawler.place_scan import Scanner
from crawler.place_zones import DATELINE, ENOUGH, TITLE, Candidate, read_zones
from crawler.tokens import MOST, folded

if TYPE_CHECKING:
    from crawler.knowledge import Knowledge

QUOTES: Final = frozenset('„“”"»«')
FIRM: Final = 0.8  # from here on a mention helps others
SEEN: Final = 0.65  # from here on a mention carries the same name elsewhere

_scanners: WeakKeyDictionary[Gazetteer, Scanner] = WeakKeyDictionary()


def find_places(title: str, lead: str, text: str, knowledge: Knowledge) -> tuple[Place, ...]:
    """Return the places of an article, the weightiest first.

    *text* is the body; contact lines left in it do not count. *lead* may be the start of *text*.
    """
    return weigh_places(consider_places(title, lead, text, knowledge))


def consider_places(title: str, lead: str, text: str, knowledge: Knowledge) -> list[Candidate]:
    """Return every name found with the reasons for and against it, in the order of the text."""
    gazetteer = knowledge.gazetteer
    scanner = _scanners.get(gazetteer)
    if scanner is None:
        scanner = _scanners[gazetteer] = Scanner(gazetteer)
    candidates = read_zones(title[:MOST], lead[:MOST], text[:MOST], scanner)
    _judge(candidates, gazetteer)
    return candidates


def _judge(candidates: list[Candidate], gazetteer: Gazetteer) -> None:
    surnames = {
        folded(candidate.quote)
        for candidate in candidates
        if candidate.mention.form != "county" and person_of(candidate.words, candidate.mention)
    }
    _share_bounds(candidates)
    _short_for_district(candidates)
    context = Context.of(gazetteer, _named_lands(candidates))
    for candidate in candidates:
        _settle(candidate, context, gazetteer)
    context = context.with_anchors(
        candidate.spot
        for candidate in candidates
        if candidate.spot is not None and candidate.score >= FIRM and not candidate.qualifier
    )
    for candidate in candidates:
        _settle(candidate, context, gazetteer)
    _repeat(candidates, surnames)
    _link(candidates)


def _share_bounds(candidates: Sequence[Candidate]) -> None:
    """Let "Frankenberg (Sachsen)" say which Frankenberg the rest of the article means."""
    bounds = {folded(one.quote): one.bound for one in candidates if one.bound}
    for one in candidates:
        one.told = one.bound or bounds.get(folded(one.quote), ())


def _short_for_district(candidates: Sequence[Candidate]) -> None:
    """Read "Gifhorn und Helmstedt planen" over a text on the Landkreise of these names as those.

    Not where the text names the town too, nor before a colon: "Sonneberg: Landrat übergibt …".
    """
    counties = {
        folded(one.quote).removesuffix("s").split(" ", 1)[-1]: one.mention.spots
        for one in candidates
        if one.mention.form == "county" and one.zone != TITLE
    }
    towns = {
        folded(one.quote)
        for one in candidates
        if one.zone != TITLE and one.mention.form != "county"
    }
    for one in candidates:
        name = folded(one.quote)
        if one.zone != TITLE or name in towns or one.mention.form != "name":
            continue
        if name in counties and one.words.after(one.mention.end) != ":":
            one.mention = replace(one.mention, spots=counties[name], form="county")


def _named_lands(candidates: Sequence[Candidate]) -> set[str]:
    lands = {
        candidate.mention.spots[0].country
        for candidate in candidates
        if candidate.mention.spots[0].kind == "country" or candidate.bound
    }
    if any("old" in spot.traits for one in candidates for spot in one.mention.spots):
        said = {word for words in {id(one.words): one.words for one in candidates}.values()
                for word in LANDSCAPES.keys() & words.low}  # fmt: skip
        lands |= {land for word in said for land in LANDSCAPES[word]}
    return lands


def _settle(candidate: Candidate, context: Context, gazetteer: Gazetteer) -> None:
    chosen = choose(candidate.mention.spots, candidate.told, context)
    if chosen is None:
        candidate.spot = None
        candidate.reasons = Reasons(VETO, 0.0, ["only namesakes that the text rules out"])
        return
    if chosen == candidate.choice:
        return  # the first look already weighed it so
    candidate.choice = chosen
    candidate.spot, candidate.path = chosen.spot, chosen.path
    candidate.reasons = weigh(candidate.words, candidate.mention, chosen.spot, gazetteer)
    candidate.reasons.add(chosen.bonus, chosen.why)
    if _in_title_of_work(candidate):
        candidate.reasons.add(VETO, "in the title of a book, a film, a play")
    if candidate.zone == DATELINE:
        candidate.reasons.add(0.6, "in the dateline")
    if candidate.bound:
        candidate.reasons.add(0.6, f"named with {candidate.bound[-1]}")
    if candidate.zone == TITLE and candidate.words.after(candidate.mention.end) == ":":
        candidate.reasons.add(0.4, "before the colon of the title")


def _in_title_of_work(candidate: Candidate) -> bool:
    """Say whether the name stands in a quotation that the word before makes a title."""
    words, at = candidate.words, candidate.mention.start
    for back in range(at - 1, max(at - 12, -1), -1):
        mark = words.words[back]
        if mark == "\n":
            return False
        if mark in QUOTES:
            return words.before(back) in WORKS and mark != "“"
    return False


def _link(candidates: Sequence[Candidate]) -> None:
    """Let names in one list share evidence: "in Bytów, Miastko und Tuchomie"."""
    for here, there in pairwise(candidates):
        if here.words is not there.words:
            continue
        between = here.words.low[here.mention.end : there.mention.start]
        if not 1 <= len(between) <= 2 or any(word not in JOINERS for word in between):
            continue
        if here.score >= ENOUGH and there.score > -1:
            shared = 0.15 + 0.9 * max(0.0, here.bonus, here.preposition)
            there.bonus = shared - 0.15
            there.origin = here.origin
            there.reasons.add(shared, f"in a row with {here.quote}")


def _repeat(candidates: Sequence[Candidate], surnames: set[str]) -> None:
    """Names of persons lose their weaker mentions; places seen firmly carry theirs."""
    firm = {candidate.path for candidate in candidates if candidate.score >= SEEN}
    for candidate in candidates:
        if folded(candidate.quote) in surnames and candidate.score > -1:
            if candidate.preposition < 0.3 and candidate.zone != DATELINE:
                candidate.reasons.add(VETO, "a person of the article has this name")
        elif candidate.path in firm and 0.15 <= candidate.score < ENOUGH:
            candidate.reasons.add(0.4, "named firmly elsewhere in the article")
