import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.asking import nouns_first
from index.parser import parse, render
from index.query import And, Everything, Filter, Fuzzy, Not, Or, Phrase, Prefix, Range, Term

OPEN_DAY = "Tag offenen Tür Schule"
PIECE_WORDS = (
    "Müll Straße der die B 19 E Bike 3.5.24 Mai 2024 letzten KW x:y http://a.de a* abc* ~9"
)

TODAY = date(2026, 11, 22)
KNOWN = {("ort", "Bad Salzungen"), ("projekt", "Smarte Region"), ("ort", "Meiningen")}


def parsed(text):
    return parse(text, today=TODAY, knows=lambda facet, value: (facet, value) in KNOWN)


def tree(text):
    return parsed(text).tree()


def kinds(text):
    return [note.kind for note in parsed(text).notes]


def word(text):
    return Term(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Müll", word("Müll")),
        ("Müll Gebühren", And((word("Müll"), word("Gebühren")))),
        ("Müll UND Gebühren", And((word("Müll"), word("Gebühren")))),
        ("Müll ODER Abfall", Or((word("Müll"), word("Abfall")))),
        (
            "Müll ODER Abfall Gebühren",
            Or((word("Müll"), And((word("Abfall"), word("Gebühren"))))),
        ),
        (
            "(Müll ODER Abfall) Gebühren",
            And((word("Gebühren"), Or((word("Müll"), word("Abfall"))))),
        ),
        ("Müll -Gebühren", And((word("Müll"), Not(word("Gebühren"))))),
        ("Müll NICHT Gebühren", And((word("Müll"), Not(word("Gebühren"))))),
        ("-Gebühren", Not(word("Gebühren"))),
        ("NICHT NICHT Müll", word("Müll")),
        ("-(Müll Abfall)", Not(And((word("Müll"), word("Abfall"))))),
        ('"Rat der Stadt"', Phrase(("Rat", "der", "Stadt"))),
        ("„Rat der Stadt“", Phrase(("Rat", "der", "Stadt"))),
        ("»Rat der Stadt«", Phrase(("Rat", "der", "Stadt"))),
        ("“Rat der Stadt”", Phrase(("Rat", "der", "Stadt"))),
        ('"Sperrung"', Term("Sperrung", exact=True)),
        ('"Straße gesperrt"~3', Phrase(("Straße", "gesperrt"), slop=3)),
        ("Rad*", Prefix("Rad")),
        ("Meinigen~", Fuzzy("Meinigen", 2)),
        ("Müler~", Fuzzy("Müler", 1)),
        ("titel:Schule", Term("Schule", "titel")),
        ("Titel: Schule", Term("Schule", "titel")),
        ('titel:"neue Schule"', Phrase(("neue", "Schule"), "titel")),
        ("titel:Schul*", Prefix("Schul", "titel")),
        (
            "titel:(Schule ODER Kita)",
            Or((Term("Schule", "titel"), Term("Kita", "titel"))),
        ),
        ("ort:Walldorf", Filter("ort", "Walldorf")),
        ("ort:Bad Salzungen", Filter("ort", "Bad Salzungen")),
        ('ort:"Zella-Mehlis"', Filter("ort", "Zella-Mehlis")),
        ("Ort: Meiningen", Filter("ort", "Meiningen")),
        ("projekt:Smarte Region", Filter("projekt", "Smarte Region")),
        ("ort:(Suhl ODER Walldorf)", Or((Filter("ort", "Suhl"), Filter("ort", "Walldorf")))),
        ("-ort:Walldorf", Not(Filter("ort", "Walldorf"))),
        ("thema:Verkehr", Filter("thema", "Verkehr")),
        ("quelle:kreis", Filter("quelle", "kreis")),
        ("von:2024", Range(date(2024, 1, 1))),
        ("bis:Mai 2024", Range(None, date(2024, 5, 31))),
        ('von:"3. Mai 2024"', Range(date(2024, 5, 3))),
        ("von:letzten März bis:heute", Range(date(2026, 3, 1), TODAY)),
        ("seit:KW 12", Range(date(2026, 3, 16))),
        ("datum:2024-05", Range(date(2024, 5, 1), date(2024, 5, 31))),
        (
            "Schule von:Mai 2024 Sanierung",
            And((word("Schule"), word("Sanierung"), Range(date(2024, 5, 1)))),
        ),
        ("B 19", word("B 19")),
        ("b 19 gesperrt", And((word("B 19"), word("gesperrt")))),
        ("kw 36", word("KW 36")),
        ("E Bike", word("E Bike")),
        ("e bike", word("E Bike")),
        ("E-Bike", word("E-Bike")),
        ("in 2024", word("2024")),
        ("Meiningen, Suhl.", And((word("Meiningen"), word("Suhl")))),
        ("Stadt/Land", And((word("Stadt"), word("Land")))),
        ("Bürger:innen", word("Bürger:innen")),
        ("Bürger*innen", word("Bürger*innen")),
        ("Müll Müll", word("Müll")),
        ("Wann wird die Straße frei?", And((word("Straße"), word("frei")))),
        ("die der das", And((word("die"), word("der"), word("das")))),
        ("", Everything()),
        ("   ", Everything()),
        ("?!", Everything()),
        ("Tag der offenen Tür – Schule", And(tuple(map(word, OPEN_DAY.split())))),
        ("Meiningen - Suhl", And((word("Meiningen"), word("Suhl")))),
        ("http://kreis.de/a", And(tuple(map(word, ["http", "kreis", "de", "a"])))),
    ],
)
def test_a_query_means(text, expected):
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "kind"),
    [
        ('"Rat der', Phrase(("Rat", "der")), "repaired"),
        ("(Müll ODER Bio", Or((word("Müll"), word("Bio"))), "repaired"),
        ("Müll)", word("Müll"), "repaired"),
        ("UND Müll", word("Müll"), "repaired"),
        ("Müll UND", word("Müll"), "repaired"),
        ("Müll ODER", word("Müll"), "repaired"),
        ("Müll NICHT", word("Müll"), "repaired"),
        ("*bau", word("bau"), "repaired"),
        ("Rad*weg", Prefix("Rad"), "repaired"),
        ("Ra*", word("Ra"), "limit"),
        ("abc~", word("abc"), "limit"),
        ("von:quatsch Müll", word("Müll"), "ignored"),
        ("ort:", Everything(), "ignored"),
        ("autor:Müller", And((word("autor"), word("Müller"))), "ignored"),
        ("bis:2020 von:2024", Range(date(2020, 1, 1), date(2024, 12, 31)), "repaired"),
        ("((((((((((Müll))))))))))", word("Müll"), "limit"),
    ],
)
def test_what_is_typed_wrongly_is_repaired_with_a_note(text, expected, kind):
    found = parsed(text)

    assert found.tree() == expected
    assert kind in [note.kind for note in found.notes]
    assert all(note.text.endswith((".", "!", "?")) for note in found.notes)


