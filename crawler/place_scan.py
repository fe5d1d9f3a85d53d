"""Names of places in running text: what stands where, before anyone judges whether it is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from archive.gazetteer import Gazetteer, Spot
from archive.germany import GERMANY
from crawler.place_rules import COUNTY_HEADS, COUNTY_PLURALS, JOINERS
from crawler.tokens import Words, folded, word_set

IRREGULAR: Final = {
    "hannoveraner": "hannover", "muensteraner": "muenster", "hallenser": "halle",
    "jenenser": "jena", "weimaraner": "weimar", "badenser": "baden", "kasselaner": "kassel",
}  # fmt: skip
SHORT_CAPITALS: Final = ("USA", "BAD")  # other short words in capitals are abbreviations
BETWEEN: Final = frozenset("/(-–.")  # marks inside names: "Frankfurt (Oder)", "a. d. Saale"
WELL_KNOWN: Final = 20_000  # "Suhl-Heinrichs", "Berlin-Marathon": the first part is the town
# Ends that only names of villages have, and nouns that only a village follows.
SURE_ENDINGS: Final = (
    "hausen", "stedt", "städt", "roda", "sleben", "schleben", "xleben", "siel", "büttel", "weiler",
    "rode", "hagen", "walde", "bronn", "brunn", "reuth", "wiek", "büll", "dorf", "bach", "heim",
    "fehn", "oog", "bostel", "wedel", "wisch", "brück", "zell", "haslach", "rieth", "kirch",
)  # fmt: skip
# Homes and villages that are none: "Brand in Pflegeheim", "Advent in Kinderdorf".
COMMON_ENDINGS: Final = (
    "pflegeheim", "wohnheim", "altenheim", "altersheim", "seniorenheim", "tierheim", "kinderheim",
    "jugendheim", "schullandheim", "vereinsheim", "sportheim", "pfarrheim", "eigenheim", "geheim",
    "kinderdorf", "feriendorf", "weihnachtsdorf", "nachbardorf", "heimatdorf", "zeltdorf",
    "containerdorf", "energiedorf", "museumsdorf", "bergdorf", "fischerdorf", "unbehagen",
    "wildbach", "bachlauf", "behagen", "insgeheim", "hauptdorf", "industriebrache",
)  # fmt: skip
ELIDED: Final = 12  # words from the first half of a name to the whole one
# Beginnings of names that are written once for two: "Ober- und Unterkatz".
BEGINNINGS: Final = word_set(
    "ober unter groß klein nieder mittel hohen alt neu kalten frauen herren langen kurz vorder "
    "hinter nord süd ost west alten neuen nahe näher"
)
PLACING: Final = frozenset({"in", "bei", "nach", "zwischen"})
VILLAGE_NOUNS: Final = word_set(
    "gemeinde ortsteil ot ortschaft ortslage ortsausgang ortseingang ortsdurchfahrt gemarkung"
)
PLACE_ENDINGS: Final = (
    "dorf", "hausen", "heim", "feld", "bach", "stedt", "leben", "roda", "walde", "berg", "burg",
    "ingen", "ungen", "au", "ow", "itz", "rode", "hain", "stadt", "tal", "born", "thal",
    "brunn", "bruck", "kirchen", "weiler", "münde", "grün", "reuth", "see",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: tokens `start` to `end` (exclusive), and the places it may mean.

    `form` is name, genitive, adjective, county (after "Landkreis"), part ("Meiningen-Walldorf") or
    compound ("Meiningen-Card").
    """

    start: int
    end: int
    spots: tuple[Spot, ...]
    form: str = "name"
    head: str = ""  # the word before a county: "landkreis", "landratsamt", …


