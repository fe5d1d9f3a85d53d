"""Sets of queries with judged passages from the German handbooks that Debian ships.

    python -m benchmarks.german_proxies --root / --out DIR [--measure]

Reads what is installed (or unpacked under --root) of PACKAGES and writes a file for each set, in
the form of XQuAD's: `documents` (id → text) and `queries` (`text`, `relevant`). Every passage of
all handbooks is a document of every set. Nothing of the texts is part of this repository.
With --measure each set is searched (`any`): MRR@10 of all queries, of every other one (which
weights were chosen by) and of the rest.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree, html

from benchmarks.relevance import Judged, measure, paragraph, searching

PACKAGES = """
libreoffice-help-de gimp-help-de gnome-user-docs manpages-de debian-handbook debian-reference-de
debian-paketmanagement-buch developers-reference-de installation-guide-amd64 lilypond-doc-html-de
fortunes-de
"""
# Set → where its pages are; {} is the root.
PAGES = {
    "office": ("usr/share/libreoffice/help/de/text", "**/*.html"),
    "gimp": ("usr/share/gimp/2.0/help/de", "*.html"),
    "gnome": ("usr/share/help/de", "**/*.page"),
    "handbook": ("usr/share/doc/debian-handbook/html/de-DE", "*.html"),
    "packages": ("usr/share/doc/debian-paketmanagement-buch", "*allinone.html"),
    "install": ("usr/share/doc/installation-guide-amd64/de", "*.html"),
    "reference": ("usr/share/debian-reference", "*.de.html"),
    "developers": ("usr/share/developers-reference/de", "*.html"),
    "music": ("usr/share/doc/lilypond/html/Documentation", "**/*.de.html"),
}
PROSE = ("handbook", "packages", "install", "reference", "developers", "fortunes", "music")
BLOCKS = frozenset(["p", "li", "dd", "dt", "td", "h1", "h2", "h3", "h4", "h5", "h6", "title"])
LEAST_WORDS, MOST_WORDS = 25, 160
MOST_QUERIES = 1_000
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[a-zäöüß0-9)»“\"][.!?])\s+(?=[A-ZÄÖÜ„\"»])")
_ROFF = re.compile(r"\\f[BIRP]|\\&|\\-(?=\\-)|\\[.\w]")
_NUMBER = re.compile(r"^(?:Kapitel|Anhang)?\s*[\dA-Z]*(?:\.\d+)*\.?\s+(?=\w)")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some paragraphs under a heading."""

    source: str
    heading: str
    text: str

    @property
    def id(self) -> str:
        """Return a name that depends on the text alone."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def passages(root: Path) -> Iterator[Passage]:
    """Yield the passages of all handbooks under *root*, each text once."""
    seen: set[str] = set()
    for source, heading, blocks in _sections(root):
        for text in _cut(blocks):
            if text not in seen and _is_german(text):
                seen.add(text)
                yield Passage(source, heading, text)


def _sections(root: Path) -> Iterator[tuple[str, str, list[str]]]:
    for source, (folder, pattern) in PAGES.items():
        for file in sorted((root / folder).glob(pattern)):
            tree = html.parse(file, html.HTMLParser(encoding="utf-8")).getroot()
            if tree is not None:
                yield from ((source, *found) for found in _of_page(tree))
    for file in sorted((root / "usr/share/man/de").glob("man*/*.gz")):
        name, blocks = _manual(gzip.decompress(file.read_bytes()).decode("utf-8", "replace"))
        yield "manuals", name, blocks
    for file in sorted((root / "usr/share/games/fortunes/de").glob("*.u8")):
        for joke in file.read_text("utf-8", "replace").split("\n%\n"):
            yield "fortunes", "", [_SPACE.sub(" ", joke).strip()]


def _of_page(tree: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield each heading of a page with the blocks of text below it."""
    for script in tree.xpath("//script|//style|//nav|//header|//pre|//aside|//footer"):
        if script.getparent() is not None:
            script.drop_tree()
    heading, blocks = "", []
    for element in tree.iter(*BLOCKS):
        if isinstance(element, etree._Comment) or any(
            p.tag in BLOCKS for p in element.iterancestors()
        ):
            continue
        text = _SPACE.sub(" ", element.text_content()).strip()
        if element.tag[0] == "h" or (element.tag == "title" and element.getparent().tag != "head"):
            yield heading, blocks
            heading, blocks = _NUMBER.sub("", text).strip("¶ "), []
        elif text and element.tag != "title":
            blocks.append(text)
    yield heading, blocks


