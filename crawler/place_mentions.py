"""The mentions of one place in an article, and what the words around each say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from crawler.place_rules import ARTICLES, HOUSE_NOUNS, JOINERS, PLACE_NOUNS, PREPOSITIONS
from crawler.place_zones import BODY, LEAD, Candidate
from crawler.tokens import word_set

TOWNS: Final = ("municipality", "locality")
PLACING: Final = 0.3  # what the word before a name must say for it to put something there
COMING: Final = frozenset({"aus", "von", "nach", "ab", "bis", "richtung", "über", "via"})
REACH: Final = 40  # words of its sentence before a name that are looked at
HEAD: Final = 3  # words before the district a sentence begins with: "Die beiden Landkreise …"
OBLIQUE: Final = ("des", "dem", "den", "im", "in", "vom", "zum", "beim", "aus", "für", "auf", "von")
RELATIVE: Final = frozenset({"dem", "den", "das", "die", "denen", "dass", "weil", "wenn", "ob"})
WAYS: Final = frozenset({"von", "über", "ab", "via", "zurück", "weiter", "umleitung"})
CONCERNING: Final = frozenset({"für", "auf"})  # "eine Brücke für X", "auf Rügen"
# What tells that a sentence after the first is not where the thing happens: another time, a
# life, where papers are had, a jury. And what adds a place to the one that is meant.
ASIDE: Final = word_set(
    "früher zuvor zuletzt bisher bislang vorher später danach anschließend künftig vorjahr "
    "nächste nächster nächsten nächstes folgt folgen zweigstellen aufgewachsen geboren wuchs "
    "studierte arbeitete lernte lebte wohnte wohnt lebt starb verstarb stammt karten "
    "anmeldung anmeldungen auskunft auskünfte formulare unterlagen bewerbungen treffpunkt "
    "schwerpunkte beispiel beispielsweise anderem jury"
)
SEATS: Final = word_set(
    "landratsamt kreisverwaltung ministerium landesamt landesverwaltungsamt regierungspräsidium "
    "bezirksregierung landgericht amtsgericht verwaltungsgericht oberlandesgericht sitz jury"
)
DESKS: Final = ("amt", "behörde", "verwaltung", "gericht", "stelle", "büro", "ministerium")
SCHOOLS: Final = frozenset({"universität", "uni", "hochschule", "fachhochschule"})
PARTS: Final = word_set(
    "teil teile teilen rand nähe mitte zentrum ortskern innenstadt altstadt stadtkern norden süden "
    "osten westen höhe umgebung dächern straßen einwohner einwohnern vorort"
)
ADDING: Final = frozenset({"auch", "wie", "ebenfalls", "ebenso", "sogar", "selbst", "außerdem"})
BORN: Final = frozenset({"geboren", "gebürtig", "aufgewachsen"})


@dataclass(frozen=True, slots=True)
class Group:
    """All mentions of one place that count."""

    path: tuple[str, ...]
    mentions: tuple[Candidate, ...]

    @property
    def kind(self) -> str:
        """The kind of the place, as in `Place`."""
        spot = self.mentions[0].spot
        return spot.kind if spot is not None else ""

    @property
    def town(self) -> bool:
        """Whether it is a municipality or a part of one."""
        return self.kind in TOWNS

    @property
    def own_district(self) -> bool:
        """Whether it is the own district itself."""
        spot = self.mentions[0].spot
        return self.kind == "district" and spot is not None and spot.own

    @property
    def other_district(self) -> bool:
        """Whether it is a district, and not the own."""
        return self.kind == "district" and not self.own_district

    @property
    def zones(self) -> frozenset[str]:
        """The zones it is named in."""
        return frozenset(one.zone for one in self.mentions)

    @property
    def running(self) -> list[Candidate]:
        """Its mentions in running text."""
        return [one for one in self.mentions if one.zone in (LEAD, BODY)]

    @property
    def sentences(self) -> frozenset[int]:
        """The numbers of the sentences that name it."""
        return frozenset(one.sentence for one in self.running)


def is_coming(candidate: Candidate) -> bool:
    """Say whether people, things and ways only come from the place, or go there."""
    if _invited(candidate):
        return False
    words, at = candidate.words, candidate.mention.start
    if words.after(candidate.mention.end) in BORN or candidate.origin:
        return True
    if words.word(at - 1)[:1].isupper() and "aus" in (
        words.before(at, 2),
        words.before(at, 3) if words.before(at, 2) in ARTICLES else "",
    ):
        return True  # "aus dem Zoo X", "aus Richtung X"
    if words.before(at) == "von" and _of_it(candidate):
        return False
    if words.before(at) == "nach" and not _ends_a_way(candidate):
        return False
    return candidate.mention.form != "county" and words.before(at) in COMING


def _ends_a_way(candidate: Candidate) -> bool:
    """Say whether "nach X" is the end of a way: "von A über B nach X", not "laden nach X ein"."""
    words, at = candidate.words, candidate.mention.start
    return any(word in WAYS for word in words.low[_start(candidate) : at - 1])


def _of_it(candidate: Candidate) -> bool:
    """Say whether "von" tells whose it is: "im Rathaus von X"; not "von X nach Y" or who came."""
    noun = candidate.words.before(candidate.mention.start, 2)
    house = noun in HOUSE_NOUNS and not noun.endswith(("meister", "meisterin"))
    return house or noun in PARTS or noun in PLACE_NOUNS


def is_placed(candidate: Candidate) -> bool:
    """Say whether the words put something there: "in X", "Kirche X", "OT X"; not "aus X"."""
    if candidate.mention.form in ("adjective", "genitive"):
        return True
    words, at = candidate.words, candidate.mention.start
    if words.before(at) == "um" and words.before(at, 2) == "rund":
        return True
    if words.before(at) == "von" and _of_it(candidate):
        return True
    return not is_coming(candidate) and max(candidate.preposition, candidate.bonus) >= PLACING


def is_aside(candidate: Candidate) -> bool:
    """Say whether it tells of another time, a life, a desk, or adds one place more."""
    words, at = candidate.words, candidate.mention.start
    noun = words.before(at, 2)
    if noun in ADDING or (noun.endswith(DESKS) and words.before(at) == "in"):
        return True
    return any(word in ASIDE for word in words.low[_start(candidate) : at])


def is_seat(candidate: Candidate) -> bool:
    """Say whether an office only has its seat there: "das Ministerium in X", "der Uni X"."""
    words, at = candidate.words, candidate.mention.start
    school = words.before(at) in SCHOOLS and begins(candidate) > HEAD - 1
    return school or words.before(at, 2) in SEATS


def is_subject(candidate: Candidate) -> bool:
    """Say whether a sentence is on a town without putting anything there: "Jetzt feiert X"."""
    words, at = candidate.words, candidate.mention.start
    if candidate.mention.form != "name" or is_coming(candidate):
        return False
    before = words.before(at)
    return begins(candidate) == 0 or before in CONCERNING or (
        before[:1].isalpha() and words.word(at - 1).islower()
        and before not in PREPOSITIONS and before not in ARTICLES
    )  # fmt: skip


def acts(candidate: Candidate) -> bool:
    """Say whether a district is the subject of a main clause: "Der Kreis X", "sucht der Kreis X".

    "Landkreis" is masculine, so that "der" before it is the nominative; "Die Landkreise" may be the
    accusative, unless they begin the sentence.
    """
    words, at = candidate.words, candidate.mention.start
    before = words.before(at)
    if begins(candidate) <= HEAD and not before.endswith(OBLIQUE):
        leading = words.words[at - begins(candidate) + 1 : at]
        return not any(word[:1].isupper() for word in leading)
    return before == "der" and words.before(at, 2) not in RELATIVE


def begins(candidate: Candidate) -> int:
    """Return how many words of its sentence stand before it."""
    at = candidate.mention.start
    return at - candidate.words.sentence_start(at)


def rows_of(mentions: Iterable[Candidate]) -> dict[int, list[Candidate]]:
    """Return for the id of each mention the row of places it stands in: "in A, B und C"."""
    rows: list[list[Candidate]] = []
    ordered = sorted(mentions, key=lambda one: one.mention.start)
    for here, there in pairwise([None, *ordered]):
        if there is None:
            continue
        if here is not None and _joined(here, there):
            rows[-1].append(there)
        else:
            rows.append([there])
    return {id(one): row for row in rows for one in row}


def _start(candidate: Candidate) -> int:
    return candidate.mention.start - min(begins(candidate), REACH)


def _invited(candidate: Candidate) -> bool:
    """Say whether the words invite there: "nach Bünde eingeladen", "lädt nach Bünde ein"."""
    words, end = candidate.words, candidate.mention.end
    return any(
        words.after(at) in ("ein", "eingeladen") and words.sentence(at) == candidate.sentence
        for at in range(end, end + 4)
    )


def _joined(here: Candidate, there: Candidate) -> bool:
    if here.words is not there.words or here.sentence != there.sentence:
        return False
    between = here.words.low[here.mention.end : there.mention.start]
    between = [word for word in between if word not in ("in", "der", "die", "den")]
    return len(between) <= 2 and all(word in JOINERS for word in between)
