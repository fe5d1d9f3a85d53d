"""German typography mended without changing a word."""

from __future__ import annotations

import re
import unicodedata

# Browsers show these control characters as Windows-1252 (HTML, numeric character references).
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F])
_ODD = re.compile("[\x80-\x9f\u00ad\u200b-\u200f\u2060\ufeff]")
_SURROGATE = re.compile("[\x00\ud800-\udfff]")
_NOUN_END = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|nisse?|tums?)$"
)
_WORD = re.compile(r"\w+")
_DEBRIS = re.compile(r"\b([A-ZÄÖÜ][a-zäöüß]+)-([a-zäöüß]{3,})\b")
_STRAIGHT = re.compile(r'(?<![\w"])"([^"\n]{1,400}?)"(?!\w)')
_WRONG_PAIR = re.compile('(?<!\\w)[„“”‟]([^„“”‟"\n]{1,400}?)[“”"‟](?!\\w)')
_LOW_PAIR = re.compile("(?<!\\w),,([^,\n\"“”]{1,300}?)(?:[“”\"]|'')")
_SPACED = re.compile(r" +([,;!?](?:\s|$)|\.(?:\s|$))")


def plain(text: str) -> str:
    """Return *text* in one line: NFC, no invisible characters, spaces folded."""
    return " ".join(readable(text).split())


def readable(text: str) -> str:
    """Return *text* without characters that no reader sees; line ends stay."""
    if text.isascii() and "\x00" not in text:
        return text
    if _ODD.search(text):
        text = text.translate(_WINDOWS).translate(_INVISIBLE)
    return unicodedata.normalize("NFC", _SURROGATE.sub("", text).replace("\xa0", " "))


def mend(text: str) -> str:
    """Return *text* with German quotes and without hyphenation debris and stray spaces."""
    text = _SPACED.sub(r"\1", text)
    if '"' in text or "”" in text or "“" in text or ",," in text:
        text = _LOW_PAIR.sub("„\\1“", _WRONG_PAIR.sub("„\\1“", _STRAIGHT.sub("„\\1“", text)))
    return _joined(text) if "-" in text else text


def _joined(text: str) -> str:
    """Join "Ein-richtungen": a capital, a hyphen and a small noun ending is a line break's."""

    words: set[str] = set()  # of the text, gathered once: a text may hold thousands of hyphens

    def stands(word: str) -> bool:
        if not words:
            words.update(_WORD.findall(text))
        return len(word) >= 8 and word in words

    def join(match: re.Match[str]) -> str:
        whole = match[1] + match[2]
        return whole if _NOUN_END.search(match[2]) or stands(whole) else match[0]

    return _DEBRIS.sub(join, text)
