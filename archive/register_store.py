"""The register of projects in the database: what editors and patterns made of the shipped one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.gazetteer import fold
from archive.register import Entry, ProjectRegister, Proof, shipped_entries, squash
from archive.tables.register import project


class RegisterStore:
    """What editors and patterns made of the register, in the database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def load(self) -> ProjectRegister:
        """Return the register in force: what is stored, and shipped entries it does not touch."""
        with self.database.read() as connection:
            stored = [_entry(row) for row in connection.execute(sa.select(project))]
        touched = frozenset().union(*(entry.keys for entry in stored))
        # An entry set free by a split keeps its shipped namesake out by its own key.
        shipped = (entry for entry in shipped_entries() if squash(entry.name) not in touched)
        return ProjectRegister(sorted((*stored, *shipped), key=lambda entry: fold(entry.name)))

    def save(
        self, new: ProjectRegister, *, at: datetime, joined: sa.Connection | None = None
    ) -> int:
        """Keep *new* as the register in force; return how many entries that changed."""
        old = {squash(entry.name): entry for entry in self.load().entries}
        changed = [entry for entry in new.entries if old.get(squash(entry.name)) != entry]
        kept = {squash(entry.name) for entry in new.entries}
        dropped = [entry.name for key, entry in old.items() if key not in kept]
        with self.database.write(joined) as connection:
            for name in (
                *dropped,
                *(old[squash(entry.name)].name for entry in changed if squash(entry.name) in old),
            ):
                connection.execute(sa.delete(project).where(project.c.name == name))
            for entry in changed:
                connection.execute(sa.insert(project).values(**_row(entry), changed=at))
        return len(changed) + len(dropped)


def _entry(row: sa.Row[Any]) -> Entry:
    evidence = row.evidence or {}
    return Entry(
        name=row.name,
        kind=row.kind,
        aliases=tuple(row.aliases),
        state=row.state,
        first_year=row.first_year,
        last_year=row.last_year,
        spellings=tuple(evidence.get("spellings", ())),
        proofs=tuple(Proof(**proof) for proof in evidence.get("proofs", ())),
    )


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "state": entry.state,
        "aliases": list(entry.aliases),
        "evidence": {
            "spellings": list(entry.spellings),
            "proofs": [
                {"article": proof.article, "quote": proof.quote, "pattern": proof.pattern}
                for proof in entry.proofs
            ],
        },
        "first_year": entry.first_year,
        "last_year": entry.last_year,
    }
