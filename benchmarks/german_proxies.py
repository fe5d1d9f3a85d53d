"""Sets of queries with judged passages from the German handbooks and games that Debian ships.

    python -m benchmarks.german_proxies --root / --out DIR [--measure]

Reads what is installed (or unpacked under --root) of PACKAGES and writes a file for each set, in
the form of XQuAD's: `documents` (id → text) and `queries` (`text`, `relevant`). Every passage of
all handbooks is a document of every set. Nothing of the texts is part of this repository.
`lexicon questions` are our own (lexicon_questions.jsonl): natural questions on Freeciv's 400 short
articles on peoples and countries. With --measure all are searched (`any`) in one index, XQuAD's
questions too where they are there: MRR@10 of all queries, of every other one (which weights were
chosen by) and of the rest.
"""

from __future__ import annotations

import argparse
import gettext
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

from benchmarks.relevance import XQUAD, Judged, measure, paragraph, searching, xquad
from index.search import SearchService

PACKAGES = """
libreoffice-help-de gimp-help-de gnome-user-docs manpages-de debian-handbook debian-reference-de
debian-paketmanagement-buch developers-reference-de installation-guide-amd64 lilypond-doc-html-de
fortunes-de harden-doc debian-edu-doc-de gnucash-docs freeciv-data
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
    "securing": ("usr/share/doc/harden-doc/html/de-DE", "*.html"),
    "school": ("usr/share/doc/debian-edu-doc-de", "debian-edu-bookworm-manual.html"),
    "accounting": ("usr/share/doc/gnucash-docs", "gnucash-*-de/*.html"),
    "music": ("usr/share/doc/lilypond/html/Documentation", "**/*.de.html"),
}
PROSE = ("handbook", "packages", "install", "reference", "developers", "fortunes", "music")
PROSE += ("securing", "school", "accounting")
LEXICON = "usr/share/locale/de/LC_MESSAGES/freeciv-nations.mo"
QUESTIONS = Path(__file__).with_name("lexicon_questions.jsonl")
BLOCKS = frozenset(["p", "li", "dd", "dt", "td", "h1", "h2", "h3", "h4", "h5", "h6", "title"])
LEAST_WORDS, MOST_WORDS = 25, 160
MOST_NUMBERS = 4  # of sections; more are in lists of contents
MOST_QUERIES = 500
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[a-zäöüß0-9)»“\"][.!?])\s+(?=[A-ZÄÖÜ„\"»])")
_ROFF = re.compile(r"\\f[BIRP]|\\&|\\[.\w]")
_CONTENTS = re.compile(r"(?<!\S)\d+(?:\.\d+)+\.?(?!\S)")  # of a list of contents
_SIGNS = re.compile(r'["„“”‚‘«»()*~]|(?<!\S)[-+]')  # what is no word to a search box
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
            if (
                text not in seen
                and _is_german(text)
                and len(_CONTENTS.findall(text)) < MOST_NUMBERS
            ):
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
    for entry in _translated(root / LEXICON):
        yield "lexicon", "", [entry]


def _translated(catalogue: Path) -> Iterator[str]:
    """Yield the longer texts of a compiled gettext catalogue."""
    if catalogue.exists():
        with catalogue.open("rb") as file:
            texts = vars(gettext.GNUTranslations(file))["_catalog"].values()
        yield from sorted(
            {_SPACE.sub(" ", text).strip() for text in texts if isinstance(text, str)}
        )


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
            line = line.replace("\\-", "-")
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


def by_inner_sentence(found: list[Passage]) -> Known:
    """Yield a sentence from within each passage, with the passage less that sentence."""
    for each in found:
        sentences = _SENTENCE.split(each.text)
        if len(sentences) >= 3:
            at = 1 + int(each.id, 16) % (len(sentences) - 1)
            query = sentences.pop(at)
            if 6 <= query.count(" ") <= 30:
                yield query, each, " ".join(sentences)


def asked(found: list[Passage]) -> Known:
    """Yield our own questions on passages that are there."""
    by_id = {each.id: each for each in found}
    for line in QUESTIONS.read_text("utf-8").splitlines():
        one = json.loads(line)
        if (passage := by_id.get(one["passage"])) is not None:
            yield one["query"], passage, passage.text


def judged(found: list[Passage], known: Iterable[tuple[str, Passage, str]]) -> dict[str, Any]:
    """Return a set: queries whose passage is known, among all passages."""
    chosen = sorted(known, key=lambda line: (line[1].id, line[0]))[:MOST_QUERIES]
    documents = {each.id: each.text for each in found}
    documents |= {each.id: text for _, each, text in chosen}
    queries = [
        {"text": _SPACE.sub(" ", _SIGNS.sub(" ", query)).strip(), "relevant": [each.id]}
        for query, each, _ in chosen
    ]
    return {"documents": documents, "queries": queries}


def sets(found: list[Passage]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the sets by name."""
    parts = {
        "prose": [each for each in found if each.source in PROSE],
        "office": [each for each in found if each.source in ("office", "gimp", "gnome")],
        "manuals": [each for each in found if each.source == "manuals"],
    }
    for name, part in parts.items():
        headings = [known for known in by_heading(part) if not known[0].endswith("?")]
        yield f"{name} by heading", judged(found, headings)
        yield f"{name} by sentence", judged(found, by_sentence(part))
    questions = [known for known in by_heading(found) if known[0].endswith("?")]
    yield "headings that ask", judged(found, questions)
    lexicon = [each for each in found if each.source == "lexicon"]
    yield "lexicon questions", judged(found, asked(lexicon))
    yield "lexicon by sentence", judged(found, by_inner_sentence(lexicon))


def measured(found: list[Passage], all_sets: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield a line per set with MRR@10: all queries, those that weights were chosen by, the others.

    Where one set leaves a sentence out of a passage, it is left out for all.
    """
    whole = {each.id: each.text for each in found}
    documents = dict(whole)
    for one in all_sets.values():
        documents |= {key: text for key, text in one["documents"].items() if whole[key] != text}
    chosen = {
        name: [Judged(q["text"], dict.fromkeys(q["relevant"], 1)) for q in one["queries"]]
        for name, one in all_sets.items()
    }
    articles = [paragraph(key, text) for key, text in documents.items()]
    if XQUAD.exists():
        paragraphs, chosen["xquad"] = xquad()
        articles += paragraphs
    with searching(articles) as service:
        for name, queries in chosen.items():
            if queries:
                yield f"{name:20} {len(queries):>5} queries {_figures(service, queries)}"


def _figures(service: SearchService, queries: list[Judged]) -> str:
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
    all_sets = dict(sets(found))
    for name, each in all_sets.items():
        (options.out / f"{name.replace(' ', '_')}.json").write_text(
            json.dumps(each, ensure_ascii=False), "utf-8"
        )
        print(f"{name:20} {len(each['queries']):>5} queries {len(each['documents']):>6} passages")
    if options.measure:
        for line in measured(found, all_sets):
            print(line, flush=True)


if __name__ == "__main__":
    main()
