"""Names of fields and files; apart from the schema, so that reading needs no Whoosh."""

from __future__ import annotations

STEMS = "stamm"  # stems and compound parts of all sections, weighted: what words are found by
WORDS = "wort"  # exact forms with positions: quotes, beginnings, misspellings
TITLES = "titel"  # stems of the title alone
ID = "id"
EXACT_TITLE = "titelganz"  # a hash of the whole folded title
FACET_FIELD = "f_"
SCORED = (STEMS, WORDS, TITLES)

POSTINGS_FILE = "pst"  # extensions of a segment's two files
DOCUMENTS_FILE = "doc"
