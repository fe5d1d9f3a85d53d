"""Places by name: the own district from a data file, German districts, countries, the world.

Names are looked up folded (`fold`): case, umlauts, diacritics and hyphens do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from archive.district import District, read_district
from archive.errors import ConfigurationError
from archive.germany import GERMANY, County, counties, countries
from archive.place_rules import PlaceRules
from archive.spot import Spot as Spot  # both are spoken of as the gazetteer's
from archive.spot import fold as fold
from archive.world import World

DATA: Final = Path(__file__).parent / "data"
CACHE_SIZE: Final = 60_000  # folded words whose answer is kept; a year of one district has ~25,000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gazetteer knows of a folded name, and whether longer names begin with it."""

    spots: tuple[Spot, ...] = ()
    longer: bool = False


class Gazetteer:
    """All places we know; the own district comes first."""

    def __init__(
        self,
        district: District | None = None,
        world: World | None = None,
        rules: PlaceRules = PlaceRules(),
    ) -> None:
        self.district = district
        self.rules = rules
        self._world = world
        self._cache: dict[str, Answer] = {}

    def lookup(self, name: str) -> tuple[Spot, ...]:
        """Return the places called *name*, own district first, then the more populous."""
        return self.probe(fold(name)).spots

    def other_names(self, name: str) -> tuple[str, ...]:
        """Return what places called *name* are mainly called: "Bütow" gives "Bytów"."""
        same = fold(name)
        return tuple(
            dict.fromkeys(spot.name for spot in self.lookup(name) if fold(spot.name) != same)
        )

    def at(self, path: tuple[str, ...]) -> Spot | None:
        """Return the place that stands at *path*, or None."""
        return self.rules.place_at(path, self._given_at)

    def refuses(self, folded: str) -> bool:
        """Say whether editors have said that a *folded* name is no place."""
        return self.rules.refuses(folded)

    def probe(self, folded: str) -> Answer:
        """Return what is known of a *folded* name."""
        known = self._cache.get(folded)
        if known is None:
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            known = self._cache[folded] = self._probe(folded)
        return known

    def names(self) -> Iterator[str]:
        """Yield the names a search should protect: own district, German districts, countries."""
        seen = set()
        for name, spot in self._near:
            if fold(name) not in seen and "word" not in spot.traits:
                seen.add(fold(name))
                yield name

    def places(self) -> Iterator[Spot]:
        """Yield the own district's places, largest first in the hierarchy."""
        seen = set()
        given = [spot.path for _, spot in self.district.spots] if self.district else []
        for path in (*given, *(path for _, path in self.rules.names())):
            now = self.rules.moved(path)
            spot = self.at(now) or _standing_at(self.lookup(path[-1]), now)
            if spot is not None and spot.own and spot.path not in seen:
                seen.add(spot.path)
                yield spot

    def names_of(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the own district and of editors that mean the place at *path*."""
        given = [name for name, spot in self._near if self.rules.moved(spot.path) == path]
        added = [name for name, there in self.rules.names() if there == path]
        means = (
            name for name in (*given, *added) if any(s.path == path for s in self.lookup(name))
        )
        return tuple(dict.fromkeys(means))

    def is_water(self, folded: str) -> bool:
        """Say whether a brook of the own district has this name."""
        return self.district is not None and folded in self.district.waters

    def is_surname(self, folded: str) -> bool:
        """Say whether the district file warns that people have this name."""
        return self.district is not None and folded in self.district.surnames

    @cached_property
    def _near(self) -> list[tuple[str, Spot]]:
        own = list(self.district.spots) if self.district else []
        path = self.district.path if self.district else None
        return own + [(name, spot) for name, spot in _germany(self._world) if spot.path != path]

    @cached_property
    def _by_name(self) -> dict[str, Answer]:
        found: dict[str, list[Spot]] = {}
        for name, spot in self._near:
            spots = found.setdefault(fold(name), [])
            if all(other.path != spot.path for other in spots):
                spots.append(spot)
        added = (fold(name) for name, _ in self.rules.names())
        longer = {
            " ".join(words[:count])
            for words in (name.split(" ") for name in (*found, *added))
            for count in range(1, len(words))
        }
        return {
            name: Answer(tuple(found.get(name, ())), name in longer) for name in {*found, *longer}
        }

    def _probe(self, folded: str) -> Answer:
        given = self._given(folded)
        if not self.rules.rules:
            return given
        return Answer(self.rules.applied(folded, given.spots, self._given_at), given.longer)

    def _given_at(self, path: tuple[str, ...]) -> Spot | None:
        if not path:
            return None
        return _standing_at(self._given(fold(path[-1])).spots, path)

    def _given(self, folded: str) -> Answer:
        """Return what the files say of a *folded* name, before editors' rules."""
        near = self._by_name.get(folded, Answer())
        if self._world is None:
            return near
        rows, longer = self._world.find(folded)
        world = {row.path: _spot(row) for row in rows}
        # Our own files tell where a city belongs, the world file where it lies.
        nearer = [
            world.get(spot.path, spot) if spot.lat is None and not spot.own else spot
            for spot in near.spots
        ]
        paths = {spot.path for spot in near.spots}
        far = [spot for path, spot in world.items() if not _known(spot, near.spots, paths)]
        nearer.sort(key=lambda spot: (not spot.own, -spot.population))
        return Answer((*nearer, *far), near.longer or longer)


def _standing_at(spots: Iterable[Spot], path: tuple[str, ...]) -> Spot | None:
    return next((spot for spot in spots if spot.path == path), None)


def load_gazetteer(
    district: str = "", *, folder: Path | None = None, rules: PlaceRules = PlaceRules()
) -> Gazetteer:
    """Return the gazetteer with the own *district*: an id, or the path of a JSON file.

    An id is looked up in *folder* first, then among the shipped districts. The same unchanged file
    and rules give the same gazetteer. Raises ConfigurationError that says what is wrong with it.
    """
    if not district:
        return _opened(None, 0, rules)
    path = _file_of(district, folder)
    try:
        return _opened(path, path.stat().st_mtime_ns, rules)
    except OSError as error:
        raise ConfigurationError(f"district file {path} cannot be read: {error}") from error


@lru_cache(maxsize=8)
def _opened(path: Path | None, _changed: int, rules: PlaceRules) -> Gazetteer:
    return Gazetteer(read_district(path) if path else None, _world(), rules)


@cache
def _world() -> World | None:
    return World.open(DATA / "world.zst")


def district_ids(folder: Path | None = None) -> list[str]:
    """Return the ids of all districts there are files of."""
    folders = [DATA / "districts", *([folder] if folder else [])]
    return sorted({path.stem for place in folders for path in place.glob("*.json")})


def _file_of(district: str, folder: Path | None) -> Path:
    if district.endswith(".json"):
        return Path(district)
    for place in (folder, DATA / "districts"):
        path = place / f"{district}.json" if place else None
        if path is not None and path.is_file():
            return path
    known = ", ".join(district_ids(folder))
    raise ConfigurationError(
        f"no gazetteer for district {district!r}; known: {known}. See docs/add-a-district.md"
    )


def _germany(world: World | None) -> Iterable[tuple[str, Spot]]:
    for country in countries():
        spot = Spot(country.name, (country.name,), "country")
        yield from ((name, spot) for name in country.names)
    for county in counties():
        path = (GERMANY, county.name)
        lat, lon = _middle(world, county) if county.kind == "district" else (None, None)
        spot = Spot(county.name, path, county.kind, lat, lon, state=county.state)
        yield from ((name, spot) for name in county.names)


def _middle(world: World | None, county: County) -> tuple[float | None, float | None]:
    """Return where the first town of a district lies, mostly its seat."""
    for town in county.towns[:2] if world else ():
        for row in world.find(fold(town))[0] if world else ():
            if len(row.path) > 2 and row.path[1] == county.name:
                return row.lat, row.lon
    return None, None


def _spot(row: Any) -> Spot:
    return Spot(
        row.name,
        row.path,
        row.kind,
        row.lat,
        row.lon,
        row.population,
        traits=row.traits,
        state=_state_of(row.path),
    )


@cache
def _states() -> dict[str, str]:
    return {county.name: county.state for county in counties()}


def _state_of(path: tuple[str, ...]) -> str:
    return _states().get(path[1], "") if path[0] == GERMANY and len(path) > 1 else ""


def _known(spot: Spot, near: tuple[Spot, ...], paths: set[tuple[str, ...]]) -> bool:
    """Say whether a place of the world is one that the nearer files tell better."""
    if spot.path in paths:
        return True
    return any(
        other.own
        and other.lat is not None
        and other.lon is not None
        and spot.lat is not None
        and spot.lon is not None
        and abs(other.lat - spot.lat) < 0.06
        and abs(other.lon - spot.lon) < 0.09
        for other in near
    )
