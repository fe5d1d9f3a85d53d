"""Make index/data/compound_parts.txt.gz from Wiktionary's nouns and word frequencies.

    uv pip install german-nouns wordfreq && python benchmarks/compound_table.py

A compound is read as modifiers and a head. How likely a word is in either place is learned from
Wiktionary's own compounds by expectation maximisation: of all ways to cut "Landratsamt" in two,
those count most whose parts are parts of many other words. Both sources are CC BY-SA 4.0, so the
table is too; see index/data/LICENSE.txt.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import wordfreq

from benchmarks.compound_lists import (
    ADJECTIVES,
    DIRECTIONS,
    ENDINGS,
    ENDINGS_THAT_BEGIN,
    FUNCTION_WORDS,
    INHABITANTS,
    LEAST_KNOWN,
    LEAST_NAME,
    PLACE_HEADS,
    PREPOSITIONS,
    RAREST,
    REGION,
    SHORT_HEADS,
    SHORT_MODIFIERS,
    SHORT_UNKNOWN,
    VERBAL,
)
from index.compounds import Splitter, Table, plain_split
from index.folding import folded
from index.verbs import stem_of

TARGET = Path(__file__).parent.parent / "index" / "data" / "compound_parts.txt.gz"
CASES = ("nominativ", "genitiv", "dativ", "akkusativ")
NAMES = ("Vorname", "Nachname", "Eigenname", "Straßenname")
INSTITUTION = "Eigenname,Substantiv"
NOT_WORDS = ("Wortverbindung", "Suffix", "Buchstabe")
ROUNDS = 6


@dataclass
class Nouns:
    """Wiktionary's nouns, folded."""

    lemmas: set[str] = field(default_factory=set)
    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    modifiers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    institutions: set[str] = field(default_factory=set)
    seldom: dict[str, float] = field(default_factory=dict)  # modifier → compounds it must begin


def main() -> None:
    """Write the table."""
    nouns = read_nouns()
    add_other_modifiers(nouns)
    candidates = two_way_cuts(nouns)
    add_deeds(nouns)
    firsts, heads = learn(candidates)
    table = score(nouns, firsts, heads, len(candidates))
    whole = sorted(words_to_keep(nouns, table))
    write(table, whole)
    print(f"{len(table.modifiers)} modifiers, {len(table.heads)} heads, {len(whole)} kept whole")


def read_nouns() -> Nouns:
    """Return the nouns of the package german-nouns."""
    nouns = Nouns()
    spec = importlib.util.find_spec("german_nouns")
    assert spec is not None and spec.submodule_search_locations
    source = Path(spec.submodule_search_locations[0]) / "nouns.csv"
    csv.field_size_limit(10**7)
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            _add(nouns, row)
    nouns.names -= nouns.lemmas
    nouns.places -= nouns.lemmas
    nouns.institutions -= nouns.lemmas
    return nouns


def _add(nouns: Nouns, row: dict[str, str]) -> None:
    lemma, kind = row["lemma"], row["pos"]
    if not _is_word(lemma) or any(mark in kind for mark in NOT_WORDS):
        return
    small = folded(lemma)
    if any(mark in kind for mark in NAMES):
        found = nouns.institutions if kind == INSTITUTION else nouns.names
        found.add(small)
        return
    if "Toponym" in kind:
        nouns.places.add(small)
        return
    nouns.lemmas.add(small)
    nouns.forms[small].add(small)
    stems = {small, small + "s", *_declined(nouns, small, row)}
    if small.endswith("e") and len(small) >= 5:  # Schule: Schul-, Schulen-, Hilfe: Hilfs-
        stems |= {small[:-1], small + "n", small[:-1] + "s"}
    for stem in stems:
        nouns.modifiers[stem].add(small)
    if small[-1] not in "aeiouns":  # Storchennest, Kindergarten, Geistesblitz
        nouns.seldom |= dict.fromkeys((small + "en", small + "es", small + "er"), 2.0)


def _declined(nouns: Nouns, small: str, row: dict[str, str]) -> Iterator[str]:
    """Learn the forms of a noun; yield those that begin compounds."""
    for column, form in row.items():
        if form and _is_word(form) and column.split()[0] in CASES:
            nouns.forms[folded(form)].add(small)
            if column.startswith(("nominativ plural", "genitiv singular")):
                yield folded(form)


