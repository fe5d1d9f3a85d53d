"""The first start, all in one: a source is named, crawled with a progress bar, and served."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from archive.app.composition import Services, open_services
from archive.app.demo.pages import NAME
from archive.app.demo.register import approve_projects
from archive.app.demo.server import RunningPublisher, running_publisher
from archive.app.migration import migrate_safely
from archive.app.work.together import run_together
from archive.crawl_words import german
from archive.errors import ConfigurationError, StoreError
from archive.queue import RunQueue
from archive.runs import Run, RunState, RunStore
from archive.schedules import DueRun, ScheduleStore
from archive.settings import Settings
from archive.sources import Source
from archive.timetable import read_timetable

DEMO_PORT = 8765
DEMO_ID = "demo"
DEMO_DISTRICT = "falmtal"
EVERY = "6h"  # how often the source is looked at again
LOOK = 0.25  # seconds between two looks at the run

ENDED = ("done", "failed", "withdrawn")
COUNTED = ("new", "changed", "unchanged", "gone", "failed")


def start(settings: Settings, site: str | None, *, console: Console) -> int:
    """Crawl *site* (None: the demo publisher) unless that was done before, and serve it."""
    _check_port(settings)
    with ExitStack() as stack:
        bring_up_to_date(settings, now=datetime.now(UTC), tell=console.print)
        services = open_services(settings)
        stack.callback(services.close)
        options: tuple[str, ...] = ()
        if site is None:
            publisher = stack.enter_context(running_publisher(port=_demo_port(services)))
            source = _demo_source(services, publisher)
            options = (f"--allow-private={publisher.host}", "--pace=0")
        else:
            source = services.sources.find_or_add(site, now=datetime.now(UTC))
        asked = _ask_for_first_crawl(services, source)
        watcher = threading.Thread(
            target=_watch, args=(services, source, asked, console), name="progress", daemon=True
        )
        watcher.start()
        logs = stack.enter_context((settings.data / "newsarchive.log").open("ab"))
        console.print(f"Protokoll: {logs.name}", style="dim")
        return run_together(settings, worker_options=options, output=logs)


def bring_up_to_date(settings: Settings, *, now: datetime, tell: Callable[[str], None]) -> None:
    """Bring the tables of an older version to today's shape, with a copy of them first."""
    if settings.data.is_dir():
        kept = f"Die Tabellen wurden erneuert; wie sie waren, liegt in {settings.backup_folder}"
        migrate_safely(settings, now=now, copy_first=True, tell=lambda _: tell(kept))


def _check_port(settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            text = f"port {settings.port} cannot be used ({error.strerror}); choose another: PORT=…"
            raise ConfigurationError(text) from error


def _demo_port(services: Services) -> int:
    """Return the port the demo was crawled at, so that its addresses stay what they were."""
    known = services.sources.get(DEMO_ID)
    wanted = int(known.url.rstrip("/").rpartition(":")[2]) if known else DEMO_PORT
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return 0  # taken: any free one; articles keep their ids, which the CMS gives
    return wanted


def _demo_source(services: Services, publisher: RunningPublisher) -> Source:
    known = services.sources.get(DEMO_ID)
    source = Source(
        id=DEMO_ID,
        url=publisher.url,
        name=f"{NAME} (erfunden)",
        options={**(known.options if known else {}), "district": DEMO_DISTRICT},
        learnt=known.learnt if known else {},
        created=known.created if known else datetime.now(UTC),
    )
    services.sources.put(source)
    approve_projects(services.database, now=datetime.now(UTC))
    return source


def _ask_for_first_crawl(services: Services, source: Source) -> int | None:
    """Put the source on a schedule; return the asked run when it was never crawled to the end."""
    now = datetime.now(UTC)
    schedules = ScheduleStore(services.database)
    if not schedules.all(source=source.id):
        # The first run is asked for below; the clock takes over after one interval.
        timetable = read_timetable(anchor=now, every=EVERY)
        schedules.add("crawl", source.id, timetable, now=now)
    runs = RunStore(services.database).latest(source=source.id, limit=20)
    if any(run.state is RunState.COMPLETE for run in runs):
        return None
    return RunQueue(services.database).ask("crawl", source.id, now=now, by="start")


def _watch(services: Services, source: Source, asked: int | None, console: Console) -> None:
    """Show how far the crawl is, then say what to try."""
    _await_site(services.settings)
    if asked is not None:
        console.print(f"Die Seite ist offen und füllt sich: {_address(services.settings)}")
        ended = _show_progress(services, source, asked, console)
        if ended.state != "done":
            console.print(f"Der Abruf ist nicht gelungen: {german(ended.reason)}", style="bold red")
        _await_index(services)
    _say_what_to_try(services, console)


def _show_progress(services: Services, source: Source, asked: int, console: Console) -> DueRun:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    queue, runs = RunQueue(services.database), RunStore(services.database)
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task(f"{source.name} wird eingelesen", total=None)
        while True:
            due = queue.get(asked)
            run = runs.get(due.run) if due and due.run else None
            if run is not None:
                found, done = _extent(run)
                progress.update(bar, total=found or None, completed=done)
            if due is None or due.state in ENDED:
                break
            time.sleep(LOOK)
    if due is None:
        raise StoreError("the asked run has left the store")
    return due


def _extent(run: Run) -> tuple[int, int]:
    """Return how many articles a run has found and how many of them it has dealt with."""
    done = sum(int(run.counts.get(name, 0)) for name in COUNTED)
    return max(done, int(run.counts.get("found", 0))), done


def _await_index(services: Services) -> None:
    _await(lambda: services.search.sequence() >= services.articles.last_sequence())


def _await_site(settings: Settings) -> None:
    def open_now() -> bool:
        try:
            socket.create_connection((settings.host, settings.port), timeout=1).close()
        except OSError:
            return False
        return True

    _await(open_now)


def _await(true: Callable[[], bool], patience: timedelta = timedelta(minutes=5)) -> None:
    until = time.monotonic() + patience.total_seconds()
    while not true() and time.monotonic() < until:
        time.sleep(LOOK)


def _address(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}/"


def _say_what_to_try(services: Services, console: Console) -> None:
    base = _address(services.settings)
    total = sum(services.articles.count().values())
    console.print(f"\n{total} Meldungen im Archiv. Zum Ausprobieren:", style="bold")
    for text, path in (
        ("Startseite", ""),
        ("eine Suche", "suche?q=Vollsperrung"),
        ("Orte mit Karte", "orte"),
        ("Stand der Daten", "stand"),
        ("für Programme", "api/suche?q=Biotonne"),
    ):
        console.print(f"  {text:<16} {base}{path}", highlight=False)
    user = f"newsarchive user add NAME --data {services.settings.data}"
    console.print(f"  {'Verwaltung':<16} {base}verwaltung (erst: {user})", highlight=False)
    console.print("Beenden mit Strg-C; beim nächsten Start ist alles noch da.")
