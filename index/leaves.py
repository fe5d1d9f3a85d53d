"""The leaves of a query: words, wildcards, phrases, facet values and dates, within the limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.folding import folded
from index.german_dates import EXAMPLES, Period, parse_period
from index.query import Filter, Fuzzy, Phrase, Prefix, Query, Range, Term
from index.query_text import TEXT_FIELDS
from index.results import Note
from index.tokens import Token, tokens
from index.words import is_road, words

MOST_LETTERS = 200
MOST_TERMS = 20
MOST_WILDCARDS = 2
MOST_DEPTH = 8
LEAST_PREFIX = 3  # letters before a *
TWO_EDITS_FROM = 8  # letters
LEAST_FUZZY = 4
MOST_SLOP = 20
MOST_VALUE_WORDS = 5

FACET_FIELDS = {"ort": "ort", "projekt": "projekt", "thema": "thema", "quelle": "quelle"}
DATE_FIELDS = {"von": "von", "seit": "von", "ab": "von", "bis": "bis", "datum": "am", "am": "am"}
DATE_FIELDS |= {"jahr": "am", "monat": "am", "im": "am"}
_OTHER_NAMES = {"title": "titel", "ueberschrift": "titel", "orte": "ort", "gemeinde": "ort"}
_OTHER_NAMES |= {"projekte": "projekt", "themen": "thema", "herausgeber": "quelle"}
_FIELD_LIST = "titel, ort, projekt, thema, quelle, von, bis und datum"
FIELDS: dict[str, str] = {
    **{name: name for name in TEXT_FIELDS},
    **FACET_FIELDS,
    **DATE_FIELDS,
    **_OTHER_NAMES,
}
FACET_NAMES = frozenset(FACET_FIELDS.values())
_GENDERED = re.compile(r"\w[*:_](?:in|innen|r|n)\b", re.IGNORECASE)
_UNKNOWN_FIELD = re.compile(r"([^\W\d_]{2,20}):[^\W\d]")
_FUZZY = re.compile(r"~\d*\Z")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SHORT = re.compile(r"[^\W\d_]{1,2}")
_ROADS = frozenset(["a", "b", "e", "k", "kw", "l", "m", "s", "st"])

Knows = Callable[[str, str], bool]
Together = Callable[[Sequence[str]], Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query; *loose* ones are bare words that relaxing may leave out."""

    query: Query
    loose: bool = False


