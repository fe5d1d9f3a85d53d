"""The demo district's projects, as its editors would have approved them."""

from __future__ import annotations

import json
from datetime import datetime

from archive.app.demo.posts import HERE
from archive.database import Database
from archive.register import Entry
from archive.register_store import RegisterStore


def approve_projects(database: Database, *, now: datetime) -> int:
    """Put the demo's projects into the register; return how many were new.

    Some the articles speak of are left out on purpose: the patterns have them to propose.
    """
    store = RegisterStore(database)
    register = store.load()
    missing = [entry for entry in _entries() if register.get(entry.name) is None]
    for entry in missing:
        register = register.with_entry(entry)
    store.save(register, at=now)
    return len(missing)


def _entries() -> list[Entry]:
    found = json.loads((HERE / "projects.json").read_text("utf-8"))
    return [
        Entry(
            name=item["name"],
            kind=item["kind"],
            aliases=tuple(item.get("aliases", ())),
            first_year=item.get("first_year"),
            last_year=item.get("last_year"),
        )
        for item in found
    ]
