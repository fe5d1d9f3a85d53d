"""Which of several namesakes is meant: own district, what the text says, nearness, size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from archive.gazetteer import Gazetteer, Spot
from archive.germany import counties

DOMINANT: Final = 8  # a town so many times larger than its namesakes is meant
NEAR_KM: Final = 60.0
TWICE: Final = 2.0
CLOSE_KM: Final = 35.0
FAR_KM: Final = 80.0
GERMAN_SPEAKING: Final = frozenset({"Österreich", "Schweiz", "Liechtenstein", "Luxemburg"})
STATES: Final = frozenset(county.name for county in counties() if county.kind == "region")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article before a namesake is chosen."""

    lands: frozenset[str] = frozenset()  # countries the text names or has certain places in
    named: frozenset[str] = frozenset()  # countries the text names
    anchors: tuple[tuple[float, float], ...] = ()
    neighbours: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()  # districts the text names

    @classmethod
    def of(cls, gazetteer: Gazetteer, lands: Iterable[str]) -> Context:
        """Return the context of a district before anything firm was found."""
        district = gazetteer.district
        neighbours = district.neighbours if district else frozenset()
        return cls(frozenset(lands), frozenset(lands), (), neighbours)

    def with_anchors(self, spots: Iterable[Spot | None]) -> Context:
        """Return the context with the places that are certain."""
        certain = [spot for spot in spots if spot is not None]
        points = {
            (spot.lat, spot.lon)
            for spot in certain
            if spot.lat is not None and spot.lon is not None and spot.kind != "country"
        }
        lands = {spot.country for spot in certain}
        counties = frozenset(spot.name for spot in certain if spot.kind == "district")
        anchors = tuple(sorted(points))
        return replace(self, lands=self.lands | lands, anchors=anchors, counties=counties)


@dataclass(frozen=True, slots=True)
class Choice:
    """The place chosen, its path (shorter where namesakes cannot be told apart) and why."""

    spot: Spot
    path: tuple[str, ...]
    bonus: float
    why: str


def choose(spots: Sequence[Spot], bound: tuple[str, ...], context: Context) -> Choice | None:
    """Return which of *spots* is meant, None where the text rules out all.

    *bound* is the path of a country, state or district named together with the place.
    """
    fitting = [spot for spot in spots if _fits(spot, bound, context)]
    if not fitting:
        return None
    if len(fitting) > 1:
        return _with_nearness(_tell_apart(fitting, context), context)
    only = fitting[0]
    if _abroad_and_named(only, context):
        near = _to_anchors(only, context, itself=False) <= NEAR_KM
        return Choice(only, only.path, 0.4 if near else 0.25, "its country is named")
    return _with_nearness(Choice(only, only.path, 0.0, ""), context)


def _with_nearness(choice: Choice, context: Context) -> Choice:
    """Let a village gain from certain places nearby: beside Sonneberg, "Lauscha" is the town."""
    spot = choice.spot
    small = spot.kind in ("municipality", "locality") and not spot.own and spot.population < 20_000
    if choice.bonus or not small or spot.lat is None:
        return choice
    away = _to_anchors(spot, context, itself=False)
    if away <= CLOSE_KM:
        return replace(choice, bonus=0.25, why="near other places of the text")
    if spot.country in GERMAN_SPEAKING and spot.country not in context.lands:
        # An Austrian village in a German text is most often a German one we do not know.
        return replace(choice, bonus=-0.4, why="a village abroad that nothing points to")
    if math.inf > away > FAR_KM and len(spot.path) == 3 and spot.path[1] in STATES:
        # So far off, it is as likely a namesake unknown to us: only the country is certain.
        return replace(choice, path=(spot.country, spot.name))
    return choice


