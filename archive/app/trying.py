"""Trying a change of words on the query set, and letting it go live for every process."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from archive.app.composition import Services
from archive.curation import SynonymStore, table_of
from archive.settings import Settings
from index.results import Hit, Search
from index.search import SearchService, open_search

SET = "query_set.txt"
FIRST = 10  # hits that are compared
MOST_QUERIES = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one query finds before and after; `expected` must stay among the first ten."""

    query: str
    expected: tuple[str, ...]
    before: int
    after: int
    came: tuple[Hit, ...]
    went: tuple[Hit, ...]
    lost: tuple[str, ...]  # expected articles that leave the first ten

    @property
    def changed(self) -> bool:
        """Tell whether a reader would see any difference."""
        return bool(self.came or self.went or self.before != self.after)


def read_query_set(settings: Settings) -> str:
    """Return the district's query set: a query a line, expected ids behind "=>"."""
    path = settings.words_folder / SET
    return path.read_text("utf-8") if path.is_file() else ""


def write_query_set(settings: Settings, text: str) -> None:
    """Keep the query set."""
    _write(settings.words_folder / SET, "\n".join(text.split("\n")[:MOST_QUERIES]).strip() + "\n")


def try_words(services: Services, *, synonym: int, more: Sequence[str] = ()) -> list[Outcome]:
    """Run the query set, and *more* queries, without and with one synonym; nothing is changed."""
    words = table_of(SynonymStore(services.database).all(), also=synonym)
    queries = dict(_queries(read_query_set(services.settings)))
    queries.update({query: () for query in more if query not in queries})
    with _search_with(services, words) as changed:
        return [
            _compare(services.search, changed, query, expected)
            for query, expected in queries.items()
        ]


def publish_words(services: Services) -> None:
    """Write the live synonyms where all processes read them; they look before each search."""
    path = services.settings.words_folder / "synonyms.txt"
    text = _whole_table(table_of(SynonymStore(services.database).all()))
    if not path.is_file() or path.read_text("utf-8") != text:
        _write(path, text)


@contextmanager
def _search_with(services: Services, words: str) -> Iterator[SearchService]:
    with tempfile.TemporaryDirectory(prefix="newsarchive-words-") as folder:
        # The same index with other words: only the folder of words differs.
        (Path(folder) / "words").mkdir()
        (Path(folder) / "words" / "synonyms.txt").write_text(_whole_table(words), "utf-8")
        index = services.settings.engine or _address(services.settings.index_folder)
        settings = services.settings.model_copy(update={"data": Path(folder), "engine": index})
        search = open_search(settings, services.articles)
        try:
            yield search
        finally:
            search.close()


def _compare(
    now: SearchService, then: SearchService, query: str, expected: tuple[str, ...]
) -> Outcome:
    asked = Search(query=query, page_size=FIRST)
    before, after = now.search(asked), then.search(replace(asked))
    known = {hit.id for hit in before.hits}
    kept = {hit.id for hit in after.hits}
    return Outcome(
        query,
        expected,
        before.total,
        after.total,
        came=tuple(hit for hit in after.hits if hit.id not in known),
        went=tuple(hit for hit in before.hits if hit.id not in kept),
        lost=tuple(one for one in expected if one in known and one not in kept),
    )


def _queries(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in text.splitlines()[:MOST_QUERIES]:
        query, _, expected = line.partition("#")[0].partition("=>")
        if query.strip():
            yield query.strip(), tuple(expected.split())


def _address(folder: Path) -> str:
    return f"whoosh://{quote(str(folder.absolute()))}"


def _whole_table(own: str) -> str:
    """Return the table that comes with the program and the editors' lines behind it."""
    shipped = resources.files("index").joinpath("data", "synonyms.txt").read_text("utf-8")
    return f"{shipped}\n{own}"


def _write(path: Path, text: str) -> None:
    """Replace the file at once: a reader sees the old words or the new ones, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(text, "utf-8")
    part.replace(path)
