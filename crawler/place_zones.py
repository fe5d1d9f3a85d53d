"""Names of an article by zone: title, dateline, lead, body; and which belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from archive.gazetteer import Spot
from crawler.contact_lines import without_contact
from crawler.place_choice import Choice
from crawler.place_evidence import Reasons
from crawler.place_rules import JOINERS
from crawler.place_scan import Mention, Scanner
from crawler.tokens import Words, read_words

ENOUGH: Final = 0.5  # reasons must sum to this for a name to count
TITLE, DATELINE, LEAD, BODY = "title", "dateline", "lead", "text"
LEAD_LENGTH: Final = 700  # characters; a first paragraph longer than that is the body
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
    choice: Choice | None = None
    reasons: Reasons = field(default_factory=Reasons)
    bound: tuple[str, ...] = ()  # the country, state or district named with it
    told: tuple[str, ...] = ()  # the same, where another mention of the name tells it
    qualifier: bool = False  # only says where another place lies: "Bytów (Polen)"
    bonus: float = 0.0  # what the name before it in a list lends
    origin: bool = False  # people or things only come from there: "aus X und Y"
    sentence: int = 0  # the number of its sentence in the text

    @property
    def quote(self) -> str:
        """The words as written."""
        start = self.words.starts[self.mention.start]
        return self.words.text[start : self.words.end(self.mention.end - 1)]

    @property
    def preposition(self) -> float:
        """What the word before it says for it: "in", "OT", "Feuerwehr"."""
        return self.reasons.before

    @property
    def score(self) -> float:
        """The sum of all reasons."""
        return self.reasons.total


def read_zones(title: str, lead: str, text: str, scanner: Scanner) -> list[Candidate]:
    """Return the names of all zones, in the order of the text."""
    return [
        candidate
        for zone, words in _zones(title, lead, text)
        for candidate in _candidates(zone, words, scanner)
    ]


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
        before = words.before(mention.start)
        comes = before == "aus" or (
            before in ("der", "dem", "den") and words.before(mention.start, 2) == "aus"
        )
        number = words.sentence(mention.start)
        found.append(Candidate(at, words, mention, sentence=number, origin=comes))
    _mark_dateline(zone, words, found)
    _bind(found, words)
    return found


def _first_paragraph_end(words: Words) -> int:
    text = words.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n\n", start)
    end = len(text) if end < 0 else end
    return min(end, start + LEAD_LENGTH)


def _mark_dateline(zone: str, words: Words, found: list[Candidate]) -> None:
    """Mark "Wartburgkreis/Kelme. …", "Schleiz/01.03.2023. …", "Meiningen (lra) – …"."""
    if zone == TITLE or not found:
        return
    first = next((at for at in range(len(words)) if words.words[at] != "\n"), 0)
    line: list[Candidate] = []
    expected = first
    for candidate in found:
        between = words.low[expected : candidate.mention.start]
        if len(between) > 1 or any(mark not in JOINERS for mark in between):
            break
        if not line and between:
            break
        line.append(candidate)
        expected = candidate.mention.end
    told = {candidate.mention.spots for candidate in line}
    if len(told) < len(line):
        return  # "Lage, Lage, Lage: …"
    if line and AFTER_DATELINE.match(words.text, words.end(expected - 1)):
        for candidate in line:
            candidate.zone = DATELINE


def _bind(found: list[Candidate], words: Words) -> None:
    """Bind "Bytów (Polen)", "Markaryd in Schweden", "Bytów/Polen": the larger only says where."""
    for here, there in pairwise(found):
        larger = there.mention.spots[0]
        if larger.kind not in ("country", "region", "district"):
            continue
        between = words.low[here.mention.end : there.mention.start]
        closing = words.after(there.mention.end)
        inserted = between == [","] and closing == "," and larger.kind == "country"
        if inserted and words.word(there.mention.end + 1)[:1].islower():
            pass  # "der Bürgermeister von Bytów, Polen, kam"
        elif between == ["("] and closing in (")", ",", "/"):
            pass
        elif between in (["in"], [",", "in"]) or (between == ["/"] and larger.kind != "district"):
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
