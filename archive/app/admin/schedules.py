"""Schedules in the desk: tried before they are saved, told in German with the next five runs."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.guard import Visit, desk, done, page
from archive.audit import AuditLog
from archive.errors import TimetableError
from archive.phrases import moment, phrase
from archive.queue import RunQueue
from archive.schedules import Schedule, ScheduleStore
from archive.timetable import WEEKDAYS, Timetable, read_timetable

FIELDS = ("abstand", "uhrzeiten", "wochentage", "cron", "zeitzone", "ruhezeit")


def schedules_page(visit: Visit) -> Response:
    """List all schedules with their next runs."""
    return _page(visit)


def add_schedule(visit: Visit) -> Response:
    """Show what a timetable means, or save it; both with the same fields."""
    task, source = _what(visit)
    try:
        timetable = read_form(visit)
    except TimetableError as error:
        return _page(visit, status=422, error=str(error))
    if visit.text("tun") == "pruefen":
        return _page(visit, tried=timetable)
    with visit.services.database.write() as connection:
        ScheduleStore(visit.services.database).add(
            task, source, timetable, now=visit.now, joined=connection
        )
        AuditLog(visit.services.database).note(
            visit.name,
            "schedule.add",
            source or task,
            at=visit.now,
            after=timetable.as_data(),
            joined=connection,
        )
    return done("/zeitplaene", "angelegt")


def change_schedule(visit: Visit) -> Response:
    """Pause, resume or delete a schedule."""
    known = ScheduleStore(visit.services.database).get(visit.number("schedule"))
    if known is None:
        raise HTTPException(404)
    word = visit.text("tun")
    store = ScheduleStore(visit.services.database)
    with visit.services.database.write() as connection:
        if word == "loeschen":
            store.remove(known.id, joined=connection)
        elif word in ("pause", "weiter"):
            state = "paused" if word == "pause" else "active"
            store.change(known.id, now=visit.now, state=state, joined=connection)
        else:
            raise HTTPException(400)
        AuditLog(visit.services.database).note(
            visit.name,
            f"schedule.{word}",
            known.source or known.task,
            at=visit.now,
            before={**known.timetable.as_data(), "state": known.state},
            joined=connection,
        )
    return done("/zeitplaene", "geloescht" if word == "loeschen" else "gespeichert")


def run_now(visit: Visit) -> Response:
    """Let a worker run a source, or a backup, as soon as one is free."""
    task, source = _what(visit)
    with visit.services.database.write() as connection:
        RunQueue(visit.services.database).ask(
            task, source, by=f"user:{visit.name}", now=visit.now, joined=connection
        )
        AuditLog(visit.services.database).note(
            visit.name, "run.now", source or task, at=visit.now, joined=connection
        )
    return done("/laeufe", "laeuft")


def read_form(visit: Visit) -> Timetable:
    """Return the timetable of the form; only the fields of the chosen kind count."""
    kind = visit.text("art") or "uhrzeiten"
    return read_timetable(
        anchor=visit.now,
        every=visit.text("abstand") if kind == "abstand" else "",
        times=visit.text("uhrzeiten") if kind == "uhrzeiten" else "",
        weekdays=",".join(visit.texts("wochentage")) if kind == "uhrzeiten" else "",
        cron=visit.text("cron") if kind == "cron" else "",
        zone=visit.text("zeitzone") or "Europe/Berlin",
        quiet=visit.text("ruhezeit"),
    )


def told(schedule: Schedule, visit: Visit) -> dict[str, object]:
    """Return what the page shows of a schedule."""
    zone = schedule.timetable.zone
    return {
        "id": schedule.id,
        "source": schedule.source,
        "task": schedule.task,
        "active": schedule.state == "active",
        "phrase": phrase(schedule.timetable),
        "next": [moment(due, zone) for due in schedule.timetable.upcoming(visit.now)],
        "failures": schedule.failures,
        "held": moment(schedule.hold_until, zone) if schedule.hold_until else "",
    }


def _page(
    visit: Visit, *, status: int = 200, error: str = "", tried: Timetable | None = None
) -> Response:
    found = ScheduleStore(visit.services.database).all()
    sources = [one for one in visit.services.sources.all() if one.state != "archived"]
    return page(
        visit,
        "schedules.html",
        status=status,
        schedules=[told(schedule, visit) for schedule in found],
        sources=sources,
        names={source.id: source.name for source in visit.services.sources.all()},
        weekdays=WEEKDAYS,
        error=error,
        tried=phrase(tried) if tried else "",
        next=[moment(due, tried.zone) for due in tried.upcoming(visit.now)] if tried else [],
        given={name: visit.text(name) for name in (*FIELDS, "quelle", "art")},
        chosen_days=visit.texts("wochentage"),
    )


def _what(visit: Visit) -> tuple[str, str]:
    chosen = visit.text("quelle")
    if chosen == "sicherung":
        return "backup", ""
    if visit.services.sources.get(chosen) is None:
        raise HTTPException(404)
    return "crawl", chosen


ROUTES: tuple[BaseRoute, ...] = (
    desk("/zeitplaene", schedules_page, Role.LESER),
    desk("/zeitplaene", add_schedule, Role.BETRIEB, ["POST"]),
    desk("/zeitplaene/{schedule}", change_schedule, Role.BETRIEB, ["POST"]),
    desk("/jetzt", run_now, Role.BETRIEB, ["POST"]),
)
