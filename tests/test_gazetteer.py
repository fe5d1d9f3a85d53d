"""Places by name: own district, German districts, countries, the world's towns."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.errors import ConfigurationError
from archive.gazetteer import DATA, fold, load_gazetteer
from archive.germany import counties, countries
from archive.world import Row, World, write_world

OWN = "Landkreis Schmalkalden-Meiningen"


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer("schmalkalden-meiningen")


def district_file(tmp_path, **changes):
    data = {
        "format": 1,
        "id": "waldkreis",
        "name": "Waldkreis",
        "seat": "Waldstadt",
        "waters": ["Walde"],
        "words": ["Aue"],
        "municipalities": [
            {
                "name": "Waldstadt",
                "aliases": ["Stadt am Wald"],
                "lat": 51.0,
                "lon": 11.0,
                "places": [{"name": "Aue"}, {"name": "Suhl", "own_municipality_until": 1994}],
            }
        ],
    }
    path = tmp_path / "waldkreis.json"
    path.write_text(json.dumps(data | changes), "utf-8")
    return path


def test_a_locality_lies_below_its_municipality_and_district(gazetteer):
    first = gazetteer.lookup("Walldorf")[0]

    assert first.path == ("Deutschland", OWN, "Meiningen", "Walldorf")
    assert first.own
    assert first.kind == "locality"


def test_a_name_of_the_own_district_comes_before_its_namesakes(gazetteer):
    found = gazetteer.lookup("Walldorf")

    assert found[0].own
    assert "Rhein-Neckar-Kreis" in {spot.path[1] for spot in found[1:] if not spot.own}


def test_without_an_own_district_the_larger_namesake_comes_first():
    found = load_gazetteer().lookup("Frankfurt")

    assert [spot.name for spot in found[:2]] == ["Frankfurt am Main", "Frankfurt (Oder)"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Tauragė", "Taurage"),
        ("Taurage", "Taurage"),
        ("Bytow", "Bytów"),
        ("Gdańsk", "Danzig"),
        ("Gdansk", "Danzig"),
        ("ZELLA-MEHLIS", "Zella-Mehlis"),
        ("Muenchen", "München"),
        ("Kelmė", "Kelme"),
    ],
)
def test_case_umlauts_and_diacritics_do_not_matter(gazetteer, written, name):
    assert gazetteer.lookup(written)[0].name == name


def test_a_former_german_name_is_known_as_such(gazetteer):
    butow = next(spot for spot in gazetteer.lookup("Bütow") if spot.country == "Polen")

    assert butow.name == "Bytów"
    assert "old" in butow.traits


def test_a_town_abroad_in_use_under_its_german_name_is_called_so(gazetteer):
    assert gazetteer.lookup("Warszawa")[0].path == ("Polen", "Warschau")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Stralsund", ("Deutschland", "Landkreis Vorpommern-Rügen", "Stralsund")),
        ("Suhl", ("Deutschland", "Suhl")),
        ("Landkreis Fulda", ("Deutschland", "Landkreis Fulda")),
        ("Vorpommern-Rügen", ("Deutschland", "Landkreis Vorpommern-Rügen")),
        ("Altenburger Land", ("Deutschland", "Landkreis Altenburger Land")),
        ("Thüringen", ("Deutschland", "Thüringen")),
        ("Ukraine", ("Ukraine",)),
        ("Greifswald", ("Deutschland", "Landkreis Vorpommern-Greifswald", "Greifswald")),
    ],
)
def test_towns_districts_states_and_countries_have_their_path(gazetteer, name, path):
    assert gazetteer.lookup(name)[0].path == path


def test_the_town_is_not_its_district(gazetteer):
    assert gazetteer.lookup("Fulda")[0].path == ("Deutschland", "Landkreis Fulda", "Fulda")


def test_a_longer_name_is_announced_by_its_first_word(gazetteer):
    assert gazetteer.probe("bad").longer
    assert not gazetteer.probe("walldorf").longer


def test_germany_has_294_districts_and_106_cities_of_their_own():
    kinds = [county.kind for county in counties()]

    assert kinds.count("district") == 294
    assert kinds.count("municipality") == 106
    assert kinds.count("region") == 16
    assert len(countries()) == 250


def test_every_town_of_the_district_list_is_found_in_its_district():
    known = load_gazetteer()

    lost = [
        (county.name, town)
        for county in counties()
        for town in county.towns
        if not any(county.name in spot.path for spot in known.lookup(town))
    ]

    assert lost == []


def test_the_own_district_has_38_municipalities_and_their_parts(gazetteer):
    kinds = [spot.kind for spot in gazetteer.places()]

    assert kinds.count("municipality") == 38
    assert kinds.count("locality") >= 102


def test_a_district_is_a_data_file_and_no_code(tmp_path):
    gazetteer = load_gazetteer(str(district_file(tmp_path)))

    assert gazetteer.lookup("Suhl")[0].path == ("Deutschland", "Waldkreis", "Waldstadt", "Suhl")
    assert gazetteer.lookup("Suhl")[0].until == 1994
    assert gazetteer.lookup("Stadt am Wald")[0].name == "Waldstadt"
    assert "word" in gazetteer.lookup("Aue")[0].traits
    assert gazetteer.is_water("walde")


def test_a_district_file_of_the_installation_wins_over_a_shipped_one(tmp_path):
    path = district_file(tmp_path, id="schmalkalden-meiningen")
    path.rename(tmp_path / "schmalkalden-meiningen.json")

    gazetteer = load_gazetteer("schmalkalden-meiningen", folder=tmp_path)

    assert gazetteer.district.name == "Waldkreis"


def test_every_shipped_district_file_can_be_read():
    names = [path.stem for path in (DATA / "districts").glob("*.json")]

    found = [load_gazetteer(name).district.id for name in names]

    assert sorted(found) == sorted(names)
    assert len(found) >= 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 2}, "format: Input should be 1, not 2"),
        ({"municipalities": None}, "municipalities: Input should be a valid list"),
        ({"municipalities": [{"population": 3}]}, r"municipalities\.0\.name: Field required"),
        ({"municipalities": [{"name": "  "}]}, r"municipalities\.0\.name: .*at least 1"),
        ({"municipalities": [{"name": "..."}]}, "without a name"),
        ({"municipalities": [{"name": "A", "population": "viele"}]}, "population.*'viele'"),
        ({"municipalities": [{"name": "A", "lat": 504.2}]}, "lat: .*less than or equal to 90"),
        ({"neighbors": ["Suhl"]}, "neighbors: no such field"),
        ({"id": "Wald Kreis"}, "id: .*should match"),
    ],
)
def test_a_bad_district_file_is_refused_with_what_is_wrong(tmp_path, changes, said):
    path = district_file(tmp_path, **changes)

    with pytest.raises(ConfigurationError, match=said):
        load_gazetteer(str(path))


def test_a_district_file_that_is_no_json_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("{", "utf-8")

    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_gazetteer(str(tmp_path / "x.json"))


def test_an_unknown_district_names_those_that_exist():
    with pytest.raises(ConfigurationError, match="schmalkalden-meiningen"):
        load_gazetteer("nirgendwo")


def test_the_same_file_gives_the_same_gazetteer():
    assert load_gazetteer("schmalkalden-meiningen") is load_gazetteer("schmalkalden-meiningen")


def test_names_hold_the_district_and_leave_out_common_words(gazetteer):
    names = set(gazetteer.names())

    assert {"Meiningen", "Zella-Mehlis", OWN, "Thüringen", "Polen"} <= names
    assert "Rosa" not in names


@given(st.text(max_size=40))
@example("ℂottbus ™")
@example("Malmǿ")
def test_any_text_can_be_looked_up(text):
    gazetteer = load_gazetteer("schmalkalden-meiningen")

    assert isinstance(gazetteer.lookup(text), tuple)
    assert fold(fold(text)) == fold(text)


def test_a_world_file_gives_back_what_went_in(tmp_path):
    row = Row("Musterstadt", ("Polen",), "municipality", 54.1, -17.5, 1200, ("musterstadt",
              "muster stadt"), ("altname",), word=True)  # fmt: skip
    write_world(tmp_path / "w.zst", [row])
    world = World.open(tmp_path / "w.zst")

    (town,), longer = world.find("musterstadt")
    (old,), _ = world.find("altname")

    assert (town.path, town.lat, town.lon) == (("Polen", "Musterstadt"), 54.1, -17.5)
    assert town.traits == {"word"}
    assert old.traits == {"word", "old"}
    assert not longer
    assert world.find("muster") == ([], True)
    assert world.find("zz") == ([], False)


def test_a_place_is_known_by_what_it_is_mainly_called():
    gazetteer = load_gazetteer("schmalkalden-meiningen")

    assert gazetteer.other_names("Bütow") == ("Bytów",)
    assert gazetteer.other_names("Meiningen") == ()
    assert gazetteer.other_names("Vollsperrung") == ()
