import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import typography
from crawler.typography import mend, plain, readable


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ('Das "Haus" und ”Hof” und „Parasol”', "Das „Haus“ und „Hof“ und „Parasol“"),
        ("die Stiftung “Parasol” in Bytów", "die Stiftung „Parasol“ in Bytów"),
        (",,Hallo“ sagte sie", "„Hallo“ sagte sie"),
        ("neue Ein-richtungen im Kreis", "neue Einrichtungen im Kreis"),
        ("das Rohr misst 5\" und 3\" im Mittel", "das Rohr misst 5\" und 3\" im Mittel"),
        ("Ende gut , alles gut .", "Ende gut, alles gut."),
    ],
)  # fmt: skip
def test_german_typography_is_mended(written, mended):
    assert mend(written) == mended


@pytest.mark.parametrize(
    "text",
    [
        "deutsch-polnische Partnerschaft", "Check-in und Pop-up", "Kopf-an-Kopf-Rennen",
        "Vor- und Nachteile", "Zella-Mehlis", "Baden-Württemberg", "Er sagte ‚ja‘", "3.000 Euro",
        "„Er sagte ‚so‘ und ging“",
    ],
)  # fmt: skip
def test_what_is_right_stays(text):
    assert mend(text) == text


def test_characters_nobody_sees_are_taken_out():
    assert plain("Ein\u00adrichtung\xa0im \u200bKreis\x84x\x93") == "Einrichtung im Kreis„x“"
    assert readable("Bu\u0308tow") == "Bütow"


@given(st.text(alphabet=st.sampled_from('aBü-„“”" ,.\n'), max_size=80))
def test_mending_changes_no_letter(text):
    assert re.sub(r"[^\w]", "", mend(text)) == re.sub(r"[^\w]", "", text)


def test_a_text_of_thousands_of_hyphens_is_searched_for_its_words_once(monkeypatch):
    searches = []
    words = typography._WORD

    class Counted:
        def findall(self, text):
            searches.append(text)
            return words.findall(text)

    monkeypatch.setattr(typography, "_WORD", Counted())

    mended = mend("Die Gemeindekasse. " + "Gemeinde-kasse " * 3000)

    assert mended.count("Gemeindekasse") == 3001
    assert len(searches) == 1
