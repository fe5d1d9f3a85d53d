"""Runs: the log, live progress, wishes, and the trail of one address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.guard import Visit, desk, done, page
from archive.audit import AuditLog
from archive.phrases import duration
from archive.queue import RunQueue
from archive.runs import Run, RunStore, Wish

COUNTS = (  # (key of the report, label)
    ("found", "gefunden"),
    ("new", "neu"),
    ("changed", "geändert"),
    ("unchanged", "unverändert"),
    ("gone", "gelöscht"),
    ("failed", "gescheitert"),
)
PAUSE = 1.0  # seconds between two looks of the live view
LONGEST_VIEW = 3600  # looks; the browser asks again by itself
WISHES = {"pause": Wish.PAUSE, "stop": Wish.STOP, "cancel": Wish.CANCEL, "weiter": None}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in the words of the page."""

    state: str
    counts: Mapping[str, int]
    skipped: Mapping[str, int]
    pace: float  # pages a minute
    left: str
    active: bool


def runs_page(visit: Visit) -> Response:
    """List runs, newest first, and what waits."""
    source = visit.asked("quelle") or None
    store = RunStore(visit.services.database)
    return page(
        visit,
        "runs.html",
        runs=store.latest(source=source, limit=100),
        waiting=RunQueue(visit.services.database).waiting(),
        recent=RunQueue(visit.services.database).recent(source=source, limit=30),
        sources=visit.services.sources.all(),
        chosen=source,
        counts=COUNTS,
    )


def run_page(visit: Visit) -> Response:
    """Show one run beside the run before it; reload it to see it move without JavaScript."""
    run = _run(visit)
    store = RunStore(visit.services.database)
    earlier = store.latest(source=run.source, limit=200)
    before = next((one for one in earlier if one.id < run.id and not one.active), None)
    return page(
        visit,
        "run.html",
        run=run,
        before=before,
        progress=progress(run, visit.now),
        counts=COUNTS,
        source=visit.services.sources.get(run.source),
        trail=_trail(visit, run),
        refresh=run.active,
    )


async def run_events(visit: Visit) -> Response:
    """Stream the progress of a run as server-sent events until it has ended."""
    number = visit.number("run")
    store = RunStore(visit.services.database)
    clock = visit.request.app.state.clock

    async def events() -> AsyncIterator[str]:
        last = ""
        for _ in range(LONGEST_VIEW):
            run = await run_in_threadpool(store.get, number)
            if run is None:
                return
            now = progress(run, clock())
            data = json.dumps(_as_data(now), ensure_ascii=False)
            if data != last:
                yield f"data: {data}\n\n"
                last = data
            if not now.active:
                yield "event: ende\ndata: {}\n\n"
                return
            await asyncio.sleep(PAUSE)

    live = {"x-accel-buffering": "no"}  # nginx passes each event on at once
    return StreamingResponse(events(), media_type="text/event-stream", headers=live)


def wish(visit: Visit) -> Response:
    """Ask a run to pause, go on, stop or cancel."""
    run = _run(visit)
    word = visit.text("wunsch")
    if word not in WISHES:
        raise HTTPException(400)
    if RunStore(visit.services.database).wish(run.id, WISHES[word]):
        AuditLog(visit.services.database).note(
            visit.name, f"run.{word}", run.source, at=visit.now, after={"run": run.id}
        )
    return done(f"/laeufe/{run.id}", "gebeten")


def withdraw(visit: Visit) -> Response:
    """Take back a run that waits."""
    number = visit.number("due")
    queue = RunQueue(visit.services.database)
    if queue.withdraw(number, now=visit.now):
        AuditLog(visit.services.database).note(
            visit.name, "run.withdraw", str(number), at=visit.now
        )
    return done("/laeufe", "geloescht")


def progress(run: Run, now: datetime) -> Progress:
    """Return how far a run is and how long it may still take."""
    counts = {key: int(run.counts.get(key) or 0) for key, _ in COUNTS}
    skipped = {str(key): int(n) for key, n in (run.counts.get("skipped") or {}).items()}
    end = run.ended or now
    minutes = max((end - run.started).total_seconds() / 60, 1 / 60)
    fetched = sum(counts.values()) - counts["found"]
    pace = fetched / minutes
    left = counts["found"] - fetched - sum(skipped.values())
    known = run.active and pace > 0 and left > 0
    return Progress(
        state=_state(run),
        counts=counts,
        skipped=skipped,
        pace=round(pace, 1),
        left=f"noch etwa {duration(timedelta(minutes=left / pace))}" if known else "",
        active=run.active,
    )


def _state(run: Run) -> str:
    asked = {Wish.PAUSE: "pausiert", Wish.STOP: "hält an", Wish.CANCEL: "bricht ab"}
    if run.active and run.wish:
        return asked[run.wish]
    words = {"running": "läuft", "complete": "vollständig", "partial": "teilweise"}
    return words.get(run.state.value) or {"failed": "gescheitert"}.get(
        run.state.value, "angehalten"
    )


def _as_data(now: Progress) -> dict[str, Any]:
    skipped = sum(now.skipped.values())
    return {
        "zustand": now.state,
        "zahlen": {**now.counts, "skipped": skipped},
        "tempo": f"{now.pace:.1f}".replace(".", ","),
        "rest": now.left,
    }


def _run(visit: Visit) -> Run:
    run = RunStore(visit.services.database).get(visit.number("run"))
    if run is None:
        raise HTTPException(404)
    return run


def _trail(visit: Visit, run: Run) -> list[Any]:
    """Return the latest decisions of a run: kept for failed ones too."""
    import sqlalchemy as sa

    from archive.tables.crawling import visit as table

    only = visit.asked("entscheidung")
    query = sa.select(table).where(table.c.run == run.id)
    if only:
        query = query.where(table.c.decision == only)
    with visit.services.database.read() as connection:
        return list(connection.execute(query.order_by(table.c.id.desc()).limit(200)))


ROUTES: tuple[BaseRoute, ...] = (
    desk("/laeufe", runs_page, Role.LESER),
    desk("/laeufe/{run}", run_page, Role.LESER),
    desk("/laeufe/{run}/ereignisse", run_events, Role.LESER),
    desk("/laeufe/{run}", wish, Role.BETRIEB, ["POST"]),
    desk("/laeufe/wartend/{due}", withdraw, Role.BETRIEB, ["POST"]),
)
