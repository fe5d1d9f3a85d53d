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

from index.compounds import Splitter, Table, plain_split
from index.folding import folded

TARGET = Path(__file__).parent.parent / "index" / "data" / "compound_parts.txt.gz"
CASES = ("nominativ", "genitiv", "dativ", "akkusativ")
NAMES = ("Vorname", "Nachname", "Eigenname", "Straßenname")
NOT_WORDS = ("Wortverbindung", "Suffix", "Buchstabe")
ROUNDS = 6


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Short words that really are parts; every other short string is an accident ("Samt", "Tion").
SHORT_HEADS = _set(
    "amt rat weg bau bus ort tag tal see hof tor arzt rad bad zug uhr art not gas oel eis"
    " tee hut akt box gut kur mut pass ruf tod typ ton uni app ehe abo amts rats wege weges"
    " wegs orts rads baus hofs tags bads busse abos apps"
)
SHORT_MODIFIERS = _set(
    "rad amt rat weg bau bus ort tag tal see hof tor bad zug uhr art gas oel eis tee not"
    " abo bio oeko zoo ost west nord sued alt neu rot kfz pkw lkw arm hut ohr reh ehe tuer"
    " job web app gen arzt heu ton ruf ski sex kuh mai erz tat eck"
    " klo sau top dom box fan uni alp kot lob tau tod alm wut jod cup pop abi hub lok mix"
)
ADJECTIVES = _set(
    "gross klein hoch tief alt neu jung frei schnell kurz lang breit schmal rot gruen blau"
    " gelb weiss schwarz grau braun roh edel schwer leicht fein grob warm kalt heiss trocken"
    " nass voll leer suess sauer fern nah sozial zentral regional lokal national"
    " international digital spezial gesamt sonder eigen privat normal schwach stark flach"
    " fest fluessig halb doppel einzel innen aussen unten oben rueck elektro solar foto"
    " video radio mini super mikro makro thermo hydro geo agrar kombi erst zweit dritt"
    " hoechst mindest bio oeko auto multi anti"
)
FUNCTION_WORDS = _set(
    "ab an auf aus bei durch ein gegen hinter nach neben nicht ober ueber um unter vor"
    " wieder zu zwischen zusammen mit ohne fuer seit bis wegen her hin heraus herein fort"
    " miss ur un sein mein dein das die der dem den uns euch man wer was wie als wenn weil"
    " dass selbst mal doch noch nur da hier dort dann nun schon sehr auch"
)
# Noun forms that are endings of other words far more often: "Freund|schaft", "Funktion|ären".
ENDINGS = _set(
    "schaft schafts heit keit ung tum ling tion ion ionen taet nis nisse nissen lein chen"
    " sal ismus ist ler ner eur lingen erei eien ungen innen erin isch ische ischen isches"
    " ischer fach falls ende enden endes esten ester este nische nischen ales elle ellen"
    " ehen gene genen same samen bare baren bares barer haften hafte haftes lose losen loses"
    " loser male weise slang tiger aren aeren rungen rung igel ente enten ante anter aner"
    " aten ater erie esse inen ines inge ingen iren listen lungen sion sten eren enge igen"
    " iden lich liche nation nationen ration rationen kation kationen arier ariern strophe"
    " strophen trasse trassen tauen tante tanten reich artig iere ieren"
    " ster sters stern tein teins sarin tand tang tange rune runen phon ikon thon anke anken ping"
    " tone mute muten kost gung matz rade stag verb rist talk schi gote fora epen modi"
)
RAREST = {4: 2.5, 5: 1.3}  # Zipf frequency below which a short head is an accident
PLACE_HEADS = _set(
    "berg bergs bach burg hausen heim kirchen dorf mann felde hagen bruecken muenster stein"
    " furt hof staedter wald ried leben roda rode stedt thal ach"
)
INHABITANTS = _set("er ern ers erin erinnen s isch ische ischen ischer isches n en")


@dataclass
class Nouns:
    """Wiktionary's nouns, folded."""

    lemmas: set[str] = field(default_factory=set)
    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    modifiers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


