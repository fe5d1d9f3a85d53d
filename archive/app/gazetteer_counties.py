"""Which district a German town belongs to, for compiling the world's towns."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive.gazetteer import fold
from archive.germany import GERMANY, County, counties

TAIL: Final = re.compile(
    r"\s*\(.*\)$|\s*/.*$|"
    r"\s(?:an der|an den|am|im|in der|in den|in|bei|ob der|ob|vor der|vorm|unter|auf|a\.|i\.)\s.*$"
)
FARTHEST: Final = 70.0  # km of a town from the middle of its district

Names = dict[tuple[str, str], list["Town"]]


@dataclass(slots=True)
class Town:
    """A town on its way from GeoNames to our file."""

    name: str
    country: str
    above: tuple[str, ...]
    kind: str
    lat: float
    lon: float
    population: int
    aliases: set[str]
    old: set[str]


def give_counties(towns: list[Town]) -> None:
    """Put German towns below their district where our file tells it; add those GeoNames lacks."""
    by_name: Names = defaultdict(list)
    for town in towns:
        if town.country == GERMANY:
            for alias in {town.name, *town.aliases}:
                by_name[town.above[-1], fold(alias)].append(town)
    taken: set[int] = set()
    for county in counties():
        if county.kind == "municipality":
            _take_city(county.name, by_name[county.state, fold(county.name)], taken)
    for exact in (True, False):
        _give_towns(by_name, taken, exact=exact)
    towns += _unknown_to_geonames(towns, _centres(by_name))


def parts_of(towns: Sequence[Town]) -> list[Town]:
    """Return the parts of double towns GeoNames lacks: Osthausen of Osthausen-Wülfershausen."""
    near = {
        (fold(alias), round(town.lat, 0), round(town.lon, 0))
        for town in towns
        if town.country == GERMANY
        for alias in {town.name, *town.aliases}
    }
    new = []
    for town in towns:
        parts = town.name.split("-")
        double = town.country == GERMANY and len(parts) == 2 and " " not in town.name
        if not double or town.kind != "municipality" or len(town.above) < 2:
            continue
        for part in parts:
            known = (fold(part), round(town.lat, 0), round(town.lon, 0)) in near
            if len(part) > 4 and part[0].isupper() and not known:
                above = (*town.above, town.name)
                new.append(
                    Town(part, GERMANY, above, "locality", town.lat, town.lon, 0, {part}, set())
                )
    return new


def _take_city(name: str, candidates: list[Town], taken: set[int]) -> None:
    if candidates:
        city = max(candidates, key=lambda town: town.population)
        city.aliases.add(city.name)
        city.name, city.above = name, (GERMANY,)
        taken.add(id(city))


def _listed() -> list[tuple[County, str]]:
    """Return every town of the file with its district."""
    return [
        (county, town)
        for county in counties()
        if county.kind == "district"
        for town in county.towns
    ]


def _give_towns(by_name: Names, taken: set[int], *, exact: bool) -> None:
    claims = defaultdict(list)
    for county, listed in _listed():
        asked = fold(listed if exact else TAIL.sub("", listed))
        for town in by_name[county.state, asked]:
            if id(town) not in taken and (not exact or fold(town.name) == asked):
                claims[id(town)].append((county.name, town))
    centres = _centres(by_name)
    for options in claims.values():
        away, county_name, town = min(
            ((_distance(town, centres.get(name)), name, town) for name, town in options),
            key=lambda option: option[:2],
        )
        if away < FARTHEST:
            town.above = (GERMANY, county_name)
            taken.add(id(town))


def _unknown_to_geonames(
    towns: Sequence[Town], centres: dict[str, tuple[float, float]]
) -> list[Town]:
    """Return the towns our file lists that GeoNames lacks, in the middle of their district.

    A listed name that is only a longer form of a known town becomes an alias of that town.
    """
    known: Names = defaultdict(list)
    for town in towns:
        if town.country == GERMANY:
            for alias in {town.name, *town.aliases}:
                known[town.above[-1], fold(alias)].append(town)
    new = []
    for county, listed in _listed():
        if (county.name, fold(listed)) in known:
            continue
        same = known.get((county.name, fold(TAIL.sub("", listed))))
        if same:
            same[0].aliases.add(listed)
        elif county.name in centres:
            aliases = {TAIL.sub("", listed)}
            above = (GERMANY, county.name)
            new.append(
                Town(
                    listed, GERMANY, above, "municipality", *centres[county.name], 0, aliases, set()
                )
            )
    return new


def _centres(by_name: Names) -> dict[str, tuple[float, float]]:
    """Return a rough middle of each district: the median of towns with a name of their own."""
    points = defaultdict(list)
    for county, listed in _listed():
        options = by_name[county.state, fold(listed)]
        if len(options) == 1:
            points[county.name].append((options[0].lat, options[0].lon))
    found = {}
    for name, places in points.items():
        lats, lons = (sorted(values) for values in zip(*places, strict=True))
        found[name] = (lats[len(lats) // 2], lons[len(lons) // 2])
    return found


def _distance(town: Town, centre: tuple[float, float] | None) -> float:
    if centre is None:
        return 0.0
    flat = math.cos(math.radians(town.lat))
    return 111.0 * math.hypot(town.lat - centre[0], (town.lon - centre[1]) * flat)
