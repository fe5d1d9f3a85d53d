"""The worker: keeps the clock, takes due runs under a lease, works on some at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from archive.app.logging import bind_run, logger
from archive.app.work.jobs import Control, Job, Outcome
from archive.database import Database
from archive.errors import NewsArchiveError, StoreError
from archive.queue import RunQueue, WorkerRegister
from archive.schedules import LEASE, DueRun, ScheduleStore

BEAT = LEASE / 4
FORGET_WORKERS = timedelta(days=1)
GRACE = 8.0  # seconds a running job gets to stop by itself

log = logger(__name__)
Sleep = Callable[[float], Awaitable[None]]


class Worker:
    """One of any number of workers on one store."""

    def __init__(
        self,
        database: Database,
        jobs: Mapping[str, Job],
        *,
        name: str,
        now: Callable[[], datetime],
        at_once: int = 4,
        pause: float = 1.0,
    ) -> None:
        """Work on up to *at_once* runs, looking for new ones every *pause* seconds."""
        self.name = name
        self._jobs = jobs
        self._now = now
        self._at_once = at_once
        self._pause = pause
        self._schedules = ScheduleStore(database)
        self._queue = RunQueue(database)
        self._register = WorkerRegister(database)
        self._stop = asyncio.Event()
        self._active: dict[int, asyncio.Task[None]] = {}
        self._reported: datetime | None = None

    def stop(self) -> None:
        """Ask the worker to end cleanly: running jobs stop and are given back."""
        self._stop.set()

    async def work(self) -> None:
        """Work until stopped; a store that is busy or away is tried again, never given up."""
        log.info("worker started", worker=self.name)
        while not self._stop.is_set():
            try:
                await self._step()
            except StoreError as error:
                log.warning("store not at hand, trying again", error=str(error))
            await self._rest(self._pause)
        await self._finish()
        log.info("worker ended", worker=self.name)

    async def _step(self) -> None:
        now = self._now()
        if self._reported is None or now - self._reported >= BEAT or now < self._reported:
            await asyncio.to_thread(self._register.report, self.name, now=now)
            self._reported = now
        for run_id in await asyncio.to_thread(self._schedules.tick, now):
            log.info("run is due", due_run=run_id)
        while len(self._active) < self._at_once and not self._stop.is_set():
            run = await asyncio.to_thread(self._queue.lease, self.name, now=self._now())
            if run is None:
                return
            task = asyncio.create_task(self._hold(run), name=f"run-{run.id}")
            self._active[run.id] = task
            task.add_done_callback(partial(self._forget, run.id))

    def _forget(self, run_id: int, _done: asyncio.Task[None]) -> None:
        self._active.pop(run_id, None)

    async def _hold(self, run: DueRun) -> None:
        """Do one run while its lease is kept; a lost lease ends the work at once."""
        with bind_run(due_run=run.id, task=run.task, source=run.source):
            job = asyncio.create_task(self._outcome(run))
            beat = asyncio.create_task(self._keep_lease(run))
            try:
                await asyncio.wait({job, beat}, return_when=asyncio.FIRST_COMPLETED)
                if not job.done():
                    log.warning("lease lost, another worker has the run")
                    return
                await self._close(run, job.result())
            finally:
                for task in (job, beat):
                    task.cancel()
                await asyncio.gather(job, beat, return_exceptions=True)

    async def _outcome(self, run: DueRun) -> Outcome:
        log.info("run begins", attempt=run.attempts, missed=run.missed)
        job = self._jobs.get(run.task)
        if job is None:
            return Outcome(good=False, reason=f"Aufgabe „{run.task}“ ist unbekannt")
        control = Control(self._stop.is_set, lambda number: self._note_crawl(run, number))
        try:
            return await job(run, control)
        except asyncio.CancelledError:
            return Outcome(good=False, reason="angehalten", given_back=True)
        except NewsArchiveError as error:
            return Outcome(good=False, reason=str(error))
        except Exception as error:  # one bad run must not end the worker
            log.exception("run failed unexpectedly")
            return Outcome(good=False, reason=f"{type(error).__name__}: {error}")

    async def _close(self, run: DueRun, outcome: Outcome) -> None:
        if outcome.given_back:
            await self._insist(lambda: self._queue.give_back(run.id, self.name))
            log.info("run given back")
            return
        state = "done" if outcome.good else "failed"
        held = await self._insist(
            lambda: self._queue.finish(
                run.id, self.name, state=state, now=self._now(), reason=outcome.reason
            )
        )
        if held:
            await self._insist(
                lambda: self._schedules.settle(run, good=outcome.good, now=self._now())
            )
        log.info("run ended", state=state, reason=outcome.reason, lease_held=bool(held))

    async def _insist(self, write: Callable[[], object]) -> object:
        """Write to a store that may be busy for a moment, as long as the lease may last."""
        for _ in range(5):
            try:
                return await asyncio.to_thread(write)
            except StoreError as error:
                log.warning("store not at hand, trying again", error=str(error))
                await asyncio.sleep(1.0)
        return await asyncio.to_thread(write)

    async def _keep_lease(self, run: DueRun) -> None:
        """Return when the lease is lost."""
        last = self._now()
        while True:
            await asyncio.sleep(BEAT.total_seconds())
            try:
                held = await asyncio.to_thread(
                    self._queue.heartbeat, run.id, self.name, now=self._now()
                )
            except StoreError as error:
                log.warning("heartbeat failed", error=str(error))
                if self._now() - last > LEASE:
                    return
                continue
            if not held:
                return
            last = self._now()

    async def _note_crawl(self, run: DueRun, number: int) -> None:
        await asyncio.to_thread(self._queue.note_crawl, run.id, self.name, number)

    async def _finish(self) -> None:
        """Let running jobs stop by themselves, then cancel what has not."""
        running = list(self._active.values())
        if running:
            await asyncio.wait(running, timeout=GRACE)
            late = dict(self._active)
            for task in late.values():
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            for run_id in late:
                await asyncio.to_thread(self._queue.give_back, run_id, self.name)
        forget = self._now() - FORGET_WORKERS
        await asyncio.to_thread(self._register.sign_off, self.name, forget_before=forget)

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), timeout=seconds)
        except TimeoutError:
            return
