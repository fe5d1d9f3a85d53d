import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.charset import decode

SENTENCE = "Für die Straße „Am Anger“ – 3 € je Größe"
HTML = "text/html; charset="


@pytest.mark.parametrize(
    ("body", "headers", "source"),
    [
        (("\ufeff" + SENTENCE).encode("utf-8"), {}, "bom"),
        (("\ufeff" + SENTENCE).encode("utf-16-le"), {}, "bom"),
        (SENTENCE.encode("utf-8"), {"content-type": HTML + "iso-8859-1"}, "content"),
        (SENTENCE.encode("cp1252"), {"content-type": HTML + "iso-8859-1"}, "header"),
        (b"<meta charset=windows-1252>" + SENTENCE.encode("cp1252"), {}, "meta"),
        (SENTENCE.encode("cp1252"), {"content-type": HTML + "utf-8"}, "statistics"),
        (SENTENCE.encode("cp1252"), {"content-type": HTML + "nonsense"}, "statistics"),
    ],
)
def test_bytes_become_the_text_that_was_written(body, headers, source):
    decoded = decode(body, headers)

    assert decoded.text.endswith(SENTENCE)
    assert decoded.source == source


def test_a_label_that_is_no_charset_is_passed_over():
    body = b"<meta charset='a\x00b'>" + SENTENCE.encode("cp1252")

    assert decode(body, {"content-type": HTML + "\x00"}).text.endswith(SENTENCE)


def test_a_few_foreign_bytes_in_utf8_are_mended_and_told():
    decoded = decode(SENTENCE.encode() * 3 + b" \x84so\x93")

    assert decoded.text.endswith("„so“")
    assert "Windows-1252" in decoded.notes[0]


def test_letters_scrambled_long_ago_are_mended():
    scrambled = "Für Äpfel schöne grüne Größe".encode().decode("latin-1").encode()

    assert "schöne grüne" in decode(scrambled).text


def test_text_that_speaks_of_scrambled_letters_stays():
    text = "Das Zeichen Ã¼ steht für ü, so wie ö, ä, ß und Ü in älteren Büchern für größere Übel."

    assert decode(text.encode()).text == text


@given(st.binary(max_size=400))
def test_no_bytes_lose_a_character_silently(body):
    decoded = decode(body)

    assert ("\ufffd" not in decoded.text.replace("\ufffd", "", body.count(b"\xef\xbf\xbd"))) or (
        decoded.notes
    )


def test_letters_of_windows_under_the_label_of_utf8_are_all_there():
    body = ("Für Übersee: „größer“ – 3 € " * 9).encode("cp1252")

    decoded = decode(body, {"content-type": HTML + "utf-8"})

    assert decoded.text == "Für Übersee: „größer“ – 3 € " * 9
    assert decoded.encoding != "utf-8"


def test_letters_that_cannot_be_read_are_told():
    decoded = decode(b"\xff\xfe" + "Straße".encode("utf-16-le") + b"\x00\xd8")

    assert decoded.text.startswith("Straße")
    assert "1 characters could not be read" in decoded.notes[0]
