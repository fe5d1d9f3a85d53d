"""Spelling made equal: case, Unicode forms, umlauts, ß and old spellings meet in one form."""

from __future__ import annotations

import re
import unicodedata

_WRITTEN_OUT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "oe",
        "å": "a",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "\u00ad": None,  # soft hyphen
        "\u200b": None,  # zero-width space
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
        "'": None,
        "’": None,
        "‘": None,
        "ʼ": None,
        "`": None,
        "´": None,
    }
)
_INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff'’‘ʼ`´"))
_MARKS = re.compile("[\u0300-\u036f]")  # combining accents


def folded(word: str) -> str:
    """Return the exact form: "Müllgebühr", "MUELLGEBUEHR" and "Muellgebühr" become one."""
    small = _lowered(word)
    if small.isascii():
        return small
    return small.translate(_WRITTEN_OUT)


def _lowered(word: str) -> str:
    """Return *word* in lower case without invisible signs and foreign accents; ä, ö, ü, ß stay."""
    if word.isascii():
        return word.lower().translate(_INVISIBLE) if "'" in word or "`" in word else word.lower()
    small = unicodedata.normalize("NFKC", word).lower().translate(_INVISIBLE)
    if small.isascii():
        return small
    return "".join(_without_accent(letter) for letter in small)


def _without_accent(letter: str) -> str:
    if letter.isascii() or letter in "äöüß":
        return letter
    return _MARKS.sub("", unicodedata.normalize("NFKD", letter)) or ""
