"""How texts introduce projects: six patterns, each finds candidates with its confidence.

(a) type noun and name: Projekt „X“, Bundesprogramm „X“, Projekt HybridAdd; (b) "unter dem Motto
„X“"; (c) compound and year: Ehrenamtsgala 2025; (d) long form and abbreviation: Partnerschaft für
Demokratie (PfD); (e) the part before a title's colon; (f) "X – Untertitel" beside the short X.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from crawler.project_rules import (
    BRIDGES,
    GENDER_ENDINGS,
    NOT_BEFORE,
    NOT_TYPES,
    NOT_WITH_YEAR,
    TYPE_NOUNS,
    YEAR_ENDINGS,
)

OPEN, CLOSE = '„“”"»«‚‘', '“”"«»‘’'
# A quotation may run over a line's end, never over a paragraph's.
QUOTED: Final = re.compile(
    rf"[{OPEN}][ ]?((?:[^{OPEN}{CLOSE}\n]|\n(?!\s*\n)){{2,140}}?)\s?[{CLOSE}]"
)
OPENING: Final = re.compile(f"[{OPEN}]")
_NOUNS: Final = "|".join(sorted(TYPE_NOUNS, key=len, reverse=True))
TYPED: Final = re.compile(
    rf"(?<![\w-])([\w/+-]*?(?i:{_NOUNS}))(?:s|es|e|en|n)?(?:\s\([A-ZÄÖÜ][\w-]*\))?{BRIDGES}\s*:?\s*$"
)
# "Das Projekt heißt „X“"; what a programme of a stage is called is no project.
CALLED: Final = re.compile(
    r"(?<![\w-])([\w/+-]*(?:[Pp]rojekt|[Ii]nitiative|[Kk]ampagne|[Aa]ktion|[Ww]ettbewerb|"
    r"Förderprogramm|Landesprogramm|Bundesprogramm))\s+(?:heißt|hieß|nennt\s+sich|"
    r"trägt\s+den\s+(?:Namen|Titel)|läuft\s+unter\s+dem\s+(?:Namen|Titel))\s*:?\s*$"
)
PROPER: Final = r"(?:[A-ZÄÖÜ][\w+&]*[\w+!](?:[-/][A-ZÄÖÜ\d][\w]*)*|\d+\.\d+)"
SMALL: Final = r"(?:(?:für|der|die|des|und|in|im|zur|zum|&|mit|ohne|hat|vor|auf|von) ){0,2}"
NAMED: Final = re.compile(rf"(s|es|e|en)? ({PROPER}(?: {SMALL}{PROPER}){{0,5}})")
NOUN: Final = re.compile(
    "[Pp]rojekt|[Pp]rogramm|[Ww]ettbewerb|[Ii]nitiative|[Aa]ktion|[Kk]ampagne|[Nn]etzwerk|[Ss]tipendium"
)
MOTTO: Final = re.compile(
    r"[Uu]nter\s+de[mr]\s+(?:Motto|Titel|Thema|Namen|Leitmotiv|Leitthema|Überschrift)\s*:?\s*$"
)
YEAR: Final = re.compile(r"\s(20\d\d(?:/(?:20)?\d\d)?)(?!\d|\.\d)")
_YEARS: Final = "|".join(sorted(YEAR_ENDINGS, key=len, reverse=True))
YEARED: Final = re.compile(
    rf"(?<![\w-])((?:[A-ZÄÖÜ]\w+[- ])?(?:[A-ZÄÖÜ][\w-]*?)?((?i:{_YEARS})))s?$"
)
ABBREVIATION: Final = re.compile(r"\s\(([A-ZÄÖÜ][A-Za-zÄÖÜäöü+]{1,8})\)")
LONG_FORM: Final = re.compile(
    r"((?:[A-ZÄÖÜ][\w-]+[ \n](?:(?:für|der|des|die|und|zur|zum|in|im|von)[ \n]){0,2}){0,6}"
    r"[A-ZÄÖÜ][\w-]+)$"
)
UNCLOSED: Final = re.compile(rf"[{OPEN}]\s?({PROPER}(?:\s+{PROPER}){{0,4}})")
JOINED: Final = re.compile(r"\s*(?:,|und|sowie|oder|bzw\.)\s*")
MOST_QUOTATIONS: Final = 1_000  # of one article
WINDOW: Final = 120  # so far back a quotation's noun is looked for
FIRM: Final = re.compile(r"([A-ZÄÖÜ][\w&-]+)\s$")  # the name before a firm's "AG"
ARTICLE: Final = re.compile(
    r"(?<!\w)(?:das|dem|des|die|der|den|im|vom|zum|zur|beim|am|ein|eine|einem|einer|und|für|mit)\s$",
    re.IGNORECASE,
)
MOST_SMALL: Final = 3  # words of a name that begins with a small letter
SURE, LIKELY, GUESS = 0.85, 0.65, 0.35


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name a pattern found; below 0.5 it is a proposal only."""

    name: str
    kind: str
    pattern: str
    start: int
    end: int
    confidence: float
    short: str = ""  # an abbreviation that later stands alone


