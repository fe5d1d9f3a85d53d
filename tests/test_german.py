import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.german import EXACT, Analyzer, open_analyzer
from index.tables import read_tables

PLAIN_WORDS = "Weg will viel weiter Rat Amt Mut Not Ort mehr neu heute"


@pytest.fixture(scope="module")
def analyzer():
    return Analyzer(protected=("Meiningen", "Grabfeld"))


def finds(analyzer, query, text):
    """Tell whether the word *query* finds *text*, as an engine would."""
    positions = analyzer.index_terms(text)
    terms = {term for position in positions for term in position}

    def stands(alternative):
        if not alternative.adjacent:
            return set(alternative.terms) <= terms
        size = len(alternative.terms)
        runs = (positions[start : start + size] for start in range(len(positions) - size + 1))
        return any(
            all(term in place for term, place in zip(alternative.terms, run, strict=True))
            for run in runs
        )

    return any(stands(alternative) for alternative in analyzer.query_terms(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Straßen", "in der Strasse"),
        ("muell", "den Müll"),
        ("Mull", "der Müll"),
        ("daß", "dass"),
        ("E-Bike", "ein Ebike"),
        ("Ebike", "ein E-Bike"),
        ("E Bike", "ein E-Bike"),
        ("E-Bike", "ein E Bike"),
        ("Ebike", "ein E Bike"),
        ("B 19", "auf der B19"),
        ("B19", "auf der B 19 bei"),
        ("L 1118", "Die L\u00a01118 ist"),
        ("KW 36", "in KW 36"),
        ("2024", "im Jahr 2024."),
        ("12500", "12.500 Euro"),
        ("12.500", "12500 Euro"),
        ("12500", "12\u202f500 Euro"),
        ("3,5", "3,5 Millionen"),
        ("03.05.2024", "am 03.05.2024 um"),
        ("14:30", "um 14:30 Uhr"),
        ("Gebühr", "Die Müllgebühren steigen"),
        ("Müllgebühren", "Gebühren für den Müll"),
        ("Amt", "im Landratsamt"),
        ("Straßenbau", "der Bau der Straße"),
        ("Straßenbau", "der Kreisstraßenbau"),
        ("Busverkehr", "der Schulbusverkehr"),
        ("Schulbusverkehr", "Busverkehr zur Schule"),
        ("Radweg", "der Rad- und Fußweg"),
        ("Gehweg", "Geh- oder Radweg"),
        ("Hauptstraße", "Hauptstr. 5"),
        ("Bürgerinnen", "liebe Bürger:innen"),
        ("Kolleginnen", "Kolleg*innen"),
        ("Schülerin", "Schüler/innen"),
        ("Lehrer:innen", "Lehrerinnen"),
        ("Kita", "die Kindertagesstätte"),
        ("Kindergarten", "neue Kita"),
        ("LRA", "das Landratsamt"),
        ("ÖPNV", "öffentlicher Personennahverkehr"),
        ("Förderung", "wurde gefördert"),
        ("gefördert", "eine Förderung"),
        ("gefördert", "die Fördermittel"),
        ("Sperrung", "ist gesperrt"),
        ("Bürger", "die Bürgerinnen"),
        ("Schülerin", "alle Schüler"),
        ("Azubis", "ein Azubi"),
        ("Landesstraße 1118", "auf der L 1118"),
        ("L1118", "auf der Landesstraße 1118"),
        ("Haus", "alle Häuser"),
        ("Wahl", "hat gewählt"),
        ("Bürgermeister's", "Bürgermeisters"),
    ],
)
def test_a_word_finds_its_other_forms(analyzer, query, text):
    assert finds(analyzer, query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Ingen", "aus Meiningen"),
        ("Grab", "im Grabfeld"),
        ("19", "die B 191"),
        ("Samt", "im Landratsamt"),
        ("Müllgebühren", "Gebühren für Wasser"),
        ("Zeitung", "die Zeiten"),
        ("Burg", "liebe Bürgerinnen und Bürger"),
        ("Müll", "Herr Müller"),
        ("Messe", "ein Messer"),
        ("Forderung", "die Förderung"),
        ("Küche", "der Kuchen"),
        ("1,5", "die 15 Kinder"),
    ],
)
def test_a_word_does_not_find_what_it_does_not_mean(analyzer, query, text):
    assert not finds(analyzer, query, text)


def test_only_nouns_are_taken_apart_in_texts(analyzer):
    assert not finds(analyzer, "Tisch", "ein dramatischer Abend")
    assert not finds(analyzer, "Reifen", "er will zugreifen")
    assert finds(analyzer, "Gebühren", "neue Müllgebühren")
    assert finds(analyzer, "müllgebühren", "die Gebühren für den Müll")


