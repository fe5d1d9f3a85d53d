"""The tasks a worker knows: crawl a source, make a backup."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from archive.app.composition import Services
from archive.app.logging import logger
from archive.app.work.jobs import Control, Job, Outcome
from archive.backup import make_backup
from archive.errors import NewsArchiveError, RunActive
from archive.runs import RunState, RunStore, Wish
from archive.schedules import DueRun

LOOK = 0.5  # seconds between two looks whether the worker wants to end

log = logger(__name__)


def tasks(
    services: Services,
    *,
    now: Callable[[], datetime],
    allow_private: Sequence[str] = (),
    pace: float | None = None,
) -> Mapping[str, Job]:
    """Return the jobs by task name."""

    async def crawl(run: DueRun, control: Control) -> Outcome:
        return await _crawl(services, run, control, allow_private, pace)

    async def backup(_run: DueRun, _control: Control) -> Outcome:
        settings = services.settings
        made = await asyncio.to_thread(
            make_backup,
            settings,
            services.database,
            settings.backup_folder,
            now=now(),
            keep=settings.backups_kept,
        )
        return Outcome(good=True, reason=f"{made.articles} Artikel, {made.bytes} Bytes")

    return {"crawl": crawl, "backup": backup}


async def _crawl(
    services: Services,
    run: DueRun,
    control: Control,
    allow_private: Sequence[str],
    pace: float | None,
) -> Outcome:
    from archive.app.crawling import crawl_source

    before = await asyncio.to_thread(services.articles.last_sequence)
    crawl = asyncio.create_task(
        crawl_source(
            services,
            run.source,
            started_by=run.asked_by,
            allow_private=allow_private,
            pace=pace,
        )
    )
    watch = asyncio.create_task(_watch(services, run, control))
    try:
        report = await crawl
    except RunActive as error:  # somebody crawls it by hand: the clock's run is covered by that
        return Outcome(good=True, reason=str(error))
    finally:
        crawl.cancel()
        watch.cancel()
        await asyncio.gather(crawl, watch, return_exceptions=True)
    await asyncio.to_thread(_propose, services, before)
    if control.stopping() and report.state is RunState.STOPPED:
        return Outcome(good=False, reason="angehalten", given_back=True)
    good = report.state in (RunState.COMPLETE, RunState.PARTIAL, RunState.STOPPED)
    return Outcome(good=good, reason=report.reason)


def _propose(services: Services, since: int) -> None:
    """Tell editors which names new articles speak of; a failure there is no failed crawl."""
    from archive.app.registering import collect_proposals

    try:
        collect_proposals(services, since=since, at=datetime.now(UTC))
    except NewsArchiveError as error:
        log.warning("no proposals for the register", error=str(error))


async def _watch(services: Services, run: DueRun, control: Control) -> None:
    """Tell the queue which crawl this is, and ask the crawl to stop when the worker ends."""
    runs = RunStore(services.database)
    told = None
    while True:
        await asyncio.sleep(LOOK)
        active = await asyncio.to_thread(runs.active, run.source)
        if active is None:
            continue
        if told != active.id:
            await control.note_crawl(active.id)
            told = active.id
        if control.stopping():
            await asyncio.to_thread(runs.wish, active.id, Wish.STOP)
            return
