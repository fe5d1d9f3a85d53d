import threading
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from archive.queue import RunQueue, WorkerRegister
from archive.schedules import LEASE, ScheduleStore, back_off
from archive.tables.desk import due_run
from archive.timetable import read_timetable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def every(text, anchor=NOW):
    return read_timetable(anchor=anchor, every=text)


def rows(database):
    with database.read() as connection:
        return connection.execute(sa.select(due_run).order_by(due_run.c.id)).all()


def test_a_schedule_comes_due_once_however_often_the_clock_ticks(database):
    schedules = ScheduleStore(database)
    schedules.add("crawl", "kreis", every("1h"), now=NOW)

    made = [schedules.tick(NOW + timedelta(minutes=60 + minute)) for minute in range(5)]

    assert [len(runs) for runs in made] == [1, 0, 0, 0, 0]


def test_missed_runs_are_caught_up_once(database):
    schedules = ScheduleStore(database)
    schedules.add("crawl", "kreis", every("1h"), now=NOW)

    schedules.tick(NOW + timedelta(days=2, minutes=5))

    (run,) = rows(database)
    assert (run.due, run.missed) == (NOW + timedelta(days=2), 47)
    assert schedules.all()[0].next_due == NOW + timedelta(days=2, hours=1)


def test_due_times_while_a_run_waits_are_merged_into_it(database):
    schedules = ScheduleStore(database)
    schedules.add("crawl", "kreis", every("1h"), now=NOW)

    for hour in (1, 2, 3):
        schedules.tick(NOW + timedelta(hours=hour))

    assert [run.missed for run in rows(database)] == [2]


def test_a_clock_set_back_makes_no_run_twice(database):
    schedules = ScheduleStore(database)
    schedules.add("crawl", "kreis", every("1h"), now=NOW)
    schedules.tick(NOW + timedelta(days=1))

    again = [schedules.tick(NOW + timedelta(hours=hour)) for hour in range(1, 24)]

    assert not any(again)


def test_a_paused_schedule_is_never_due_and_is_not_caught_up_when_resumed(database):
    schedules = ScheduleStore(database)
    made = schedules.add("crawl", "kreis", every("1h"), now=NOW)
    schedules.change(made.id, now=NOW, state="paused")

    schedules.tick(NOW + timedelta(hours=5))
    schedules.change(made.id, now=NOW + timedelta(hours=5, minutes=1), state="active")

    assert rows(database) == []
    assert schedules.get(made.id).next_due == NOW + timedelta(hours=6)


