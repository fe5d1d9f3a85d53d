"""Pictures and documents of the demo publisher, made when asked for: nothing is borrowed."""

from __future__ import annotations

import hashlib
import struct
import textwrap
import zlib
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from archive.app.demo.pages import INVENTED, NAME, german_day
from archive.app.demo.posts import Post
from archive.app.demo.site import MediaItem

LINE = 88  # characters a line of a document
LINES = 46  # lines a page of a document
SKIES = (("#cfe3ef", "#f6efe0"), ("#dfe7ee", "#f9f1f0"), ("#bcd6e6", "#eef4ea"))
HILLS = (("#7d9a6b", "#5f7d54"), ("#8a9a5b", "#66793f"), ("#6f8f86", "#4f6f68"))


def serve(item: MediaItem) -> tuple[bytes, str]:
    """Return the bytes and media type of *item*."""
    kind = item.upload.file.rpartition(".")[2]
    if kind == "pdf":
        return pdf(_pages(item.post, item.upload.title)), "application/pdf"
    if kind == "png":
        return png(item.upload.file), "image/png"
    return svg(item.upload.file, item.upload.title).encode(), "image/svg+xml"


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF 1.4 with one page for each sequence of lines, text that can be copied."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (de-DE) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        stream = _page_stream(lines)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assemble(objects)


def png(seed: str) -> bytes:
    """Return a small picture: a sky over a field, in colours that *seed* chooses."""
    digest = hashlib.sha256(seed.encode()).digest()
    width, height = 96, 54
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            ground = y > height * 0.6 + 6 * ((x + digest[0]) % 40) / 40
            shade = y * 2 + (digest[1] % 20)
            rows += bytes(
                (90, 120 + shade // 4, 80) if ground else (170, 200, min(255, 180 + shade))
            )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows)))
        + _chunk(b"IEND", b"")
    )


def svg(seed: str, title: str) -> str:
    """Return a drawn view of the hills with a sign of what it is about, chosen by *seed*."""
    digest = hashlib.sha256(seed.encode()).digest()
    sky, haze = SKIES[digest[0] % 3]
    far, near = HILLS[digest[1] % 3]
    peak, valley = 190 + digest[2] % 90, 330 + digest[3] % 60
    sun = 120 + digest[4] * 2
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 540" role="img">
<title>{escape(title)}</title>
<defs><linearGradient id="h" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="{sky}"/><stop offset="1" stop-color="{haze}"/></linearGradient></defs>
<rect width="960" height="540" fill="url(#h)"/>
<circle cx="{sun}" cy="{90 + digest[5] % 60}" r="34" fill="#fff6d8"/>
<path d="M0 {peak + 90} Q 220 {peak - 40} 470 {peak + 60} T 960 {peak + 20} V540 H0Z" fill="{far}"/>
<path d="M0 {valley} Q 300 {valley - 80} 560 {valley + 20} T 960 {valley - 30} V540 H0Z" fill="{near}"/>
{_motif(seed, 300 + digest[6], valley - 60)}
</svg>
"""


def _motif(seed: str, x: int, y: int) -> str:
    if any(word in seed for word in ("sperrung", "strasse", "bau", "bruecke", "bus")):
        road = f'<path d="M{x - 150} 540 L{x + 10} {y + 50} H{x + 50} L{x + 260} 540Z" fill="#59595c"/>'
        dashes = f'<path d="M{x + 45} 530 L{x + 30} {y + 60}" stroke="#fff" stroke-width="7" stroke-dasharray="34 26"/>'
        sign = f'<circle cx="{x + 330}" cy="{y + 20}" r="44" fill="#fff" stroke="#c0392b" stroke-width="15"/><rect x="{x + 325}" y="{y + 64}" width="10" height="130" fill="#777"/>'
        return road + dashes + sign
    if any(word in seed for word in ("uebung", "feuer", "kats")):
        return (
            f'<rect x="{x - 60}" y="{y + 10}" width="270" height="110" rx="12" fill="#b3261e"/>'
            f'<rect x="{x + 150}" y="{y + 30}" width="50" height="45" fill="#dbe9f1"/>'
            f'<circle cx="{x}" cy="{y + 122}" r="26" fill="#222"/><circle cx="{x + 150}" cy="{y + 122}" r="26" fill="#222"/>'
            f'<rect x="{x - 40}" y="{y - 8}" width="210" height="9" fill="#d9d9d9"/>'
        )
    if any(word in seed for word in ("gruppe", "ehrung", "jugend", "treffen", "team")):
        colours = ("#34506b", "#8a4b3c", "#4f6d3f", "#6d5a86", "#a1783a")
        return "".join(
            f'<circle cx="{x + step * 62}" cy="{y + 20}" r="20" fill="#e0b89a"/>'
            f'<path d="M{x + step * 62 - 30} {y + 150} q0 -106 30 -106 q30 0 30 106Z" fill="{colour}"/>'
            for step, colour in enumerate(colours)
        )
    return (
        f'<rect x="{x}" y="{y}" width="210" height="120" fill="#f3ead7"/>'
        f'<path d="M{x - 18} {y} L{x + 105} {y - 84} L{x + 228} {y}Z" fill="#9c4a36"/>'
        + "".join(
            f'<rect x="{x + 22 + 46 * column}" y="{y + 30}" width="24" height="34" fill="#7fa0b5"/>'
            for column in range(4)
        )
        + f'<rect x="{x + 92}" y="{y + 74}" width="28" height="46" fill="#6a4a35"/>'
    )


def document_lines(post: Post, title: str) -> list[str]:
    """Return the lines of a document that belongs to *post*."""
    lines = [NAME, "Anlage zur Mitteilung vom " + german_day(post), "", title, ""]
    for paragraph in post.text.split("\n\n"):
        lines += [*textwrap.wrap(paragraph.replace("\n", "; "), LINE), ""]
    return [*lines, *textwrap.wrap(INVENTED, LINE)]


def _pages(post: Post, title: str) -> list[list[str]]:
    lines = document_lines(post, title)
    return [lines[start : start + LINES] for start in range(0, len(lines), LINES)]


def _page_stream(lines: Iterable[str]) -> bytes:
    shown = b"".join(b"(" + _pdf_text(line) + b") Tj T*\n" for line in lines)
    return b"BT\n/F1 11 Tf\n16 TL\n56 780 Td\n" + shown + b"ET"


def _pdf_text(line: str) -> bytes:
    plain = line.encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assemble(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