def _is_word(text: str) -> bool:
    return text.isalpha() and len(text) >= 3 and (len(text) == 3 or text[1:].islower())


def add_other_modifiers(nouns: Nouns) -> None:
    """Add adjectives, long place names and the stems of frequent verbs (Fahr-, Förder-)."""
    for place in nouns.places:
        if len(place) >= 5:
            nouns.modifiers[place].add(place)
    for verb in _frequent_verbs():
        if verb.endswith("en"):
            nouns.modifiers[verb[:-2]].add(verb)
            nouns.seldom.setdefault(verb[:-1], 1.0)  # Werbeplakat
        elif verb.endswith(("eln", "ern")):
            nouns.modifiers[verb[:-1]].add(verb)
    for word in (*ADJECTIVES, "fahr", "bau", "leb"):
        nouns.modifiers[word].add(word)
    _add_unknown_kinds(nouns)
    for word in filter(_never_begins, list(nouns.modifiers)):
        del nouns.modifiers[word]


def _frequent_verbs() -> Iterator[str]:
    for word in wordfreq.top_n_list("de", 60_000):
        verb = folded(word)
        if verb.isalpha() and len(verb) >= 6 and frequency(word) >= 2.3:
            yield verb


def _add_unknown_kinds(nouns: Nouns) -> None:
    """Add what is no noun and begins enough compounds all the same: Nominal-, Zitrus-, Online-."""
    for word in wordfreq.top_n_list("de", 100_000):
        if word.isalpha() and len(word) >= 6 and not word.startswith(VERBAL):
            nouns.seldom.setdefault(folded(word), LEAST_KNOWN)
    nouns.seldom |= dict.fromkeys(SHORT_UNKNOWN | PREPOSITIONS, 1.0)
    for word in nouns.seldom.keys() - nouns.modifiers.keys():
        nouns.modifiers[word].add(word)
    nouns.seldom = {
        word: least
        for word, least in nouns.seldom.items()
        if nouns.modifiers[word] == {word} and word not in nouns.lemmas
    }


def _never_begins(word: str) -> bool:
    short = len(word) < 4 and word not in SHORT_MODIFIERS
    ending = word in ENDINGS and word not in ENDINGS_THAT_BEGIN
    return short or ending or (word in FUNCTION_WORDS and word not in PREPOSITIONS)


def add_deeds(nouns: Nouns) -> None:
    """Add what frequent verbs make nouns of: protokollieren, Protokollierung."""
    lines = TARGET.with_name("verbs.txt").read_text("utf-8").splitlines()
    for verb in (word for line in lines if line[0] != "#" for word in line.split()):
        deed = stem_of(verb) + "ung"
        if deed not in nouns.lemmas and frequency(verb) >= 2.3 and can_be_head(deed):
            nouns.forms[deed].add(verb)
            nouns.forms[deed + "en"].add(verb)
            nouns.modifiers[deed + "s"].add(verb)


