"""What editors know better about places than the gazetteer, applied to what it answers.

Rules hold in the order they were made: a later one speaks of places as the earlier ones left
them. Taking one away lets all others hold as if it had never been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from archive.spot import Spot, fold

Path = tuple[str, ...]
Lookup = Callable[[Path], Spot | None]  # the gazetteer's own place at a path, before any rule
DOES: Final = ("alias", "place", "none", "moved")


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """One thing an editor said of a place.

    `does` is "alias" (`name` means the place `path`), "place" (there is a place `path`), "none"
    (`name` does not mean `path`; without one, no place at all) or "moved" (the place `path` is
    `target` now: renamed, merged into another or put below one, with all that lies in it).
    """

    does: str
    name: str
    path: Path = ()
    target: Path = ()
    lat: float | None = None
    lon: float | None = None
    id: int = field(default=0, compare=False)
    reason: str = field(default="", compare=False)
    editor: str = field(default="", compare=False)
    made: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class PlaceRules:
    """All rules in force, in their order; equal rules read every text the same."""

    rules: tuple[PlaceRule, ...] = ()

    def __hash__(self) -> int:
        return hash(self.rules)

    def added(self, rules: Iterable[PlaceRule]) -> PlaceRules:
        """Return these rules with others behind them."""
        return PlaceRules((*self.rules, *rules))

    def without(self, number: int) -> PlaceRules:
        """Return these rules without the one of this id."""
        return PlaceRules(tuple(rule for rule in self.rules if rule.id != number))

    def moved(self, path: Path, *, since: int = 0) -> Path:
        """Return where the place *path* stands after the moves from the *since*-th rule on."""
        for rule in self.rules[since:]:
            if rule.does == "moved":
                path = _moved(path, rule)
        return path

    def applied(self, folded: str, spots: Sequence[Spot], at: Lookup) -> tuple[Spot, ...]:
        """Return what a *folded* name means by these rules; *spots* is what the gazetteer says.

        *at* gives the gazetteer's own place at a path.
        """
        found = [*self._own(folded, at), *(self._settled(spot, at) for spot in spots)]
        refused = self._refused.get(folded, set())
        if () in refused:
            return ()
        kept: dict[Path, Spot] = {}
        for spot in found:
            if spot.path not in refused:
                kept.setdefault(spot.path, spot)
        return tuple(kept.values())

    def refuses(self, folded: str) -> bool:
        """Say whether a *folded* name is no place at all."""
        return () in self._refused.get(folded, ())

    def names(self) -> list[tuple[str, Path]]:
        """Return the names that rules add, with the path each means now."""
        return [
            (rule.name, self.moved(rule.path, since=number + 1))
            for number, rule in enumerate(self.rules)
            if rule.does in ("alias", "place")
        ] + [
            (rule.target[-1], self.moved(rule.target, since=number + 1))
            for number, rule in enumerate(self.rules)
            if rule.does == "moved"
        ]

    def place_at(self, path: Path, at: Lookup) -> Spot | None:
        """Return the place that stands at *path* by these rules: added, moved or the gazetteer's.

        None too for one that has been moved away.
        """
        if self.moved(path) == path:
            known = at(path)
            if known is not None:
                return known
        for number, rule in enumerate(self.rules):
            here = rule.target if rule.does == "moved" else rule.path
            if rule.does == "none" or self.moved(here, since=number + 1) != path:
                continue
            if rule.does == "place":
                return self._added(rule, path, at)
            origin = at(rule.path) or self.place_before(rule.path, number, at)
            if origin is not None:
                return _standing(origin, path)
        return None

    def place_before(self, path: Path, number: int, at: Lookup) -> Spot | None:
        """Return the place at *path* as it stood before the *number*-th rule."""
        return PlaceRules(self.rules[:number]).place_at(path, at)

    # -- inside ----------------------------------------------------------------------------

    @cached_property
    def _added_names(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for name, path in self.names():
            found.setdefault(fold(name), []).append(path)
        return found

    @cached_property
    def _refused(self) -> dict[str, set[Path]]:
        found: dict[str, set[Path]] = {}
        for number, rule in enumerate(self.rules):
            if rule.does == "none":
                path = self.moved(rule.path, since=number + 1)
                found.setdefault(fold(rule.name), set()).add(path)
        return found

    def _own(self, folded: str, at: Lookup) -> Iterable[Spot]:
        for path in self._added_names.get(folded, ()):
            spot = self.place_at(path, at)
            if spot is not None:
                yield spot

    def _settled(self, spot: Spot, at: Lookup) -> Spot:
        path = self.moved(spot.path)
        if path == spot.path:
            return spot
        return self.place_at(path, at) or _standing(spot, path)

    def _added(self, rule: PlaceRule, path: Path, at: Lookup) -> Spot:
        above = self.place_at(path[:-1], at) if len(path) > 1 else None
        return Spot(
            name=path[-1],
            path=path,
            kind="locality" if above is None or above.kind != "district" else "municipality",
            lat=rule.lat if rule.lat is not None or above is None else above.lat,
            lon=rule.lon if rule.lon is not None or above is None else above.lon,
            own=above.own if above is not None else False,
            state=above.state if above is not None else "",
        )


def _moved(path: Path, rule: PlaceRule) -> Path:
    source, target = rule.path, rule.target
    if path[: len(source)] != source:
        return path
    inside = path[len(source) :]
    if not inside:
        return target
    # The parts of a municipality that joined another one become parts of that one.
    return (*(target if len(target) <= len(source) else target[:-1]), *inside)


def _standing(spot: Spot, path: Path) -> Spot:
    """Return the place as it is called and counted at its new path."""
    deeper = len(path) > len(spot.path) and spot.kind == "municipality"
    return replace(spot, name=path[-1], path=path, kind="locality" if deeper else spot.kind)
