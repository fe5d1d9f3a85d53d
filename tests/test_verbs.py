import pytest

from index.verbs import own_verbs


@pytest.mark.parametrize(
    ("form", "infinitive"),
    [
        ("spielt", "spielen"),
        ("spielte", "spielen"),
        ("gespielt", "spielen"),
        ("ging", "gehen"),
        ("verlor", "verlieren"),
        ("entstand", "entstehen"),
        ("aufgebaut", "aufbauen"),
        ("abgeschrieben", "abschreiben"),
        ("einzukaufen", "einkaufen"),
        ("anzufangen", "anfangen"),
        ("gesammelt", "sammeln"),
        ("arbeitete", "arbeiten"),
        ("studierte", "studieren"),
        ("uebernommen", "uebernehmen"),
    ],
)
def test_a_verbs_form_is_brought_to_the_infinitive(form, infinitive):
    assert own_verbs().infinitive(form) == infinitive


@pytest.mark.parametrize(
    "word",
    [
        "fahrt",
        "macht",
        "schrift",
        "karten",
        "wand",
        "bekannt",
        "leicht",
        "warten",
        "heute",
        "rechte",
    ],
)
def test_what_is_no_verbs_form_or_may_be_a_noun_is_left_alone(word):
    assert own_verbs().infinitive(word) == word