def frequency(word: str) -> float:
    """Return the Zipf frequency of *word*, folded or not: 3 is once in a million words."""
    spellings = {word}
    for plain, umlaut in (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß")):
        spellings |= {spelling.replace(plain, umlaut) for spelling in spellings}
    return max(wordfreq.zipf_frequency(spelling, "de") for spelling in spellings)


def two_way_cuts(nouns: Nouns) -> list[list[tuple[str, str]]]:
    """Return for every lemma that can be cut in two all such cuts."""
    found = [list(_cuts(lemma, nouns)) for lemma in sorted(nouns.lemmas)]
    return [cuts for cuts in found if cuts]


def _cuts(lemma: str, nouns: Nouns) -> Iterator[tuple[str, str]]:
    for cut in range(3, len(lemma) - 2):
        first, head = lemma[:cut], lemma[cut:]
        if head in nouns.lemmas and can_be_head(head) and first in nouns.modifiers:
            yield first, head


def can_be_head(word: str) -> bool:
    """Tell whether *word* may end a compound."""
    if len(word) < 4:
        return word in SHORT_HEADS
    return word not in ENDINGS and word not in FUNCTION_WORDS


def learn(candidates: list[list[tuple[str, str]]]) -> tuple[Counter[str], Counter[str]]:
    """Return how many compounds each modifier and each head is part of, by expectation."""
    firsts: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for _ in range(ROUNDS):
        next_firsts: Counter[str] = Counter()
        next_heads: Counter[str] = Counter()
        for cuts in candidates:
            weights = [max(firsts[first], 0.005) * max(heads[head], 0.005) for first, head in cuts]
            total = sum(weights)
            for (first, head), weight in zip(cuts, weights, strict=True):
                next_firsts[first] += weight / total  # type: ignore[assignment]
                next_heads[head] += weight / total  # type: ignore[assignment]
        firsts, heads = next_firsts, next_heads
    return firsts, heads


def score(nouns: Nouns, firsts: Counter[str], heads: Counter[str], total: int) -> Table:
    """Return the table: costs are −10 × the logarithm of the probability in that place."""
    modifiers = _modifier_costs(nouns, firsts, total)
    return Table(modifiers, _head_costs(nouns, heads, total), frozenset())


def _modifier_costs(nouns: Nouns, firsts: Counter[str], total: int) -> dict[str, int]:
    costs: dict[str, int] = {}
    for word, lemmas in nouns.modifiers.items():
        count, zipf = firsts[word], max(frequency(lemma) for lemma in lemmas)
        if (least := nouns.seldom.get(word)) is not None:
            if count >= least:
                costs[word] = _cost(count, total)
        elif (count >= 0.3 or zipf >= 2.2) and (len(word) > 4 or count >= 1.5):
            costs[word] = _cost(count + 0.03 + max(0, zipf - 2.5) * 0.1, total)
    return costs


def _head_costs(nouns: Nouns, heads: Counter[str], total: int) -> dict[str, int]:
    costs: dict[str, int] = {}
    for form, lemmas in nouns.forms.items():
        if not can_be_head(form):
            continue
        count, zipf = max(heads[lemma] for lemma in lemmas), frequency(form)
        rare = zipf < (3.3 if len(form) < 6 else 2.3)
        if (count < 0.5 and rare) or (len(form) <= 4 and count < 2):
            continue
        if zipf >= RAREST.get(len(form), 0):
            costs[form] = _cost(count + 0.03 + max(0, zipf - 3) * 0.2, total)
    for place in nouns.places:  # Südafrika
        if frequency(place) >= 4 and any(way + place in nouns.places for way in DIRECTIONS):
            costs.setdefault(place, _cost(REGION, total))
    return costs


def _cost(count: float, total: int) -> int:
    return round(-10 * math.log(count / total))


def words_to_keep(nouns: Nouns, table: Table) -> Iterator[str]:
    """Yield the known words that the table would split and that are no compounds."""
    splitter = Splitter(table)
    known = {folded(word) for word in wordfreq.top_n_list("de", 200_000) if word.isalpha()}
    for word in known | nouns.forms.keys() | nouns.places | nouns.names | nouns.institutions:
        if len(word) >= 6 and splitter.split(word) and not _is_compound(word, nouns, table):
            yield word


def _is_compound(word: str, nouns: Nouns, table: Table) -> bool:
    if word in nouns.institutions:
        return len(word) >= LEAST_NAME
    if word in nouns.names or word in nouns.places:
        return any(
            word.startswith(way) and word.removeprefix(way) in nouns.places for way in DIRECTIONS
        )
    if any(word[:-size] in nouns.places and word[-size:] in INHABITANTS for size in range(1, 8)):
        return False
    if lemmas := nouns.forms.get(word):
        return any(plain_split(lemma, table) for lemma in lemmas)
    parts = plain_split(word, table)
    return parts[-1] not in PLACE_HEADS


def write(table: Table, whole: list[str]) -> None:
    """Write *table*: a line per section and cost."""
    lines = []
    for mark, costs in (("m", table.modifiers), ("h", table.heads)):
        by_cost = defaultdict(list)
        for word, cost in costs.items():
            by_cost[cost].append(word)
        lines += [f"{mark} {cost} {' '.join(sorted(by_cost[cost]))}" for cost in sorted(by_cost)]
    lines.append("w 0 " + " ".join(whole))
    with TARGET.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode("ascii", "ignore"))


if __name__ == "__main__":
    main()
