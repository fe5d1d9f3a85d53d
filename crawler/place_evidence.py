"""What speaks for and against a name being meant as a place: every reason with its weight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from archive.gazetteer import Gazetteer, Spot
from crawler.place_rules import (
    ARTICLES,
    BANDS,
    BARE_NOUNS,
    CASTLES,
    FIRST_NAMES,
    GIVEN_TOO,
    HOUSE_ENDINGS,
    HOUSE_NOUNS,
    ISLANDS,
    NEARBY,
    NOBLE,
    NOT_OF_TOWN,
    NOT_PINK,
    OFFICES,
    PLACE_NOUNS,
    PREPOSITIONS,
    RIVERS,
    SPEECH,
    STREETS,
    TITLE_ENDINGS,
    TITLES,
    WATERS,
    WITH_ARTICLE,
)
from crawler.place_scan import Mention
from crawler.tokens import Words, folded

VETO: Final = -9.0
HOME: Final = "Deutschland"
SMALL: Final = 8_000
QUARTER: Final = 0.4  # quarters of Berlin and Hamburg
LISTED: Final = 0.45  # towns our own file puts below their district are known ones


@dataclass(slots=True)
class Reasons:
    """The reasons found for one mention, in words and in sum."""

    total: float = 0.0
    before: float = 0.0  # what the word before adds
    said: list[str] = field(default_factory=list)

    def add(self, weight: float, why: str) -> None:
        """Add a reason."""
        if weight:
            self.total += weight
            self.said.append(f"{weight:+.2f} {why}")

    def add_before(self, weight: float, word: str) -> None:
        """Add what the word before the name says."""
        self.before = max(self.before, weight)
        self.add(weight, f"after „{word}“")


def prior(spot: Spot, gazetteer: Gazetteer, words: int = 1) -> tuple[float, str]:
    """Return how likely the bare capitalised name of *spot* is meant as the place, and why.

    *words* is how many words the name has here: "Neustadt an der Orla" can mean nothing else.
    """
    if "unknown" in spot.traits:
        return 0.15, "ends like a village"
    if words > 1 and "old" not in spot.traits and spot.kind == "municipality":
        return 0.8, "a name of several words"
    risky = 0.45 if spot.traits & {"word"} else 0.0
    if spot.own:
        return 0.9 - risky * 1.3, "own district"
    if spot.kind in ("district", "region", "country"):
        return 0.95 - risky, spot.kind
    if "old" in spot.traits:
        return 0.05, "name of former times"
    district = gazetteer.district
    if district is not None and len(spot.path) > 1 and spot.path[1] in district.neighbours:
        return 0.75 - risky, "neighbouring district"
    return _by_size(spot) - risky, f"{spot.population} inhabitants"


def _by_size(spot: Spot) -> float:
    steps = (
        ((100_000, 0.9), (20_000, 0.75), (8_000, 0.55), (0, 0.3))
        if spot.country == "Deutschland"
        else ((300_000, 0.8), (100_000, 0.45), (20_000, 0.25), (0, 0.1))
    )
    if spot.kind == "locality":
        return QUARTER
    for least, weight in steps:
        if spot.population >= least:
            return max(weight, LISTED) if len(spot.path) == 3 and spot.country == HOME else weight
    return 0.3


def weigh(words: Words, mention: Mention, spot: Spot, gazetteer: Gazetteer) -> Reasons:
    """Return the reasons in the words around *mention* to take it as *spot*."""
    reasons = Reasons()
    parts = sum(len(part) > 2 for part in words.words[mention.start].split("-"))
    weight, why = prior(spot, gazetteer, max(mention.end - mention.start, parts))
    reasons.add(weight, why)
    if mention.form == "county":
        reasons.add(0.5, "after Landkreis")
        return reasons
    if _is_given_name(words, mention):
        reasons.add(VETO, "a first name before a surname")
    if spot.kind in ("country", "region", "district"):
        _article_of_land(reasons, words, mention)
        _street(reasons, words, mention)
        return reasons
    _street(reasons, words, mention)
    if mention.form in ("compound", "part"):
        reasons.total, reasons.said = 0.0, []
        weight, why = prior(spot, gazetteer)
        reasons.add(weight, why)
    if mention.form == "compound":
        reasons.add(-0.3, "only the first part of a compound")
    if mention.form == "adjective":
        _adjective(reasons, words, mention, spot)
    else:
        _before(reasons, words, mention, spot, gazetteer)
        _after(reasons, words, mention, spot, gazetteer)
    return reasons


def person_of(words: Words, mention: Mention) -> bool:
    """Say whether a first name, a title or a noble "von" makes the name a person's."""
    at = mention.start
    previous, word = words.before(at), words.word(at - 1)
    if word[:1].isupper() and _is_first_name(previous):
        return True
    if previous == "." and len(words.word(at - 2)) == 1 and words.word(at - 2).isupper():
        return True  # an initial: "M. Walldorf"
    titled = previous in TITLES or previous.endswith(TITLE_ENDINGS)
    if titled and previous not in OFFICES and word[:1].isupper():
        return True
    if word[:1].isupper() and _bears_names(words.before(at, 2)) and previous not in PLACE_NOUNS:
        return True  # "Trainerin Rosa Lauterbach"
    if previous == "." and words.before(at, 2) in ("dr", "prof", "med", "ing"):
        return True
    if previous in OFFICES and previous not in ("stadt", "gemeinde"):
        return _speaks_after(words, mention)
    earlier = words.before(at, 2)
    return previous in NOBLE and (
        _is_first_name(earlier) or (earlier in TITLES and earlier not in OFFICES)
    )


