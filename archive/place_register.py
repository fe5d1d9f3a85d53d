"""The register of places: editors' rules over the gazetteer, checked and kept.

An edit returns the rules it takes, so that its effect can be shown before they are kept
(`archive.app.placing`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from archive.database import Database
from archive.errors import RegisterError
from archive.place_rules import Path, PlaceRule, PlaceRules
from archive.spot import fold
from archive.tables.register import place_rule

if TYPE_CHECKING:
    from archive.gazetteer import Gazetteer

LONGEST = 80  # characters of a name


def add_alias(known: Gazetteer, name: str, path: Path) -> tuple[PlaceRule, ...]:
    """Return the rule that *name* means the place at *path*."""
    _need(known, path)
    if any(spot.path == path for spot in known.lookup(name)):
        raise RegisterError(f"„{name}“ meint „{path[-1]}“ schon.")
    return (PlaceRule("alias", _named(name), path),)


def add_place(
    known: Gazetteer,
    name: str,
    above: Path,
    *,
    lat: float | None = None,
    lon: float | None = None,
) -> tuple[PlaceRule, ...]:
    """Return the rule that there is a place called *name* in the one at *above*."""
    _need(known, above)
    path = (*above, _named(name))
    if known.at(path) is not None:
        raise RegisterError(f"„{name}“ gibt es in „{above[-1]}“ schon.")
    return (PlaceRule("place", name, path, lat=lat, lon=lon),)


def refuse(known: Gazetteer, name: str, path: Path = ()) -> tuple[PlaceRule, ...]:
    """Return the rule that *name* does not mean the place at *path*, or no place at all."""
    if path and not any(spot.path == path for spot in known.lookup(name)):
        raise RegisterError(f"„{name}“ meint „{path[-1]}“ gar nicht.")
    if not path and known.refuses(fold(name)):
        raise RegisterError(f"„{name}“ gilt schon als kein Ort.")
    return (PlaceRule("none", _named(name), path),)


def rename(known: Gazetteer, path: Path, new: str) -> tuple[PlaceRule, ...]:
    """Return the rule that the place at *path* is called *new*; its old name still means it."""
    _need(known, path)
    target = (*path[:-1], _named(new))
    if target == path:
        raise RegisterError("Der neue Name ist der alte.")
    if known.at(target) is not None:
        raise RegisterError(f"„{new}“ gibt es dort schon; führen Sie beide zusammen.")
    return (PlaceRule("moved", path[-1], path, target),)


def merge(known: Gazetteer, path: Path, into: Path) -> tuple[PlaceRule, ...]:
    """Return the rule that the place at *path* counts as the one at *into*."""
    _need(known, path)
    _need(known, into)
    if into[: len(path)] == path:
        raise RegisterError("Ein Ort lässt sich nicht mit sich selbst oder in sich zusammenführen.")
    return (PlaceRule("moved", path[-1], path, into),)


def put_below(known: Gazetteer, path: Path, above: Path) -> tuple[PlaceRule, ...]:
    """Return the rule that the place at *path* is part of the one at *above*; its parts too."""
    _need(known, path)
    _need(known, above)
    target = (*above, path[-1])
    if above[: len(path)] == path or target == path:
        raise RegisterError(f"„{path[-1]}“ liegt schon dort.")
    if known.at(target) is not None:
        raise RegisterError(f"„{path[-1]}“ gibt es dort schon; führen Sie beide zusammen.")
    return (PlaceRule("moved", path[-1], path, target),)


def split(known: Gazetteer, path: Path, name: str) -> tuple[PlaceRule, ...]:
    """Return the rules that make a spelling of the place at *path* a place of its own beside it."""
    _need(known, path)
    if fold(name) == fold(path[-1]) or not any(spot.path == path for spot in known.lookup(name)):
        raise RegisterError(f"Nur weitere Schreibweisen von „{path[-1]}“ lassen sich abtrennen.")
    return (PlaceRule("none", name, path), *add_place(known, name, path[:-1]))


class PlaceRuleStore:
    """The rules in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> PlaceRules:
        """Return the rules in force, in their order."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(place_rule).order_by(place_rule.c.id)).all()
        return PlaceRules(tuple(_rule(row) for row in rows))

    def add(
        self, rule: PlaceRule, *, editor: str, reason: str, at: datetime, joined: sa.Connection
    ) -> None:
        """Keep *rule* behind the others."""
        joined.execute(
            sa.insert(place_rule).values(
                does=rule.does,
                name=rule.name,
                path=list(rule.path),
                target=list(rule.target),
                lat=rule.lat,
                lon=rule.lon,
                reason=reason,
                editor=editor,
                made=at,
            )
        )

    def remove(self, number: int, *, joined: sa.Connection) -> None:
        """Forget one rule; the audit log remembers it."""
        joined.execute(sa.delete(place_rule).where(place_rule.c.id == number))


def load_rules(database: Database | None) -> PlaceRules:
    """Return the rules in force; without a database there are none."""
    return PlaceRules() if database is None else PlaceRuleStore(database).load()


def _rule(row: sa.Row[Any]) -> PlaceRule:
    told = {**row._mapping, "path": tuple(row.path), "target": tuple(row.target)}
    return PlaceRule(**told)


def _named(name: str) -> str:
    if not fold(name) or len(name) > LONGEST or "/" in name:
        raise RegisterError("Ein Ort braucht einen Namen aus Buchstaben, ohne Schrägstrich.")
    return name


def _need(known: Gazetteer, path: Path) -> None:
    if not path or known.at(path) is None:
        raise RegisterError(f"Den Ort „{'/'.join(path)}“ kennt das Verzeichnis nicht.")
