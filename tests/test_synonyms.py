import pytest

from index.compounds import own_table
from index.synonyms import read_compounds, read_families, read_synonyms, verb_family


def test_words_of_a_group_find_each_other():
    synonyms = read_synonyms("Kita = Kindertagesstätte = Kindergarten")

    assert synonyms.others.get("kita", ()) == ("Kindertagesstätte", "Kindergarten")
    assert synonyms.others.get("kindergarten", ()) == ("Kita", "Kindertagesstätte")


def test_an_arrow_goes_one_way_only():
    synonyms = read_synonyms("Internet > Breitband")

    assert synonyms.others.get("internet", ()) == ("Breitband",)
    assert synonyms.others.get("breitband", ()) == ()


def test_comments_and_lines_without_sense_are_passed_over():
    synonyms = read_synonyms("# Kita = Kindergarten\n\n=\nLRA\nA =\n = \n")

    assert synonyms.others.get("kita", ()) == ()
    assert synonyms.others.get("lra", ()) == ()


def test_a_word_may_stand_in_several_lines():
    synonyms = read_synonyms("Rad = Fahrrad\nRad > Drahtesel")

    assert synonyms.others.get("rad", ()) == ("Fahrrad", "Drahtesel")


def test_families_hold_words_without_a_common_stem():
    families = read_families("wählen gewählt Wahl\nhelfen Hilfe\nhelfen Helfer")

    assert set(families["wahl"]) == {"waehlen", "gewaehlt", "wahl"}
    assert set(families["helfen"]) >= {"hilfe", "helfer"}


def test_told_compounds_are_read_with_their_parts():
    told = read_compounds("Breitbandausbau = Breitband Ausbau\nLandrat =")

    assert told == {"breitbandausbau": ("breitband", "ausbau"), "landrat": ()}


@pytest.mark.parametrize(
    "words",
    [
        "gesperrt sperren Sperrung",
        "gefoerdert foerdern foerderung",
        "eingeweiht einweihen einweihung",
        "saniert sanieren sanierung",
        "eroeffnet eroeffnen eroeffnung",
        "geplant planen planung",
        "gegruendet gruenden gruendung",
        "genehmigt genehmigen genehmigung",
        "verlaengert verlaengern verlaengerung",
        "ausgezeichnet auszeichnen auszeichnung",
    ],
)
def test_participle_verb_and_noun_are_one_family(words):
    known = own_table().heads.__contains__
    family = set(words.lower().split())

    for word in family:
        assert set(verb_family(word, known)) == family


@pytest.mark.parametrize("word", ["zeitung", "garten", "sitzung", "xxung", "en", "", "get"])
def test_other_words_have_no_family(word):
    assert verb_family(word, own_table().heads.__contains__) == ()
