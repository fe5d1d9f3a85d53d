"""What in an article tells whether a place is what it is about: signs, as numbers from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from crawler.place_rules import JOINERS
from crawler.place_zones import BODY, DATELINE, LEAD, TITLE, Candidate

HEAD: Final = 3  # words before the district that acts: "Die beiden Landkreise …"
LIST: Final = 3  # so many places in a row, or in one sentence, are a list
OFTEN: Final = 4  # a place named so often is what the article is about
LATE: Final = 99  # the number of a sentence that is none
TOWNS: Final = ("municipality", "locality")
COMING: Final = frozenset({"aus", "von", "nach", "ab", "bis", "richtung", "über", "via"})

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All mentions of one place that count."""

    path: Path
    mentions: tuple[Candidate, ...]

    @property
    def kind(self) -> str:
        """The kind of the place, as in `Place`."""
        spot = self.mentions[0].spot
        return spot.kind if spot is not None else ""

    @property
    def own_district(self) -> bool:
        """Whether it is the own district itself."""
        spot = self.mentions[0].spot
        return self.kind == "district" and spot is not None and spot.own

    @property
    def zones(self) -> frozenset[str]:
        """The zones it is named in."""
        return frozenset(one.zone for one in self.mentions)

    @property
    def running(self) -> list[Candidate]:
        """Its mentions in running text."""
        return [one for one in self.mentions if one.zone in (LEAD, BODY)]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the places of an article have in common."""

    named: frozenset[Path]  # those of them that are more than a destination: "nach X"
    titled: frozenset[Path]  # places the title names, unless people only come from there
    lists: Mapping[int, int]  # id of a mention → how many places stand in its row
    crowds: Mapping[int, int]  # number of a sentence → how many towns it places things in
    first: Path  # the town the text first places something in
    opening: int  # the number of the sentence that first names a town
    told: int  # the number of the sentence that first places something
    blank: bool  # neither title nor first sentence name anything but the own district
    towns: int
    dateline: bool
    most: int  # how often the place named most often is named
    county: bool  # another district stands in the first sentence
    acting: frozenset[Path]  # the districts the text begins with: "Die Landkreise A und B …"

    @property
    def plain(self) -> bool:
        """Whether the first sentence names something, but neither it nor the title a subject."""
        return not (self.blank or self.titled or self.county)

    @classmethod
    def of(cls, groups: Sequence[Group]) -> Scene:
        """Return the scene of an article's *groups*."""
        titled = frozenset(one.path for one in groups if TITLE in one.zones and not _foreign(one))
        mentions = sorted(
            (one for group in groups for one in group.running), key=lambda one: one.mention.start
        )
        kinds = {id(one): group for group in groups for one in group.running}
        placing = [one for one in mentions if kinds[id(one)].kind in TOWNS and is_located(one)]
        crowds: dict[int, set[Path]] = {}
        for one in placing:
            crowds.setdefault(one.sentence, set()).add(one.path)
        return cls(
            named=frozenset(one.path for one in groups if _in_title(one)),
            titled=titled,
            lists=_rows(mentions),
            crowds={number: len(paths) for number, paths in crowds.items()},
            first=placing[0].path if placing else (),
            opening=min(
                (one.sentence for one in mentions if kinds[id(one)].kind in TOWNS), default=LATE
            ),
            told=placing[0].sentence if placing else LATE,
            blank=not titled
            and all(one.sentence or kinds[id(one)].own_district for one in mentions),
            towns=sum(group.kind in TOWNS for group in groups),
            dateline=any(DATELINE in group.zones for group in groups),
            most=max((len(group.mentions) for group in groups), default=0),
            county=any(
                _other_district(group) and any(not one.sentence for one in group.running)
                for group in groups
            ),
            acting=_acting(groups),
        )


def signs(group: Group, scene: Scene) -> dict[str, float]:
    """Return the signs that *group* shows in *scene*; signs it does not show are left out."""
    if group.path in scene.titled:
        return {"titled": 1.0}
    found = _of_title(group, scene) | _of_text(group, scene) | _of_kind(group, scene)
    return {name: float(value) for name, value in found.items() if value}


def _of_title(group: Group, scene: Scene) -> dict[str, float]:
    path = group.path
    others = [other for other in scene.named if other != path]
    above = [other for other in others if path[: len(other)] == other]
    town = any(len(one) > 2 or (len(one) == 2 and not _is_county(one)) for one in above)
    return {
        "origin in the title": TITLE in group.zones,
        "title names another": bool(others) and not above,
        "title names its country": bool(above) and all(len(one) == 1 for one in above),
        "title names its district": any(_is_county(one) for one in above) and not town,
        "title names its town": town,
    }


