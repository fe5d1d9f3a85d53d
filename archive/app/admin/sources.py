"""Sources: the list with its health, adding one after a probe, editing, pausing, archiving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.guard import Visit, desk, done, page
from archive.app.admin.probing import Probe, probe
from archive.app.admin.schedules import told
from archive.audit import AuditLog
from archive.errors import ConfigurationError, NewsArchiveError, TimetableError
from archive.health import all_health, source_health
from archive.runs import RunStore
from archive.schedules import ScheduleStore
from archive.sources import Source
from archive.timetable import read_quiet

STATES = {"active": "wird gelesen", "paused": "ruht", "archived": "abgeschlossen"}


def sources_page(visit: Visit) -> Response:
    """List the sources with their health."""
    return page(
        visit,
        "sources.html",
        health={one.source: one for one in all_health(visit.services.database, visit.now)},
        sources=visit.services.sources.all(),
        states=STATES,
    )


def new_source_page(visit: Visit) -> Response:
    """Ask for the address of a new source."""
    return page(visit, "source_new.html", url="", error="", found=None)


async def probe_source(visit: Visit) -> Response:
    """Look at an address and show what answers, before anything is saved."""
    url = visit.text("adresse", most=2000)
    try:
        found: Probe | None = await probe(visit.services.settings, url, now=visit.now)
        error = ""
    except NewsArchiveError as refused:
        found, error = None, str(refused)
    status = 422 if error else 200
    return page(visit, "source_new.html", status=status, url=url, error=error, found=found)


def add_source(visit: Visit) -> Response:
    """Save a new source."""
    url = visit.text("adresse", most=2000)
    try:
        source = visit.services.sources.find_or_add(url, now=visit.now, name=visit.text("name"))
        ignored = [name for name in visit.texts("auslassen") if name.strip()]
        if ignored:
            source = replace(source, options={**source.options, "ignored_categories": ignored})
            visit.services.sources.put(source)
    except ConfigurationError as error:
        return page(visit, "source_new.html", status=422, url=url, error=str(error), found=None)
    AuditLog(visit.services.database).note(
        visit.name, "source.add", source.id, at=visit.now, after=_as_data(source)
    )
    return done(f"/quellen/{source.id}", "angelegt")


def source_page(visit: Visit) -> Response:
    """Show one source: health, schedules, runs, options."""
    return _source_page(visit, _source(visit))


def edit_source(visit: Visit) -> Response:
    """Change name, state and options of a source."""
    source = _source(visit)
    try:
        changed = _edited(visit, source)
    except (TimetableError, ConfigurationError) as error:
        return _source_page(visit, source, error=str(error), status=422)
    with visit.services.database.write() as connection:
        visit.services.sources.put(changed, joined=connection)
        AuditLog(visit.services.database).note(
            visit.name,
            "source.edit",
            source.id,
            at=visit.now,
            before=_as_data(source),
            after=_as_data(changed),
            joined=connection,
        )
    return done(f"/quellen/{source.id}", "gespeichert")


def _source_page(visit: Visit, source: Source, *, error: str = "", status: int = 200) -> Response:
    schedules = ScheduleStore(visit.services.database).all(source=source.id)
    return page(
        visit,
        "source.html",
        status=status,
        source=source,
        health=source_health(visit.services.database, source, visit.now),
        schedules=[told(schedule, visit) for schedule in schedules],
        runs=RunStore(visit.services.database).latest(source=source.id, limit=10),
        counts=visit.services.articles.count(source=source.id),
        states=STATES,
        error=error,
    )


def _edited(visit: Visit, source: Source) -> Source:
    state = visit.text("zustand") or source.state
    if state not in STATES:
        raise HTTPException(400)
    options: dict[str, Any] = dict(source.options)
    words = visit.text("kategorien").splitlines()
    options["ignored_categories"] = [word.strip() for word in words if word.strip()]
    options["contact"] = visit.text("kontakt", most=300)
    options["pace"] = _pace(visit.text("pause"))
    quiet = visit.text("ruhezeit")
    if quiet:
        read_quiet(quiet)
    options["quiet_hours"] = quiet
    kept = {name: value for name, value in options.items() if value not in ("", None, [])}
    return replace(source, name=visit.text("name") or source.name, state=state, options=kept)


def _pace(text: str) -> float | None:
    if not text:
        return None
    try:
        pace = float(text.replace(",", "."))
    except ValueError:
        pace = -1.0
    if not 0.5 <= pace <= 600:
        raise ConfigurationError("Die Pause ist eine Zahl von Sekunden zwischen 0,5 und 600")
    return pace


def _source(visit: Visit) -> Source:
    source = visit.services.sources.get(str(visit.request.path_params["source"]))
    if source is None:
        raise HTTPException(404)
    return source


def _as_data(source: Source) -> Mapping[str, Any]:
    return {
        "url": source.url,
        "name": source.name,
        "state": source.state,
        "options": dict(source.options),
        "host": urlsplit(source.url).netloc,
    }


ROUTES: tuple[BaseRoute, ...] = (
    desk("/quellen", sources_page, Role.LESER),
    desk("/quellen/neu", new_source_page, Role.BETRIEB),
    desk("/quellen/pruefen", probe_source, Role.BETRIEB, ["POST"]),
    desk("/quellen", add_source, Role.BETRIEB, ["POST"]),
    desk("/quellen/{source}", source_page, Role.LESER),
    desk("/quellen/{source}", edit_source, Role.BETRIEB, ["POST"]),
)
