from datetime import date

import pytest

from index.parser import parse
from index.query import Filter, Phrase, Term
from index.relax import enough, note, slack, widened


def parsed(text):
    return parse(text, today=date(2024, 6, 1))


def test_one_word_is_never_widened():
    assert widened(parsed("Müll"), 0) is None


def test_two_words_are_widened_only_when_no_article_has_both():
    assert widened(parsed("Müll Gebühren"), 1) is None
    assert widened(parsed("Müll Gebühren"), 0) is not None


@pytest.mark.parametrize(("words", "hits"), [(2, 1), (3, 3), (4, 5), (6, 9), (7, 10), (20, 10)])
def test_the_longer_a_query_the_more_hits_are_enough(words, hits):
    query = parsed(" ".join(f"wort{number}" for number in range(words)))

    assert enough(words) == hits
    assert widened(query, hits) is None
    assert widened(query, hits - 1) is not None


def test_quoted_phrases_are_given_up_only_when_nothing_is_found():
    query = parsed('"Rat der Stadt" Wahl Kreis Amt')

    assert widened(query, 1) is query
    assert Phrase(("Rat", "der", "Stadt")) in widened(query, 0).loose


def test_filters_and_exclusions_are_never_given_up():
    query = parsed("Müll Gebühren Papier ort:Walldorf -Wahl")

    assert Filter("ort", "Walldorf") in widened(query, 0).fixed
    assert len(widened(query, 0).fixed) == 2


def test_a_third_of_the_words_may_be_missing_and_half_of_a_sentence():
    assert slack(parsed("eins zwei")) == 0
    assert slack(parsed("Müll Papier Glas Metall Holz Öl")) == 2
    assert slack(parsed("Müll Papier Glas Metall Holz Öl Steine Laub")) == 4


def test_the_reader_is_told_what_was_done():
    assert note(0).startswith("Keine ")
    assert note(2).startswith("Nur wenige")


def test_stop_words_are_no_words_to_count():
    assert parsed("der Müll und das Papier").loose == (Term("Müll"), Term("Papier"))