class Scanner:
    """Finds names of the gazetteer in tokens; keeps what it learnt about words."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._forms: dict[str, tuple[tuple[Spot, ...], str]] = {}

    def scan(self, words: Words) -> list[Mention]:
        """Return all names in *words*, longest first at each spot, never overlapping."""
        found: list[Mention] = []
        index = 0
        counties_until = -1  # end of the last item of a list after "Landkreise"
        while index < len(words):
            low = words.low[index]
            mention = None
            if low in COUNTY_HEADS:
                mention = self._county(words, index, COUNTY_HEADS[low])
            elif low in COUNTY_PLURALS:
                counties_until = index + 1
            elif words.words[index][0].isupper():
                if counties_until >= 0 and self._joined(words, counties_until, index):
                    mention = self._county(words, index - 1, "landkreis", listed=True)
                    counties_until = mention.end if mention else -1
                mention = mention or self._elided(words, index) or self._name(words, index)
                mention = mention or self._unknown(words, index, found)
            if mention is None:
                index += 1
            else:
                found.append(mention)
                index = mention.end
        return found

    def name_at(self, words: Words, index: int) -> Mention | None:
        """Return the longest name that starts at *index*, or None."""
        if index >= len(words):
            return None
        if words.low[index] in COUNTY_HEADS:
            return self._county(words, index, COUNTY_HEADS[words.low[index]])
        return self._name(words, index) if words.words[index][0].isupper() else None

    # -- inside ----------------------------------------------------------------------------

    def _elided(self, words: Words, index: int) -> Mention | None:
        """Read "Ober-" in "Ober- und Unterkatz", "Kalten-, Ober- und Unterweid"."""
        if words.low[index] not in BEGINNINGS or words.after(index + 1) != "-":
            return None
        at = index + 2
        while at < index + ELIDED and (
            words.after(at) in (",", "und", "sowie", "oder") or words.after(at + 1) == "-"
        ):
            at += 1 if words.after(at + 1) != "-" else 2
        whole = words.after(at)
        rest = next((whole.removeprefix(one) for one in BEGINNINGS if whole.startswith(one)), "")
        spots = self.gazetteer.probe(folded(words.words[index] + rest)).spots if rest else ()
        return Mention(index, index + 2, spots) if spots else None

    def _unknown(self, words: Words, index: int, found: list[Mention]) -> Mention | None:
        # "zwischen Norddeich und Neßmersiel"
        paired = bool(found) and found[-1].end == index - 1 and words.before(index) in ("und", "/")
        paired = paired and words.before(found[-1].start) in PLACING
        mention = _unknown(words, index, paired=paired)
        refused = mention and self.gazetteer.refuses(folded(words.words[index]))
        return None if refused else mention

    def _joined(self, words: Words, end: int, index: int) -> bool:
        return end <= index <= end + 3 and all(
            words.low[at] in JOINERS or words.low[at] in ("der", "den", "die", "dem")
            for at in range(end, index)
        )

    def _name(self, words: Words, index: int) -> Mention | None:
        word = words.words[index]
        if len(word) < 2 or (len(word) < 4 and word.isupper() and word not in SHORT_CAPITALS):
            return None
        key = folded(word)
        answer = self.gazetteer.probe(key)
        best = Mention(index, index + 1, answer.spots) if answer.spots else None
        at = index
        while answer.longer:
            nxt, closing = self._next(words, at)
            if nxt < 0:
                break
            longer = f"{key} {folded(words.words[nxt])}"
            answer = self.gazetteer.probe(longer)
            end = nxt + 1 + closing
            if answer.spots:
                best = Mention(index, end, answer.spots)
            elif not answer.longer:
                spots, form = self._inflected(longer, words.words[nxt])
                if spots:
                    best = Mention(index, end, spots, form)
            key, at = longer, nxt
        return best or self._other_form(word, index)

    def _next(self, words: Words, at: int) -> tuple[int, bool]:
        """Return the index of the next word of a name and whether a bracket closes behind it."""
        nxt = at + 1
        opened = False
        while nxt < len(words) and nxt <= at + 2 and words.words[nxt] in BETWEEN:
            opened = opened or words.words[nxt] == "("
            nxt += 1
        if nxt >= len(words) or not words.words[nxt][0].isalpha():
            return -1, False
        if words.starts[nxt] - words.end(at) > 2 + opened:
            return -1, False
        return nxt, opened and words.word(nxt + 1) == ")"

    def _other_form(self, word: str, index: int) -> Mention | None:
        known = self._forms.get(word)
        if known is None:
            known = self._inflected(folded(word), word)
            if not known[0] and "-" in word:
                known = self._parts(word)
            if len(self._forms) > 60_000:
                self._forms.clear()
            self._forms[word] = known
        spots, form = known
        return Mention(index, index + 1, spots, form) if spots else None

    def _inflected(self, key: str, word: str) -> tuple[tuple[Spot, ...], str]:
        if key.endswith("kreises"):
            return self.gazetteer.probe(key[:-2]).spots, "genitive"
        if key.endswith("s") and len(key) > 4:
            spots = self.gazetteer.probe(key[:-1].rstrip()).spots
            if spots:
                return spots, "genitive"
        if word.endswith("er") and len(key) > 4:
            for name in _adjective_of(key):
                spots = tuple(
                    spot
                    for spot in self.gazetteer.probe(name).spots
                    if spot.kind in ("municipality", "locality")
                )
                if spots:
                    return spots, "adjective"
        return (), ""

    def _parts(self, word: str) -> tuple[tuple[Spot, ...], str]:
        """Read "Suhl-Heinrichs", "Meiningen-Walldorf": a town and its part."""
        first, _, last = word.partition("-")
        if not last[:1].isupper() or "-" in last:
            return (), ""
        towns = [spot for spot in self.gazetteer.probe(folded(first)).spots if _is_town(spot)]
        parts = self.gazetteer.probe(folded(last)).spots
        inside = tuple(
            part for part in parts for town in towns if part.path[: len(town.path)] == town.path
        )
        if inside:
            return inside, "part"
        if towns and (parts or last.lower().endswith(PLACE_ENDINGS)):
            return tuple(towns), "part"
        known = tuple(town for town in towns if town.own or town.population >= WELL_KNOWN)
        return known, "compound" if known else ""

    def _county(
        self, words: Words, index: int, head: str, *, listed: bool = False
    ) -> Mention | None:
        """Read "Landkreis Fulda", "Landratsamt Hildburghausen", "Kreis Bytów"."""
        at = index + 1
        if at >= len(words) or not words.words[at][0].isupper():
            return None
        start = at if listed else index
        inner = self._name(words, at)
        end = inner.end if inner else at + 1
        key = folded(words.text[words.starts[at] : words.end(end - 1)])
        for name in (f"landkreis {key}", f"kreis {key}", key, key.removesuffix("s")):
            spots = [spot for spot in self.gazetteer.probe(name).spots if spot.kind == "district"]
            if spots:
                return Mention(start, end, tuple(spots), "county", head or words.low[index])
        if inner is None or inner.form == "adjective":
            return None
        foreign = tuple(
            Spot(f"Landkreis {spot.name}", (spot.country, f"Landkreis {spot.name}"), "district",
                 spot.lat, spot.lon, spot.population, traits=spot.traits)
            for spot in inner.spots
            if spot.country != GERMANY and spot.kind == "municipality"
        )  # fmt: skip
        at_home = any(spot.country == GERMANY for spot in inner.spots)
        if foreign and not at_home and head in ("landkreis", "kreis"):
            return Mention(start, end, foreign, "county", head)
        return None


def _unknown(words: Words, index: int, *, paired: bool = False) -> Mention | None:
    """Read a village no list holds: "Ortslage Frohndorf", "in Görbitzhausen"."""
    word, before = words.words[index], words.before(index)
    low = words.low[index]
    named = before in VILLAGE_NOUNS and len(low) > 6 and low.endswith(PLACE_ENDINGS)
    sure = low.endswith(SURE_ENDINGS) and not low.endswith(COMMON_ENDINGS)
    placed = sure and len(low) > 6 and (before in PLACING or paired)
    if not (named or placed) or "-" in word or not word[1:].islower():
        return None
    spot = Spot(word, (GERMANY, word), "locality", traits=frozenset({"unknown"}))
    return Mention(index, index + 1, (spot,))


def _is_town(spot: Spot) -> bool:
    return spot.kind == "municipality" and (spot.own or spot.population >= 5_000)


def _adjective_of(key: str) -> list[str]:
    """Return the names an adjective may come from: "meininger" → meining, meiningen, …"""
    if key in IRREGULAR:
        return [IRREGULAR[key]]
    stem = key[:-2]
    names = [stem, f"{stem}en", f"{stem}e"]
    if stem.endswith("haeus"):
        names.append(stem.removesuffix("haeus") + "hausen")
    if stem.endswith("n"):
        names.append(f"{stem[:-1]}en")  # Dresdner
    return names
