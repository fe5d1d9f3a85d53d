"""What a word is in German text: numbers, roads, hyphens, gendered and elliptical forms.

A surface is a word as it stands in the text; it may have several pieces ("E-Bike", "B 19",
"Rad- und Fußweg"), each with a position of its own.
"""

from __future__ import annotations

import re

_HYPHENS = "-\u2010\u2011\u2013"
_JOINERS = "\u00ad\u0300-\u036f'’"  # soft hyphen, combining marks, apostrophes: inside a word
_RUN = rf"[^\W_]+(?:[{_JOINERS}]+[^\W_]+)*"
_ROAD = r"\b(?:bundes|landes|land|kreis|staats)stra(?:ß|ss)e|\b(?:bundes)?autobahn"
_ROADS = {"bundes": "B", "land": "L", "kreis": "K", "staats": "St", "auto": "A"}
# One alternative a line; the first that fits wins.
_WORD = re.compile(
    rf"(?i:{_ROAD}) \d{{1,4}}\b"  # Landesstraße 1108
    r"|\b[A-ZÄÖÜ]{1,2}[ \u00a0]\d{1,5}\b(?![.,]\d)"  # B 19, KW 36, L 1118
    r"|\b[A-Z][ \u00a0][A-ZÄÖÜ][^\W\d_]{2,}"  # E Bike
    r"|\d{1,3}(?:[\u00a0\u202f]\d{3})+\b"  # 12 500 with a space that does not break
    r"|\d+(?:[.,:]\d+)+"  # 12.500, 3,5, 03.05.2024, 14:30
    rf"|[^\W\d_]{{3,}}[{_HYPHENS}] (?:und|oder|sowie|bzw\.) [^\W\d_]{{6,}}"  # Rad- und Fußweg
    rf"|{_RUN}(?:[*:_/](?:innen|in|r|n)\b)?(?:[{_HYPHENS}]{_RUN})*"
)
_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{_JOINERS}](?=[^\W\d_]))*"
_PIECE = re.compile(rf"{_LETTERS}|\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.\u00a0\u202f]\d{3})+")
_GENDERED = re.compile(r"(.{3,})[*:_/](innen|in)")
_ELLIPTICAL = re.compile(rf"([^\W\d_]+)[{_HYPHENS}] \S+ ([^\W\d_]+)")


def words(text: str) -> list[str]:
    """Return the words of *text* as written; "E-Bike" is one."""
    return _WORD.findall(text)


def placed_words(text: str) -> list[tuple[int, str]]:
    """Return where each word of *text* starts, and the word."""
    return [(match.start(), match[0]) for match in _WORD.finditer(text)]


def pieces(surface: str) -> list[str]:
    """Return the pieces of a word: E and Bike."""
    return _PIECE.findall(surface)


def whole_number(surface: str) -> str | None:
    """Return "12500" for "12.500", else None."""
    return re.sub(r"\D", "", surface) if _THOUSANDS.fullmatch(surface) else None


def gendered(surface: str) -> tuple[str, str] | None:
    """Return "Kolleg" and "Kolleginnen" for "Kolleg:innen", else None."""
    found = _GENDERED.fullmatch(surface)
    return (found[1], found[1] + found[2].lower()) if found else None


def elliptical(surface: str) -> tuple[str, str] | None:
    """Return "Rad" and "Fußweg" for "Rad- und Fußweg", else None."""
    found = _ELLIPTICAL.fullmatch(surface)
    return (found[1], found[2]) if found else None


def joined(surface: str) -> str:
    """Return the pieces as one word: "EBike", "B19"; a number keeps its marks: "3,5".

    "Landesstraße 1108" is "L1108".
    """
    if surface[0].isdigit():
        return surface
    found = pieces(surface)
    if len(found) == 2 and is_road(found[0]) and found[1].isdigit():
        return road_letter(found[0]) + found[1]
    return "".join(found)


def is_road(word: str) -> bool:
    """Tell whether *word* is the kind of road that has a number."""
    return re.fullmatch(_ROAD, word, re.IGNORECASE) is not None


def road_letter(word: str) -> str:
    """Return the letter of a kind of road: L for Landesstraße."""
    small = word.lower()
    kinds = (letter for start, letter in _ROADS.items() if small.startswith(start))
    return "A" if small.endswith("autobahn") else next(kinds)