def find_candidates(title: str, text: str) -> list[Candidate]:
    """Return what the patterns find in *text*; starts and ends count in it."""
    found = [
        *_quoted(text), *_apposed(text), *_yeared(text), *_abbreviated(text),
        *_title_prefix(title, text),
    ]  # fmt: skip
    return [_shortened(candidate, text) for candidate in found]


def kind_of(noun: str) -> str | None:
    """Return what kind of project a noun introduces, None for nouns that introduce none."""
    low = noun.lower().strip("-")
    if low in NOT_TYPES or low.rpartition("-")[2] in NOT_TYPES:
        return None
    for ending in sorted(TYPE_NOUNS, key=len, reverse=True):
        if low == ending or (low.endswith(ending) and len(ending) > 3):
            return TYPE_NOUNS[ending]
    return None


# -- the patterns ----------------------------------------------------------------------------


def _quoted(text: str) -> Iterator[Candidate]:
    """Read every quotation by the words before and behind it."""
    last: Candidate | None = None
    for match in islice(_quotations(text), MOST_QUOTATIONS):
        name = " ".join(match[1].split()).strip(" ,.;:")
        last = _quotation(text, match, name, last) if name else None
        if last is not None:
            yield last


def _quotations(text: str) -> Iterator[re.Match[str]]:
    """Yield every quotation; of „X des Bundes … with no end the name alone."""
    position = 0
    while (mark := OPENING.search(text, position)) is not None:
        match = QUOTED.match(text, mark.start())
        if match is None and mark.group() == "„":
            match = UNCLOSED.match(text, mark.start())
        if match is not None:
            yield match
        position = match.end() if match is not None else mark.end()


def _quotation(
    text: str, match: re.Match[str], name: str, last: Candidate | None
) -> Candidate | None:
    before = text[max(0, match.start() - WINDOW) : match.start()]
    start, end = match.span()
    noun = TYPED.search(before) or CALLED.search(before)
    if noun is not None and noun[1].lower().endswith("preis") and not _is_award(noun[0], name):
        return None
    kind = kind_of(noun[1]) if noun is not None and noun[1][0].isupper() else None
    if kind is not None and noun is not None:
        if noun[1].lower() in ("ag", "arbeitsgemeinschaft"):
            firm = FIRM.search(before[: noun.start()])
            if firm is not None and firm[1].lower() not in NOT_BEFORE:
                return None  # "die Müller AG „Hoch und Tief“"
            name = f"AG {name}"
        at = start - len(before) + noun.start()
        sure = GUESS if _is_speech(name) else SURE
        return Candidate(name, kind, "noun and quotation", at, end, sure)
    if (
        last is not None
        and last.pattern == "noun and quotation"
        and JOINED.fullmatch(text, last.end, start) is not None
    ):
        return Candidate(name, last.kind, last.pattern, start, end, SURE)
    behind = re.match(r"-([A-ZÄÖÜ][\wäöüß]+)", text[end : end + 40])
    kind = kind_of(re.sub(r"(es|s|e|en)$", "", behind[1])) if behind else None
    if kind is not None:
        return Candidate(name, kind, "quotation and noun", start, end, SURE)
    if MOTTO.search(before):
        return Candidate(name, "series", "motto", start, end, GUESS)
    kind = kind_of(name.split()[0]) if name[0].isupper() and " " in name else None
    if kind is not None and ARTICLE.search(before):
        return Candidate(name, kind, "quotation that names its kind", start, end, LIKELY)
    return None


def _is_award(words: str, name: str) -> bool:
    """Say whether a "Preis" is won and not paid: "Preise: „Klein“ 3 Euro", "Preis „ab 5 Euro“"."""
    return not name[0].islower() and "reise" not in words


def _is_speech(name: str) -> bool:
    """Say whether a quotation is somebody's words: the project „läuft wie am Schnürchen“.

    A name that begins small is one word (kinderstark) or ends in a noun (mobile Jugend).
    """
    words = name.split()
    small = name[0].islower() and words[0].islower() and len(words) > 1
    return small and (len(words) > MOST_SMALL or words[-1][0].islower())


def _apposed(text: str) -> Iterator[Candidate]:
    for match in NOUN.finditer(text):
        named = NAMED.match(text, match.end())
        if named is None or named[1] in ("e", "en"):
            continue
        start = match.start()
        while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "-"):
            start -= 1
        noun, name = text[start : match.end()], named[2]
        if start and text[start - 1] in OPEN:
            continue  # a quotation is judged by what stands before it
        kind = kind_of(noun)
        if kind is not None and noun[0].isupper() and _is_name(name):
            yield Candidate(name, kind, "noun and name", start, named.end(), LIKELY)


def _is_name(name: str) -> bool:
    """Say whether an unquoted name looks like one: CamelCase, capitals, a sign or several words."""
    first = name.split()[0]
    camel = any(letter.isupper() for letter in first[1:]) or any(sign in name for sign in "+&!")
    return camel or (len(name.split()) > 1 and first[0].isupper() and "-" not in first[:1])