def main() -> None:
    """Write the table."""
    nouns = read_nouns()
    add_other_modifiers(nouns)
    candidates = two_way_cuts(nouns)
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
    return nouns


def _add(nouns: Nouns, row: dict[str, str]) -> None:
    lemma, kind = row["lemma"], row["pos"]
    if not _is_word(lemma) or any(mark in kind for mark in NOT_WORDS):
        return
    small = folded(lemma)
    if any(mark in kind for mark in NAMES):
        nouns.names.add(small)
        return
    if "Toponym" in kind:
        nouns.places.add(small)
        return
    nouns.lemmas.add(small)
    nouns.forms[small].add(small)
    stems = {small, small + "s"}
    for column, form in row.items():
        if form and _is_word(form) and column.split()[0] in CASES:
            nouns.forms[folded(form)].add(small)
            if column.startswith(("nominativ plural", "genitiv singular")):
                stems.add(folded(form))
    if small.endswith("e") and len(small) >= 5:  # Schule: Schul-, Schulen-, Hilfe: Hilfs-
        stems |= {small[:-1], small + "n", small[:-1] + "s"}
    for stem in stems:
        nouns.modifiers[stem].add(small)


def _is_word(text: str) -> bool:
    return text.isalpha() and len(text) >= 3 and (len(text) == 3 or text[1:].islower())


def add_other_modifiers(nouns: Nouns) -> None:
    """Add adjectives, long place names and the stems of frequent verbs (Fahr-, Förder-)."""
    for place in nouns.places:
        if len(place) >= 5:
            nouns.modifiers[place].add(place)
    for word in wordfreq.top_n_list("de", 60_000):
        verb = folded(word)
        if not verb.isalpha() or len(verb) < 6 or frequency(word) < 2.3:
            continue
        if verb.endswith("en"):
            nouns.modifiers[verb[:-2]].add(verb)
        elif verb.endswith(("eln", "ern")):
            nouns.modifiers[verb[:-1]].add(verb)
    for word in (*ADJECTIVES, "fahr", "bau", "leb"):
        nouns.modifiers[word].add(word)
    for word in list(nouns.modifiers):
        short = len(word) < 4 and word not in SHORT_MODIFIERS
        if short or word in FUNCTION_WORDS or word in ENDINGS:
            del nouns.modifiers[word]


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
    modifiers: dict[str, int] = {}
    for word, lemmas in nouns.modifiers.items():
        count, zipf = firsts[word], max(frequency(lemma) for lemma in lemmas)
        if (count < 0.3 and zipf < 2.2) or (len(word) <= 4 and count < 1.5):
            continue
        modifiers[word] = _cost(count + 0.03 + max(0, zipf - 2.5) * 0.1, total)
    endings: dict[str, int] = {}
    for form, lemmas in nouns.forms.items():
        if not can_be_head(form):
            continue
        count, zipf = max(heads[lemma] for lemma in lemmas), frequency(form)
        rare = zipf < (3.3 if len(form) < 6 else 2.3)
        if (count < 0.5 and rare) or (len(form) <= 4 and count < 2):
            continue
        if zipf < RAREST.get(len(form), 0):
            continue
        endings[form] = _cost(count + 0.03 + max(0, zipf - 3) * 0.2, total)
    return Table(modifiers, endings, frozenset())


def _cost(count: float, total: int) -> int:
    return round(-10 * math.log(count / total))


def words_to_keep(nouns: Nouns, table: Table) -> Iterator[str]:
    """Yield the known words that the table would split and that are no compounds."""
    splitter = Splitter(table)
    known = {folded(word) for word in wordfreq.top_n_list("de", 200_000) if word.isalpha()}
    for word in known | nouns.forms.keys() | nouns.places | nouns.names:
        if len(word) >= 6 and splitter.split(word) and not _is_compound(word, nouns, table):
            yield word


def _is_compound(word: str, nouns: Nouns, table: Table) -> bool:
    if word in nouns.names or word in nouns.places:
        return False
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
