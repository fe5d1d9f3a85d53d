"""The tables of the German analysis that an operator may edit.

Ours are in index/data; a copy of the same name in the data folder's `words` folder replaces it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from archive.gazetteer import district_ids, load_gazetteer
from index.folding import folded
from index.synonyms import Synonyms, read_compounds, read_families, read_synonyms


@dataclass(frozen=True, slots=True)
class Tables:
    """What an operator may edit: copies in the data folder win over ours."""

    stop_words: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    synonyms: Synonyms = Synonyms()
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    compounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def silent(self) -> frozenset[str]:
        """Words that no article must have: stop words and fillers."""
        return self.stop_words | self.fillers

    @property
    def fingerprint(self) -> str:
        """Changes when the index must be built anew: the tables that make index terms."""
        made_of = repr((sorted(self.silent), sorted(self.compounds.items())))
        return hashlib.sha256(made_of.encode()).hexdigest()[:8]


def read_tables(folder: Path | None = None) -> Tables:
    """Return the tables; a copy in *folder* replaces ours of the same name."""
    return Tables(
        frozenset(folded(word) for word in _entries("stop_words.txt", folder)),
        frozenset(folded(word) for word in _entries("filler_words.txt", folder)),
        read_synonyms(_table("synonyms.txt", folder)),
        read_families(_table("word_families.txt", folder)),
        read_compounds(_table("compounds.txt", folder)),
    )


@cache
def place_names() -> frozenset[str]:
    """Return the names of all districts we ship: they are no compounds, whatever they look like.

    All of them, not the own district's: every process must analyse alike.
    """
    return frozenset(name for each in district_ids() for name in load_gazetteer(each).names())


@cache
def own_stems() -> dict[str, str]:
    """Return folded word → its stem, where the stemmer's would be another word's."""
    lines = (folded(line).split() for line in _table("own_stems.txt", None).splitlines())
    return {word: line[0] for line in lines if line and line[0] != "#" for word in line}


@cache
def own_tables() -> Tables:
    """Return the tables that come with the package."""
    return read_tables()


def _entries(name: str, folder: Path | None) -> list[str]:
    lines = (line.partition("#")[0] for line in _table(name, folder).splitlines())
    return [word for line in lines for word in line.split()]


def _table(name: str, folder: Path | None) -> str:
    if folder is not None and (folder / name).is_file():
        return (folder / name).read_text("utf-8")
    return resources.files("index").joinpath("data", name).read_text("utf-8")
