"""Typeahead: titles, places, projects and words that begin with what was typed so far."""

from __future__ import annotations

from index.engine import Reader
from index.facets import FACETS, value_label
from index.folding import folded
from index.german import words as words_of
from index.results import Suggestion

LEAST_LETTERS = 2
FACETS_OFFERED = ("ort", "projekt")
MOST_TITLES, MOST_VALUES, MOST_WORDS = 4, 3, 4


def suggestions(reader: Reader, text: str, limit: int) -> tuple[Suggestion, ...]:
    """Return up to *limit* entries: values of facets first, then words, then titles."""
    typed = [folded(word) for word in words_of(text[:200])]
    if not typed or len(typed[-1]) < LEAST_LETTERS:
        return ()
    *before, last = typed
    found: list[Suggestion] = []
    for facet in FACETS_OFFERED:
        found += _values(reader, facet, " ".join(typed))[:MOST_VALUES]
    if not before:
        found += [Suggestion(w, "wort", "", n) for w, n in reader.words_beginning(last, MOST_WORDS)]
    titles = [
        Suggestion(title, "titel", key)
        for key, title in reader.titles_beginning(before, last, MOST_TITLES)
    ]
    kept = found[: max(limit - len(titles), limit // 2)]
    return tuple((*kept, *titles)[:limit])


def _values(reader: Reader, facet: str, typed: str) -> list[Suggestion]:
    line = next(each for each in FACETS if each.name == facet)
    found = []
    for value, count in reader.value_counts(facet):
        label = value_label(line, value)
        plain = folded(label)
        if plain.startswith(typed) or f" {typed}" in plain or f"-{typed}" in plain:
            found.append((not plain.startswith(typed), -count, label, value))
    return [Suggestion(label, facet, value, -count) for _, count, label, value in sorted(found)]
