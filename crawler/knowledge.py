"""What the archive knows of the world before it reads a page: places and projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.database import Database
    from archive.gazetteer import Gazetteer
    from archive.register import ProjectRegister
    from archive.settings import Settings


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The gazetteer, the register of projects, and which district is the own one."""

    gazetteer: Gazetteer
    register: ProjectRegister
    district: str = ""


def load_knowledge(settings: Settings, database: Database | None) -> Knowledge:
    """Return the knowledge for the district in *settings*; without a database no projects."""
    try:
        from archive.gazetteer import load_gazetteer
        from archive.register import load_register
    except ImportError:  # until the register lands
        return Knowledge(None, None, settings.district)  # type: ignore[arg-type]
    return Knowledge(load_gazetteer(settings.district), load_register(database), settings.district)