def _yeared(text: str) -> Iterator[Candidate]:
    for year in YEAR.finditer(text):
        match = YEARED.search(text[max(0, year.start() - 60) : year.start()])
        if match is None:
            continue
        compound, ending = match[1], match[2].lower()
        first, _, rest = compound.partition(" ")
        if rest and first.lower() in NOT_BEFORE:
            compound = rest
        if compound.lower() in NOT_WITH_YEAR or compound.lower() == ending:
            continue
        start = year.start() - len(compound)
        yield Candidate(
            f"{compound} {year[1]}", YEAR_ENDINGS[ending], "compound and year", start, year.end(),
            LIKELY,
        )  # fmt: skip


def _abbreviated(text: str) -> Iterator[Candidate]:
    for match in ABBREVIATION.finditer(text):
        long_form = LONG_FORM.search(text[max(0, match.start() - WINDOW) : match.start()])
        if long_form is None:
            continue
        words = long_form[1].split()
        for first in range(len(words)):
            long = " ".join(words[first:])
            if not words[first][0].isupper() or not _abbreviates(match[1], long):
                continue
            kind = next((kind for word in long.split() if (kind := kind_of(word))), None)
            if kind is not None:
                yield Candidate(
                    nominative(long), kind, "long form and abbreviation", match.start() - len(long),
                    match.end(), SURE, match[1],
                )  # fmt: skip
            break


def nominative(name: str) -> str:
    """Return a name as it stands alone: "Regionale Netzwerk" (after "das") → "Regionales Netzwerk".

    Only an adjective that begins the name changes, by the gender of the first noun of a type.
    """
    first, gap, rest = name.partition(" ")
    heads = [word for word in rest.split() if kind_of(word) is not None]
    if not gap or not heads or not first.endswith(("e", "en", "er", "es")) or kind_of(first):
        return name
    stem = re.sub(r"(e|en|er|es)$", "", first)
    if rest.split()[0] not in heads or len(stem) < 4:
        return name
    noun = heads[0].lower().rpartition("-")[2]
    ending = next((end for key, end in GENDER_ENDINGS.items() if noun.endswith(key)), "e")
    return f"{stem}{ending}{gap}{rest}"


def _abbreviates(short: str, long: str) -> bool:
    """Say whether the letters of *short* are initials in *long*, in order."""
    initials = re.findall(r"(?:^|[\s-])(\w)", long) + [
        letter for word in long.split() for letter in word[1:] if letter.isupper()
    ]
    wanted = [letter.lower() for letter in short if letter.isalpha()]
    have = [letter.lower() for letter in initials]
    if wanted[0] != have[0]:
        return False
    if _inside(wanted, have) or (len(wanted) <= len(have) and set(wanted) <= set(have)):
        return True
    # Parts of compounds: "Kommunales Bildungsnetzwerk (KBN)".
    first = [word[0].lower() for word in re.split(r"[\s-]+", long) if word[:1].isupper()]
    return len(first) > 1 and _inside(first, wanted) and _inside(wanted, list(long.lower()))


def _inside(letters: list[str], word: list[str]) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


def _title_prefix(title: str, text: str) -> Iterator[Candidate]:
    """Read "SuedLink" in "SuedLink: Zweite Runde", where the text uses it as a name too."""
    prefix, colon, rest = title.partition(": ")
    name = prefix.strip(f"{OPEN}{CLOSE} ")
    if not colon or not rest or not 4 <= len(name) <= 60 or not name[:1].isupper():
        return
    first, *others = name.split()
    quoted = any(_alike(match[1], name) for match in QUOTED.finditer(text, len(title)))
    if not quoted and text.find(name, len(title)) < 0:
        return
    kind = next((kind for word in name.split() if (kind := kind_of(word))), None)
    camel = any(map(str.isupper, first[1:])) and not first.isupper() and "-" not in first
    sure = quoted or camel or (kind is not None and bool(others))
    yield Candidate(
        name, kind or "project", "title prefix", 0, len(name), LIKELY if sure else GUESS
    )


def _alike(one: str, other: str) -> bool:
    """Say whether two names are one but for endings: „Bewegten Erfahrungsaustausch“."""
    words, others = one.split(), other.split()
    return len(words) == len(others) and all(
        word[: max(4, len(word) - 2)] == known[: max(4, len(word) - 2)]
        for word, known in zip(words, others, strict=True)
    )


def _inflected(name: str) -> str:
    """Return a pattern for *name* with any endings: "Essbare Stadt", "zur Essbaren Stadt"."""
    stems = (re.sub(r"(?<=\w{4})(?:e|en|em|er|es)$", "", word) for word in name.split())
    return r"\s+".join(re.escape(stem) + r"\w{0,2}" for stem in stems)


def _shortened(candidate: Candidate, text: str) -> Candidate:
    """Cut "X – Untertitel" to X where X stands alone in the text too."""
    name = candidate.name.strip(" ,.;:")
    short = re.split(r"\s[–—-]\s|:\s", name, maxsplit=1)[0].strip()
    if short != name and len(short) > 3:
        alone = re.compile(_inflected(short) + r"(?!\s*[–—:-]\s)")
        if any(match.start() != text.find(name) for match in alone.finditer(text)):
            name = short
    return replace(candidate, name=name)
