import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from archive.app.work.jobs import Outcome
from archive.app.work.worker import Worker
from archive.errors import FetchError
from archive.queue import RunQueue, WorkerRegister
from archive.schedules import LEASE, ScheduleStore
from archive.tables.desk import due_run
from archive.timetable import read_timetable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.time = NOW

    def __call__(self):
        return self.time


def states(database):
    with database.read() as connection:
        return list(connection.execute(sa.select(due_run.c.state).order_by(due_run.c.id)).scalars())


def work(database, job, *, until, name="w1", clock=None, at_once=4):
    """Let a worker work with *job* until the coroutine *until* returns."""

    async def scene():
        worker = Worker(
            database,
            {"crawl": job},
            name=name,
            now=clock or Clock(),
            at_once=at_once,
            pause=0.01,
        )
        working = asyncio.create_task(worker.work())
        await asyncio.wait_for(until(worker), timeout=10)
        worker.stop()
        await asyncio.wait_for(working, timeout=10)

    asyncio.run(scene())


async def ended(database, count):
    while sum(state in ("done", "failed") for state in states(database)) < count:  # noqa: ASYNC110  # the store tells nobody
        await asyncio.sleep(0.01)


def test_button_and_clock_take_the_same_path(database):
    clock = Clock()
    ScheduleStore(database).add(
        "crawl", "a", read_timetable(anchor=NOW, every="1h"), now=NOW - timedelta(hours=1)
    )
    RunQueue(database).ask("crawl", "b", by="user:anna", now=NOW)
    seen = []

    async def job(run, _control):
        seen.append((run.source, run.asked_by))
        return Outcome(good=True)

    work(database, job, until=lambda _worker: ended(database, 2), clock=clock)

    assert sorted(seen) == [("a", "schedule:1"), ("b", "user:anna")]


@pytest.mark.parametrize(
    ("error", "said"),
    [(FetchError("https://kreis.test", "500"), "500"), (ZeroDivisionError("x"), "ZeroDivision")],
)
def test_a_job_that_fails_ends_its_run_and_not_the_worker(database, error, said):
    queue = RunQueue(database)
    bad = queue.ask("crawl", "bad", by="user:anna", now=NOW)
    good = queue.ask("crawl", "good", by="user:anna", now=NOW)

    async def job(run, _control):
        if run.source == "bad":
            raise error
        return Outcome(good=True)

    work(database, job, until=lambda _worker: ended(database, 2))

    assert (queue.get(bad).state, queue.get(good).state) == ("failed", "done")
    assert said in queue.get(bad).reason


def test_a_stopped_worker_gives_its_run_back_and_the_next_goes_on(database):
    queue = RunQueue(database)
    number = queue.ask("crawl", "a", by="user:anna", now=NOW)
    begun = asyncio.Event()

    async def endless(_run, control):
        begun.set()
        while not control.stopping():  # noqa: ASYNC110  # what a job may ask is a question
            await asyncio.sleep(0.01)
        return Outcome(good=False, given_back=True)

    async def quick(_run, _control):
        return Outcome(good=True)

    work(database, endless, until=lambda _worker: begun.wait())
    between = queue.get(number).state
    work(database, quick, until=lambda _worker: ended(database, 1), name="w2")

    assert between == "waiting"
    assert queue.get(number).state == "done"
    assert WorkerRegister(database).alive(now=NOW) == []


def test_a_job_that_will_not_stop_is_cancelled_and_given_back(database, monkeypatch):
    monkeypatch.setattr("archive.app.work.worker.GRACE", 0.05)
    queue = RunQueue(database)
    number = queue.ask("crawl", "a", by="user:anna", now=NOW)
    begun = asyncio.Event()

    async def deaf(_run, _control):
        begun.set()
        await asyncio.sleep(3600)

    work(database, deaf, until=lambda _worker: begun.wait())

    assert queue.get(number).state == "waiting"


def test_work_ends_at_once_when_the_lease_is_lost(database, monkeypatch):
    monkeypatch.setattr("archive.app.work.worker.BEAT", timedelta(seconds=0.02))
    clock = Clock()
    queue = RunQueue(database)
    queue.ask("crawl", "a", by="user:anna", now=NOW)
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def job(_run, _control):
        begun.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def steal(_worker):
        await begun.wait()
        later = NOW + LEASE + timedelta(seconds=1)
        assert queue.lease("w2", now=later)
        await cancelled.wait()

    work(database, job, until=steal, clock=clock)

    assert queue.recent()[0].owner == "w2"


def test_a_worker_does_only_so_many_runs_at_once(database):
    queue = RunQueue(database)
    for number in range(6):
        queue.ask("crawl", f"s{number}", by="user:anna", now=NOW)
    at_work, most = 0, 0

    async def job(_run, _control):
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0.03)
        at_work -= 1
        return Outcome(good=True)

    work(database, job, until=lambda _worker: ended(database, 6), at_once=2)

    assert most == 2


def test_a_task_nobody_knows_fails_with_its_name(database):
    queue = RunQueue(database)
    number = queue.ask("dance", "a", by="user:anna", now=NOW)

    work(database, None, until=lambda _worker: ended(database, 1))

    assert "dance" in queue.get(number).reason
