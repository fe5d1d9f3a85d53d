"""Schedules with real processes: each due run exactly once, whoever dies."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from archive.queue import RunQueue, WorkerRegister
from archive.schedules import ScheduleStore
from archive.tables.desk import due_run
from archive.timetable import read_timetable

BERLIN = ZoneInfo("Europe/Berlin")


def rows(database):
    with database.read() as connection:
        return connection.execute(sa.select(due_run).order_by(due_run.c.id)).all()


def started(database, tmp_path, name, *, seconds=0.3):
    log = tmp_path / "jobs.log"
    command = [sys.executable, "-m", "tests.clockwork", database.url, name, str(log), str(seconds)]
    with (tmp_path / f"{name}.err").open("wb") as errors:
        return subprocess.Popen(command, cwd=Path(__file__).parent.parent, stderr=errors)


def lines(tmp_path):
    log = tmp_path / "jobs.log"
    return [line.split() for line in log.read_text().splitlines()] if log.exists() else []


def ended(processes):
    for process in processes:
        process.terminate()
    return [process.wait(timeout=10) for process in processes]


def wait_for(condition, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def exactly_once(database, tmp_path, minutes, workers):
    now = datetime.now(UTC)
    schedules = ScheduleStore(database)
    for number, every in enumerate(("1s", "2s", "3s", "5s", "7s")):
        schedules.add("crawl", f"quelle-{number}", read_timetable(anchor=now, every=every), now=now)
    processes = [started(database, tmp_path, f"w{number}") for number in range(workers)]
    register = WorkerRegister(database)
    try:
        assert wait_for(lambda: len(register.alive(now=datetime.now(UTC))) == workers, 30)
        time.sleep(minutes * 60)
    finally:
        told_to_stop = datetime.now(UTC)
        codes = ended(processes)
    found = rows(database)

    assert codes == [0] * workers
    begun = Counter(line[1] for line in lines(tmp_path) if line[0] == "begin")
    finished = Counter(line[1] for line in lines(tmp_path) if line[0] == "end")
    stopped = {line[1] for line in lines(tmp_path) if line[0] == "stop"}
    assert all(count == 1 for count in finished.values())
    assert all(count == 1 for run, count in begun.items() if run not in stopped)
    assert {str(run.id) for run in found if run.state == "done"} == set(finished)
    assert {run.state for run in found} <= {"done", "waiting"}
    for schedule in schedules.all():
        own = [run for run in found if run.schedule == schedule.id]
        every = schedule.timetable.every
        slots = [moment for run in own for moment in covered(run, every)]
        assert len(slots) == len(set(slots))  # no due time twice
        assert all(later - sooner == every for sooner, later in pairwise(sorted(slots)))
        assert min(slots) == schedule.timetable.after(now)
        assert max(slots) > told_to_stop - every - timedelta(seconds=3)  # and none left out
    return len(found), len(finished)


def covered(run, every):
    """Return the due times a run stands for."""
    return [run.due - step * every for step in range(run.missed + 1)]


def no_overlap(tmp_path):
    """Never are two runs of one source at work at once."""
    active = {}
    for word, run, source, *_ in lines(tmp_path):
        if word == "begin":
            assert source not in active, f"{source} begun twice"
            active[source] = run
        else:
            active.pop(source, None)


@pytest.mark.slow
def test_four_workers_that_all_keep_the_clock_run_each_due_time_once(database, tmp_path):
    exactly_once(database, tmp_path, 10 / 60, workers=4)  # the slowest is due every 7 s

    no_overlap(tmp_path)


@pytest.mark.slow
def test_it_stays_so_for_minutes(database, tmp_path):
    minutes = float(os.environ.get("NEWSARCHIVE_CLOCK_MINUTES", "2"))

    made, finished = exactly_once(database, tmp_path, minutes, workers=4)

    no_overlap(tmp_path)
    print(f"{made} due runs, {finished} done")


@pytest.mark.slow
def test_the_run_of_a_killed_worker_is_taken_over_within_the_lease(database, tmp_path, monkeypatch):
    queue = RunQueue(database)
    number = queue.ask("crawl", "quelle", by="user:anna", now=datetime.now(UTC))
    first = started(database, tmp_path, "w1", seconds=600)
    assert wait_for(lambda: lines(tmp_path), 30)
    first.send_signal(signal.SIGKILL)
    first.wait()
    # The lease would end by itself after a minute; the test turns its end forward.
    with database.write() as connection:
        connection.execute(
            sa.update(due_run).values(leased_until=datetime.now(UTC) - timedelta(seconds=1))
        )

    second = started(database, tmp_path, "w2", seconds=0.1)
    done = wait_for(lambda: queue.get(number).state == "done", 30)
    codes = ended([second])

    assert done
    assert codes == [0]
    assert [line[3] for line in lines(tmp_path) if line[0] == "begin"] == ["w1", "w2"]


@pytest.mark.slow
def test_kills_at_any_moment_lose_no_run_and_repeat_none_that_ended(database, tmp_path):
    queue = RunQueue(database)
    asked = [
        queue.ask("crawl", f"quelle-{number}", by="user:anna", now=datetime.now(UTC))
        for number in range(20)
    ]
    for turn in range(12):
        worker = started(database, tmp_path, f"w{turn}", seconds=0.2)
        time.sleep(0.6 + turn * 0.07)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        with database.write() as connection:
            connection.execute(
                sa.update(due_run)
                .where(due_run.c.state == "leased")
                .values(leased_until=datetime.now(UTC) - timedelta(seconds=1), attempts=0)
            )
    last = started(database, tmp_path, "last", seconds=0.05)
    done = wait_for(lambda: all(queue.get(run).state == "done" for run in asked), 30)
    ended([last])

    finished = Counter(line[1] for line in lines(tmp_path) if line[0] == "end")
    assert done
    assert set(finished) == {str(run) for run in asked}
    # Killed between its last line and the commit of its end, a run is done once more; no oftener.
    assert max(finished.values()) <= 2


@pytest.mark.slow
def test_a_worker_that_is_told_to_stop_gives_its_run_back_and_exits_cleanly(database, tmp_path):
    queue = RunQueue(database)
    number = queue.ask("crawl", "quelle", by="user:anna", now=datetime.now(UTC))
    worker = started(database, tmp_path, "w1", seconds=600)
    assert wait_for(lambda: lines(tmp_path), 30)

    begun = time.monotonic()
    codes = ended([worker])

    assert codes == [0]
    assert time.monotonic() - begun < 10
    assert queue.get(number).state == "waiting"


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=BERLIN), 2, ["29. 03:00", "30. 02:30"]),
        (datetime(2026, 10, 24, 12, tzinfo=BERLIN), 2, ["25. 02:30", "26. 02:30"]),
    ],
)
def test_a_clock_ticking_through_the_change_of_time_fires_half_past_two_once(
    database, start, days, expected
):
    schedules = ScheduleStore(database)
    timetable = read_timetable(anchor=start, cron="30 2 * * *")
    schedules.add("crawl", "quelle", timetable, now=start)
    queue = RunQueue(database)
    moment = start.astimezone(UTC)

    while moment < start.astimezone(UTC) + timedelta(days=days):
        moment += timedelta(minutes=10)
        schedules.tick(moment)
        while run := queue.lease("w", now=moment):
            queue.finish(run.id, "w", state="done", now=moment)

    assert [f"{run.due.astimezone(BERLIN):%d. %H:%M}" for run in rows(database)] == expected
