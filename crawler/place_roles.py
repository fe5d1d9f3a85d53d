"""What an article is about, of the places it names: role and weight of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from archive.article import Place
from crawler.place_mentions import Group
from crawler.place_subject import subjects
from crawler.place_zones import BODY, DATELINE, ENOUGH, LEAD, TITLE, Candidate

ZONE_WEIGHT: Final = {TITLE: 3.0, DATELINE: 2.0, LEAD: 1.6, BODY: 1.0}
AGAIN: Final = 0.5  # what a further mention in the body adds, up to MOST_AGAIN times
MOST_AGAIN: Final = 4


def weigh_places(candidates: Sequence[Candidate]) -> tuple[Place, ...]:
    """Return the places that count, the weightiest first."""
    groups = groups_of(candidates)
    about = subjects(groups)
    points = [_points(group) for group in groups]
    top = max(points, default=1.0)
    places = [
        _place(group, point / max(top, 4.0), role_of(group, about))
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


def role_of(group: Group, about: Collection[tuple[str, ...]]) -> str:
    """Return "about", "dateline" or "mentioned"; *about* holds the paths of the subjects."""
    if group.path in about:
        return "about"
    return "dateline" if DATELINE in group.zones else "mentioned"


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
