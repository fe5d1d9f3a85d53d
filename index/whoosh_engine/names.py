"""Names of fields and files; apart from the schema, so that reading needs no Whoosh."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

STEMS = "stamm"  # stems and compound parts of all sections, weighted: what words are found by
WORDS = "wort"  # exact forms with positions: quotes, beginnings, misspellings
TITLES = "titel"  # stems of the title alone
TITLE_WORDS = "titelwort"  # exact forms of the title: typeahead
ID = "id"
EXACT_TITLE = "titelganz"  # a hash of the whole folded title
FACET_FIELD = "f_"
SCORED = (STEMS, WORDS, TITLES)

POSTINGS_FILE = "pst"  # extensions of a segment's two files
DOCUMENTS_FILE = "doc"

GAP = 16  # positions between two sections, so that no phrase runs from one into the next
UNKNOWN_DATE = -(2**62)


def title_key(exact_terms: Iterable[str]) -> str:
    """Return what two titles that a reader takes for the same have in common."""
    folded = " ".join(exact_terms)
    return hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=8).hexdigest()