def test_what_is_right_has_no_note():
    for text in (
        "Müll Gebühren",
        '"Rat der Stadt" -Wahl',
        "ort:Meiningen von:2024",
        "Meiningen: Wahl",
    ):
        assert kinds(text) == []


def test_at_most_200_letters_and_20_words_are_searched():
    many = " ".join(f"wort{number}" for number in range(25))

    assert len(parsed(many).loose) == 20
    assert kinds(many) == ["limit"]
    assert len(tree("a" * 500).text) == 200
    assert kinds("a" * 500) == ["limit"]


def test_at_most_two_wildcards_are_looked_up():
    found = parsed("Rad* Bau* Amt* Weg~")

    assert [type(query) for query in found.fixed] == [Prefix, Prefix]
    assert found.loose == (word("Amt"), word("Weg"))


def test_bare_words_may_be_left_out_all_else_may_not():
    found = parsed('Müll Gebühren Bio "Rat der Stadt" ort:Meiningen -Wahl +Kreis')

    assert found.loose == (word("Müll"), word("Gebühren"), word("Bio"))
    assert len(found.fixed) == 4
    assert found.tree(least=2).parts[0] == Or(found.loose, 2)


def test_quoted_phrases_can_become_wishes():
    found = parsed('"Rat der Stadt" Wahl ort:Meiningen').loosened()

    assert found.fixed == (Filter("ort", "Meiningen"),)
    assert found.loose == (
        word("Wahl"),
        Phrase(("Rat", "der", "Stadt")),
        word("Rat"),
        word("Stadt"),
    )


