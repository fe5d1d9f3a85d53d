"""Whether a page is a rolling post: a ticker, a log or a weekly notice, rewritten as time goes on.

Its text may shrink and is no copy of the week before; every state of it is a version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from crawler.german_dates import MONTHS
from crawler.records import ROLLING

# What comes again under one title, with other contents.
AGAIN: Final = re.compile(
    r"\b(?:Verkehrs(?:informationen|meldungen|hinweise|lage)|Baustellen(?:übersicht|kalender|"
    r"ticker)|(?:aktuelle|neue) (?:Baustellen|Sperrungen|Straßensperrungen|Fallzahlen)|Fallzahlen|"
    r"Lagemeldung(?:en)?|Lagebericht|fortlaufend|wird (?:laufend|ständig) (?:aktualisiert|ergänzt)|"
    r"Blitzer(?:meldungen|standorte)?)\b|\bder (?:Woche|laufenden Woche|kommenden Woche)$",
    re.IGNORECASE,
)
_MONTH: Final = "|".join(("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August",
                          "September", "Oktober", "November", "Dezember"))  # fmt: skip
# The start of an entry: "30.06.2021, 12 Uhr", "Montag, 3. Mai:", "14:20 Uhr –", "+++ 9.15 Uhr +++".
STAMP: Final = re.compile(
    r"^[+\s*•]*(?:(?:Update|Stand|Aktualisierung)(?: vom)?:?\s+)?"
    r"(?:(?:Mo|Di|Mi|Do|Fr|Sa|So)[a-z]*\.?,?\s+(?:den\s+|dem\s+)?)?"
    rf"(?:(?P<day>[0-3]?\d)\.\s?(?:(?P<month>[01]?\d)\.|(?P<name>{_MONTH}))\s?(?P<year>\d{{4}})?"
    r"(?:,?\s*\d{1,2}(?:[.:]\d{2})?\s*Uhr)?|(?P<hour>[0-2]?\d)[.:](?P<minute>[0-5]\d)(?:\s?Uhr)?)"
    r"\s*(?P<mark>[:|–—+-]|$|\s\()"
)
LEAST: Final = 6  # entries that make a log
LONG: Final = 60  # characters from which a line is an entry and not only its date

Moment = tuple[int, int, int]


def is_rolling(title: str, blocks: Sequence[str]) -> bool:
    """Say whether title and *blocks* (the body's paragraphs, in order) are a rolling post's."""
    if ROLLING.search(title) or AGAIN.search(title):
        return True
    dates: list[Moment] = []
    times: list[Moment] = []
    told = 0  # paragraphs and long entries
    for text in blocks:
        match = STAMP.match(text)
        if match is None:
            told += len(text) >= LONG
            continue
        told += len(text) >= LONG
        (dates if match["day"] else times).append(_moment(match))
    if max(len(dates), len(times)) < LEAST or told < LEAST:
        return False  # a list of days or hours tells nothing of each
    if len(dates) >= LEAST and all(len(text) < LONG for text in blocks if STAMP.match(text)):
        return True  # days alone on their lines, the news of each behind them
    return _falls(dates) or _falls(times)


def _moment(match: re.Match[str]) -> Moment:
    if not match["day"]:
        return (0, int(match["hour"]), int(match["minute"]))
    month = int(match["month"]) if match["month"] else MONTHS[match["name"][:3].lower()]
    return (int(match["year"] or 0), month, int(match["day"]))


def _falls(moments: Sequence[Moment]) -> bool:
    """Say whether the newest stands first; a programme of coming days or hours rises."""
    steps = [(one > other) - (one < other) for one, other in pairwise(moments)]
    return len(moments) >= LEAST and steps.count(1) > steps.count(-1)
