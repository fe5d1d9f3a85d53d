"""Which places an article is about: the rules of docs/labelling.md, in their order.

1. The title names it. 2. The title names a larger area: where in it the thing happens. 3. A
district acts. 4. No place in the title: where the first sentence that tells of a place puts the
thing, the second at the latest; in a personal notice, the home. 5. The text comes back to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from crawler.place_mentions import (
    Group,
    acts,
    begins,
    is_aside,
    is_coming,
    is_placed,
    is_seat,
    is_subject,
    rows_of,
)
from crawler.place_zones import DATELINE, TITLE

LIST: Final = 3  # so many places of equal rank, and none of them is the subject
LATEST: Final = 1  # the last sentence, from 0, that may say where the thing happens
AGAIN: Final = 3  # so many sentences name a place the text comes back to,
RETURN: Final = 2  # so many in a text of few sentences
SHORT: Final = 6  # sentences
ENTRIES: Final = 3  # so many dated entries make a ticker or a list of days
ENTRY: Final = re.compile(
    r"(?:^|[\n.!?])[ \t]{0,4}(?:\d{1,2}[.:]\d{2}\b|\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z][a-zä]+\b)|"
    r"(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend)[^:\n]{0,30}(?::\s|\s[–-]\s)|"
    r"(?:^|\n)[ \t]{0,4}\d{1,2}\.\s?(?:\d{1,2}\.|[A-Z][a-zä]+)[^:\n]{0,20}(?=\n)"
)
PERSONAL: Final = re.compile(
    r"\b(?:gratulier|Glückw[uü]nsch|Geburtstag|[Hh]ochzeit|Jahre alt|gestorben|verstorben|trauert)"
)
NOTICE: Final = 400  # characters in which a notice says what it is
REACH: Final = 20_000  # characters in which dated entries are looked for
WHOLE: Final = frozenset({"im", "ganzen", "gesamten"})
TITLED: Final = "the title names it"

Path = tuple[str, ...]


def subjects(groups: Sequence[Group]) -> dict[Path, str]:
    """Return the places the article is about, each with the rule that says so."""
    scene = Scene(groups)
    found = dict.fromkeys(scene.titled, TITLED)
    home = scene.home()
    told = () if home else scene.told()
    for paths, why in (
        (scene.inside_titled(), "where it happens in the area the title names"),
        (scene.acting(), "a district acts"),
        (told, "the text begins with what happens there"),
        (home, "home of the person a notice is on"),
        (scene.returned_to(), "the text comes back to it"),
    ):
        for path in paths:
            found.setdefault(path, why)
    return found


class Scene:
    """The places of one article, as the rules look at them."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = groups
        self.rows = rows_of(one for group in groups for one in group.running)
        self.titled = [group.path for group in groups if _titled(group)]
        self.open = [  # places the rules after the first may choose from
            group
            for group in groups
            if group.path not in self.titled
            and not group.own_district
            and DATELINE not in group.zones
        ]
        # A title that names only the town people go to leaves the subject to the text.
        self.untitled = not any(_titled(group) and not _destination(group) for group in groups)
        self._read = {
            id(one.words): one.words for group in groups for one in group.running
        }.values()
        self.length = 1 + max((words.sentence(len(words)) for words in self._read), default=0)

    def inside_titled(self) -> Iterable[Path]:
        """Return where it happens in a country, district or municipality that the title names."""
        for area in self.groups:
            if area.path not in self.titled:
                continue
            inside = [one for one in self.groups if one.town and _lies_in(one.path, area.path)]
            if any(one.path in self.titled for one in inside):
                continue
            latest = LATEST if area.kind == "country" else 0
            yield from self._first_placed([one for one in inside if one in self.open], latest)

    def acting(self) -> Iterable[Path]:
        """Return the districts that are the subject of the first sentence.

        The own district is no news: nearly every article of its office begins with it.
        """
        first = [
            (one, group)
            for group in self.groups
            if group.kind == "district"
            for one in group.running
            if one.sentence == 0
        ]
        if not any(acts(one) for one, _ in first):
            return ()
        return (
            group.path
            for one, group in first
            if group in self.open and (acts(one) or len(self.rows[id(one)]) > 1)
        )

    def told(self) -> Sequence[Path]:
        """Return where the text puts the thing, where title and dateline name no place."""
        if not self.untitled or self._is_ticker() or self._is_roundup():
            return ()
        return self._first_placed(self.open, LATEST)

    def home(self) -> Sequence[Path]:
        """Return where the person lives whose birthday, wedding or death the article tells."""
        towns = [group for group in self.groups if group.town]
        if not self.untitled or not towns or not self._is_personal():
            return ()
        first = min(min(group.sentences, default=LATEST + 1) for group in towns)
        there = [group for group in towns if first in group.sentences]
        lives = [group for group in there if all(one.origin for one in group.running)]
        if first > LATEST or len(there) > len(lives):
            return ()  # the sentence tells where it happened: "ein Mann aus X ist in Y gestorben"
        return [group.path for group in lives[:1] if group in self.open]

    def returned_to(self) -> Iterable[Path]:
        """Return the places that so many sentences name that no other is named more often."""
        if self._is_ticker():
            return ()
        least = RETURN if self.length <= SHORT else AGAIN
        most = max((len(group.sentences) for group in self.open), default=0)
        return (
            group.path
            for group in self.open
            if group.town and len(group.sentences) == most >= least
            and not all(is_coming(one) for one in group.running)
        )  # fmt: skip

    def _first_placed(self, groups: Sequence[Group], latest: int) -> Sequence[Path]:
        for sentence in range(latest + 1):
            there = [group for group in groups if self._tells(group, sentence)]
            towns = [group for group in there if group.town]
            if len(towns) >= LIST:
                return ()
            if towns:
                return self._weightier(towns, sentence)
            if there or self._in_whole_district(sentence):
                return [group.path for group in there]
        return ()

    def _in_whole_district(self, sentence: int) -> bool:
        """Say whether it happens in all of the own district: towns behind are examples of it."""
        return any(
            one.sentence == sentence and one.words.before(one.mention.start) in WHOLE
            for group in self.groups
            if group.own_district
            for one in group.running
        )

    def _tells(self, group: Group, sentence: int) -> bool:
        """Say whether the sentence puts the thing into the place."""
        there = [
            one
            for one in group.running
            if one.sentence == sentence
            and not is_seat(one)
            and not (sentence and is_aside(self.rows[id(one)][0]))
        ]
        if group.other_district:
            return any(acts(one) or not sentence for one in there)
        return group.town and any(
            len(self.rows[id(one)]) < LIST
            and (is_placed(one) or (not sentence and is_subject(one)))
            for one in there
        )

    def _weightier(self, towns: Sequence[Group], sentence: int) -> Sequence[Path]:
        """Return of two towns that no "and" joins the one the text comes back to."""
        joined = any(
            len(self.rows[id(one)]) > 1
            for group in towns
            for one in group.running
            if one.sentence == sentence
        )
        again = [] if joined else [group for group in towns if len(group.sentences) > 1]
        return [group.path for group in again or towns]

    def _is_ticker(self) -> bool:
        return any(len(ENTRY.findall(words.text, 0, REACH)) >= ENTRIES for words in self._read)

    def _is_roundup(self) -> bool:
        """Say whether one sentence after the other begins with another town: "In A … In B …"."""
        heads = {
            one.sentence
            for group in self.groups
            if group.town and len(group.sentences) == 1
            for one in group.running
            if begins(one) <= 1 and is_placed(one)
        }
        return any({head + step for step in range(LIST)} <= heads for head in heads)

    def _is_personal(self) -> bool:
        return any(PERSONAL.search(words.text, 0, NOTICE) for words in self._read)


def _titled(group: Group) -> bool:
    """Say whether the title names the place, and not only as the country people come from."""
    origin = group.kind in ("country", "region") and all(one.origin for one in group.mentions)
    return TITLE in group.zones and not origin


def _destination(group: Group) -> bool:
    return group.town and all(
        one.words.before(one.mention.start) == "nach" for one in group.mentions if one.zone == TITLE
    )


def _lies_in(path: Path, area: Path) -> bool:
    return len(path) > len(area) and path[: len(area)] == area
