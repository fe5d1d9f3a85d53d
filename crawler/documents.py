"""Text of attached files, page by page; PDFs are read in a process of their own.

A hostile PDF can make any reader crash, hang or eat memory: the child has 20 s and 1 GB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import dataclass

import sqlalchemy as sa

from archive.database import Database
from archive.tables.crawling import document, frontier

SECONDS = 20
MEMORY = 1 << 30
MOST_PAGES = 300
MOST_LETTERS = 1_000_000

_CHILD = """
import json, sys
import pypdfium2
found, letters = [], 0
pdf = pypdfium2.PdfDocument(sys.stdin.buffer.read())
for number in range(min(len(pdf), {pages})):
    text = pdf[number].get_textpage().get_text_bounded()
    found.append(text)
    letters += len(text)
    if letters > {letters}:
        break
sys.stdout.buffer.write(json.dumps(found).encode("ascii"))
"""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a file; `reason` says why there is none."""

    pages: tuple[str, ...]
    reason: str = ""


def read_pdf(body: bytes, *, seconds: float = SECONDS) -> DocumentText:
    """Return the text of a PDF; a broken, locked or hostile one has none and a reason."""
    if not body[:1024].lstrip().startswith(b"%PDF"):
        return DocumentText((), "not-pdf")
    script = _CHILD.format(pages=MOST_PAGES, letters=MOST_LETTERS)
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, our own script
            [sys.executable, "-I", "-c", script],
            input=body,
            capture_output=True,
            timeout=seconds,
            check=False,
            preexec_fn=_limit,
        )
    except subprocess.TimeoutExpired:
        return DocumentText((), "too-slow")
    if done.returncode != 0:
        locked = b"assword" in done.stderr
        return DocumentText((), "locked" if locked else "unreadable")
    pages = tuple(_plain(text) for text in json.loads(done.stdout))
    return DocumentText(pages, "" if any(pages) else "no-text")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(text: str) -> str:
    """Return *text* without what no database takes, lines kept."""
    clean = text.replace("\x00", "").replace("\ufffe", "-").encode("utf-8", "replace").decode()
    lines = (" ".join(line.split()) for line in clean.splitlines())
    return "\n".join(line for line in lines if line)


class DocumentStore:
    """Texts of the files of one source, by address."""

    def __init__(self, database: Database, source: str) -> None:
        self._database = database
        self._source = source

    def pages_of(self, url: str) -> tuple[str, ...]:
        """Return the text of the file at *url*, page by page; none while it was not read."""
        with self._database.read() as connection:
            pages = connection.execute(
                sa.select(document.c.pages)
                .join(frontier, frontier.c.blob == document.c.blob)
                .where(frontier.c.source == self._source, frontier.c.url == url)
            ).scalar_one_or_none()
        return tuple(pages or ())

    def keep(self, blob: str, text: DocumentText, *, joined: sa.Connection) -> None:
        """Remember the text of the file kept as *blob*."""
        joined.execute(sa.delete(document).where(document.c.blob == blob))
        joined.execute(
            sa.insert(document).values(
                blob=blob, pages=list(text.pages), reason=text.reason or None
            )
        )
