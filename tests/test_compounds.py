import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.compounds import MOST_LETTERS, Splitter, own_table, plain_split
from index.folding import folded

NO_COMPOUNDS = (
    "Meiningen Schmalkalden Walldorf Hildburghausen Freundschaft Landschaft Mannschaft"
    " Tausend Aktionären Kombination Generationen Bestellung Verantwortung Regierung"
    " Universität Eigentum verbessern afrikanische Kommissarin Zeugnisse Kandidat Minister"
    " Station Protest Einstein Thüringen Sandale Meister Nationalität bedeutende"
    " interessante wahrscheinlich Mitteilung Einsendung Marketing"
)


@pytest.fixture(scope="module")
def splitter():
    return Splitter(own_table())


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Landratsamt", "landrat amt"),
        ("Biotonne", "bio tonne"),
        ("Radverkehrskonzept", "rad verkehr konzept"),
        ("Kreisstraßenbau", "kreis strassen bau"),
        ("Müllgebühren", "muell gebuehren"),
        ("Muellgebuehren", "muell gebuehren"),
        ("Kindertagesstätte", "kinder tagesstaette"),
        ("Verkehrsbehinderungen", "verkehr behinderungen"),
        ("Radweg", "rad weg"),
        ("Gesundheitsamt", "gesundheit amt"),
        ("Glasfaserausbau", "glasfaser ausbau"),
        ("Jugendhilfeausschuss", "jugend hilfe ausschuss"),
        ("Straßensperrung", "strassen sperrung"),
        ("Bachstraße", "bach strasse"),
        ("Friedhofstraße", "friedhof strasse"),
        ("Schulbusverkehr", "schulbus verkehr"),
        ("Feuerwehrgerätehaus", "feuerwehr geraete haus"),
        ("Hochwasserschutz", "hochwasser schutz"),
        ("Waldbrandgefahr", "waldbrand gefahr"),
        ("Kreistagssitzung", "kreistag sitzung"),
        ("Fachbereich", "fach bereich"),
        ("Sonnenaufgang", "sonnen aufgang"),
        ("Werbeplakat", "werbe plakat"),
        ("Zwischenbericht", "zwischen bericht"),
        ("Kriminalpolizei", "kriminal polizei"),
        ("Stromprotokollierung", "strom protokollierung"),
        ("Südafrika", "sued afrika"),
        ("Pressemitteilung", "presse mitteilung"),
    ],
)
def test_compounds_are_read_as_a_reader_would(splitter, word, parts):
    assert " ".join(splitter.split(folded(word))) == parts


@pytest.mark.parametrize(
    "word",
    NO_COMPOUNDS.split(),
)
def test_words_that_are_no_compounds_stay_whole(splitter, word):
    assert splitter.split(folded(word)) == ()


def test_parts_of_parts_are_told_apart(splitter):
    assert splitter.leaves("schulbusverkehr") == ("schul", "bus", "verkehr")
    assert splitter.branches("schulbusverkehr") == ("schulbus",)
    assert splitter.leaves("verkehr") == ()


def test_protected_names_stay_whole():
    assert Splitter(own_table()).split("grabfeld") == ("grab", "feld")

    assert Splitter(own_table(), {"grabfeld"}).split("grabfeld") == ()


def test_an_operator_may_tell_the_parts_of_a_word():
    told = Splitter(own_table(), given={"breitbandausbau": ("breitband", "ausbau"), "landrat": ()})

    assert told.split("breitbandausbau") == ("breitband", "ausbau")
    assert told.split("landrat") == ()


@given(st.text(alphabet="abcdefghijklmnoprstuvwz", max_size=80))
def test_parts_always_rebuild_the_word(word):
    parts = plain_split(word, own_table())

    assert "".join(parts) in ("", word)


def test_a_word_without_end_costs_no_time(splitter):
    started = time.process_time()

    assert splitter.split("strassenbau" * 1000) == ()
    splitter.split(("strassenbau" * 10)[:MOST_LETTERS])

    assert time.process_time() - started < 0.05