def test_two_clocks_in_a_race_make_each_due_run_once(database):
    schedules = ScheduleStore(database)
    for number in range(5):
        schedules.add("crawl", f"kreis-{number}", every("1s"), now=NOW)
    queue = RunQueue(database)

    def clock():
        for second in range(1, 21):
            ScheduleStore(database).tick(NOW + timedelta(seconds=second))
            while run := queue.lease("w", now=NOW + timedelta(seconds=second)):
                queue.finish(run.id, "w", state="done", now=NOW + timedelta(seconds=second))

    threads = [threading.Thread(target=clock) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = rows(database)
    assert sum(1 + run.missed for run in found) == 100
    assert len({(run.schedule, run.due) for run in found}) == len(found)


def test_a_run_is_leased_to_one_worker_only(database):
    queue = RunQueue(database)
    queue.ask("crawl", "kreis", by="user:anna", now=NOW)

    leased = [queue.lease(name, now=NOW) for name in ("w1", "w2")]

    assert leased[0].owner == "w1"
    assert leased[1] is None


def test_one_source_has_one_active_run_even_when_two_are_due(database):
    queue = RunQueue(database)
    queue.ask("crawl", "kreis", by="user:anna", now=NOW)
    first = queue.lease("w1", now=NOW)
    queue.ask("crawl", "kreis", by="user:berta", now=NOW)

    while_busy = queue.lease("w2", now=NOW)
    queue.finish(first.id, "w1", state="done", now=NOW)
    afterwards = queue.lease("w2", now=NOW)

    assert while_busy is None
    assert afterwards.asked_by == "user:berta"


def test_asking_twice_while_one_waits_gives_the_same_run(database):
    queue = RunQueue(database)

    asked = [queue.ask("crawl", "kreis", by="user:anna", now=NOW) for _ in range(3)]

    assert len(set(asked)) == 1


def test_the_run_of_a_silent_worker_is_taken_over_after_the_lease(database):
    queue = RunQueue(database)
    queue.ask("crawl", "kreis", by="user:anna", now=NOW)
    lost = queue.lease("dead", now=NOW)

    within = queue.lease("w2", now=NOW + LEASE - timedelta(seconds=1))
    taken = queue.lease("w2", now=NOW + LEASE + timedelta(seconds=1))

    assert within is None
    assert (taken.id, taken.attempts) == (lost.id, 2)


def test_a_worker_that_lost_its_lease_can_write_nothing(database):
    queue = RunQueue(database)
    queue.ask("crawl", "kreis", by="user:anna", now=NOW)
    lost = queue.lease("slow", now=NOW)
    later = NOW + LEASE + timedelta(seconds=1)
    queue.lease("w2", now=later)

    allowed = (
        queue.heartbeat(lost.id, "slow", now=later),
        queue.finish(lost.id, "slow", state="done", now=later),
        queue.give_back(lost.id, "slow"),
    )

    assert allowed == (False, False, False)


def test_a_run_that_silenced_three_workers_is_given_up_with_a_reason(database):
    queue = RunQueue(database)
    run = queue.ask("crawl", "kreis", by="user:anna", now=NOW)
    moment = NOW
    for name in ("w1", "w2", "w3"):
        assert queue.lease(name, now=moment)
        moment += LEASE + timedelta(seconds=1)

    assert queue.lease("w4", now=moment) is None
    assert queue.get(run).state == "failed"
    assert "verstummt" in queue.get(run).reason


def test_a_heartbeat_keeps_the_lease(database):
    queue = RunQueue(database)
    queue.ask("crawl", "kreis", by="user:anna", now=NOW)
    run = queue.lease("w1", now=NOW)

    for minute in range(1, 10):
        assert queue.heartbeat(run.id, "w1", now=NOW + timedelta(seconds=50 * minute))

    assert queue.lease("w2", now=NOW + timedelta(seconds=460)) is None


def test_bad_runs_make_a_schedule_call_less_often_and_a_good_one_heals_it(database):
    schedules, queue = ScheduleStore(database), RunQueue(database)
    made = schedules.add("crawl", "kreis", every("5m"), now=NOW)
    moment = NOW
    for _ in range(4):
        moment = max(schedules.get(made.id).hold_until or moment, moment + timedelta(minutes=5))
        schedules.tick(moment)
        run = queue.lease("w", now=moment)
        queue.finish(run.id, "w", state="failed", now=moment)
        schedules.settle(run, good=False, now=moment)
    held = schedules.get(made.id)

    schedules.settle(run, good=True, now=moment)

    assert (held.failures, held.hold_until - moment) == (4, timedelta(hours=1))
    assert (schedules.get(made.id).failures, schedules.get(made.id).hold_until) == (0, None)


def test_backing_off_is_capped_at_a_day():
    waits = [back_off(failures) for failures in (0, 1, 2, 3, 50, 10_000)]

    assert waits[:2] == [timedelta(0)] * 2
    assert waits[2:4] == [timedelta(minutes=15), timedelta(minutes=30)]
    assert waits[4:] == [timedelta(hours=24)] * 2


def test_a_deleted_schedule_withdraws_what_waits(database):
    schedules, queue = ScheduleStore(database), RunQueue(database)
    made = schedules.add("crawl", "kreis", every("1h"), now=NOW)
    schedules.tick(NOW + timedelta(hours=1))

    schedules.remove(made.id)

    assert queue.lease("w", now=NOW + timedelta(hours=2)) is None
    assert [run.state for run in rows(database)] == ["withdrawn"]


def test_workers_are_alive_while_they_are_heard_of(database):
    register = WorkerRegister(database)
    register.report("w1", now=NOW)
    register.report("w2", now=NOW - LEASE - timedelta(seconds=1))

    alive = register.alive(now=NOW)
    register.sign_off("w1", forget_before=NOW)

    assert alive == ["w1"]
    assert register.alive(now=NOW) == []
