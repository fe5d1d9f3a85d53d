import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müll", "MUELL"),
        ("Straße", "Strasse"),
        ("STRASSE", "straße"),
        ("daß", "dass"),
        ("Mu\u0308ll", "Müll"),  # u and combining dots
        ("Geneh\u00admigung", "Genehmigung"),  # soft hyphen
        ("Café", "Cafe"),
        ("Citroën", "Citroen"),
        ("Karadağ", "Karadag"),
        ("geht’s", "gehts"),
        ("ﬁnden", "finden"),  # ligature
        ("ẞ", "ss"),
    ],
)
def test_spellings_of_one_word_fold_into_one(one, other):
    assert folded(one) == folded(other)


def test_folding_keeps_different_words_apart():
    assert folded("schon") != folded("schön")
    assert folded("Mutter") != folded("Mütter")


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    once = folded(text)

    assert folded(once) == once
