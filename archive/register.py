"""The register of projects: canonical names, aliases, kinds, years; editors approve entries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from archive.database import Database

PROJECTS: Final = Path(__file__).parent / "data" / "projects"


@dataclass(frozen=True, slots=True)
class Entry:
    """One project: `kind` as the role of `Project`; `state` approved, proposed or rejected."""

    name: str
    kind: str = "project"
    aliases: tuple[str, ...] = ()
    state: str = "approved"
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class ProjectRegister:
    """What understanding knows of projects: a frozen picture of the register."""

    entries: tuple[Entry, ...] = ()


def load_register(database: Database | None = None) -> ProjectRegister:
    """Return the register as shipped."""
    entries = []
    for path in sorted(PROJECTS.glob("*.json")):
        for item in json.loads(path.read_text("utf-8"))["projects"]:
            entries.append(Entry(item["name"], item["kind"], tuple(item.get("aliases", ()))))
    return ProjectRegister(tuple(entries))