def test_question_words_are_wishes():
    assert parsed("Welche Straße ist wann gesperrt?").wishes == (
        word("Welche"),
        word("ist"),
        word("wann"),
    )


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Stadtrat Mai 2024", 'Stadtrat datum:"Mai 2024"'),
        ("Müllabfuhr im Dezember 2023 Suhl", 'Müllabfuhr Suhl datum:"Dezember 2023"'),
        ("Sperrung letzte Woche", 'Sperrung datum:"letzte Woche"'),
        ("Wahl letzten März", 'Wahl datum:"letzten März"'),
    ],
)
def test_a_time_among_the_words_is_offered_as_a_filter(text, offered):
    (note,) = parsed(text).notes

    assert note.query == offered
    assert any(isinstance(query, Range) for query in parsed(offered).fixed)
    assert parsed(offered).notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "Mai 2024",
        "Stadtrat von:Mai 2024",
        '"Stadtrat Mai 2024"',
        "Müll 2024",
        "Mai",
        "Maibaum 2024",
    ],
)
def test_no_time_is_offered_where_there_is_nothing_to_filter(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Müll Gebühren",
        'Müll "Rat der Stadt" -Wahl',
        "(Müll ODER Abfall) Gebühren -(Bio Papier)",
        "titel:Schule ort:Walldorf von:2024-01-01 bis:2024-12-31",
        'ort:"Bad Salzungen" Rad* Meinigen~ "a b"~3',
        "titel:(Schule ODER Kita)",
        "B 19",
    ],
)
def test_a_tree_written_out_reads_as_the_same_tree(text):
    assert tree(render(tree(text))) == tree(text)


PIECES = st.sampled_from(
    [
        *[
            "(",
            ")",
            '"',
            "„",
            "“",
            "-",
            "+",
            "*",
            "~",
            ":",
            "!",
            "|",
            "&&",
            "UND",
            "ODER",
            "NICHT",
            "von:",
            "bis:",
            "ort:",
            "titel:",
            "datum:",
            "projekt:",
        ],
        *PIECE_WORDS.split(),
        "Bad Salzungen",
    ]
)


@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(PIECES, max_size=40).map(" ".join),
        st.lists(PIECES, max_size=60).map("".join),
    )
)
@example("(" * 300)
@example("-" * 300)
@example("NICHT " * 60)
@example("-(" * 100 + "a" + ")" * 100)
@example('"' * 299)
@example("ort:" * 50)
@example("titel:titel:titel:(titel:a")
@example("von:(")
@example("\x00\ud800 a")
def test_any_text_becomes_a_tree_in_no_time(text):
    started = time.process_time()

    found = parsed(text)
    found.tree()
    found.loosened().tree(1)
    again = parsed(found.text)

    assert time.process_time() - started < 0.02
    assert again is not None


def test_nouns_weigh_more_in_sentences_than_among_words_beside_each_other():
    def weights(text):
        return [term.weight for term in nouns_first(parse(text, today=TODAY))]

    assert weights("Wann räumen wir Schnee?") == [0.8, 1.0]
    assert weights("räumen Schnee") == [1.0, 1.0]
    assert weights("wann räumen wir schnee?") == [1.0, 1.0]
