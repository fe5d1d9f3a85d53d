"""Bytes to text: BOM, valid UTF-8, header, meta, statistics; never a silent U+FFFD."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these labels as Windows-1252 (WHATWG Encoding): „ and – stand there.
AS_WINDOWS = {"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1", "l1"}
GERMAN_CHARSETS = ["cp1252", "iso8859_15", "mac_roman", "cp850", "cp437", "cp1250", "iso8859_2"]
MOJIBAKE = re.compile("Ã[¤¶¼Ÿ„–œ©]|â€[žœ“™“”]")
SAMPLE = 65_536  # enough for statistics, little enough to be quick


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, its encoding, what told us so, and what had to be mended."""

    text: str
    encoding: str
    source: str  # bom, content, header, meta, statistics, fallback
    notes: tuple[str, ...] = ()


def decode(body: bytes, headers: Mapping[str, str] | None = None) -> Decoded:
    """Return the text of *body*; what cannot be read is mended or told in `notes`."""
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return _with_damage(body[len(mark) :], encoding, "bom")
    try:
        return _unscrambled(Decoded(body.decode("utf-8"), "utf-8", "content"))
    except UnicodeDecodeError:
        return _mostly_utf8(body) or _declared(body, headers or {}) or _guessed(body)


def _mostly_utf8(body: bytes) -> Decoded | None:
    """Return *body* as UTF-8 when only a few bytes are wrong, those read as Windows-1252."""
    text = body.decode("utf-8", "newsarchive-windows")
    foreign = len(_INVALID.findall(body.decode("utf-8", "surrogateescape")))
    beyond = sum(1 for _ in _NOT_ASCII.finditer(text))
    if not foreign or foreign > 0.2 * beyond:
        return None
    return Decoded(text, "utf-8", "content", (f"charset: {foreign} bytes read as Windows-1252",))


def _declared(body: bytes, headers: Mapping[str, str]) -> Decoded | None:
    from bs4.dammit import EncodingDetector  # slow imports that few pages need

    in_header = re.search(
        r"charset\s*=\s*[\"']?([\w.:-]+)", headers.get("content-type", ""), re.IGNORECASE
    )
    in_meta = EncodingDetector.find_declared_encoding(body[:SAMPLE], is_html=True)
    for label, source in ((in_header and in_header[1], "header"), (in_meta, "meta")):
        encoding = _known(label)
        if encoding and encoding != "utf-8":
            try:
                return Decoded(body.decode(encoding), encoding, source)
            except (UnicodeDecodeError, LookupError):
                if encoding == "cp1252":
                    text = body.decode("cp1252", "newsarchive-windows")
                    return Decoded(text, encoding, source)
    return None


def _guessed(body: bytes) -> Decoded:
    windows = body.decode("cp1252", "newsarchive-windows")
    german = sum(1 for _ in _GERMAN.finditer(windows))
    if german * 10 >= 9 * sum(1 for _ in _NOT_ASCII.finditer(windows)):
        return Decoded(windows, "cp1252", "statistics")
    import charset_normalizer

    sample = body[:SAMPLE]
    best = charset_normalizer.from_bytes(sample, cp_isolation=GERMAN_CHARSETS).best()
    if best is not None:
        try:
            return Decoded(body.decode(best.encoding), best.encoding, "statistics")
        except (UnicodeDecodeError, LookupError):
            pass  # what holds for the sample need not hold for the rest
    return _with_damage(body, "cp1252", "fallback")


def _with_damage(body: bytes, encoding: str, source: str) -> Decoded:
    text = body.decode(encoding, "replace")
    lost = text.count("\ufffd")
    notes = (f"charset: {lost} characters could not be read as {encoding}",) if lost else ()
    return Decoded(text, encoding, source, notes)


def _unscrambled(decoded: Decoded) -> Decoded:
    """Undo UTF-8 that was once read as Windows-1252 and stored so ("fÃ¼r")."""
    if "Ã" not in decoded.text and "â€" not in decoded.text:
        return decoded  # as nearly all are, and this is told sooner
    found = len(MOJIBAKE.findall(decoded.text))
    if found < 3 or len(re.findall("[äöüß]", decoded.text)) > found / 4:
        return decoded
    mended = re.sub(r"[^\x00-\x7f]{2,}", _reread, decoded.text)
    return Decoded(mended, "utf-8", "content", (f"charset: {found} scrambled letters mended",))


def _reread(match: re.Match[str]) -> str:
    try:
        return match[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return match[0]


def _known(label: str | None) -> str | None:
    if not label:
        return None
    if label.lower() in AS_WINDOWS:
        return "cp1252"
    try:
        return codecs.lookup(label).name
    except (LookupError, ValueError):  # unknown, or with a NUL in it
        return None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    read = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in wrong)
    return read, error.end


_INVALID = re.compile("[\udc80-\udcff]+")
_GERMAN = re.compile("[ÄÖÜäöüß„“”‚‘’–—…€§°»«\xa0]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
codecs.register_error("newsarchive-windows", _as_windows)
