"""What the crawl says of its runs is German in the desk."""

import re
from pathlib import Path

import pytest

from archive.crawl_words import asked_by, german

CRAWL = (Path(__file__).parent.parent / "crawler" / "crawl.py").read_text("utf-8")
REASONS = {
    *re.findall(r'RunState\.\w+, "([a-z-]+)"', CRAWL),
    *re.findall(r'return "([a-z-]+)"', CRAWL),
}


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_for_the_end_of_a_run_has_german_words(reason):
    assert german(reason) != reason


def test_an_answer_is_told_by_its_number_and_the_unknown_as_it_is():
    assert german("http-503") == "Antwort 503"
    assert german("") == german(None) == ""
    assert german("ganz neu") == "ganz neu"


@pytest.mark.parametrize(
    ("word", "german_word"),
    [
        ("user:anna", "anna"),
        ("schedule:3", "Zeitplan 3"),
        ("cli", "Kommandozeile"),
        ("probe", "probe"),
    ],
)
def test_who_began_a_run_is_told_in_german(word, german_word):
    assert asked_by(word) == german_word
