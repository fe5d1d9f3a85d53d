"""What the archive knows of the world before it reads a page: places and projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.gazetteer import Gazetteer
    from archive.register import ProjectRegister


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The gazetteer, the register of projects, and which district is the own one."""

    gazetteer: Gazetteer
    register: ProjectRegister
    district: str = ""
