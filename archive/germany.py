"""Germany's states, districts and towns, and the world's countries, from two readable files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data"
GERMANY: Final = "Deutschland"
HEADS: Final = ("Landkreis", "Kreis", "Landratsamt", "LK")
# How official lists shorten names: "Neumarkt i.d.OPf.", "Mühldorf a.Inn".
SHORT: Final = {" an der ": " a.d. ", " am ": " a. ", " in der Oberpfalz": " i.d. OPf."}


@dataclass(frozen=True, slots=True)
class County:
    """A Landkreis, a city that is its own district, a Land or a country, with all its names."""

    name: str
    kind: str  # "district", "municipality" (a city that is its own district), "region", "country"
    state: str = ""
    names: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()


@cache
def counties() -> tuple[County, ...]:
    """Return Germany itself, its 16 states, its districts and the cities without one.

    The file has a section a state ("= Thüringen"); in it a line a district with its known towns
    after a colon, the seat first; a leading "!" marks a city that is its own district, "/" parts
    further names.
    """
    found = []
    state = ""
    for line in (DATA / "germany.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            state, *more = (part.strip() for part in line[2:].split("/"))
            found.append(County(state, "region", state, (state, *more)))
        elif line and not line.startswith("#"):
            found.append(_county(line, state))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its ISO 3166 code and all its German names."""

    code: str
    name: str
    names: tuple[str, ...]


@cache
def countries() -> tuple[Country, ...]:
    """Return all countries of the file."""
    found = []
    for line in (DATA / "countries.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, label = line.partition(" ")
            names = tuple(name.strip() for name in label.split("/"))
            found.append(Country(code, names[0], names))
    return tuple(found)


def _county(line: str, state: str) -> County:
    label, _, listed = line.partition(":")
    first, *more = (part.strip() for part in label.lstrip("!").split("/"))
    towns = tuple(town.strip() for town in listed.split(",") if town.strip())
    if line.startswith("!"):
        return County(first, "municipality", state, (first, *more), towns)
    return County(first, "district", state, (*_names(first, towns), *more), towns)


def _names(name: str, towns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the forms a district's name has: "Landkreis Fulda" is also "Kreis Fulda"; but "Fulda"
    alone is the town."""
    head, _, bare = name.partition(" ")
    if head not in ("Landkreis", "Kreis"):
        return (name,)
    bares = (bare, *_shortened(bare))
    forms = tuple(f"{head} {one}" for one in bares for head in HEADS)
    # A name of several parts can only be the district: "Vorpommern-Rügen", "Altenburger Land".
    alone = bare not in towns and ("-" in bare or " " in bare) and "(" not in bare
    return (*forms, bare) if alone else forms


def _shortened(name: str) -> tuple[str, ...]:
    short = name
    for long, brief in SHORT.items():
        short = short.replace(long, brief)
    return (short,) if short != name else ()
