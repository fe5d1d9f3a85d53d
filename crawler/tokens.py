"""Running text as words and marks, in parallel lists: what places and projects are read from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from archive.gazetteer import fold

TOKEN: Final = re.compile(r"[^\W\d_]+(?:[-’'‑][^\W\d_]+)*|\d+|\n|[^\w\s]")
MOST: Final = 200_000  # characters read for places and projects; a long article has 20,000
SENTENCE_END: Final = frozenset('.!?:\n„“”"»«•–-*')
OPENING: Final = frozenset('„"»–(*•')
CLOSING: Final = frozenset('“”"«')
LONGEST_DAY: Final = 2  # digits: "am 3. März" goes on, "im Jahr 2028. Bewerben" does not


def word_set(text: str) -> frozenset[str]:
    """Return the words of *text*: how tables of words are written down."""
    return frozenset(text.split())


ABBREVIATIONS: Final = word_set(
    "abs abzgl art aufl bd bspw bzgl bzw ca chr co dipl dr ehem etc ev evtl feb geb gest ggf hann "
    "hl hrsg inkl insb jan jh jr kap kath max med min mio mrd nr okt phil prof rd rer sept sog sr "
    "st std stellv str tel usw verh vgl zt zzgl aug dez nov hrn fr ing nat iur jur ph"
)
folded = lru_cache(maxsize=60_000)(fold)


@dataclass(frozen=True)
class Words:
    """The tokens of one text: as written, in lower case, and where they start."""

    text: str
    words: Sequence[str]
    low: Sequence[str]
    starts: Sequence[int]

    def __len__(self) -> int:
        return len(self.words)

    def before(self, index: int, steps: int = 1) -> str:
        """Return the lower-case word *steps* before *index*, "" outside the text."""
        at = index - steps
        return self.low[at] if at >= 0 else ""

    def after(self, index: int) -> str:
        """Return the lower-case word at *index*, "" outside the text."""
        return self.low[index] if index < len(self.low) else ""

    def word(self, index: int) -> str:
        """Return the word at *index* as written, "" outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def end(self, index: int) -> int:
        """Return where the word at *index* ends in the text."""
        return self.starts[index] + len(self.words[index])

    def sentence(self, index: int) -> int:
        """Return how many sentences end before the word at *index*."""
        return bisect_left(self._ends, index)

    def sentence_start(self, index: int) -> int:
        """Return the index of the first word of the sentence that holds the word at *index*."""
        number = self.sentence(index)
        start = self._ends[number - 1] + 1 if number else 0
        while start < index and not self.words[start][0].isalnum():
            start += 1
        return start

    @cached_property
    def _ends(self) -> list[int]:
        return [at for at, word in enumerate(self.words) if word in ".!?" and self._closes(at)]

    def _closes(self, at: int) -> bool:
        """Say whether the mark at *at* ends a sentence, and no abbreviation or day of the month."""
        before, shown, behind = self.before(at), self.word(at - 1), at + 1
        if self.word(behind) in CLOSING:
            behind += 1
        following = self.word(behind)
        if following == "\n":
            return before not in ABBREVIATIONS
        if not (following[:1].isupper() or following[:1].isdigit() or following in OPENING):
            return False
        if shown.isalpha():
            return len(before) > 1 and before not in ABBREVIATIONS
        return shown in CLOSING or len(shown) > LONGEST_DAY or shown in ")]%€"

    def begins_sentence(self, index: int) -> bool:
        """Say whether the word at *index* is the first of a sentence, a line or a quotation."""
        return index == 0 or self.words[index - 1] in SENTENCE_END


def read_words(text: str) -> Words:
    """Return *text* as tokens; line breaks are tokens of their own."""
    found = TOKEN.findall(text)
    starts = [match.start() for match in TOKEN.finditer(text)]
    return Words(text, found, [word.lower() for word in found], starts)
