"""When a query of several words is widened, and how far.

All words first. Where nothing matches, or too little to choose from, articles with the most of the
words are shown, and the reader is told. Two words are only given up when no article has both.
"""

from __future__ import annotations

from index.parser import Parsed

FEW = 3  # hits below which a query of three words is widened, and other spellings are offered
PAGE = 10
WORDS_A_MISS = 3  # of so many words an article may lack one more than the best article does
SENTENCE = 8  # words from which every second may be lacking: sentences say much beside the point


def widened(parsed: Parsed, total: int) -> Parsed | None:
    """Return the query to ask instead when *parsed* found *total* articles; None: it is enough.

    Quoted phrases become wishes only where nothing at all was found.
    """
    wider = parsed.loosened() if total == 0 else parsed
    words = len(wider.loose)
    return wider if words > 1 and total < enough(words) else None


def enough(words: int) -> int:
    """Return how many hits with all of so many words leave nothing to wish for.

    The longer the query, the more likely one of its words is not the article's: 1 hit for two
    words, 3 for three, 5 for four, up to a page.
    """
    return 1 if words == 2 else min(PAGE, FEW + 2 * (words - 3))


def slack(parsed: Parsed) -> int:
    """Return how many words fewer than the best article has one may have to be a hit."""
    words = len(parsed.loose)
    return words // (WORDS_A_MISS if words < SENTENCE else 2)


def note(total: int) -> str:
    """Return what the reader is told when *total* articles had all words."""
    missing = "Nur wenige Meldungen enthalten" if total else "Keine Meldung enthält"
    return f"{missing} alle Wörter. Gezeigt werden Meldungen mit den meisten davon."
