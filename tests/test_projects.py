"""Projects of an article: by the register's spellings, and by how texts introduce them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.gazetteer import load_gazetteer
from archive.register import Entry, ProjectRegister, load_register
from crawler.knowledge import Knowledge
from crawler.projects import consider_projects, find_projects, propose_projects

SEED = Path(__file__).parents[2] / "shared/seed/landratsamt-zu-gast-in-bytow.txt"
SHIPPED = Knowledge(load_gazetteer(), load_register())
EMPTY = Knowledge(load_gazetteer(), ProjectRegister())


def names(text, *, title="", knowledge=SHIPPED):
    return [project.name for project in find_projects(title, text, knowledge)]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Das Förderprojekt „Waldkinder“ startet.", "Waldkinder", "project"),
        ("im Rahmen des Projekts „Waldkinder“", "Waldkinder", "project"),
        ("das EU-Programm „Europe for you“", "Europe for you", "programme"),
        ('Bundesprogramm "Land mit Zukunft" (BMEL)', "Land mit Zukunft", "programme"),
        ("Der Wettbewerb »Schönster Hof« läuft.", "Schönster Hof", "competition"),
        ("Auszeichnung”Gute Nachbarn” verliehen", "Gute Nachbarn", "competition"),
        ("Die Veranstaltungsreihe „Dorfkino“ endet.", "Dorfkino", "series"),
        ("Das Netzwerk „Gesunde Kinder“ wächst.", "Gesunde Kinder", "partnership"),
        ("Das Innovationsforum „HybridX“ tagt.", "HybridX", "project"),
        ("Die AG „Radverkehr“ tagt.", "AG Radverkehr", "partnership"),
        ('Das Konzept zur Frühkindlichen Bildung "Gut vor Ort"', "Gut vor Ort", "project"),
        ("Das Programm des Landes mit dem Titel „Grüne Höfe“", "Grüne Höfe", "programme"),
        ("Das Projekt DorfFunk vernetzt Dörfer.", "DorfFunk", "project"),
        ("Der „Jugend malt“-Wettbewerb beginnt.", "Jugend malt", "competition"),
        ("Anmeldung zur Ehrenamtsgala 2031 möglich.", "Ehrenamtsgala 2031", "series"),
        ("Die Deutschland Tour 2022 kommt.", "Deutschland Tour 2022", "series"),
        ("Die Doppel-WM 2023 naht.", "Doppel-WM 2023", "competition"),
        ("Das Bündnis für Pflege (BfP) wächst.", "Bündnis für Pflege", "partnership"),
        (
            "Das Kommunale Bildungsnetzwerk (KBN) tagt.",
            "Kommunales Bildungsnetzwerk",
            "partnership",
        ),
        ("Das „Bündnis für Toleranz“ lädt ein.", "Bündnis für Toleranz", "partnership"),
        ("Spenden sammelt die ‚Aktion Lichtblick‘.", "Aktion Lichtblick", "project"),
        ("Das Projekt heißt „Smart Rural“.", "Smart Rural", "project"),
        ("Die Kampagne läuft unter dem Namen „Sauber“.", "Sauber", "project"),
        ("Das Projekt „mobile Jugend“ fährt.", "mobile Jugend", "project"),
        ("Das Projekt „kinderstark“ wächst.", "kinderstark", "project"),
    ],
)
def test_texts_introduce_projects_in_many_ways(text, name, role):
    (found,) = find_projects("", text, EMPTY)

    assert (found.name, found.role) == (name, role)
    assert found.quote in " ".join(text.split()) or found.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Die Wanderausstellung „Was heißt schon alt?“ ist zu sehen.",
        "Der Film „Das Projekt“ läuft im Kino.",
        "Sie las aus dem Buch „Spätsommer“.",
        "„Das Projekt Alter geht uns alle an“, sagte er.",
        "Die Kita „Rappelkiste“ und der Verein „Kinderland“ feiern.",
        "Workshop zum Thema „Toleranz und Aufgeschlossenheit“",
        "Es wurde dem Thema „Bedingungen für eine gute Integration“ gewidmet.",
        "Das Bühnenprogramm „Lachen hilft“ beginnt.",
        "Die Bürgerinitiative „Gegenwind“ protestierte.",
        "Das Landratsamt (LRA) bleibt zu.",
        "Der Strompreis 2023 steigt, das Konzept 2024 folgt.",
        "Im Projekt Wohnen arbeiten viele mit.",
        "Das Projekt „läuft wie am Schnürchen“, sagte sie.",
        "Er nannte die Aktion „völlig überzogen“. Die Initiative „kommt zur rechten Zeit“.",
        "Der Film „Projekt Hail Mary“ läuft.",
        "Die Baufirma Müller AG „Hoch und Tief“ baut.",
        "Die Band nennt ihr Programm „nur geliehen“, es heißt auch „Nachtschicht“.",
        "Preise: „Klein“ 3 Euro, „Groß“ 5 Euro. Preis „auf Anfrage“.",
        "Die Ausstellung „Aktion Sorgenkind“ und die Kita „Initiative Zukunft“ öffnen.",
        "Der Haushalt 2024, das Schuljahr 2024/2025, die Kommunalwahl 2024, die Messe 2019.",
        "Anna Muster (Koordinatorin des Projekts „Waldkinder“) war da.",
    ],
)
def test_titles_sayings_houses_and_offices_are_no_projects(text):
    assert names(text, knowledge=EMPTY) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Das Team der mobilen Jugend", None),
        ("das Projekt mobileJugend", "mobileJugend"),
        ("die mobile Jugend fährt", "mobileJugend"),
        ("Der Energiesparpreis 2022", "Energie-Sparpreis"),
        ("Der Energie-Sparpreis 2022", "Energie-Sparpreis"),
        ("ein Medizin-Stipendium", "Medizinstipendium"),
        ("die Medizinstipendien", "Medizinstipendium"),
        ("Mittel der Lokalen Partnerschaft für Demokratie", "Partnerschaft für Demokratie"),
        ("die RAG LEADER „Henneberger Land“ e. V.", "RAG LEADER Henneberger Land"),
        ("Bundesprogramms „Demokratie leben!“", "Demokratie leben!"),
        ("Fördergeld aus BEG-EM", "Bundesförderung für effiziente Gebäude"),
        ("Mitmachen beim STADTRADELN", "Stadtradeln"),
    ],
)
def test_the_register_knows_a_project_by_all_its_spellings(text, name):
    found = names(text)

    assert found == [name] if name else found in ([], ["mobileJugend"])


def test_words_that_make_a_sentence_are_no_programme():
    assert names("Demokratie leben heißt streiten.") == []
    for text in (
        "Das Bundesprogramm Demokratie leben fördert.",
        "„Demokratie leben“ fördert.",
        "Demokratie leben! fördert.",
    ):
        assert names(text) == ["Demokratie leben!"]


def test_a_name_stands_alone_with_another_ending_too():
    text = "Das Projekt „Essbare Stadt – Gärten für alle“ wächst. Zur Essbaren Stadt gehört viel."
    assert names(text) == ["Essbare Stadt"]


def test_a_programme_that_is_also_a_word_counts_only_as_it_is_written():
    assert names("Er ist der leader der Gruppe.") == []
    assert names("Gefördert durch LEADER.") == ["LEADER"]


def test_a_name_whose_subtitle_comes_and_goes_is_one_project():
    text = "Das Projekt „Waldkinder – draußen lernen“ startet. Für Waldkinder gibt es Geld."

    assert names(text, knowledge=EMPTY) == ["Waldkinder"]


def test_quotations_in_a_row_are_all_read():
    text = "Die Programme „Starke Stadt“, „Starkes Dorf“ und „Starker Kreis“ helfen."

    assert names(text, knowledge=EMPTY) == ["Starke Stadt", "Starkes Dorf", "Starker Kreis"]


def test_a_programme_and_its_project_in_one_phrase_are_two():
    found = names("Das LEADER-Projekt „Dorfladen“ und ein Interreg-Projekt laufen.")

    assert set(found) == {"LEADER", "Dorfladen", "Interreg"}


def test_a_quotation_without_an_end_gives_the_name_alone():
    text = "Das Projekt „Grüne-Höfe-Programm des Bundes wird verlängert."

    assert names(text, knowledge=EMPTY) == ["Grüne-Höfe-Programm"]


def test_a_quotation_may_run_over_a_line():
    text = "Das Projekt „Wald\nund Wiese“ endet."

    assert names(text, knowledge=EMPTY) == ["Wald und Wiese"]


def test_an_adjective_after_an_article_is_set_upright():
    text = "Das Regionale Energieeffizienz-Netzwerk (REEN) tagt."

    assert names(text, knowledge=EMPTY) == ["Regionales Energieeffizienz-Netzwerk"]


def test_the_part_before_a_titles_colon_counts_where_the_text_quotes_it():
    text = "Zum „Bewegten Austausch“ kamen viele."

    assert names(text, title="Bewegter Austausch: Viele kamen", knowledge=EMPTY) == [
        "Bewegter Austausch"
    ]
    assert names("Es war voll.", title="Kreistag: Haushalt beschlossen", knowledge=EMPTY) == []


def test_a_motto_is_proposed_and_does_not_count():
    text = "Unter dem Motto „Zeit für mich“ treffen sich Frauen."

    assert names(text, knowledge=EMPTY) == []
    (proposal,) = propose_projects("", text, "abc", EMPTY)
    assert (proposal.name, proposal.state, proposal.proofs[0].article) == (
        "Zeit für mich", "proposed", "abc",
    )  # fmt: skip


def test_what_an_editor_rejected_neither_counts_nor_is_proposed():
    knowledge = Knowledge(
        load_gazetteer(), ProjectRegister([Entry("Waldkinder", state="rejected")])
    )
    text = "Das Projekt „Waldkinder“ startet."

    assert names(text, knowledge=knowledge) == []
    assert propose_projects("", text, "abc", knowledge) == []
    assert "rejected" in consider_projects("", text, knowledge)[0].verdict


def test_a_known_project_is_called_by_its_canonical_name():
    register = ProjectRegister([Entry("Waldkinder", "series", ("Kinder im Wald",))])
    knowledge = Knowledge(load_gazetteer(), register)

    (found,) = find_projects("", "Das Projekt „Kinder im Wald“ läuft.", knowledge)

    assert (found.name, found.role, found.confidence) == ("Waldkinder", "series", 0.95)


@given(st.text(alphabet='aZ ä„“"-()2019 .:\nProjekt', max_size=200))
@settings(max_examples=80)
def test_any_text_is_read_without_a_fault(text):
    for project in find_projects(text[:60], text, SHIPPED):
        assert project.name.strip()


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not part of the repository")
@pytest.mark.parametrize("knowledge", [SHIPPED, EMPTY])
def test_the_seed_article_yields_its_project_and_its_programme(knowledge):
    lines = SEED.read_text("utf-8").split("\n")

    found = find_projects(lines[4], "\n".join(lines[6:]), knowledge)

    assert [(project.name, project.role) for project in found] == [
        ("Internationales über Migration in den kommunalen Verwaltungen", "project"),
        ("Europe for citizens", "programme"),
    ]
