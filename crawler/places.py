"""The places an article speaks of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.article import Place
from archive.gazetteer import fold

if TYPE_CHECKING:
    from crawler.knowledge import Knowledge

TOKEN = re.compile(r"[^\W\d_]+(?:[-/’'][^\W\d_]+)*")


def find_places(title: str, lead: str, text: str, knowledge: Knowledge) -> tuple[Place, ...]:
    """Return the places of an article, the weightiest first.

    *text* is the body without its contact block (contact lines left in it do not count either).
    """
    found: dict[tuple[str, ...], Place] = {}
    for part in (title, lead, text):
        for match in TOKEN.finditer(part):
            spots = knowledge.gazetteer.probe(fold(match.group())).spots
            if match.group()[0].isupper() and spots and spots[0].path not in found:
                spot = spots[0]
                found[spot.path] = Place(spot.name, spot.path, kind=spot.kind, quote=match.group())
    return tuple(found.values())
