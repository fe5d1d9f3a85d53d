"""The own district from its data file; docs/add-a-district.md explains the form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.district_file import checked
from archive.errors import ConfigurationError
from archive.germany import GERMANY
from archive.spot import Spot, fold


@dataclass(frozen=True, slots=True)
class District:
    """The own district: its places, its neighbours and the names that are risky there."""

    id: str
    name: str
    path: tuple[str, ...]
    seat: str
    state: str
    neighbours: frozenset[str]
    spots: tuple[tuple[str, Spot], ...]  # name or alias → place
    waters: frozenset[str]  # folded
    surnames: frozenset[str]  # folded


def read_district(path: Path) -> District:
    """Return the district in the file at *path*.

    Raises ConfigurationError that says what is wrong.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        return _read_district(checked(data))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ConfigurationError(f"district file {path} cannot be read: {error}") from error
    except ValueError as error:
        raise ConfigurationError(
            f"district file {path}: {error}; see docs/add-a-district.md"
        ) from error


def _read_district(data: dict[str, Any]) -> District:
    path = (data.get("country") or GERMANY, data["name"])
    words = {fold(word) for word in data.get("words", ())}
    waters = frozenset(fold(word) for word in data.get("waters", ()))
    surnames = frozenset(fold(word) for word in data.get("surnames", ()))
    whole = Spot(data["name"], path, "district", own=True)
    spots = [(name, whole) for name in (data["name"], *data.get("aliases", ()))]
    for entry in data["municipalities"]:
        spots += _municipality(entry, path, words, data.get("state", ""))
    return District(
        id=data["id"],
        name=data["name"],
        path=path,
        seat=data.get("seat", ""),
        state=data.get("state", ""),
        neighbours=_both_forms(data.get("neighbours", ())),
        spots=tuple(spots),
        waters=waters,
        surnames=surnames,
    )


def _both_forms(names: Iterable[str]) -> frozenset[str]:
    """Return *names* with and without "Landkreis" before them, as paths may have either."""
    return frozenset(
        form
        for name in names
        for form in (name, f"Landkreis {name}", name.removeprefix("Landkreis "))
    )


def _municipality(
    entry: dict[str, Any], above: tuple[str, ...], words: set[str], state: str
) -> Iterator[tuple[str, Spot]]:
    town = _entry(entry, above, "municipality", words, state=state)
    yield from _named(entry, town)
    for part in entry.get("places", ()):
        yield from _named(part, _entry(part, town.path, "locality", words, near=town))
    for old in entry.get("former", ()):  # a name the municipality itself had
        yield old, town


def _entry(
    entry: dict[str, Any],
    above: tuple[str, ...],
    kind: str,
    words: set[str],
    near: Spot | None = None,
    state: str = "",
) -> Spot:
    name = entry["name"]
    if not isinstance(name, str) or not fold(name):
        raise ValueError(f"a place without a name: {entry!r}")
    return Spot(
        name=name,
        path=(*above, name),
        kind=kind,
        lat=entry.get("lat", near.lat if near else None),
        lon=entry.get("lon", near.lon if near else None),
        population=entry.get("population", 0),
        own=True,
        traits=frozenset({"word"}) if fold(name) in words else frozenset(),
        until=entry.get("own_municipality_until"),
        state=near.state if near else state,
    )


def _named(entry: dict[str, Any], spot: Spot) -> Iterator[tuple[str, Spot]]:
    for name in (entry["name"], *entry.get("aliases", ())):
        yield name, spot
