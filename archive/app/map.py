"""A map of the own district, drawn from coordinates: a dot a place, as large as its news."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from archive.app.links import facet_url
from archive.gazetteer import Gazetteer

WIDTH = 640
MARGIN = 46
SMALLEST, LARGEST = 3.0, 22.0  # radius of a dot
LETTERED = 12  # places whose names are written, if there is room
LETTER_WIDTH, LINE = 7.2, 16  # room a letter takes


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map; `lettered` where its name is written beside the dot."""

    name: str
    count: int
    address: str
    x: float
    y: float
    radius: float
    lettered: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing's size and dots, largest first so that small ones lie on top."""

    width: int
    height: int
    dots: tuple[Dot, ...]


def draw(gazetteer: Gazetteer, counts: Mapping[str, int]) -> Map | None:
    """Return the map for *counts* by place path, or None without a district or coordinates.

    Municipalities without news are drawn too, as the smallest dots without a link.
    """
    spots = [
        (spot, counts.get("/".join(spot.path), 0))
        for spot in gazetteer.places()
        if spot.lat is not None
        and spot.lon is not None
        and spot.kind in ("municipality", "locality")
    ]
    spots = [(spot, n) for spot, n in spots if n or spot.kind == "municipality"]
    if len(spots) < 3:
        return None
    lats = [spot.lat for spot, _ in spots if spot.lat is not None]
    lons = [spot.lon for spot, _ in spots if spot.lon is not None]
    # A degree of longitude is shorter than one of latitude; at this scale a plain squeeze will do.
    squeeze = math.cos(math.radians(sum(lats) / len(lats)))
    scale = (WIDTH - 2 * MARGIN) / (((max(lons) - min(lons)) * squeeze) or 1)
    height = round((max(lats) - min(lats)) * scale + 2 * MARGIN)
    most = max(n for _, n in spots) or 1
    drawn = sorted(spots, key=lambda pair: (-pair[1], pair[0].name))
    taken: list[tuple[float, float, float, float]] = []
    dots = []
    for spot, n in drawn:
        x = round(MARGIN + ((spot.lon or 0) - min(lons)) * squeeze * scale, 1)
        y = round(height - MARGIN - ((spot.lat or 0) - min(lats)) * scale, 1)
        radius = round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(n / most), 1) if n else SMALLEST
        lettered = len(taken) < LETTERED and bool(n) and _room(spot.name, x, y, radius, taken)
        address = facet_url("ort", "/".join(spot.path)) if n else ""
        dots.append(Dot(spot.name, n, address, x, y, radius, lettered))
    return Map(WIDTH, height, tuple(dots))


def _room(
    name: str, x: float, y: float, radius: float, taken: list[tuple[float, float, float, float]]
) -> bool:
    """Claim the room for a name right of its dot; False when another name stands there."""
    left, right = x + radius, x + radius + 6 + len(name) * LETTER_WIDTH
    top, bottom = y - LINE / 2, y + LINE / 2
    if right > WIDTH:
        return False
    if any(left < r and right > l and top < b and bottom > t for l, t, r, b in taken):  # noqa: E741
        return False
    taken.append((left, top, right, bottom))
    return True