def _tell_apart(fitting: Sequence[Spot], context: Context) -> Choice:
    own = [spot for spot in fitting if spot.own]
    if own:
        return _common(own) if len(own) > 1 else Choice(own[0], own[0].path, 0.0, "")
    lands = [spot for spot in fitting if spot.kind in ("country", "region", "district")]
    if lands:
        return Choice(lands[0], lands[0].path, 0.0, "")
    for preferred in (context.counties, context.neighbours):
        inside = [spot for spot in fitting if len(spot.path) > 2 and spot.path[1] in preferred]
        if len(inside) == 1:
            return Choice(inside[0], inside[0].path, 0.0, "")
    abroad = _meant_abroad(fitting, context)
    if abroad is not None:
        return Choice(abroad, abroad.path, 0.4, "its country is named")
    current = [spot for spot in fitting if "old" not in spot.traits] or list(fitting)
    ranked = sorted(current, key=lambda spot: -spot.population)
    nearest = _nearest(ranked, context)
    first = ranked[0]
    if first.population >= 20_000 and (
        len(ranked) == 1 or first.population >= DOMINANT * ranked[1].population
    ):
        return Choice(first, first.path, 0.0, "")
    if nearest is not None:
        return Choice(nearest, nearest.path, 0.2, "near other places of the text")
    at_home = [spot for spot in ranked if spot.country == "Deutschland"]
    if len(at_home) == 1 or not at_home:
        spot = (at_home or ranked)[0]
        return Choice(spot, spot.path, 0.0, "")
    if at_home[0].population >= DOMINANT * at_home[1].population:
        return Choice(at_home[0], at_home[0].path, 0.0, "")
    return _common(at_home)


def _meant_abroad(spots: Sequence[Spot], context: Context) -> Spot | None:
    """Return the namesake in a country the text names, where the German ones are much smaller
    and far from the other places of the text: "Polen … Bütow" is Bytów, not the village."""
    named = [
        spot for spot in spots if spot.country != "Deutschland" and spot.country in context.named
    ]
    if not named:
        return None
    largest = max(named, key=lambda spot: spot.population)
    for spot in spots:
        if spot.country == "Deutschland" and spot.kind != "locality":
            near = _to_anchors(spot, context, itself=False) <= NEAR_KM
            if near or 3 * spot.population > largest.population:
                return None
    return largest


def _fits(spot: Spot, bound: tuple[str, ...], context: Context) -> bool:
    if bound:
        if spot.path[: len(bound)] == bound:
            return True
        return len(bound) == 2 and bound[0] == spot.country and spot.state == bound[1]
    return "old" not in spot.traits or spot.country in context.lands


def _abroad_and_named(spot: Spot, context: Context) -> bool:
    return spot.country != "Deutschland" and spot.country in context.lands


def _common(spots: Sequence[Spot]) -> Choice:
    """Return the first of *spots*, its path cut to what all of them share.

    Of several "Frankenberg" in Germany only the country is certain.
    """
    shared = []
    for parts in zip(*(spot.path[:-1] for spot in spots), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    first = spots[0]
    name = min((spot.name for spot in spots), key=len)
    path = (*shared, name)
    return Choice(replace(first, name=name, path=path, lat=None, lon=None), path, 0.0, "")


def _nearest(spots: Sequence[Spot], context: Context) -> Spot | None:
    """Return the one clearly nearest to the places that are certain, or None."""
    if not context.anchors:
        return None
    ranked = sorted((_to_anchors(spot, context), index) for index, spot in enumerate(spots))
    nearest, index = ranked[0]
    if nearest > NEAR_KM or (len(ranked) > 1 and ranked[1][0] < TWICE * nearest + 5):
        return None
    return spots[index]


def _to_anchors(spot: Spot, context: Context, *, itself: bool = True) -> float:
    if spot.lat is None or spot.lon is None:
        return math.inf
    return min(
        (
            kilometres(spot.lat, spot.lon, *point)
            for point in context.anchors
            if itself or point != (spot.lat, spot.lon)
        ),
        default=math.inf,
    )


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two points, on a flat map (good to 1 % within 500 km)."""
    flat = math.cos(math.radians((lat + other_lat) / 2))
    return 111.2 * math.hypot(lat - other_lat, (lon - other_lon) * flat)
