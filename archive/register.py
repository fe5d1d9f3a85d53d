"""The register of projects: canonical names, aliases, kinds, years; editors approve entries.

A register is a frozen picture; every edit returns a new one, so that its effect can be shown
before it is kept (`archive.app.registering`). `archive.register_store` keeps what editors did;
shipped entries (archive/data/projects) stand in for whatever the store does not speak of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from archive.errors import RegisterError
from archive.gazetteer import fold

if TYPE_CHECKING:
    from archive.database import Database

PROJECTS: Final = Path(__file__).parent / "data" / "projects"
KINDS: Final = ("project", "programme", "competition", "series", "partnership")
STATES: Final = ("approved", "proposed", "rejected")
MOST_PROOFS: Final = 20  # a proposal keeps so many places it was read in


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a proposal was read: the article, the words, and the pattern that matched."""

    article: str
    quote: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One project: `kind` as the role of `Project`; `state` approved, proposed or rejected.

    `spellings` restrict a name that is also a word ("Leader") to exactly these letters.
    """

    name: str
    kind: str = "project"
    aliases: tuple[str, ...] = ()
    state: str = "approved"
    first_year: int | None = None
    last_year: int | None = None
    spellings: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical name and all aliases."""
        return (self.name, *self.aliases)

    @property
    def keys(self) -> frozenset[str]:
        """All names squashed for comparing."""
        return frozenset(squash(name) for name in self.names)


