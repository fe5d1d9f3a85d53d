"""The register of places in the desk: every change is shown on the articles before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive import place_register
from archive.accounts import Role
from archive.app.admin.articles import index_now
from archive.app.admin.guard import DESK, Visit, desk, done, page
from archive.app.placing import PlaceChange, apply_places, place_effects, unknown_villages
from archive.audit import AuditLog
from archive.errors import RegisterError
from archive.gazetteer import Gazetteer, Spot
from archive.place_register import PlaceRuleStore
from archive.place_rules import Path, PlaceRule

HERE = "/register/orte"
SHOWN = 50  # effects shown of a change
TITLES: Mapping[str, str] = {
    "schreibweise": "Schreibweise hinzufügen",
    "anlegen": "Ort anlegen",
    "kein-ort": "Kein Ort",
    "nicht-dieser": "Nicht dieser Ort",
    "umbenennen": "Umbenennen",
    "zusammenfuehren": "Zusammenführen",
    "zuordnen": "Einem anderen Ort zuordnen",
    "abtrennen": "Abtrennen",
    "zuruecknehmen": "Zurücknehmen",
}
KINDS: Mapping[str, str] = {
    "country": "Land",
    "region": "Region",
    "district": "Landkreis oder kreisfreie Stadt",
    "municipality": "Gemeinde",
    "locality": "Ortsteil",
}


def places_page(visit: Visit) -> Response:
    """List what waits for an editor and what editors have said of places."""
    return _page(visit)


def place_page(visit: Visit) -> Response:
    """Show a place with its names, and what may be done with it; a bare name may mean several."""
    asked = visit.asked("ort")
    found = _found(visit.services.knowledge.gazetteer, asked)
    if len(found) == 1:
        return _place_page(visit, found[0])
    return _page(visit, asked=asked, found=found)


def try_change(visit: Visit) -> Response:
    """Show what a change would do to the articles."""
    try:
        change = _change(visit)
    except RegisterError as error:
        return _again(visit, str(error))
    effects = place_effects(visit.services, change)
    seen = [effect for effect in effects if not effect.fixed]
    return page(
        visit,
        "place_change.html",
        title=TITLES[visit.text("tun")],
        rules=change.add or _rules(visit, change.undo),
        told=told,
        effects=effects[:SHOWN],
        total=len(effects),
        count=len(seen),
        fixed=len(effects) - len(seen),
        fields=[(name, value) for name, value in visit.form.multi_items() if name != "marke"],
        back=f"{DESK}{HERE}",
    )


async def make_change(visit: Visit) -> Response:
    """Make a change that was shown before; articles and index follow at once."""
    try:
        await run_in_threadpool(_make_change, visit)
    except RegisterError as error:
        return await run_in_threadpool(_again, visit, str(error))
    return done(HERE, "gespeichert" if await index_now(visit) else "wird-berichtigt")


def told(rule: PlaceRule) -> str:
    """Return a rule as a German sentence."""
    match rule.does:
        case "alias":
            return f"„{rule.name}“ meint {_way(rule.path)}."
        case "place":
            return f"{rule.name} liegt in {_way(rule.path[:-1])}."
        case "none" if rule.path:
            return f"„{rule.name}“ meint nicht {_way(rule.path)}."
        case "none":
            return f"„{rule.name}“ ist kein Ort."
        case _:
            return f"{_way(rule.path)} ist jetzt {_way(rule.target)}."


# -- inside ----------------------------------------------------------------------------------


def _make_change(visit: Visit) -> None:
    word = visit.text("tun")
    change = _change(visit)
    undone = _rules(visit, change.undo)
    with visit.services.database.write() as connection:
        reason = visit.text("grund", most=1000)
        found = apply_places(
            visit.services, change, editor=visit.name, reason=reason, at=visit.now,
            joined=connection,
        )  # fmt: skip
        named = (*change.add, *undone)[0]
        AuditLog(visit.services.database).note(
            visit.name,
            f"place.{word}",
            "/".join(named.path) or named.name,
            at=visit.now,
            before=[told(rule) for rule in undone] or None,
            after={"rules": [told(rule) for rule in change.add], "articles": len(found)},
            reason=reason,
            joined=connection,
        )


def _change(visit: Visit) -> PlaceChange:
    """Read the form; raises RegisterError with what is wrong."""
    word = visit.text("tun")
    if word == "zuruecknehmen":
        return _undoing(visit)
    edit = EDITS.get(word)
    if edit is None:
        raise HTTPException(400)
    return PlaceChange(add=edit(visit, visit.services.knowledge.gazetteer))


def _undoing(visit: Visit) -> PlaceChange:
    number = visit.text("regel")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise HTTPException(400)
    if not _rules(visit, int(number)):
        raise RegisterError("Diese Regel gibt es nicht mehr.")
    return PlaceChange(undo=int(number))


def _put(visit: Visit, known: Gazetteer) -> tuple[PlaceRule, ...]:
    lat, lon = _degrees(visit.text("breite")), _degrees(visit.text("laenge"))
    if (lat is None) != (lon is None) or (lat and abs(lat) > 90) or (lon and abs(lon) > 180):
        raise RegisterError("Breite und Länge gehören zusammen, zum Beispiel 50,68 und 11,09.")
    return place_register.add_place(known, _name(visit), _path(visit, "ziel"), lat=lat, lon=lon)


def _degrees(text: str) -> float | None:
    if not text:
        return None
    try:
        return round(float(text.replace(",", ".")), 5)
    except ValueError as error:
        raise RegisterError(f"„{text}“ ist keine Breite oder Länge.") from error


EDITS: Mapping[str, Callable[[Visit, Gazetteer], tuple[PlaceRule, ...]]] = {
    "schreibweise": lambda visit, known: place_register.add_alias(
        known, _name(visit), _path(visit, "ziel")
    ),
    "anlegen": _put,
    "kein-ort": lambda visit, known: place_register.refuse(known, _name(visit)),
    "nicht-dieser": lambda visit, known: place_register.refuse(
        known, _name(visit), _path(visit, "ort")
    ),
    "umbenennen": lambda visit, known: place_register.rename(
        known, _path(visit, "ort"), _name(visit)
    ),
    "zusammenfuehren": lambda visit, known: place_register.merge(
        known, _path(visit, "ort"), _path(visit, "ziel")
    ),
    "zuordnen": lambda visit, known: place_register.put_below(
        known, _path(visit, "ort"), _path(visit, "ziel")
    ),
    "abtrennen": lambda visit, known: place_register.split(
        known, _path(visit, "ort"), _name(visit)
    ),
}


def _name(visit: Visit) -> str:
    return " ".join(visit.text("name", most=200).split())


def _path(visit: Visit, field: str) -> Path:
    """Return the one place a field names, by its whole path or by a name that only one has."""
    typed = visit.text(field, most=400)
    found = _found(visit.services.knowledge.gazetteer, typed)
    if not found:
        raise RegisterError(f"Den Ort „{typed}“ kennt das Verzeichnis nicht.")
    own = [spot for spot in found if spot.own]
    if len(found) > 1 and len(own) != 1:
        raise RegisterError(f"„{typed}“ gibt es mehrmals; wählen Sie den ganzen Weg.")
    return (own or found)[0].path


def _found(known: Gazetteer, typed: str) -> list[Spot]:
    parts = tuple(part.strip() for part in typed.split("/") if part.strip())
    if len(parts) == 1:
        return list(known.lookup(parts[0]))
    spot = known.at(parts) or next((s for s in _last(known, parts) if s.path == parts), None)
    return [spot] if spot is not None else []


def _last(known: Gazetteer, parts: Path) -> tuple[Spot, ...]:
    return known.lookup(parts[-1]) if parts else ()


def _rules(visit: Visit, number: int | None) -> tuple[PlaceRule, ...]:
    rules = PlaceRuleStore(visit.services.database).load().rules
    return tuple(rule for rule in rules if rule.id == number)


def _again(visit: Visit, error: str) -> Response:
    """Show the page the form stood on, with what was wrong."""
    place = _found(visit.services.knowledge.gazetteer, visit.text("ort"))
    if len(place) == 1:
        return _place_page(visit, place[0], error=error, status=422)
    return _page(visit, error=error, status=422)


def _page(
    visit: Visit,
    *,
    asked: str = "",
    found: list[Spot] | None = None,
    error: str = "",
    status: int = 200,
) -> Response:
    return page(
        visit,
        "places.html",
        status=status,
        asked=asked,
        found=found,
        unknown=unknown_villages(visit.services)[:100],
        rules=PlaceRuleStore(visit.services.database).load().rules[::-1],
        told=told,
        own=_own(visit),
        kinds=KINDS,
        prefilled=visit.asked("name") or visit.text("name"),
        error=error,
    )


def _place_page(visit: Visit, spot: Spot, *, error: str = "", status: int = 200) -> Response:
    known = visit.services.knowledge.gazetteer
    key = "/".join(spot.path)
    counts = {value.value: value.count for value in visit.services.search.values("ort")}
    return page(
        visit,
        "place.html",
        status=status,
        spot=spot,
        key=key,
        names=[name for name in known.names_of(spot.path) if name != spot.name],
        count=counts.get(key, 0),
        kinds=KINDS,
        own=_own(visit),
        error=error,
    )


def _own(visit: Visit) -> list[str]:
    return ["/".join(spot.path) for spot in visit.services.knowledge.gazetteer.places()]


def _way(path: Path) -> str:
    return " › ".join(path[-2:]) if len(path) > 2 else " › ".join(path)


ROUTES: tuple[BaseRoute, ...] = (
    desk(HERE, places_page, Role.LESER),
    desk(f"{HERE}/eintrag", place_page, Role.LESER),
    desk(f"{HERE}/pruefen", try_change, Role.REDAKTION, ["POST"]),
    desk(f"{HERE}/aendern", make_change, Role.REDAKTION, ["POST"]),
)
