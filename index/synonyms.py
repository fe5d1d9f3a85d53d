"""Words that mean the same, words of one family: what else a query word is looked up as.

Tables are plain text, a line per entry, `#` begins a comment:

    Kita = Kindertagesstätte = Kindergarten     each finds the others
    LRA > Landratsamt                           the first finds the second, not the other way round
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from index.folding import folded

_SEPARABLE = (
    "ab|an|auf|aus|bei|durch|ein|fest|fort|frei|her|hin|los|mit|nach|nieder|statt|teil|um|unter"
    "|vor|weg|weiter|wieder|zu|zurueck|zusammen"
)
_PARTICIPLE = re.compile(rf"(?P<first>{_SEPARABLE})?ge(?P<stem>\w{{3,}}?)e?t(?:e[nmrs]?)?")
_PREFIXED = re.compile(
    r"(?P<stem>(?:be|er|ver|ent|emp|zer|miss|ge(?=nehm)|ueber|unter|um)\w{3,}?)e?t(?:e[nmrs]?)?"
)
_FOREIGN = re.compile(r"(?P<stem>\w{2,}ier)t(?:e[nmrs]?)?")
_NOUN = re.compile(r"(?P<stem>\w{3,})ung(?:en)?")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEEDS_E = re.compile(r"(?:[td]|[bcdfgkpstvz]n|ch[nm])\Z")  # gegründet, eröffnet, gezeichnet
_ENDS_IN_N = re.compile(r"(?<!i)e[lr]\Z")  # fördern, sammeln; but sanieren
# Nouns in -ung that no longer name what the verb does.
_NO_DEEDS = _set(
    "zeitung richtung ordnung satzung sitzung festung gattung quittung achtung kleidung"
    " leitung verfassung haltung stimmung bedingung handlung abteilung heizung neigung"
    " waehrung wohnung umgebung stellung geltung wirkung erscheinung vorstellung einrichtung"
)
_INFINITIVE = re.compile(r"(?P<stem>\w{3,}?)e?n")


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Folded word → what else it is looked up as (words or runs of words, as written)."""

    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 1  # words in the longest key


def read_synonyms(text: str) -> Synonyms:
    """Return the synonyms in *text*; lines that make no sense are passed over."""
    others: dict[str, dict[str, None]] = {}
    for line in _lines(text):
        one_way = ">" in line
        names = [" ".join(name.split()) for name in re.split("[=>]", line)]
        names = [name for name in names if name]
        for name in names[:1] if one_way else names:
            known = others.setdefault(folded(name), {})
            known.update(dict.fromkeys(other for other in names if other != name))
    longest = max((key.count(" ") + 1 for key in others), default=1)
    return Synonyms({key: tuple(values) for key, values in others.items()}, longest)


def read_families(text: str) -> dict[str, tuple[str, ...]]:
    """Return folded word → the folded words of its family; a line of *text* is a family."""
    families: dict[str, tuple[str, ...]] = {}
    for line in _lines(text):
        words = tuple(folded(word) for word in line.split())
        for word in words:
            families[word] = tuple(dict.fromkeys(families.get(word, ()) + words))
    return families


def read_compounds(text: str) -> dict[str, tuple[str, ...]]:
    """Return folded compound → its folded parts; `Meinigen =` without parts keeps it whole."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(text):
        word, _, parts = line.partition("=")
        found[folded(word.strip())] = tuple(folded(part) for part in parts.split())
    return found


def verb_family(word: str, is_noun: Callable[[str], bool]) -> tuple[str, ...]:
    """Return noun, infinitive and participle to the folded *word*: gesperrt, sperren, Sperrung.

    Only where *is_noun* knows the noun in -ung; () otherwise.
    """
    for first, stem in _verb_stems(word):
        noun = f"{first}{stem}ung"
        if noun not in _NO_DEEDS and is_noun(noun):
            infinitive = first + stem + ("n" if _ENDS_IN_N.search(stem) else "en")
            return (noun, infinitive, _participle(first, stem))
    return ()


def _verb_stems(word: str) -> Iterator[tuple[str, str]]:
    if found := _NOUN.fullmatch(word):
        yield from _apart(found["stem"])
        return
    if found := _PARTICIPLE.fullmatch(word):
        yield found["first"] or "", found["stem"]
    for pattern in (_PREFIXED, _FOREIGN):
        if found := pattern.fullmatch(word):
            yield "", found["stem"]
    if found := _INFINITIVE.fullmatch(word):
        yield from _apart(found["stem"])


def _apart(stem: str) -> Iterator[tuple[str, str]]:
    if found := re.fullmatch(rf"(?P<first>{_SEPARABLE})(?P<stem>\w{{3,}})", stem):
        yield found["first"], found["stem"]
    yield "", stem


def _participle(first: str, stem: str) -> str:
    ending = "et" if _NEEDS_E.search(stem) else "t"
    if not first and (_PREFIXED.fullmatch(stem + "t") or stem.endswith("ier")):
        return stem + ending
    return f"{first}ge{stem}{ending}"


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        content = line.partition("#")[0].strip()
        if content:
            yield content
