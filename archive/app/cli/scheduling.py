"""Commands for schedules: add, list, pause, resume, remove, now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive.app.cli.common import AsJson, Data, log, print_json

if TYPE_CHECKING:
    from archive.app.composition import Services
    from archive.schedules import Schedule

Number = Annotated[int, typer.Argument(help="Number of the schedule, see `schedule list`.")]
Every = Annotated[str, typer.Option(help="Interval: 30m, 6h, 1d.")]
At = Annotated[list[str] | None, typer.Option(help="Time of day, 06:30; may be given again.")]
On = Annotated[str, typer.Option(help="Weekdays for --at: mo,di,mi,do,fr,sa,so.")]
Cron = Annotated[str, typer.Option(help='Cron rule, e.g. "30 2 * * *".')]
Zone = Annotated[str, typer.Option(help="Time zone.")]
Quiet = Annotated[str, typer.Option(help="Quiet hours, 22:00-06:00.")]


def schedule_commands() -> typer.Typer:
    """Return the command group `schedule`."""
    group = typer.Typer(help="When sources are crawled and backups made.", no_args_is_help=True)
    group.command("add")(add)
    group.command("list")(list_)
    group.command("pause")(pause)
    group.command("resume")(resume)
    group.command("remove")(remove)
    group.command("now")(run_now)
    return group


def add(
    source: Annotated[str, typer.Argument(help="Source id or address; for a backup: backup.")],
    every: Every = "",
    at: At = None,
    on: On = "",
    cron: Cron = "",
    zone: Zone = "Europe/Berlin",
    quiet: Quiet = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Crawl a source (added when new), or make a backup, again and again."""
    from archive.audit import AuditLog
    from archive.errors import TimetableError
    from archive.schedules import ScheduleStore
    from archive.timetable import read_timetable

    now = datetime.now(UTC)
    try:
        timetable = read_timetable(
            anchor=now,
            every=every,
            times=",".join(at or ()),
            weekdays=on,
            cron=cron,
            zone=zone,
            quiet=quiet,
        )
    except TimetableError as error:
        raise typer.BadParameter(str(error)) from error
    with _services(data) as services:
        task = "backup" if source == "backup" else "crawl"
        of = "" if task == "backup" else services.sources.find_or_add(source, now=now).id
        made = ScheduleStore(services.database).add(task, of, timetable, now=now)
        AuditLog(services.database).note(
            "cli", "schedule.add", of or task, at=now, after=timetable.as_data()
        )
    _tell([made], now, as_json)


def list_(data: Data = None, as_json: AsJson = False) -> None:
    """List the schedules with their next five runs."""
    from archive.schedules import ScheduleStore

    with _services(data) as services:
        found = ScheduleStore(services.database).all()
    _tell(found, datetime.now(UTC), as_json)


def pause(number: Number, data: Data = None) -> None:
    """Let a schedule rest."""
    _set_state(number, "paused", data)


def resume(number: Number, data: Data = None) -> None:
    """Let a paused schedule go on; nothing is caught up."""
    _set_state(number, "active", data)


def remove(number: Number, data: Data = None) -> None:
    """Delete a schedule; its log of runs stays."""
    from archive.audit import AuditLog
    from archive.schedules import ScheduleStore

    with _services(data) as services:
        found = _known(services, number)
        ScheduleStore(services.database).remove(number)
        AuditLog(services.database).note(
            "cli",
            "schedule.remove",
            found.source or found.task,
            at=datetime.now(UTC),
            before=found.timetable.as_data(),
        )


def run_now(
    source: Annotated[str, typer.Argument(help="Source id or address; for a backup: backup.")],
    data: Data = None,
) -> None:
    """Let a worker run it as soon as one is free."""
    from archive.queue import RunQueue

    now = datetime.now(UTC)
    with _services(data) as services:
        task = "backup" if source == "backup" else "crawl"
        of = "" if task == "backup" else services.sources.find_or_add(source, now=now).id
        number = RunQueue(services.database).ask(task, of, by="cli", now=now)
    log(f"Lauf {number} wartet auf einen Arbeitsprozess (newsarchive worker)")


def _set_state(number: int, state: str, data: Data) -> None:
    from archive.audit import AuditLog
    from archive.schedules import ScheduleStore

    now = datetime.now(UTC)
    with _services(data) as services:
        found = _known(services, number)
        ScheduleStore(services.database).change(number, now=now, state=state)
        AuditLog(services.database).note(
            "cli", f"schedule.{state}", found.source or found.task, at=now
        )


def _known(services: Services, number: int) -> Schedule:
    from archive.schedules import ScheduleStore

    found = ScheduleStore(services.database).get(number)
    if found is None:
        raise typer.BadParameter(f"there is no schedule {number}; see `newsarchive schedule list`")
    return found


def _tell(found: list[Schedule], now: datetime, as_json: bool) -> None:
    from archive.phrases import moment, phrase

    if as_json:
        print_json([_as_data(schedule, now) for schedule in found])
        return
    for schedule in found:
        rest = "" if schedule.state == "active" else " (ruht)"
        print(
            f"{schedule.id}\t{schedule.source or schedule.task}\t{phrase(schedule.timetable)}{rest}"
        )
        for due in schedule.timetable.upcoming(now):
            print(f"\t{moment(due, schedule.timetable.zone)}")


def _as_data(schedule: Schedule, now: datetime) -> dict[str, Any]:
    from archive.phrases import phrase

    return {
        "id": schedule.id,
        "task": schedule.task,
        "source": schedule.source,
        "state": schedule.state,
        "phrase": phrase(schedule.timetable),
        "next": [due.isoformat() for due in schedule.timetable.upcoming(now)],
        "failures": schedule.failures,
    }


@contextmanager
def _services(data: Data) -> Iterator[Services]:
    from archive.app.composition import open_services
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        yield services
    finally:
        services.close()
