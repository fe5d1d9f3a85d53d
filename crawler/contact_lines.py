"""Contact blocks and letterheads in plain text: their towns are not what the article is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

PHONE: Final = re.compile(
    r"\b(?:tel(?:efon)?|fax|telefax|mobil|handy|fon)\b\.?(?:nr\.?)?\s*[:.]?\s*[+(]?\d|\(0\d{2,5}\)\s?\d|"
    r"\b0\d{2,5}\s?[/-]\s?\d{3,}",
    re.IGNORECASE,
)
MAIL: Final = re.compile(r"\S@\S+\.\w|\be-?mail\s*:|\(at\)", re.IGNORECASE)
WEB: Final = re.compile(r"\bwww\.|\bhttps?://|\bweb\s*:|\binternet\s*:", re.IGNORECASE)
# Cheap to look for: a text without any of these has no contact block.
HINT: Final = re.compile(
    r"@|\(at\)|www\.|https?://|\b(?:[Tt]el|TEL|[Ff]on|[Mm]obil|[Hh]andy|[Ww]eb)\b|[Tt]elefon|TELEFON|"
    r"[Ff]ax\b|FAX|-?[Mm]ail\b|[Ii]nternet:|\b0\d{2}|\(0\d"
)
POSTCODE: Final = re.compile(r"(?<!\d)(?:D-)?\d{5}\s+[A-ZÄÖÜ]")
STREET: Final = re.compile(
    r"(?:straße|str\.|strasse|platz|weg|allee|gasse|ring|markt|damm|berg|ufer|hof)\s+\d+\s?[a-z]?\b",
    re.IGNORECASE,
)
HEAD: Final = re.compile(
    r"^\W*(?:kontakt|presse(?:stelle|kontakt|sprecher(?:in)?|mitteilung)?|ansprechpartner(?:in)?|"
    r"herausgeber|impressum|anschrift|rückfragen|redaktion|v\.\s?i\.\s?s\.\s?d\.\s?p)\b",
    re.IGNORECASE,
)
LONG_LINE: Final = 110  # a contact line is short; longer lines are sentences
NONE: Final[frozenset[str]] = frozenset()
REACH: Final = 2  # lines above the first sign that belong to a letterhead (office, department)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with where it starts and which signs of a contact block it shows."""

    start: int
    text: str
    signs: frozenset[str]


def without_contact(text: str) -> str:
    """Return *text* with its contact lines blanked out: every offset stays what it was."""
    if not HINT.search(text):
        return text
    kept = list(text)
    for start, end in contact_spans(text):
        kept[start:end] = "\n" * (end - start)
    return "".join(kept)


def contact_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of every contact block in *text*."""
    spans = []
    block: list[Line] = []
    for line in _lines(text):
        if len(line.text) <= LONG_LINE and not _is_sentence(line):
            block.append(line)
        elif line.text.strip():
            spans += _span(block)
            block = []
    return spans + _span(block)


def _lines(text: str) -> list[Line]:
    found = []
    start = 0
    for raw in text.split("\n"):
        found.append(Line(start, raw, _signs(raw) if len(raw) <= LONG_LINE else NONE))
        start += len(raw) + 1
    return found


def _signs(line: str) -> frozenset[str]:
    found = set()
    for name, pattern in (
        ("phone", PHONE), ("mail", MAIL), ("web", WEB), ("postcode", POSTCODE),
        ("street", STREET), ("head", HEAD),
    ):  # fmt: skip
        if pattern.search(line):
            found.add(name)
    return frozenset(found)


def _is_sentence(line: Line) -> bool:
    """Say whether a short line is prose all the same: a verb-like sentence that ends with a full
    stop, and no phone number or mail in it."""
    text = line.text.rstrip()
    return text.endswith((".", "!", "?")) and len(text.split()) > 5 and not line.signs & {
        "phone", "mail",
    }  # fmt: skip


def _span(block: list[Line]) -> list[tuple[int, int]]:
    """Return the contact part of a run of short lines, [] where it has none."""
    marked = [index for index, line in enumerate(block) if line.signs]
    signs = frozenset().union(*(block[index].signs for index in marked)) if marked else frozenset()
    reachable = signs & {"phone", "mail"} or {"web", "postcode"} <= signs
    if not reachable or len(signs) < 2:
        return []
    first, last = marked[0], marked[-1]
    above = [index for index in range(first) if block[index].text.strip()]
    if above and "street" in block[first].signs | block[min(first + 1, last)].signs:
        first = above[-REACH:][0]
    return [(block[first].start, block[last].start + len(block[last].text))]
