"""Places of an article: what counts, what does not, which namesake, which role."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.gazetteer import load_gazetteer
from archive.register import ProjectRegister, load_register
from crawler.contact_lines import contact_spans, without_contact
from crawler.knowledge import Knowledge
from crawler.places import consider_places, find_places

SEED = Path(__file__).parents[2] / "shared/seed/landratsamt-zu-gast-in-bytow.txt"
OWN = Knowledge(load_gazetteer("schmalkalden-meiningen"), ProjectRegister())
OPEN = Knowledge(load_gazetteer(), ProjectRegister())


def names(text, *, title="", knowledge=OWN):
    return {place.name for place in find_places(title, "", text, knowledge)}


def paths(text, *, title="", knowledge=OWN):
    return {place.key for place in find_places(title, "", text, knowledge)}


def roles(text, *, title="", knowledge=OWN):
    return {place.name: place.role for place in find_places(title, "", text, knowledge)}


def test_the_own_district_wins_over_namesakes():
    assert paths("Die Feuerwehr Walldorf übte in Aue.") == {
        "Deutschland/Landkreis Schmalkalden-Meiningen/Meiningen/Walldorf",
        "Deutschland/Landkreis Schmalkalden-Meiningen/Schmalkalden/Aue",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Das Amt zieht in die Meininger Straße 12.",
        "Treffpunkt ist der Obertshäuser Platz 1.",
        "Die Rohrer Straße wird gesperrt.",
        "Die Herpf führt Hochwasser.",
        "An der Herpf und an der Werra stiegen die Pegel.",
        "Rosa ist ihre Lieblingsfarbe, das Rohr ist alt, ein Floh sprang über die Aue.",
        "Frau Römhild und Herr Lauterbach berieten mit Klaus Walldorf.",
        "„Das freut uns“, sagte Susanne Henneberg. Henneberg dankte allen.",
        "Bundesminister Lauterbach kam, Georg von Bibra begleitete ihn.",
        "Die Thüringer Bratwurst und die Frankfurter Würstchen schmeckten.",
        "Sie las aus ihrem Buch „Der Kaufmann von Venedig“.",
        "Im Wald, auf dem Berg und am See war es still.",
        "Es spielte das Duo Berlin.",
        "Wir wissen: Essen und Trinken halten Leib und Seele zusammen.",
        "Fünf Architekten begingen die Hohe Geba.",
    ],
)
def test_streets_brooks_people_and_words_are_no_places(text):
    assert names(text) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Die Meininger Museen öffnen.", "Meiningen"),
        ("Das Schmalkalder Rathaus wird saniert.", "Schmalkalden"),
        ("Der Zella-Mehliser Bürgermeister kam.", "Zella-Mehlis"),
        ("Das Dresdner Orchester spielte.", "Dresden"),
        ("Die Hildburghäuser Feuerwehr half.", "Hildburghausen"),
        ("Meiningens Altstadt ist schön.", "Meiningen"),
        ("Zwei Höfe im OT Rotterode brannten.", "Rotterode"),
        ("Die Sitzung ist in Meiningen-Dreißigacker.", "Dreißigacker"),
        ("Die Firma sitzt in Suhl-Heinrichs.", "Suhl"),
        ("In Rosa wird gebaut.", "Rosa"),
        ("Die Gemeinde Rohr hat gewählt.", "Rohr"),
        ("Er wohnt in Bad Neustadt a. d. Saale.", "Bad Neustadt an der Saale"),
        ("Die Reise ging nach Hann. Münden.", "Hann. Münden"),
        ("Adresse: Volkshaus, 98617 Meiningen.", "Meiningen"),
        ("BAD SALZUNGEN: Neue Ausstellung", "Bad Salzungen"),
        ("im Märkischen Kreis", "Märkischer Kreis"),
        ("bis zur Ortslage Frohndorf", "Frohndorf"),
        ("die Brücke in Görbitzhausen", "Görbitzhausen"),
    ],
)
def test_adjectives_genitives_and_short_forms_are_places(text, name):
    assert name in names(text)


def test_a_letterhead_and_a_contact_block_do_not_count():
    text = (
        "Landratsamt Schmalkalden-Meiningen\nPressestelle\nObertshäuser Platz 1\n98617 Meiningen\n"
        "Tel.: 03693 485-0\n\nIn Wasungen wird gebaut. Die Straße ist bis Mai gesperrt.\n\n"
        "Kontakt: Bauamt, Am Markt 3, 98574 Schmalkalden, Telefon 03683 1234, bau@kreis.test"
    )

    assert names(text) == {"Wasungen"}
    assert len(contact_spans(text)) == 2


def test_the_place_of_an_event_counts_though_it_has_an_address():
    text = "Der Vortrag findet im Volkshaus, Landsberger Straße 1, 98617 Meiningen, statt."

    assert names(text) == {"Meiningen"}


@given(st.text(max_size=300))
def test_blanking_contact_lines_keeps_every_offset(text):
    assert len(without_contact(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Die Reise ging nach Lemberg in der Ukraine.", "Ukraine/Lwiw"),
        ("Lemberg (Rheinland-Pfalz) feiert.", "Deutschland/Rheinland-Pfalz/Lemberg"),
        ("Von Polen aus ging es nach Bütow.", "Polen/Bytów"),
        ("Die Gemeinde Bütow liegt bei Röbel.", "Deutschland/Mecklenburg-Vorpommern/Bütow"),
        ("In Polen waren sie in Rummelsburg.", "Polen/Miastko"),
        ("In Königsberg, in Russland, endete die Fahrt.", "Russland/Kaliningrad"),
        ("Gäste aus Frankenberg in Sachsen kamen.",
         "Deutschland/Landkreis Mittelsachsen/Frankenberg"),
        ("Er lebt in Halle (Saale).", "Deutschland/Halle (Saale)"),
        ("Sie fuhren nach Frankfurt (Oder).", "Deutschland/Frankfurt (Oder)"),
        ("Sie fuhren nach Frankfurt.", "Deutschland/Frankfurt am Main"),
        ("Eine Gruppe aus Neustadt bei Coburg kam.",
         "Deutschland/Landkreis Coburg/Neustadt bei Coburg"),
    ],
)  # fmt: skip
def test_the_text_tells_namesakes_apart(text, path):
    assert path in paths(text, knowledge=OPEN)


def test_what_cannot_be_told_apart_ends_at_what_is_certain():
    assert paths("Gäste aus Frankenberg kamen.", knowledge=OPEN) == {"Deutschland/Frankenberg"}


def test_namesakes_are_told_apart_by_the_places_around():
    text = "In Pößneck, Triptis und Schleiz wurde gefeiert, auch in Neustadt."

    assert "Deutschland/Saale-Orla-Kreis/Neustadt an der Orla" in paths(text, knowledge=OPEN)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Der Landkreis Fulda hilft.", "Deutschland/Landkreis Fulda"),
        ("Das Landratsamt Hildburghausen lädt ein.", "Deutschland/Landkreis Hildburghausen"),
        ("im Gebiet des Wartburgkreises", "Deutschland/Wartburgkreis"),
        ("der polnische Partnerkreis Bytów", "Polen/Landkreis Bytów"),
        ("im Kreis Steinburg", "Deutschland/Kreis Steinburg"),
        ("im Altenburger Land", "Deutschland/Landkreis Altenburger Land"),
    ],
)
def test_districts_are_places_of_their_own(text, path):
    assert paths(text) == {path}


def test_a_list_of_districts_is_read_to_its_end():
    text = "Die Landkreise Fulda, Sonneberg und Hildburghausen sowie Suhl kooperieren."

    assert paths(text) == {
        "Deutschland/Landkreis Fulda",
        "Deutschland/Landkreis Sonneberg",
        "Deutschland/Landkreis Hildburghausen",
        "Deutschland/Suhl",
    }


def test_a_country_that_only_says_where_a_town_lies_is_no_place_of_its_own():
    assert names("Bytów (Polen) und Markaryd in Schweden feiern.") == {"Bytów", "Markaryd"}
    assert names("Menschen aus der Ukraine und aus Polen kamen.") == {"Ukraine", "Polen"}


@pytest.mark.parametrize(
    ("text", "datelined"),
    [
        ("Wartburgkreis/Kelme. Eine Delegation reiste.", {"Wartburgkreis", "Kelme"}),
        ("Schleiz/01.03.2023. Die Feuerwehr feiert.", {"Schleiz"}),
        ("Meiningen, 14. Dezember 2021 – Es wurde gesammelt.", {"Meiningen"}),
        ("Barth (ots) – Am Montag geschah es.", {"Barth"}),
        ("Itzehoe – Der Ausbau kommt voran.", {"Itzehoe"}),
    ],
)
def test_datelines_are_a_role_of_their_own(text, datelined):
    found = roles(text, knowledge=OPEN)

    assert {name for name, role in found.items() if role == "dateline"} == datelined


def test_an_article_is_about_the_places_of_its_title():
    found = roles(
        "Die Arbeiten dauern an. Umleitung über Rohr.",
        title="Straße zwischen Kühndorf und Schwarza gesperrt",
    )

    assert found == {"Kühndorf": "about", "Schwarza": "about", "Rohr": "mentioned"}


def test_without_a_place_in_the_title_it_is_about_where_the_first_sentence_puts_it():
    found = roles("In Trusetal öffnet ein Laden. Kunden aus Suhl freuen sich.", title="Neuer Laden")

    assert found == {"Trusetal": "about", "Suhl": "mentioned"}


def test_title_weighs_more_than_lead_and_lead_more_than_body():
    text = "In Trusetal wird gebaut.\n\nAuch in Wasungen tut sich etwas."

    found = find_places("Baustelle in Meiningen", "", text, OWN)

    assert [place.name for place in found] == ["Meiningen", "Trusetal", "Wasungen"]
    assert found[0].weight > found[1].weight > found[2].weight


def test_every_place_keeps_the_words_it_stood_in():
    (place,) = find_places("", "", "Die Schmalkalder Altstadt leuchtet.", OWN)

    assert place.quote == "Schmalkalder"


def test_every_candidate_has_its_reasons():
    told = consider_places("", "", "In Rosa wird an der Meininger Straße gebaut.", OWN)

    assert [(one.quote, one.score >= 0.5) for one in told] == [("Rosa", True), ("Meininger", False)]
    assert any("a street" in reason for reason in told[1].reasons.said)


@given(st.text(max_size=400))
@settings(max_examples=60)
def test_any_text_is_read_without_a_fault(text):
    for place in find_places(text[:80], "", text, OWN):
        assert place.path
        assert 0 <= place.weight <= 1


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not part of the repository")
def test_the_seed_article_yields_its_places():
    lines = SEED.read_text("utf-8").split("\n")

    found = paths("\n".join(lines[6:]), title=lines[4])

    assert found == {
        "Polen/Bytów",
        "Polen/Danzig",
        "Polen/Miastko",
        "Polen/Tuchomie",
        "Polen/Landkreis Bytów",
        "Schweden/Markaryd",
        "Litauen/Taurage",
        "Deutschland/Frankenberg",
        "Deutschland/Landkreis Vorpommern-Rügen",
        "Deutschland/Landkreis Vorpommern-Rügen/Stralsund",
        "Deutschland/Landkreis Schmalkalden-Meiningen",
        "Ukraine",  # where the war is that the article speaks of
    }


def test_a_castle_is_no_town_of_that_name():
    assert names("Auf Burg Henneberg singt der Chor.") == {"Henneberg"}


def test_an_article_of_another_district_is_read_with_its_own_file():
    knowledge = Knowledge(load_gazetteer("hildburghausen"), load_register(), "hildburghausen")
    text = "In Themar und im Ortsteil Milz der Stadt Römhild wird gebaut. Meiningen hilft."

    found = {place.path for place in find_places("", "", text, knowledge)}

    home = ("Deutschland", "Landkreis Hildburghausen")
    assert found == {
        (*home, "Themar"),
        (*home, "Römhild"),
        (*home, "Römhild", "Milz"),
        ("Deutschland", "Landkreis Schmalkalden-Meiningen", "Meiningen"),
    }