def _is_given_name(words: Words, mention: Mention) -> bool:
    low = words.low[mention.start]
    if mention.end - mention.start > 1 or not words.word(mention.end)[:1].isupper():
        return False
    # "Werner Kraus" is no adjective of Werne.
    return low in GIVEN_TOO or (mention.form == "adjective" and low in FIRST_NAMES)


def _bears_names(word: str) -> bool:
    """Say whether first name and surname follow *word*: "Trainerin", "Herr", "Schulleiterin"."""
    known = word in TITLES and word not in OFFICES
    return known or word.endswith((*TITLE_ENDINGS, "erin", "istin", "torin"))


def _is_first_name(word: str) -> bool:
    return word in FIRST_NAMES or ("-" in word and word.split("-")[0] in FIRST_NAMES)


def _speaks_after(words: Words, mention: Mention) -> bool:
    return words.after(mention.end) in SPEECH


def _street(reasons: Reasons, words: Words, mention: Mention) -> None:
    after = words.after(mention.end)
    number = words.word(mention.end + 1) if after in STREETS else ""
    if after in STREETS and (after not in ("markt", "hof", "park", "höhe") or number.isdigit()):
        reasons.add(VETO, "a street")


def _article_of_land(reasons: Reasons, words: Words, mention: Mention) -> None:
    if words.low[mention.start] in WITH_ARTICLE:
        return
    if mention.form == "adjective":
        reasons.add(VETO, "only an adjective of a land")


def _adjective(reasons: Reasons, words: Words, mention: Mention, spot: Spot) -> None:
    after = words.word(mention.end)
    if words.after(mention.end) in NOT_OF_TOWN:
        reasons.add(VETO, "a fixed expression")
    elif after[:1].isupper():
        reasons.add(0.1, "adjective before a noun")
    elif words.before(mention.start) in ("die", "der", "den") and spot.own:
        reasons.add(0.0, "people of the town")
    elif after in ("und", ",", "/", "-") and words.word(mention.end + 1).endswith(("er", "-")):
        reasons.add(0.0, "adjectives in a row")
    else:
        reasons.add(-0.5, "an adjective without a noun")
    if person_of(words, mention):
        reasons.add(VETO, "a person's name")
    if not spot.own and spot.population < 20_000:
        reasons.add(-0.2, "adjective of a small town far away")


def _before(
    reasons: Reasons, words: Words, mention: Mention, spot: Spot, gazetteer: Gazetteer
) -> None:
    at = mention.start
    previous, word = words.before(at), words.word(at - 1)
    if person_of(words, mention):
        reasons.add(VETO, "a person's name")
    elif word[:1].isupper() and not (words.begins_sentence(at - 1) and previous in PREPOSITIONS):
        _after_noun(reasons, words, mention, spot)
    elif previous == "auf" and words.low[at] in ISLANDS:
        reasons.add_before(0.55, previous)
    elif previous in PREPOSITIONS:
        reasons.add_before(PREPOSITIONS[previous], previous)
        noun = words.low[at] in BARE_NOUNS and mention.end - at == 1
        reasons.add(-0.8 if noun else 0.0, "a noun in the plural or without an article")
    elif len(word) == 5 and word.isdigit():
        reasons.add(0.7, "after a postcode")
    elif previous in ARTICLES:
        _after_article(reasons, words, mention, gazetteer)
    elif previous == "ot":
        reasons.add_before(0.55, word)
    elif previous.endswith("ischen") or previous in NEARBY:
        reasons.add_before(0.35, previous)
    if not spot.own and mention.end - at == 1 and _is_first_name(words.low[at]):
        reasons.add(-0.4, "also a first name")


