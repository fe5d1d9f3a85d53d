"""Pages the operator writes: one Markdown or text file each in DATA/pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

import nh3
from markdown_it import MarkdownIt


@dataclass(frozen=True, slots=True)
class Slot:
    """A page that a German public body needs; `needs` says what belongs on it."""

    name: str
    title: str
    needs: tuple[str, ...]


PAGES: tuple[Slot, ...] = (
    Slot(
        "impressum",
        "Impressum",
        (
            "Name und Anschrift des Betreibers, vertretungsberechtigte Person",
            "E-Mail-Adresse und Telefonnummer (§ 5 DDG)",
            "verantwortliche Person für den Inhalt (§ 18 Abs. 2 MStV)",
        ),
    ),
    Slot(
        "datenschutz",
        "Datenschutz",
        (
            "Verantwortliche Stelle und Datenschutzbeauftragte mit Kontaktdaten",
            "welche Daten der Server verarbeitet: keine Cookies, keine Suchanfragen mit Adressen",
            "Rechtsgrundlagen, Speicherdauer und Rechte der Betroffenen (Art. 13 DSGVO)",
        ),
    ),
    Slot(
        "barrierefreiheit",
        "Barrierefreiheit",
        (
            "Stand der Vereinbarkeit mit der BITV 2.0 und bekannte Lücken",
            "Kontakt für Hinweise auf Barrieren",
            "zuständige Durchsetzungsstelle des Landes",
        ),
    ),
    Slot(
        "leichte-sprache",
        "Leichte Sprache",
        (
            "was man auf dieser Seite findet und wie man sucht",
            "die Erklärung zur Barrierefreiheit, alles in Leichter Sprache",
        ),
    ),
    Slot(
        "gebaerdensprache",
        "Gebärdensprache",
        (
            "ein Video in Deutscher Gebärdensprache: was man hier findet und wie man sucht",
            "wie man Barrieren melden kann",
        ),
    ),
)
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
TAGS = {
    *("h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "s", "a", "blockquote", "code"),
    *("pre", "hr", "br", "table", "thead", "tbody", "tr", "th", "td"),
}


def slot(name: str) -> Slot | None:
    """Return the slot of that name, or None."""
    return next((page for page in PAGES if page.name == name), None)


def read_page(folder: Path, page: Slot) -> str | None:
    """Return the operator's text of *page* as safe HTML, or None where there is no file yet.

    `NAME.md` is read as CommonMark, `NAME.txt` as plain paragraphs; a leading heading that
    repeats the title is dropped, since the page shows the title itself.
    """
    for suffix, render in ((".md", _from_markdown), (".txt", _from_text)):
        try:
            text = (folder / f"{page.name}{suffix}").read_text("utf-8", errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            continue
        return render(text) if text.strip() else None
    return None


def _from_markdown(text: str) -> str:
    body = re.sub(r"\A\s*# .*\n", "", text)
    html = MARKDOWN.render(body).replace("<h1", "<h2").replace("</h1>", "</h2>")
    return nh3.clean(html, tags=TAGS, attributes={"a": {"href"}, "th": {"align"}, "td": {"align"}})


def _from_text(text: str) -> str:
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
    return "".join(
        f"<p>{'<br>'.join(escape(line) for line in part.splitlines())}</p>\n"
        for part in paragraphs
        if part
    )