def _manual(page: str) -> tuple[str, list[str]]:
    """Return what a manual page says it is for, and its paragraphs."""
    blocks, about, section = [""], "", ""
    for line in page.splitlines():
        if line.startswith((".SH", ".SS")):
            section = line[3:].strip(' "')
            blocks.append("")
        elif line.startswith((".PP", ".TP", ".P", ".IP", ".LP")):
            blocks.append("")
        elif (
            line.startswith((".B ", ".I ", ".BR ", ".IR ", ".RB ", ".BI ")) or line[:1] not in ".'"
        ):
            words = _ROFF.sub("", line.partition(" ")[2] if line[:1] == "." else line)
            if section in ("BEZEICHNUNG", "NAME"):
                about += " " + words
            else:
                blocks[-1] += " " + words
    heading = about.replace("\\", "").partition(" - ")[2]
    return _SPACE.sub(" ", heading).strip(), [_SPACE.sub(" ", one).strip() for one in blocks]


def _cut(blocks: Iterable[str]) -> Iterator[str]:
    """Yield passages: neighbouring blocks until there are enough words."""
    parts: list[str] = []
    words = 0
    for block in blocks:
        size = block.count(" ") + 1
        if parts and words + size > MOST_WORDS:
            if words >= LEAST_WORDS:
                yield "\n\n".join(parts)
            parts, words = [], 0
        if block:
            parts.append(block)
            words += size
    if words >= LEAST_WORDS:
        yield "\n\n".join(parts)


def _is_german(text: str) -> bool:
    words = text.lower().split()
    return sum(
        word in ("der", "die", "das", "und", "ist", "ein", "eine", "sie", "zu") for word in words
    ) >= max(2, len(words) // 40)


Known = Iterator[tuple[str, Passage, str]]  # a query, its passage, the text that is left of it


def by_heading(found: list[Passage]) -> Known:
    """Yield headings that only one passage has."""
    how_many = Counter(each.heading for each in found)
    for each in found:
        if how_many[each.heading] == 1 and " " in each.heading:
            yield each.heading, each, each.text


def by_sentence(found: list[Passage]) -> Known:
    """Yield first sentences, each with its passage less that sentence."""
    for each in found:
        first, *rest = _SENTENCE.split(each.text, maxsplit=1)
        if rest and 6 <= first.count(" ") <= 30 and rest[0].count(" ") >= LEAST_WORDS:
            yield first, each, rest[0]


def judged(found: list[Passage], known: Known) -> dict[str, Any]:
    """Return a set: queries whose passage is known, among all passages."""
    chosen = sorted(known, key=lambda line: line[1].id)[:MOST_QUERIES]
    documents = {each.id: each.text for each in found}
    documents |= {each.id: text for _, each, text in chosen}
    queries = [{"text": query, "relevant": [each.id]} for query, each, _ in chosen]
    return {"documents": documents, "queries": queries}


def sets(found: list[Passage]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the sets by name."""
    prose = [each for each in found if each.source in PROSE]
    office = [each for each in found if each.source in ("office", "gimp", "gnome")]
    manuals = [each for each in found if each.source == "manuals"]
    for name, part in (("prose", prose), ("office", office), ("manuals", manuals)):
        yield f"{name} by heading", judged(found, by_heading(part))
        yield f"{name} by sentence", judged(found, by_sentence(part))


def measured(one: dict[str, Any]) -> str:
    """Return MRR@10 on a set: all queries, those that weights were chosen by, the others."""
    articles = [paragraph(key, text) for key, text in one["documents"].items()]
    queries = [Judged(q["text"], dict.fromkeys(q["relevant"], 1)) for q in one["queries"]]
    with searching(articles) as service:
        tuned, held = measure(service, queries[::2], "any"), measure(service, queries[1::2], "any")
    both = (tuned.mrr * tuned.queries + held.mrr * held.queries) / len(queries)
    return f"MRR@10 {both:.4f} ({tuned.mrr:.4f}, held out {held.mrr:.4f})"


def main() -> None:
    """Write the sets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path("/"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    found = list(passages(options.root))
    if not found:
        sys.exit(f"nothing under {options.root}; install some of: {' '.join(PACKAGES.split())}")
    for name, each in sets(found):
        (options.out / f"{name.replace(' ', '_')}.json").write_text(
            json.dumps(each, ensure_ascii=False), "utf-8"
        )
        line = f"{name:20} {len(each['queries']):>5} queries {len(each['documents']):>6} passages"
        print(line, measured(each) if options.measure and each["queries"] else "", flush=True)


if __name__ == "__main__":
    main()