def test_the_form_that_was_typed_weighs_more():
    analyzer = Analyzer()
    exact = analyzer.query_terms("Müllgebühren")[0]

    terms = {term for place in analyzer.index_terms("Müllgebühr") for term in place}

    assert exact.terms == (EXACT + "muellgebuehren",)
    assert not set(exact.terms) & terms


def test_words_typed_apart_are_found_as_one(analyzer):
    ruf, bus = analyzer.together(["Ruf", "Bus"])

    assert ruf == bus == ("RufBus",)
    assert ("rufbus",) in [each.terms for each in analyzer.query_terms("Ruf", ruf)]


def test_synonyms_of_several_words_are_found_together(analyzer):
    assert "Breitband" in analyzer.together(["schnelles", "Internet"])[0]
    assert "ÖPNV" in analyzer.together(["öffentlicher", "Personennahverkehr"])[1]


def test_forms_of_a_word_are_told_from_words_it_is_part_of(analyzer):
    assert analyzer.same_word("Straße", "Straßen")
    assert analyzer.same_word("E-Bike", "Ebike")
    assert not analyzer.same_word("Straße", "Straßenbau")


def test_stop_words_keep_their_place_for_phrases(analyzer):
    assert analyzer.exact_terms("Rat der Stadt") == ("=rat", "=der", "=stadt")
    assert analyzer.index_terms("der Rat")[0] == ("=der",)
    assert analyzer.is_stop("Der")
    assert not analyzer.is_stop("Weg")


def test_words_of_every_day_are_no_stop_words(analyzer):
    assert not [word for word in PLAIN_WORDS.split() if analyzer.is_stop(word)]


def test_typed_without_umlauts_a_word_has_the_same_terms(analyzer):
    for with_umlauts, without in (
        ("Müllgebühren", "Muellgebuehren"),
        ("Straßenbeläge", "Strassenbelaege"),
        ("öffentliche", "oeffentliche"),
        ("aktuell", "aktuell"),
    ):
        assert analyzer.index_terms(with_umlauts) == analyzer.index_terms(without)


def test_partial_terms_are_single_parts_of_long_words(analyzer):
    assert {each.terms for each in analyzer.partial_terms("Waldbrandgefahr")} == {
        ("waldbrand",),
        ("gefahr",),
    }
    assert analyzer.partial_terms("Gefahr") == ()


def test_the_operators_tables_win_over_ours(tmp_path):
    (tmp_path / "synonyms.txt").write_text("Gaudi = Fest", "utf-8")
    (tmp_path / "compounds.txt").write_text("Donaudampf = Donau Dampf", "utf-8")

    own = open_analyzer(tmp_path)

    assert finds(own, "Gaudi", "das Fest")
    assert not finds(own, "Kita", "der Kindergarten")
    assert finds(own, "Dampf", "Donaudampf")


def test_a_table_that_changes_index_terms_changes_the_version(tmp_path):
    before = open_analyzer(tmp_path).version
    (tmp_path / "synonyms.txt").write_text("Gaudi = Fest", "utf-8")
    same = open_analyzer(tmp_path).version
    (tmp_path / "compounds.txt").write_text("Landrat = Land Rat", "utf-8")

    assert before == same  # synonyms work at query time
    assert open_analyzer(tmp_path).version != before
    assert Analyzer(("Meiningen",)).version != Analyzer().version


def test_tables_are_read_from_a_folder_that_has_none(tmp_path):
    assert read_tables(tmp_path) == read_tables()


@given(st.text(max_size=200))
def test_any_text_is_analysed(text):
    analyzer = open_analyzer()

    terms = analyzer.index_terms(text)
    placed = analyzer.surfaces(text)

    assert all(term and " " not in term for position in terms for term in position)
    assert all(text[start : start + len(word)] == word for start, word in placed)
    assert all(position[0].startswith(EXACT) for position in terms)


@given(st.text(alphabet="abäöüßn-:*/ 19BE.'", max_size=30))
def test_any_word_can_be_looked_up(text):
    analyzer = open_analyzer()

    for alternative in analyzer.query_terms(text):
        assert alternative.terms
        assert alternative.weight > 0


@given(st.from_regex(r"[A-ZÄÖÜ]?[a-zäöüß]{2,20}(-[A-Z][a-zäöü]{2,9})?", fullmatch=True))
def test_every_word_finds_itself(word):
    analyzer = open_analyzer()

    assert finds(analyzer, word, f"Das ist {word}.")


def test_analysis_is_fast_enough_for_700_articles_a_second(analyzer):
    text = " ".join(f"Wort{number % 80} in der Straßensperrung" for number in range(75))
    analyzer.index_terms(text)

    started = time.process_time()
    for _ in range(50):
        analyzer.index_terms(text)

    assert (time.process_time() - started) / 50 < 0.001  # 300 words; half a millisecond is the aim