class Leaves:
    """Reads leaves from *tokens*, counts them against the limits and keeps the notes."""

    def __init__(
        self,
        text: str,
        today: date,
        is_stop: Callable[[str], bool],
        knows: Knows,
        together: Together,
    ) -> None:
        self._together = together
        self._notes: dict[str, Note] = {}
        self._today, self._is_stop, self._knows = today, is_stop, knows
        self.text = self._cut(_UNPRINTABLE.sub(" ", text).strip())
        self._tokens = list(tokens(self.text, FIELDS))
        self._next = 0
        self._terms = self._wildcards = 0
        self._field: str | None = None
        self._periods: list[Period] = []
        self._wishes: dict[Query, None] = {}

    def _phrase(self, token: Token) -> list[Clause]:
        if not token.closed:
            self._repaired("Ein Anführungszeichen fehlte; wir haben es am Ende ergänzt.")
        if self._field in FACET_NAMES:
            value = token.text.strip()
            return self._counted(Filter(self._field, value)) if value else []
        parts = words(token.text)[: MOST_TERMS - self._terms]
        if not parts:
            return []
        field = TEXT_FIELDS.get(self._field or "")
        if len(parts) == 1:
            return self._counted(Term(parts[0], field, exact=True))
        return self._counted(Phrase(tuple(parts), field, min(token.slop, MOST_SLOP)), len(parts))

    def _word(self, token: Token) -> list[Clause]:
        chunk = token.text
        if self._field in FACET_NAMES:
            value = chunk.strip(".,;:!?*~")
            return self._counted(Filter(self._field, value)) if value else []
        if (unknown := _UNKNOWN_FIELD.match(chunk)) and not _GENDERED.search(chunk):
            self._note(
                "ignored",
                f"Ein Feld „{unknown[1]}:“ gibt es nicht; wir suchen beide Wörter im Text. "
                f"Felder sind {_FIELD_LIST}.",
            )
        core, sign = self._sign(chunk)
        parts = words(core)
        if not parts:
            return []
        parts[-1] = self._paired(parts[-1])
        found = [clause for part in parts[:-1] for clause in self._term(part)]
        return found + self._signed(parts[-1], sign)

    def _sign(self, chunk: str) -> tuple[str, str]:
        chunk = chunk.rstrip(".,;:!?")
        if found := _FUZZY.search(chunk):
            return chunk[: found.start()], "~"
        if "*" not in chunk or _GENDERED.search(chunk):
            return chunk, ""
        core, _, tail = chunk.lstrip("*").partition("*")
        if chunk.startswith("*") or tail.strip("*"):
            self._note("repaired", "Der Stern * gilt nur am Ende eines Wortes, z. B. Rad*.")
        return core, "*" if "*" in chunk.lstrip("*") else ""

    def _signed(self, word: str, sign: str) -> list[Clause]:
        letters = len(word)
        if not sign:
            return self._term(word)
        if letters < (LEAST_PREFIX if sign == "*" else LEAST_FUZZY):
            least = LEAST_PREFIX if sign == "*" else LEAST_FUZZY
            self._note("limit", f"Vor {sign} müssen mindestens {least} Buchstaben stehen.")
            return self._term(word)
        if self._wildcards >= MOST_WILDCARDS:
            self._note("limit", f"Höchstens {MOST_WILDCARDS} Wörter dürfen * oder ~ haben.")
            return self._term(word)
        self._wildcards += 1
        field = TEXT_FIELDS.get(self._field or "")
        if sign == "*":
            return self._counted(Prefix(word, field))
        return self._counted(Fuzzy(word, 2 if letters >= TWO_EDITS_FROM else 1, field))

    def _term(self, word: str) -> list[Clause]:
        count = 0 if self._is_stop(word) else 1  # words that say nothing are not looked up
        return self._counted(Term(word, TEXT_FIELDS.get(self._field or "")), count, loose=True)

    def _counted(self, query: Query, count: int = 1, *, loose: bool = False) -> list[Clause]:
        if self._terms + count > MOST_TERMS:
            self._note("limit", f"Wir suchen nach den ersten {MOST_TERMS} Wörtern.")
            return []
        self._terms += count
        return [Clause(query, loose)]

    def _paired(self, word: str) -> str:
        """Return "B 19" or "E Bike" where such a pair begins at *word*, else *word*."""
        following = self._token()
        if following is None or following.kind != "word":
            return word
        if not _SHORT.fullmatch(word) and not is_road(word):
            return word
        second = following.text.rstrip(".,;:!?")
        if re.fullmatch(r"\d{1,5}", second):
            if is_road(word):
                pair = f"{word} {second}"
            elif word.isupper() or folded(word) in _ROADS:
                pair = f"{word.upper()} {second}"
            else:
                return word
        elif len(word) == 1 and re.fullmatch(r"[^\W\d_]{3,}", second) and not self._is_stop(second):
            pair = f"{word.upper()} {second[0].upper()}{second[1:]}"
        else:
            return word
        self._next += 1
        return pair

    # values

    def _known_value(self, facet: str) -> list[Clause] | None:
        """Return the filter for the longest run of words that *facet* has as a value."""
        if facet not in FACET_NAMES:
            return None
        run = self._words_ahead(MOST_VALUE_WORDS)
        for length in range(len(run), 1, -1):
            value = " ".join(run[:length]).strip(".,;:!?")
            if self._knows(facet, value):
                self._next += length
                return self._counted(Filter(facet, value))
        return None

    def _dates(self, name: str, field: Token) -> list[Clause]:
        token = self._tokens[self._next]
        if token.kind in ("phrase", "open"):
            return self._quoted_date(name, field)
        run = self._words_ahead(MOST_VALUE_WORDS)
        for length in range(len(run), 0, -1):
            if period := parse_period(" ".join(run[:length]), self._today):
                self._next += length
                return self._range(name, period)
        self._next += 1
        return self._no_date(field, token.text)

    def _quoted_date(self, name: str, field: Token) -> list[Clause]:
        token = self._take()
        text = token.text
        if token.kind == "open":
            run = self._words_ahead(MOST_VALUE_WORDS)
            text = " ".join(run)
            self._next += len(run) + 1 if len(run) < len(self._tokens) - self._next else len(run)
        if period := parse_period(text, self._today):
            return self._range(name, period)
        return self._no_date(field, text)

    def _no_date(self, field: Token, text: str) -> list[Clause]:
        self._note(
            "ignored", f"„{field.text}:{text}“ verstehen wir nicht als Datum. Es gehen {EXAMPLES}."
        )
        return []

    def _words_ahead(self, most: int) -> list[str]:
        run: list[str] = []
        for token in self._tokens[self._next : self._next + most]:
            if token.kind != "word":
                break
            run.append(token.text)
        return run

    # what every rule needs

    def _cut(self, text: str) -> str:
        if len(text) <= MOST_LETTERS:
            return text
        self._note("limit", f"Wir suchen nach den ersten {MOST_LETTERS} Zeichen.")
        return text[: MOST_LETTERS + 1].rpartition(" ")[0] or text[:MOST_LETTERS]

    def _token(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _peek(self, kind: str) -> bool:
        token = self._token()
        return token is not None and token.kind == kind

    def _note(self, kind: str, text: str) -> None:
        self._notes.setdefault(text, Note(kind, text))

    def _repaired(self, text: str) -> None:
        self._note("repaired", text)

    def _range(self, name: str, period: Period) -> list[Clause]:
        self._periods.append(period)
        since = period.first if name != "bis" else None
        return [Clause(Range(since, period.last if name != "von" else None))]