class ProjectRegister:
    """All entries at one moment; edits return a new register."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)

    def get(self, name: str) -> Entry | None:
        """Return the entry that *name* or one of its spellings belongs to, or None."""
        return self._by_key.get(squash(name))

    def approved(self) -> list[Entry]:
        """Return the entries that count."""
        return [entry for entry in self.entries if entry.state == "approved"]

    def proposed(self) -> list[Entry]:
        """Return what waits for an editor, the best proven first."""
        waiting = [entry for entry in self.entries if entry.state == "proposed"]
        return sorted(waiting, key=lambda entry: (-len(entry.proofs), entry.name))

    # -- edits: each returns a new register ------------------------------------------------

    def with_entry(self, entry: Entry) -> ProjectRegister:
        """Add *entry*, or replace the one of the same name.

        Raises RegisterError where a name is empty or belongs to another entry.
        """
        _check(entry)
        for other in self.entries:
            shared = other.keys & entry.keys
            if squash(other.name) != squash(entry.name) and shared:
                taken = next(name for name in entry.names if squash(name) in shared)
                raise RegisterError(
                    f"„{taken}“ gehört schon zu „{other.name}“; führen Sie beide zusammen oder "
                    "entfernen Sie den Namen dort zuerst."
                )
        return self._replaced({squash(entry.name): entry})

    def approve(self, name: str, *, kind: str | None = None) -> ProjectRegister:
        """Let the entry count from now on."""
        entry = self._need(name)
        return self._replaced(
            {squash(entry.name): replace(entry, state="approved", kind=kind or entry.kind)}
        )

    def reject(self, name: str) -> ProjectRegister:
        """Keep the entry out, for good: patterns will not propose it again."""
        entry = self._need(name)
        return self._replaced({squash(entry.name): replace(entry, state="rejected")})

    def rename(self, name: str, new: str) -> ProjectRegister:
        """Give the entry a new canonical name; the old one stays an alias."""
        entry = self._need(name)
        aliases = tuple(dict.fromkeys((*entry.aliases, entry.name)))
        renamed = replace(
            entry, name=new, aliases=tuple(alias for alias in aliases if alias != new)
        )
        _check(renamed)
        other = self.get(new)
        if other is not None and other.name != entry.name:
            raise RegisterError(f"„{new}“ gehört schon zu „{other.name}“; führen Sie zusammen.")
        return self._replaced({squash(entry.name): renamed})

    def merge(self, name: str, into: str) -> ProjectRegister:
        """Make the entry *name* a set of aliases of *into*."""
        source, target = self._need(name), self._need(into)
        if source.name == target.name:
            raise RegisterError(f"„{name}“ und „{into}“ sind schon ein Eintrag.")
        whole = replace(
            target,
            aliases=tuple(dict.fromkeys((*target.aliases, *source.names))),
            first_year=_earliest(target.first_year, source.first_year),
            last_year=_latest(target, source),
            proofs=(*target.proofs, *source.proofs)[:MOST_PROOFS],
        )
        return self._replaced({squash(target.name): whole, squash(source.name): None})

    def split(
        self, name: str, aliases: Sequence[str], *, kind: str | None = None
    ) -> ProjectRegister:
        """Make *aliases* of an entry one of their own; the first becomes its name."""
        entry = self._need(name)
        parted = {squash(alias) for alias in aliases}
        if not parted or squash(entry.name) in parted or not parted <= entry.keys:
            raise RegisterError(
                f"Nur weitere Schreibweisen von „{entry.name}“ lassen sich abtrennen."
            )
        gone = [alias for alias in entry.aliases if squash(alias) in parted]
        rest = tuple(alias for alias in entry.aliases if squash(alias) not in parted)
        new = Entry(gone[0], kind or entry.kind, tuple(gone[1:]), entry.state)
        kept = self._replaced({squash(entry.name): replace(entry, aliases=rest)})
        return ProjectRegister((*kept.entries, new))

    def propose(self, found: Iterable[Entry]) -> ProjectRegister:
        """Add proposals of patterns; known names only gain proofs, rejected ones nothing."""
        entries = {squash(entry.name): entry for entry in self.entries}
        index = dict(self._by_key)
        for entry in found:
            known = index.get(squash(entry.name))
            if known is None:
                entries[squash(entry.name)] = replace(entry, state="proposed")
                index[squash(entry.name)] = entries[squash(entry.name)]
            elif known.state == "proposed":
                seen = {proof.article for proof in known.proofs}
                more = tuple(proof for proof in entry.proofs if proof.article not in seen)
                grown = replace(known, proofs=(*known.proofs, *more)[:MOST_PROOFS])
                entries[squash(known.name)] = index[squash(entry.name)] = grown
        return ProjectRegister(entries.values())

    # -- inside ----------------------------------------------------------------------------

    @cached_property
    def _by_key(self) -> Mapping[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in self.entries:
            for key in entry.keys:
                found.setdefault(key, entry)
        return found

    def _need(self, name: str) -> Entry:
        entry = self.get(name)
        if entry is None:
            raise RegisterError(f"Das Register kennt „{name}“ nicht.")
        return entry

    def _replaced(self, changes: Mapping[str, Entry | None]) -> ProjectRegister:
        kept: list[Entry] = []
        open_changes = dict(changes)
        for entry in self.entries:
            key = squash(entry.name)
            changed = open_changes.pop(key) if key in open_changes else entry
            if changed is not None:
                kept.append(changed)
        return ProjectRegister([*kept, *(entry for entry in open_changes.values() if entry)])


def load_register(database: Database | None = None) -> ProjectRegister:
    """Return the register in force; without a database the shipped one."""
    if database is None:
        return ProjectRegister(shipped_entries())
    from archive.register_store import RegisterStore  # reading one page needs no database

    return RegisterStore(database).load()


@cache
def shipped_entries() -> tuple[Entry, ...]:
    """Return the entries of the shipped files."""
    return tuple(
        Entry(
            item["name"],
            item["kind"],
            tuple(item.get("aliases", ())),
            item.get("state", "approved"),
            item.get("first_year"),
            item.get("last_year"),
            tuple(item.get("spellings", ())),
        )
        for path in sorted(PROJECTS.glob("*.json"))
        for item in json.loads(path.read_text("utf-8"))["projects"]
    )


def squash(name: str) -> str:
    """Return *name* for comparing: folded, and without any gap.

    >>> squash("Energie-Sparpreis") == squash("Energiesparpreis")
    True
    """
    return fold(name).replace(" ", "")


def _check(entry: Entry) -> None:
    if not squash(entry.name):
        raise RegisterError("Ein Projekt braucht einen Namen aus Buchstaben oder Ziffern.")
    if any(not squash(alias) for alias in entry.aliases):
        raise RegisterError(f"„{entry.name}“ hat eine leere Schreibweise.")
    if entry.kind not in KINDS:
        raise RegisterError(f"Die Art {entry.kind!r} gibt es nicht: {', '.join(KINDS)}.")
    if entry.state not in STATES:
        raise RegisterError(f"Den Stand {entry.state!r} gibt es nicht: {', '.join(STATES)}.")
    if entry.first_year and entry.last_year and entry.first_year > entry.last_year:
        raise RegisterError(f"„{entry.name}“ endet ({entry.last_year}) vor dem Beginn.")


def _earliest(one: int | None, other: int | None) -> int | None:
    years = [year for year in (one, other) if year is not None]
    return min(years, default=None)


def _latest(target: Entry, source: Entry) -> int | None:
    """Return the later end; an entry that has begun and not ended keeps the whole open."""
    if target.last_year is None or (source.first_year and source.last_year is None):
        return None
    return max(target.last_year, source.last_year or target.last_year)
