"""Snippets: the best passage, marked, cut at words."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive.article import Project
from index.results import Search
from index.snippets import LENGTH, MarkedText, snippet, title_fragments
from tests.indexed import article, service_over

FILLER = "Ein Satz ohne Belang steht hier. " * 20


def text_of(fragments):
    return "".join(fragment.text for fragment in fragments)


def marked_of(fragments):
    return [fragment.text for fragment in fragments if fragment.marked]


def marked(text, *words):
    marks = sorted((text.index(word), number) for number, word in enumerate(words, 1))
    return MarkedText(text, [("Text", "", 0, len(text))], marks)


def test_the_passage_with_the_most_different_words_is_chosen():
    text = f"Radweg Radweg. {FILLER}Der Radweg nach Walldorf wird gebaut. {FILLER}"
    marks = sorted(
        [(at, 1) for at in range(len(text)) if text.startswith("Radweg", at)]
        + [(text.index("Walldorf"), 2)]
    )

    passage, origin = snippet(MarkedText(text, [("Text", "", 0, len(text))], marks))

    assert marked_of(passage) == ["Radweg", "Walldorf"]
    assert origin == ""
    assert text_of(passage).startswith("Der Radweg")


def test_a_word_is_marked_whole_even_where_only_a_part_answers(tmp_path):
    service = service_over(
        [article("Bau", "Die Straßenbauarbeiten und der E-Bike-Verleih.")], tmp_path
    )

    (hit,) = service.search(Search("E-Bike")).hits

    assert marked_of(hit.snippet) == ["E-Bike-Verleih"]


def test_of_a_phrase_only_the_words_in_order_are_marked(tmp_path):
    text = "Der Landrat und der Kreistag. Die Sitzung der Räte und der Kreistag."
    service = service_over([article("Der Plan", text)], tmp_path)

    (hit,) = service.search(Search('"der Kreistag"')).hits

    assert marked_of(hit.snippet) == ["der", "Kreistag", "der", "Kreistag"]
    assert marked_of(hit.title_fragments) == []


def test_titles_are_marked(tmp_path):
    service = service_over([article("Neuer Radweg", "Text.")], tmp_path)

    (hit,) = service.search(Search("radwege")).hits

    assert marked_of(hit.title_fragments) == ["Radweg"]
    assert text_of(hit.title_fragments) == "Neuer Radweg"


def test_without_query_words_the_snippet_is_the_beginning(tmp_path):
    service = service_over([article("Titel", "Erster Satz. Zweiter Satz.")], tmp_path)

    (hit,) = service.search(Search()).hits

    assert text_of(hit.snippet) == "Erster Satz. Zweiter Satz."


def test_markup_stays_text(tmp_path):
    service = service_over([article("A <b>", "x <script>alert(1)</script> Radweg")], tmp_path)

    (hit,) = service.search(Search("Radweg")).hits

    assert "<script>" in text_of(hit.snippet)


def test_a_title_that_is_not_in_the_text_is_shown_plain():
    assert title_fragments(marked("Text", "Text"), "Anders")[0].text == "Anders"


@given(st.text(min_size=1, max_size=2000), st.lists(st.integers(0, 1999), max_size=10))
def test_any_text_with_any_marks_gives_a_short_passage_of_it(text, places):
    marks = sorted((place, 1) for place in set(places) if place < len(text))

    passage, _ = snippet(MarkedText(text, [("Text", "", 0, len(text))], marks))

    shown = text_of(passage).removeprefix("… ").removesuffix(" …")
    assert len(shown) <= LENGTH
    assert shown.split() == [] or shown.split()[0][:1] in text


def test_a_name_that_stands_beside_the_hit_anyway_is_no_passage(tmp_path):
    known = replace(
        article("Wieder frei", "Die Sperrung ist aufgehoben. Wir danken für die Geduld."),
        projects=(Project("Falmtalradweg"),),
    )
    service = service_over([known], tmp_path)

    (hit,) = service.search(Search("Falmtalradweg")).hits

    assert text_of(hit.snippet) == "Die Sperrung ist aufgehoben. Wir danken für die Geduld."
