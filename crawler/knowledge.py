"""What the archive knows of the world before it reads a page: places and projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.gazetteer import Gazetteer, load_gazetteer
from archive.place_rules import PlaceRules
from archive.register import ProjectRegister, load_register

if TYPE_CHECKING:
    from archive.database import Database
    from archive.settings import Settings


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The gazetteer, the register of projects, and which district is the own one."""

    gazetteer: Gazetteer
    register: ProjectRegister
    district: str = ""


def load_knowledge(settings: Settings, database: Database | None) -> Knowledge:
    """Return the knowledge for the district in *settings*; without a database the shipped register.

    A district file in DATA/districts wins over a shipped one of the same name.
    """
    folder = settings.data / "districts"
    gazetteer = load_gazetteer(settings.district, folder=folder, rules=_rules(database))
    return Knowledge(gazetteer, load_register(database), settings.district)


def _rules(database: Database | None) -> PlaceRules:
    if database is None:
        return PlaceRules()
    from archive.place_register import load_rules  # reading one page needs no database

    return load_rules(database)
