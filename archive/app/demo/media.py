"""Documents and pictures of the demo publisher, made when asked for."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from archive.app.demo.drawings import png, svg
from archive.app.demo.pages import INVENTED, NAME, german_day
from archive.app.demo.posts import Post
from archive.app.demo.site import MediaItem

LINE = 88  # characters a line of a document
LINES = 46  # lines a page of a document


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
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (de-DE) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
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