def _of_text(group: Group, scene: Scene) -> dict[str, float]:
    running = group.running
    sentences = {one.sentence for one in running}
    placed = [one for one in running if is_located(one)]
    alone = [one for one in placed if scene.lists.get(id(one), 1) < LIST]
    earliest = min((one.sentence for one in alone), default=LATE)
    crowd = min((scene.crowds.get(one.sentence, 1) for one in alone), default=0)
    town = group.kind in TOWNS
    named = min((one.sentence for one in running), default=LATE)
    early = town and earliest == scene.told
    return {
        "placed in the first sentence": early and earliest == 0,
        "placed in the second sentence": early and earliest == 1 and scene.blank,
        "first town": town and group.path == scene.first,
        "a list": bool(running) and group.path not in scene.acting
        and all(scene.lists.get(id(one), 1) >= LIST for one in running),
        "a crowd": crowd >= LIST,
        "beside one more": crowd == LIST - 1,
        "named again": len(sentences) >= 2,
        "named three times": len(sentences) >= 3,
        "only comes from there": coming(group),
        "people from there open the text": coming(group) and town and named == 0 and not crowd
        and scene.told > 1,
        "only town": town and scene.towns == 1,
        "only town of an untitled text": town and scene.towns == 1
        and not scene.titled and not scene.county and not coming(group),
        "again and again": len(group.mentions) >= OFTEN
        and 10 * len(group.mentions) >= 7 * scene.most,
        "placed after others": early and earliest == 1 and scene.plain,
    }  # fmt: skip


def _of_kind(group: Group, scene: Scene) -> dict[str, float]:
    other = _other_district(group) or group.path in scene.acting
    named = min((one.sentence for one in group.running), default=LATE)
    return {
        "own district": group.own_district,
        "district": other,
        "land": group.kind in ("region", "country"),
        "acts": group.path in scene.acting,
        "opens the text": other and named == 0 and scene.opening > 0,
        "dateline": DATELINE in group.zones,
        "dateline names another": scene.dateline and DATELINE not in group.zones,
    }


def _other_district(group: Group) -> bool:
    return group.kind == "district" and not group.own_district


def _is_county(path: Path) -> bool:
    return len(path) == 2 and ("kreis" in path[1].lower() or path[1].startswith("Region "))


def _in_title(group: Group) -> bool:
    """Say whether the title names the place, not only as a destination."""
    return not _foreign(group) and any(
        one.zone == TITLE and one.words.before(one.mention.start) != "nach"
        for one in group.mentions
    )


def _foreign(group: Group) -> bool:
    """Say whether the title only says that people come from a country."""
    return group.kind in ("country", "region") and all(one.origin for one in group.mentions)


def coming(group: Group) -> bool:
    """Say whether people, things and ways only come from the place, or go there."""
    return all(_comes(one) for one in group.mentions)


def _comes(candidate: Candidate) -> bool:
    return not _invited(candidate) and _comes_or_goes(candidate)


def _comes_or_goes(candidate: Candidate) -> bool:
    if candidate.words.after(candidate.mention.end) in ("geboren", "gebürtig", "aufgewachsen"):
        return True
    return candidate.origin or (
        candidate.mention.form != "county"
        and candidate.words.before(candidate.mention.start) in COMING
    )


def is_located(candidate: Candidate) -> bool:
    """Say whether the words place something there: "in X", "Kirche X", "OT X"; not "aus X"."""
    if candidate.mention.form == "adjective":
        return True
    words, at = candidate.words, candidate.mention.start
    if words.before(at) == "um" and words.before(at, 2) == "rund":
        return True
    if words.before(at) == "nach":
        return True
    return not _comes(candidate) and max(candidate.preposition, candidate.bonus) >= 0.3


def _invited(candidate: Candidate) -> bool:
    """Say whether the words invite there: "nach Bünde eingeladen", "lädt nach Bünde ein"."""
    words, end = candidate.words, candidate.mention.end
    return any(words.after(at) in ("ein", "eingeladen") for at in range(end, end + 4))


def _acting(groups: Sequence[Group]) -> frozenset[Path]:
    """Return the districts the text begins with: "Die Landkreise Fulda und Sonneberg gründen …".

    The own district alone is no news: nearly every article of its office begins with it.
    """
    first = [
        (one, group)
        for group in groups
        if group.kind == "district"
        for one in group.running
        if one.sentence == 0
    ]
    at = min((_offset(one) for one, _ in first), default=HEAD + 1)
    if at > HEAD or all(group.own_district for _, group in first):
        return frozenset()
    return frozenset(group.path for _, group in first)


def _offset(candidate: Candidate) -> int:
    """Return how many words of its sentence stand before it."""
    words, at = candidate.words, candidate.mention.start
    back = at
    while back > 0 and words.sentence(back - 1) == candidate.sentence:
        back -= 1
    return at - back


def _rows(mentions: Sequence[Candidate]) -> dict[int, int]:
    """Return for each mention how many places stand in its row: "in A, B und C"."""
    rows: list[list[Candidate]] = []
    for here, there in pairwise([None, *mentions]):
        if there is None:
            continue
        if here is not None and _joined(here, there):
            rows[-1].append(there)
        else:
            rows.append([there])
    return {id(one): len(row) for row in rows for one in row}


def _joined(here: Candidate, there: Candidate) -> bool:
    if here.words is not there.words or here.sentence != there.sentence:
        return False
    between = here.words.low[here.mention.end : there.mention.start]
    between = [word for word in between if word not in ("in", "der", "die", "den")]
    return len(between) <= 2 and all(word in JOINERS for word in between)
