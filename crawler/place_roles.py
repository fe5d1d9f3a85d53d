"""What an article is about, of the places it names: role and weight of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive.article import Place
from crawler.place_zones import BODY, DATELINE, ENOUGH, LEAD, TITLE, Candidate

ZONE_WEIGHT: Final = {TITLE: 3.0, DATELINE: 2.0, LEAD: 1.6, BODY: 1.0}
AGAIN: Final = 0.5  # what a further mention in the body adds, up to MOST_AGAIN times
MOST_AGAIN: Final = 4
OFTEN: Final = 4  # a place named so often is what the article is about
EARLY: Final = 2  # sentences from the start in which an article says where it happens
HEAD: Final = 3  # words before the district that acts: "Die beiden Landkreise …"
FEW: Final = 3  # more places in one sentence are a list, not where it happens


@dataclass(frozen=True, slots=True)
class _Group:
    """All mentions of one place that count."""

    path: tuple[str, ...]
    mentions: tuple[Candidate, ...]
    points: float
    zones: frozenset[str]

    @property
    def kind(self) -> str:
        spot = self.mentions[0].spot
        return spot.kind if spot is not None else ""


def weigh_places(candidates: Sequence[Candidate]) -> tuple[Place, ...]:
    """Return the places that count, the weightiest first."""
    found: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate in candidates:
        if candidate.spot is not None and candidate.score >= ENOUGH and not candidate.qualifier:
            found.setdefault(candidate.path, []).append(candidate)
    groups = [
        _Group(path, tuple(group), _points(group), frozenset(one.zone for one in group))
        for path, group in found.items()
    ]
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
        name=group.path[-1] if group.path != spot.path else spot.name,
        path=group.path,
        role="about" if group.path in about else role,
        weight=round(min(1.0, group.points / max(top, 4.0)), 4),
        kind=spot.kind,
        quote=best.quote,
    )


def _about(groups: Sequence[_Group]) -> set[tuple[str, ...]]:
    """Return what the article is about: the places of its title; where that names none, those the
    first sentences say it happens in and the districts that act there; the only place it has; and
    what it names again and again."""
    titled = {group.path for group in groups if TITLE in group.zones and not _only_origin(group)}
    about = titled | _beside_title(groups, titled)
    towns = [group for group in groups if group.kind in ("municipality", "locality")]
    if not about and len(towns) == 1 and not _only_from(towns[0]):
        about = {towns[0].path}
    most = max((len(group.mentions) for group in groups), default=0)
    return about | {
        group.path
        for group in groups
        if len(group.mentions) >= OFTEN and len(group.mentions) >= 0.7 * most
    }


def _beside_title(groups: Sequence[_Group], titled: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Return what the first sentences add to the places of the title."""
    kinds = {group.path: group.kind for group in groups}
    here = _where_it_happens(groups)
    if any(kinds[path] != "country" for path in titled):
        again = {group.path for group in groups if len(group.mentions) > 1}
        return {path for path in here if kinds.get(path[:-1]) == "municipality" or path in again}
    if titled:
        return {path for path in here if path[:-1] in titled}
    acting = _acting(groups)
    if len(here) > FEW or any(DATELINE in group.zones for group in groups):
        return acting
    return acting | set(here)


def _acting(groups: Sequence[_Group]) -> set[tuple[str, ...]]:
    """Return the districts the text begins with: "Die Landkreise Fulda und Sonneberg gründen …".

    The own district alone is no news: nearly every article of its office begins with it.
    """
    first = [
        (mention, group)
        for group in groups
        for mention in group.mentions
        if group.kind == "district" and mention.zone in (LEAD, BODY) and not mention.sentence
    ]
    at = min((mention.mention.start for mention, _ in first), default=HEAD + 1)
    if at > HEAD or all(mention.spot and mention.spot.own for mention, _ in first):
        return set()
    return {group.path for _, group in first}


def _only_origin(group: _Group) -> bool:
    """Say whether the title only says that people come from a country."""
    return group.kind == "country" and all(mention.origin for mention in group.mentions)


def _where_it_happens(groups: Sequence[_Group]) -> list[tuple[str, ...]]:
    """Return the places the first sentence that has any says it happens in."""
    located = sorted(
        (mention.sentence, mention.mention.start, group.path, mention.bonus > 0)
        for group in groups
        for mention in group.mentions
        if mention.zone in (LEAD, BODY)
        and mention.sentence < EARLY
        and DATELINE not in group.zones
        and _is_located(mention)
        and group.kind in ("municipality", "locality")
    )
    first = [one for one in located if one[0] == located[0][0]]
    if sum(lent for _, _, _, lent in first) >= FEW - 1:
        return []  # "in A, B und C": a list
    return list(dict.fromkeys(path for _, _, path, _ in first))


def _only_from(group: _Group) -> bool:
    """Say whether people or things only come from the place."""
    return DATELINE in group.zones or all(
        mention.origin or mention.words.before(mention.mention.start) in ("von", "nach")
        for mention in group.mentions
    )


def _is_located(candidate: Candidate) -> bool:
    """Say whether the words place something there: "in X", "Kirche X", "OT X"; not "aus X"."""
    if candidate.mention.form == "adjective":
        return True
    return not candidate.origin and max(candidate.preposition, candidate.bonus) >= 0.3
