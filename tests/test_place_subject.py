"""Which of its places an article is about: every rule of docs/labelling.md, with its exceptions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.gazetteer import load_gazetteer
from archive.register import ProjectRegister
from crawler.knowledge import Knowledge
from crawler.places import find_places
from crawler.tokens import read_words

OWN = Knowledge(load_gazetteer("schmalkalden-meiningen"), ProjectRegister())
OPEN = Knowledge(load_gazetteer(), ProjectRegister())


def about(title, text, knowledge=OWN):
    places = find_places(title, "", text, knowledge)
    return {place.name for place in places if place.role == "about"}


@pytest.mark.parametrize(
    ("title", "text", "subject"),
    [
        ("Wasunger Karneval braucht Helfer", "Gesucht werden 50 Ordner.", {"Wasungen"}),
        ("Deponie Meiningen schließt", "Der Müll kommt nach Leimbach.", {"Meiningen"}),
        ("Dreißigackers Schule feiert", "Gäste aus Herpf kommen.", {"Dreißigacker"}),
        ("Schüler aus Polen zu Gast", "Sie kommen aus Bytów und aus Miastko.", set()),
        ("Hilfe für Menschen aus der Ukraine", "Der Landkreis sucht Wohnungen.", set()),
    ],
)
def test_what_the_title_names_is_the_subject_but_not_where_people_come_from(title, text, subject):
    assert about(title, text) == subject


@pytest.mark.parametrize(
    ("title", "text", "subject"),
    [
        (
            "Kreis Steinfurt wirbt um Pflegekräfte",
            "Auf einer Messe in Rheine wirbt der Kreis um Nachwuchs. 30 Häuser aus Greven kamen.",
            {"Kreis Steinfurt", "Rheine"},
        ),
        (
            "Delegation reist nach Lettland",
            "Sechs Menschen aus dem Kreis Warendorf sind unterwegs. In Ogre wird gefeiert.",
            {"Lettland", "Ogre"},
        ),
        (
            "Kreis Euskirchen: Bus fährt wieder",
            "Er hält an jeder Schule. In Mechernich ist Endstation.",
            {"Kreis Euskirchen"},
        ),
    ],
)
def test_a_larger_area_in_the_title_lets_the_first_words_say_where_in_it(title, text, subject):
    assert about(title, text, OPEN) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Der Landkreis Görlitz baut in Niesky eine Schule.", {"Landkreis Görlitz", "Niesky"}),
        ("Für die Sturmflut sucht der Kreis Dithmarschen Helfer.", {"Kreis Dithmarschen"}),
        ("Die Landkreise Fulda und Sonneberg rücken zusammen.",
         {"Landkreis Fulda", "Landkreis Sonneberg"}),
        ("Zum Fachtag, zu dem der Kreis Herford nach Bünde eingeladen hatte, kamen 80.", {"Bünde"}),
        ("In Bebra wird mit Geld des Landkreises Hersfeld-Rotenburg gebaut.", {"Bebra"}),
    ],
)  # fmt: skip
def test_a_district_is_the_subject_where_it_acts(text, subject):
    assert about("Neues aus dem Amt", text, OPEN) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("In Trusetal ist eine Brücke fertig. Zur Feier kamen Gäste aus Suhl.", {"Trusetal"}),
        ("Am 5. Mai wird gefeiert. Beginn ist in der Festhalle Rohr.", {"Rohr"}),
        ("Brotterode und Trusetal schließen sich zusammen.", {"Brotterode", "Trusetal"}),
        ("Nach Jahren hat Oberhof wieder ein Kino.", {"Oberhof"}),
        ("Im Rathaus von Wasungen ist ein Bild zu sehen.", {"Wasungen"}),
        ("Die Landrätin lädt nach Herpf ein.", {"Herpf"}),
        ("Zum Abschied gibt es in Rohr, Schwarza und Christes ein Fest.", set()),
        ("Die Linie fährt von Meiningen über Wasungen nach Schwallungen.", set()),
        ("Es geht um Schulen. Die Jury tagte in Meiningen.", set()),
        ("Er war Lehrer. Sie lernte ihren Beruf in Wasungen.", set()),
        ("Das Landratsamt in Meiningen bildet wieder aus.", set()),
        ("Im Landkreis Schmalkalden-Meiningen fehlen Lehrer. In Rohr sind es zwei.", set()),
        ("Der Markt ist vorbei. Der nächste folgt in Wasungen.", set()),
        ("In Rohr wurde eingebrochen. In Herpf brannte es. In Solz fehlt ein Rad.", set()),
        ("Der Förderverein des Waldbades Rotterode sammelt Geld.", {"Rotterode"}),
        ("Die Ortsverbindung Rohr–Schwarza wird erneuert.", {"Rohr", "Schwarza"}),
        ("Luchse aus dem Tierpark Suhl leben nun in Rohr.", {"Rohr"}),
        ("Gäste aus Herpf öffnen Gärten. Auch in Rohr und Solz wird geöffnet.", set()),
        ("Ab Mai wird geheiratet. Das Standesamt in Rohr nimmt Termine an.", set()),
        ("Wissenschaftler der Universität Jena forschen am See.", set()),
    ],
)
def test_without_a_place_in_the_title_the_first_sentences_say_where_it_happens(text, subject):
    assert about("Kurz gemeldet", text) == subject


@pytest.mark.parametrize(
    "text",
    [
        (
            "14:20 Uhr: Bei Oberhof geht nichts. 13:45 Uhr: In Rohr ist der Strom weg. "
            "12:10 Uhr: In Herpf schließt die Schule."
        ),
        "Montag: Fambach, 9 Uhr, Sportplatz\nDienstag: Rohr, Kirche\nMittwoch: Herpf, Schule",
        (
            "02.06.2021, 10 Uhr\n\nIn Rohr wird getestet.\n\n01.06.2021, 9 Uhr\n\nIn Rohr ist "
            "Ruhe.\n\n"
            "31.05.2021, 9 Uhr\n\nIn Rohr sind zwei krank."
        ),
    ],
)
def test_a_ticker_is_about_none_of_the_places_of_its_entries(text):
    assert about("Aktuelle Lage", text) == set()


def test_what_the_text_comes_back_to_is_its_subject():
    text = (
        "Vor Jahren fuhr der letzte Zug. Heute pflegt ein Verein die Gleise. In Rentwertshausen "
        "trifft er sich. Wer nach Rentwertshausen kommt, darf mitfahren. Im Bahnhof "
        "Rentwertshausen entsteht ein Café."
    )
    assert about("Ein Verein und sein Bahnhof", text) == {"Rentwertshausen"}


def test_a_personal_notice_is_about_the_home_and_not_the_birthplace():
    text = "Erna Kraus aus Rohr ist 100 Jahre alt geworden. Geboren wurde sie in Königsberg."
    assert about("Wir freuen uns mit", text) == {"Rohr"}
    text = "Kurt Kraus aus Rohr ist gestorben. Die Trauerfeier ist in der Kirche von Solz."
    assert about("Wir trauern", text) == {"Rohr"}
    assert about("Unfall", "Ein Mann aus Rohr ist in Solz gestorben.") == {"Solz"}
    assert about("Gartenpreis", "Familie Kraus aus Rohr hat den schönsten Garten.") == set()


def test_a_dateline_leaves_the_subject_to_the_text():
    assert about("Unfall", "Meiningen. In Rohr sind zwei Wagen zusammengestoßen.") == {"Rohr"}


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Die Wehr lädt ein. Kinder sind willkommen.", 2),
        ("Sie endet im Jahr 2028. Danach ist Schluss.", 2),
        ("Es geht los.\n\nDann kommt das Fest", 2),
        ("Das Projekt „Land“. Dann mehr.", 2),
        ("Am 3. März und am 12. April, ca. 20 Gäste, St. Ingbert, z. B. Bexbach", 1),
        ("Dr. Anna Krause und Prof. Meier aus Hann. Münden", 1),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, sentences):
    words = read_words(text)
    assert words.sentence(len(words) - 1) + 1 == sentences


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_has_subjects_among_its_places_only(text):
    places = find_places(text[:40], "", text, OWN)
    assert {place.role for place in places} <= {"about", "mentioned", "dateline"}
