"""A time typed among the words, offered as a filter: "Stadtrat Mai 2024"."""

from __future__ import annotations

import re
from datetime import date

from index.german_dates import MONTH_NAMES, parse_period
from index.results import Note

_UNITS = "Woche|Monat|Quartal|Jahr|Sommer|Herbst|Winter|Frühling|Frühjahr"
_MONTH = rf"(?:{'|'.join(MONTH_NAMES)})\.?"
_PERIOD = re.compile(
    rf"(?<![\w:\"„“«»-])(?:(?:im|vom|seit|ab|aus) )?"
    rf"(?P<period>{_MONTH} \d{{4}}|(?:letzt|vorig|vergangen)e[nrsm]? (?:{_UNITS}|{_MONTH}))"
    rf"(?![\w\"“])",
    re.IGNORECASE,
)


def period_offer(text: str, today: date) -> Note | None:
    """Return the offer to search the rest of *text* in the time it names, None without one."""
    found = _PERIOD.search(text)
    if found is None or parse_period(found["period"], today) is None:
        return None
    rest = " ".join((text[: found.start()] + " " + text[found.end() :]).split())
    if not re.search(r"\w", rest):
        return None
    period = found["period"]
    return Note("period", f"Nur Meldungen aus „{period}“ zeigen", f'{rest} datum:"{period}"')
