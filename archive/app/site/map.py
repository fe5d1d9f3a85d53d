"""A map of the own district, drawn from coordinates: a dot a place, as large as its news."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.app.site.links import facet_url
from archive.gazetteer import Gazetteer, Spot

WIDTH = 640
MARGIN = 46
SMALLEST, LARGEST = 3.0, 22.0  # radius of a dot
LETTERED = 24  # places whose names are written, if there is room
LETTER_WIDTH, LINE = 7.2, 16  # room a letter takes


Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map; `anchor` is where its name is written ("start" right of the dot, "end"
    left of it), "" where there is no room."""

    name: str
    count: int
    address: str
    x: float
    y: float
    radius: float
    anchor: str = ""

    @property
    def text_x(self) -> float:
        """Where the name begins, or ends when it stands on the left."""
        return round(self.x + (self.radius + 4) * (-1 if self.anchor == "end" else 1), 1)


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing's size and dots, largest first so that small ones lie on top."""

    width: int
    height: int
    dots: tuple[Dot, ...]

    @property
    def total(self) -> int:
        """How many articles all dots stand for; one of several places counts for each."""
        return sum(dot.count for dot in self.dots)


def draw(gazetteer: Gazetteer, counts: Mapping[str, int]) -> Map | None:
    """Return the map for *counts* by place path, or None without a district or coordinates.

    Municipalities without news are drawn too, as the smallest dots without a link.
    """
    spots = [spot for spot in _shown(gazetteer, counts) if spot.lat is not None]
    if len(spots) < 3:
        return None
    lats, lons = [spot.lat or 0.0 for spot in spots], [spot.lon or 0.0 for spot in spots]
    # A degree of longitude is shorter than one of latitude; at this scale a plain squeeze will do.
    squeeze = math.cos(math.radians(sum(lats) / len(lats)))
    scale = (WIDTH - 2 * MARGIN) / (((max(lons) - min(lons)) * squeeze) or 1)
    height = round((max(lats) - min(lats)) * scale + 2 * MARGIN)
    most = max(counts.get("/".join(spot.path), 0) for spot in spots) or 1
    dots = []
    for spot in spots:
        path = "/".join(spot.path)
        count = counts.get(path, 0)
        share = math.sqrt(count / most)  # the area tells the number, not the radius
        dots.append(
            Dot(
                spot.name,
                count,
                facet_url("ort", path) if count else "",
                round(MARGIN + ((spot.lon or 0) - min(lons)) * squeeze * scale, 1),
                round(height - MARGIN - ((spot.lat or 0) - min(lats)) * scale, 1),
                round(SMALLEST + (LARGEST - SMALLEST) * share, 1) if count else SMALLEST,
            )
        )
    dots.sort(key=lambda dot: (-dot.count, dot.name))
    return Map(WIDTH, height, tuple(_lettered(dots)))


def _shown(gazetteer: Gazetteer, counts: Mapping[str, int]) -> Iterator[Spot]:
    for spot in gazetteer.places():
        named = counts.get("/".join(spot.path), 0)
        if spot.kind == "municipality" or (spot.kind == "locality" and named):
            yield spot


def _lettered(dots: Sequence[Dot]) -> Iterator[Dot]:
    """Give names to the largest dots, right or left of them, where they cover nothing."""
    taken: list[Box] = [
        (dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius)
        for dot in dots
        if dot.count
    ]
    left_over = LETTERED
    for dot in dots:
        anchor = ""
        if left_over and dot.count:
            for tried in ("start", "end"):
                box = _box(dot, tried)
                if box[0] >= 0 and box[2] <= WIDTH and not any(_meet(box, o) for o in taken):
                    anchor = tried
                    taken.append(box)
                    left_over -= 1
                    break
        yield replace(dot, anchor=anchor)


def _box(dot: Dot, anchor: str) -> Box:
    long = len(dot.name) * LETTER_WIDTH
    near = dot.radius + 3
    left = dot.x + near if anchor == "start" else dot.x - near - long
    return (left, dot.y - LINE / 2, left + long, dot.y + LINE / 2)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]
