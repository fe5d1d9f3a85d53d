"""Names of the own district that others bear too, and municipalities of former years."""

import json

import pytest

from archive.gazetteer import DATA, load_gazetteer
from archive.register import ProjectRegister
from crawler.knowledge import Knowledge
from crawler.places import find_places

SHIPPED = "schmalkalden-meiningen", "hildburghausen"
DISTRICT = "Deutschland/Landkreis Schmalkalden-Meiningen"
KNOWN = {name: Knowledge(load_gazetteer(name), ProjectRegister()) for name in SHIPPED}
OWN = KNOWN["schmalkalden-meiningen"]
OPEN = Knowledge(load_gazetteer(), ProjectRegister())
# Each with a Land where another place of this name lies.
NAMESAKES = {
    "Roßdorf": "Hessen", "Einhausen": "Hessen", "Leutersdorf": "Sachsen", "Neubrunn": "Bayern",
    "Rohr": "Bayern", "Walldorf": "Baden-Württemberg", "Aue": "Sachsen",
    "Asbach": "Rheinland-Pfalz", "Breitenbach": "Hessen", "Grumbach": "Rheinland-Pfalz",
    "Reichenbach": "Sachsen", "Laudenbach": "Baden-Württemberg", "Fischbach": "Rheinland-Pfalz",
    "Bonndorf": "Baden-Württemberg", "Neuhof": "Hessen", "Berkach": "Hessen",
    "Nordheim": "Baden-Württemberg", "Haselbach": "Bayern",
}  # fmt: skip


def municipalities(district):
    data = json.loads((DATA / "districts" / f"{district}.json").read_text("utf-8"))
    return data["municipalities"]


def paths(text, knowledge=OWN):
    return {place.key for place in find_places("", "", text, knowledge)}


@pytest.mark.parametrize("name", NAMESAKES)
def test_a_local_name_is_the_local_place(name):
    (found,) = paths(f"In {name} wird am Sonntag gefeiert.")

    assert found.startswith(f"{DISTRICT}/")
    assert found.endswith(f"/{name}")


@pytest.mark.parametrize(("name", "land"), NAMESAKES.items())
def test_a_local_name_with_another_land_is_the_place_there(name, land):
    for text in (f"Gäste aus {name} in {land} kamen.", f"Gäste aus {name} ({land}) kamen."):
        assert not [path for path in paths(text) if path.startswith(DISTRICT)], text


@pytest.mark.parametrize("name", NAMESAKES)
def test_a_local_name_means_elsewhere_what_it_means_there(name):
    assert not [path for path in paths(f"In {name} wird gefeiert.", OPEN) if "Meiningen" in path]


FORMER = [
    (entry["name"], part["name"], part["own_municipality_until"])
    for entry in municipalities("schmalkalden-meiningen")
    for part in entry.get("places", ())
    if "own_municipality_until" in part
]


@pytest.mark.parametrize(("municipality", "name", "year"), FORMER)
def test_a_municipality_of_former_years_stands_below_the_one_it_joined(municipality, name, year):
    text = f"Die Gemeinde {name} hat im Jahr {year} ihren Haushalt beschlossen."

    assert paths(text) == {f"{DISTRICT}/{municipality}/{name}"}


def test_what_the_second_district_holds_is_named_by_a_source():
    entries = municipalities("hildburghausen")

    assert len(entries) >= 30
    for entry in entries:
        assert set(entry["sources"]) & {"geonames", "postcodes"}, entry["name"]
        assert ("lat" in entry) == ("geonames" in entry["sources"]), entry["name"]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Hochwasser in Hildburghausen und Themar.", {"Hildburghausen", "Themar"}),
        ("Die Gemeinde Straufhain baut.", {"Straufhain"}),
        ("Die Feuerwehr St. Bernhard übt.", {"Sankt Bernhard"}),
        ("Die Schleuse tritt über die Ufer.", set()),
    ],
)
def test_the_second_district_is_read_by_the_same_rules(text, there):
    places = find_places("", "", text, KNOWN["hildburghausen"])

    assert {place.name for place in places} == there
    assert all(place.path[1] == "Landkreis Hildburghausen" for place in places)


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("Prag", "Tschechien/Prag"), ("Breslau", "Polen/Breslau"), ("Danzig", "Polen/Danzig"),
        ("Kattowitz", "Polen/Kattowitz"), ("Straßburg", "Frankreich/Straßburg"),
        ("Mailand", "Italien/Mailand"), ("Lüttich", "Belgien/Lüttich"),
        ("Pressburg", "Slowakei/Bratislava"), ("Wilna", "Litauen/Vilnius"),
        ("Tallinn", "Estland/Tallinn"), ("Kyjiw", "Ukraine/Kiew"), ("Nizza", "Frankreich/Nizza"),
        ("Gdańsk", "Polen/Danzig"), ("Gdansk", "Polen/Danzig"), ("Tauragė", "Litauen/Taurage"),
        ("der Elfenbeinküste", "Elfenbeinküste"), ("den Vereinigten Staaten", "USA"),
        ("Holland", "Niederlande"), ("England", "Großbritannien"), ("Weißrussland", "Belarus"),
        ("der Tschechischen Republik", "Tschechien"), ("dem Kosovo", "Kosovo"),
        ("Singen am Hohentwiel", "Deutschland/Landkreis Konstanz/Singen"),
        ("Halle in Westfalen", "Deutschland/Kreis Gütersloh/Halle"),
        ("Halle (Saale)", "Deutschland/Halle (Saale)"),
        ("Grünhain-Beierfeld", "Deutschland/Sachsen/Grünhain-Beierfeld"),
    ],
)  # fmt: skip
def test_names_in_german_use_lead_to_the_place(word, path):
    assert paths(f"Der Gast kam aus {word} zu uns.") == {path}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Sie floh aus Ostpreußen, geboren wurde sie in Königsberg.", "Russland/Kaliningrad"),
        ("Er wuchs in Schlesien auf und lernte in Hirschberg.", "Polen/Jelenia Góra"),
        ("Auf Sylt und auf Norderney war es voll.", "Deutschland/Landkreis Aurich/Norderney"),
        ("Zwischen Norddeich und Neßmersiel wird gebaut.", "Deutschland/Neßmersiel"),
    ],
)
def test_landscapes_islands_and_unlisted_villages_help(text, path):
    assert path in paths(text, OPEN)


def test_a_name_written_by_halves_is_read_whole():
    found = paths("In Ober- und Unterkatz wird gemäht, auch in Groß- und Kleinschmalkalden.")

    assert {path.rsplit("/", 1)[1] for path in found} == {
        "Oberkatz", "Unterkatz", "Kleinschmalkalden",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Das Hotel Berliner Hof, das Cafe Wien und die Nürnberger Versicherung laden ein.",
        "Schwarza hieß der Fluss, an dem wir spielten.",
        "Lage, Lage, Lage: Das zählt beim Bauplatz.",
        "Die Augsburger Puppenkiste und die Dresdner Bank zeigen Leipziger Allerlei.",
        "In Kirchen und Kapellen, in Weiden und Auen, nach Neubau und Umzug.",
        "Werner Kraus und Peter Essen tanzten.",
        "Brand in Pflegeheim, Fest in Kinderdorf, Not in Tierheim.",
        "In Behörden, in Teilzeit, in Abstimmung, bei Hochwasser, nach Feierabend.",
    ],
)
def test_brooks_words_and_fixed_expressions_are_no_places(text):
    assert paths(text) == set()
