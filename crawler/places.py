"""The places an article speaks of: found, told apart from namesakes, weighed.

Three steps: `place_scan` finds names, `place_evidence` weighs each in its words, and here namesakes
are told apart and what remains is ordered by what the article is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from archive.article import Place
from archive.gazetteer import Gazetteer, Spot
from crawler.contact_lines import without_contact
from crawler.place_choice import Context, choose
from crawler.place_evidence import VETO, Reasons, person_of, weigh
from crawler.place_rules import JOINERS
from crawler.place_scan import Mention, Scanner
from crawler.tokens import Words, folded, read_words

if TYPE_CHECKING:
    from crawler.knowledge import Knowledge

WORKS: Final = frozenset(
    "film buch roman kinderbuch stück theaterstück musical oper operette lied song album ausstellung "
    "wanderausstellung fotoausstellung gemälde bild gedicht krimi komödie doku dokumentation "
    "bildband erzählung märchen vortrag lesung titel zeitschrift serie hörspiel konzert "
    "dokumentarfilm spielfilm kinofilm".split()
)
QUOTES: Final = frozenset("„“”\"»«")
ENOUGH: Final = 0.5  # reasons must sum to this for a name to count
FIRM: Final = 0.8  # from here on a mention helps others
SEEN: Final = 0.65  # from here on a mention carries the same name elsewhere
TITLE, DATELINE, LEAD, BODY = "title", "dateline", "lead", "text"
ZONE_WEIGHT: Final = {TITLE: 3.0, DATELINE: 2.0, LEAD: 1.6, BODY: 1.0}
AGAIN: Final = 0.5  # what a further mention in the body adds, up to MOST_AGAIN times
MOST_AGAIN: Final = 4
OFTEN: Final = 4  # a place named so often is what the article is about
EARLY: Final = 2  # sentences from the start in which an article says where it happens
AFTER_DATELINE: Final = re.compile(
    r"\s*(?:[,/|]?\s*(?:den\s+|am\s+)?\d{1,2}\.\s?(?:\d{1,2}\.\s?|[A-ZÄ][a-zä]+\s)(?:\d{2,4})?)?"
    r"\s*(?:\([^)\n]{1,25}\))?\s*(?:[.:|]|[–—]|\s-)\s+\S"
)


@dataclass(slots=True)
class Candidate:
    """A mention under judgement; `place` is None until a namesake is chosen."""

    zone: str
    words: Words
    mention: Mention
    spot: Spot | None = None
    path: tuple[str, ...] = ()
    reasons: Reasons = field(default_factory=Reasons)
    bound: tuple[str, ...] = ()  # the country, state or district named with it
    qualifier: bool = False  # only says where another place lies: "Bytów (Polen)"
    bonus: float = 0.0
    sentence: int = 0  # the number of its sentence in the text

    @property
    def quote(self) -> str:
        """The words as written."""
        start = self.words.starts[self.mention.start]
        return self.words.text[start : self.words.end(self.mention.end - 1)]

    @property
    def score(self) -> float:
        """The sum of all reasons."""
        return self.reasons.total


_scanners: WeakKeyDictionary[Gazetteer, Scanner] = WeakKeyDictionary()


def find_places(title: str, lead: str, text: str, knowledge: Knowledge) -> tuple[Place, ...]:
    """Return the places of an article, the weightiest first.

    *text* is the body; contact lines left in it do not count. *lead* may be the start of *text*.
    """
    return _places(consider_places(title, lead, text, knowledge))


def consider_places(title: str, lead: str, text: str, knowledge: Knowledge) -> list[Candidate]:
    """Return every name found with the reasons for and against it, in the order of the text."""
    gazetteer = knowledge.gazetteer
    scanner = _scanners.get(gazetteer)
    if scanner is None:
        scanner = _scanners[gazetteer] = Scanner(gazetteer)
    candidates = [
        candidate
        for zone, words in _zones(title, lead, text)
        for candidate in _candidates(zone, words, scanner)
    ]
    _judge(candidates, gazetteer)
    return candidates


# -- zones ---------------------------------------------------------------------------------


def _zones(title: str, lead: str, text: str) -> Iterable[tuple[str, Words]]:
    yield TITLE, read_words(title)
    body = without_contact(text)
    if lead and not body.lstrip().startswith(lead[:60]):
        yield LEAD, read_words(without_contact(lead))
    yield BODY, read_words(body)


def _candidates(zone: str, words: Words, scanner: Scanner) -> list[Candidate]:
    lead_end = _first_paragraph_end(words) if zone == BODY else 0
    found = []
    for mention in scanner.scan(words):
        at = zone
        if zone == BODY and words.starts[mention.start] < lead_end:
            at = LEAD
        found.append(Candidate(at, words, mention, sentence=words.sentence(mention.start)))
    _mark_dateline(zone, words, found)
    _bind(found, words)
    return found


def _first_paragraph_end(words: Words) -> int:
    text = words.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n\n", start)
    end = len(text) if end < 0 else end
    return min(end, start + 700)


def _mark_dateline(zone: str, words: Words, found: list[Candidate]) -> None:
    """Mark "Wartburgkreis/Kelme. …", "Schleiz/01.03.2023. …", "Meiningen (lra) – …"."""
    if zone == TITLE or not found:
        return
    first = next((at for at in range(len(words)) if words.words[at] != "\n"), 0)
    line = []
    expected = first
    for candidate in found:
        between = words.low[expected : candidate.mention.start]
        if len(between) > 1 or any(mark not in JOINERS for mark in between):
            break
        if not line and between:
            break
        line.append(candidate)
        expected = candidate.mention.end
    if line and AFTER_DATELINE.match(words.text, words.end(expected - 1)):
        for candidate in line:
            candidate.zone = DATELINE


def _bind(found: list[Candidate], words: Words) -> None:
    """Bind "Bytów (Polen)", "Markaryd in Schweden", "Bytów/Polen": the larger only says where."""
    for here, there in zip(found, found[1:], strict=False):
        larger = there.mention.spots[0]
        if larger.kind not in ("country", "region", "district"):
            continue
        between = words.low[here.mention.end : there.mention.start]
        closing = words.after(there.mention.end)
        if between == ["("] and closing in (")", ",", "/"):
            pass
        elif between == ["in"] or (between == ["/"] and larger.kind != "district"):
            if here.mention.spots[0].kind == "country":
                continue
        elif between not in (["im"], ["in", "der"]):
            continue
        if not any(_lies_in(spot, larger) for spot in here.mention.spots):
            continue
        here.bound = larger.path
        there.qualifier = larger.kind in ("country", "region")


def _lies_in(spot: Spot, larger: Spot) -> bool:
    if larger.kind == "region":
        return spot.state in ("", larger.name) and spot.country == larger.country
    return spot.path[: len(larger.path)] == larger.path and spot.path != larger.path


# -- judging -------------------------------------------------------------------------------


def _judge(candidates: list[Candidate], gazetteer: Gazetteer) -> None:
    surnames = {
        folded(candidate.quote)
        for candidate in candidates
        if candidate.mention.form != "county" and person_of(candidate.words, candidate.mention)
    }
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
    _link(candidates)
    _repeat(candidates, surnames)


def _named_lands(candidates: Sequence[Candidate]) -> set[str]:
    return {
        candidate.mention.spots[0].country
        for candidate in candidates
        if candidate.mention.spots[0].kind == "country" or candidate.bound
    }


def _settle(candidate: Candidate, context: Context, gazetteer: Gazetteer) -> None:
    chosen = choose(candidate.mention.spots, candidate.bound, context)
    if chosen is None:
        candidate.spot = None
        candidate.reasons = Reasons(VETO, ["only namesakes that the text rules out"])
        return
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
    for here, there in zip(candidates, candidates[1:], strict=False):
        if here.words is not there.words:
            continue
        between = here.words.low[here.mention.end : there.mention.start]
        if not 1 <= len(between) <= 2 or any(word not in JOINERS for word in between):
            continue
        if here.score >= ENOUGH and there.score > -1:
            shared = 0.15 + 0.8 * max(0.0, here.bonus, _preposition(here))
            there.bonus = shared - 0.15
            there.reasons.add(shared, f"in a row with {here.quote}")


def _preposition(candidate: Candidate) -> float:
    return max(
        (float(why.split(" ", 1)[0]) for why in candidate.reasons.said if " after „" in why),
        default=0.0,
    )


def _repeat(candidates: Sequence[Candidate], surnames: set[str]) -> None:
    """Names of persons lose their weaker mentions; places seen firmly carry theirs."""
    firm = {candidate.path for candidate in candidates if candidate.score >= SEEN}
    for candidate in candidates:
        if folded(candidate.quote) in surnames and candidate.score > -1:
            if _preposition(candidate) < 0.3 and candidate.zone != DATELINE:
                candidate.reasons.add(VETO, "a person of the article has this name")
        elif candidate.path in firm and 0.15 <= candidate.score < ENOUGH:
            candidate.reasons.add(0.4, "named firmly elsewhere in the article")


# -- weighing ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """All mentions of one place that count."""

    path: tuple[str, ...]
    mentions: tuple[Candidate, ...]
    points: float

    @property
    def zones(self) -> set[str]:
        return {mention.zone for mention in self.mentions}

    @property
    def kind(self) -> str:
        spot = self.mentions[0].spot
        return spot.kind if spot is not None else ""


def _places(candidates: Sequence[Candidate]) -> tuple[Place, ...]:
    found: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate in candidates:
        if candidate.spot is not None and candidate.score >= ENOUGH and not candidate.qualifier:
            found.setdefault(candidate.path, []).append(candidate)
    groups = [_Group(path, tuple(group), _points(group)) for path, group in found.items()]
    about = _about(groups)
    top = max((group.points for group in groups), default=1.0)
    places = [_place(group, top, about) for group in groups]
    return tuple(sorted(places, key=lambda place: -place.weight))


def _points(group: Sequence[Candidate]) -> float:
    zones = {candidate.zone for candidate in group}
    body = sum(candidate.zone in (BODY, LEAD) for candidate in group)
    return sum(ZONE_WEIGHT[zone] for zone in zones) + AGAIN * min(max(body - 1, 0), MOST_AGAIN)


def _place(group: _Group, top: float, about: set[tuple[str, ...]]) -> Place:
    best = max(group.mentions, key=lambda one: (ZONE_WEIGHT[one.zone], one.score))
    spot = best.spot or group.mentions[0].mention.spots[0]
    role = "dateline" if DATELINE in group.zones else "mentioned"
    return Place(
        name=spot.name,
        path=group.path,
        role="about" if group.path in about else role,
        weight=round(min(1.0, group.points / max(top, 4.0)), 4),
        kind=spot.kind,
        quote=best.quote,
    )


def _about(groups: Sequence[_Group]) -> set[tuple[str, ...]]:
    """Return what the article is about: the places of its title; where that names none, those the
    first sentences say it happens in; the only place it has; and what it names again and again."""
    titled = {group.path for group in groups if TITLE in group.zones}
    kinds = {group.path: group.kind for group in groups}
    here = _where_it_happens(groups)
    if any(kinds[path] != "country" for path in titled):
        here = [path for path in here if kinds.get(path[:-1]) == "municipality"]
    elif titled:
        here = [path for path in here if path[:-1] in titled]
    elif len(here) > 3 or any(DATELINE in group.zones for group in groups):
        here = []
    about = titled | set(here)
    towns = [group for group in groups if group.kind in ("municipality", "locality")]
    if not about and len(towns) == 1 and not _only_from(towns[0]):
        about = {towns[0].path}
    most = max((len(group.mentions) for group in groups), default=0)
    return about | {
        group.path
        for group in groups
        if len(group.mentions) >= OFTEN and len(group.mentions) >= 0.7 * most
    }


def _where_it_happens(groups: Sequence[_Group]) -> list[tuple[str, ...]]:
    """Return the places the first sentence that has any says it happens in."""
    located = sorted(
        (mention.sentence, mention.mention.start, group.path)
        for group in groups
        for mention in group.mentions
        if mention.zone in (LEAD, BODY)
        and mention.sentence < EARLY
        and DATELINE not in group.zones
        and _is_located(mention)
        and group.kind in ("municipality", "locality")
    )
    return list(dict.fromkeys(path for sentence, _, path in located if sentence == located[0][0]))


def _only_from(group: _Group) -> bool:
    """Say whether people or things only come from the place."""
    return DATELINE in group.zones or all(
        mention.words.before(mention.mention.start) in ("aus", "von", "nach")
        for mention in group.mentions
    )


def _is_located(candidate: Candidate) -> bool:
    """Say whether the words place something there: "in X", "Kirche X", "OT X"; not "aus X"."""
    if candidate.mention.form == "adjective":
        return True
    before = candidate.words.before(candidate.mention.start)
    return before != "aus" and max(_preposition(candidate), candidate.bonus) >= 0.3