def _after_noun(reasons: Reasons, words: Words, mention: Mention, spot: Spot) -> None:
    """Weigh the capitalised word before the name."""
    at = mention.start
    previous, word = words.before(at), words.word(at - 1)
    if previous in PLACE_NOUNS:
        reasons.add_before(0.55, word)
    elif previous in ("hohe", "hohen", "hoher"):
        reasons.add(VETO, "a mountain")
    elif previous in BANDS:
        reasons.add(VETO, f"a name of a {word}")
    elif previous in CASTLES and not spot.own and spot.population < SMALL:
        reasons.add(-0.5, "a castle's name")
    elif _is_house(previous) or _is_club(word):
        reasons.add_before(0.3, word)
    elif previous in ARTICLES and words.begins_sentence(at - 1):
        bare = mention.form == "name" and words.low[at] != "amt"
        reasons.add(-0.6 if bare else 0.0, "after an article")
    elif not words.begins_sentence(at - 1):
        reasons.add(-0.15, "after another noun")


def _is_house(noun: str) -> bool:
    """Say whether *noun* is a house, an office or a club: "Waldbad X", "des Waldbades X"."""
    return any(
        form in HOUSE_NOUNS or form.endswith(HOUSE_ENDINGS)
        for form in (noun, noun.removesuffix("s"), noun.removesuffix("es"))
    )


def _is_club(word: str) -> bool:
    """Say whether *word* is an abbreviation as clubs have before their town: "KSV Wasungen"."""
    return word.isupper() and 2 <= len(word) <= 4 and word.endswith(("V", "C", "G"))


def _after_article(reasons: Reasons, words: Words, mention: Mention, gazetteer: Gazetteer) -> None:
    name = folded(words.text[words.starts[mention.start] : words.end(mention.end - 1)])
    if gazetteer.is_water(name):
        reasons.add(VETO, "a brook, by its article")
    elif mention.form == "name" and words.low[mention.start] != "amt":
        reasons.add(-0.6, "after an article")


def _beside_river(words: Words, mention: Mention) -> bool:
    at, end = mention.start, mention.end
    behind = words.after(end) in ("und", ",", "/") and folded(words.after(end + 1)) in RIVERS
    before = words.before(at) in ("und", ",", "/") and folded(words.before(at, 2)) in RIVERS
    return behind or before


def _river(
    reasons: Reasons, words: Words, mention: Mention, name: str, gazetteer: Gazetteer
) -> None:
    if name in RIVERS and _beside_river(words, mention):
        reasons.add(VETO, "a river beside another")
    elif gazetteer.is_water(name) and not reasons.before and _flows(words, mention):
        reasons.add(VETO, "a brook, by what it does")


def _flows(words: Words, mention: Mention) -> bool:
    return any(words.after(at) in WATERS for at in range(mention.end, mention.end + 4))


def _named(word: str, gazetteer: Gazetteer) -> tuple[Spot, ...]:
    return gazetteer.lookup(word) if word[:1].isupper() else ()


def _after(
    reasons: Reasons, words: Words, mention: Mention, spot: Spot, gazetteer: Gazetteer
) -> None:
    after, word = words.after(mention.end), words.word(mention.end)
    name = folded(words.text[words.starts[mention.start] : words.end(mention.end - 1)])
    if "word" in spot.traits and any(other.own for other in _named(word, gazetteer)):
        reasons.add(VETO, f"what stands in {word}")  # "Burg Rottbergen" is a castle
    if "word" in spot.traits and after in NOT_PINK:
        reasons.add(VETO, "a colour")
    if after in SPEECH and (gazetteer.is_surname(name) or reasons.total < 0.8):
        reasons.add(-0.5, "speaks like a person")
    listed = after == "," and words.before(mention.start) in (":", "\n", ";")
    if listed and (spot.own or "word" not in spot.traits):
        reasons.add(0.4, "an item of a list of places")
    if words.word(mention.start - 1) == "(" and word == ")" and "word" not in spot.traits:
        reasons.add(0.3, "alone in brackets")
    if word in ("&", "+") or words.word(mention.start - 1) in ("&", "+"):
        reasons.add(-0.5, "part of a firm's name")
    _river(reasons, words, mention, name, gazetteer)
    if after == "-" and word == "-":
        reasons.add(-0.3, "first part of a compound")
    if words.words[mention.start].isupper() and len(words.words[mention.start]) > 3:
        reasons.add(-0.15, "in capitals")
