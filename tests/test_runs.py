"""Runs: one active a source, wishes obeyed at the heartbeat, killed runs closed."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from archive.errors import RunActive
from archive.runs import RunState, RunStore, Wish

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def runs(database):
    return RunStore(database)


def test_a_second_run_of_a_source_is_refused_while_the_first_lives(runs):
    runs.start("kreis", started_by="cli", now=NOON)

    with pytest.raises(RunActive, match="run 1 of kreis"):
        runs.start("kreis", started_by="cli", now=NOON + timedelta(minutes=1))


def test_two_sources_run_side_by_side(runs):
    first = runs.start("kreis", started_by="cli", now=NOON)
    second = runs.start("stadt", started_by="cli", now=NOON)

    assert runs.active("kreis") == runs.get(first.id)
    assert runs.active("stadt") == runs.get(second.id)


def test_a_run_that_fell_silent_is_closed_as_partial_by_its_successor(runs):
    dead = runs.start("kreis", started_by="schedule:3", now=NOON)

    alive = runs.start("kreis", started_by="cli", now=NOON + timedelta(minutes=5))

    assert runs.get(dead.id).state is RunState.PARTIAL
    assert runs.get(dead.id).reason == "killed"
    assert runs.active("kreis").id == alive.id


def test_a_run_whose_process_has_gone_is_replaced_at_once(runs, database):
    script = (
        "import sys; from datetime import datetime, UTC; from archive.database import Database;"
        "from archive.runs import RunStore;"
        "RunStore(Database(sys.argv[1])).start('kreis', started_by='cli', now=datetime.now(UTC))"
    )
    subprocess.run([sys.executable, "-c", script, database.url], check=True)

    alive = runs.start("kreis", started_by="cli", now=datetime.now(UTC))

    assert runs.get(alive.id - 1).reason == "killed"


def test_a_wish_reaches_the_run_at_its_next_heartbeat_and_can_be_withdrawn(runs):
    run = runs.start("kreis", started_by="cli", now=NOON)

    assert runs.wish(run.id, Wish.PAUSE)
    asked = runs.beat(run.id, {"found": 3}, now=NOON)
    runs.wish(run.id, None)
    withdrawn = runs.beat(run.id, {"found": 4}, now=NOON + timedelta(seconds=1))

    assert asked is Wish.PAUSE
    assert withdrawn is None
    assert runs.get(run.id).counts == {"found": 4}


def test_an_ended_run_takes_no_wishes_and_frees_its_source(runs):
    run = runs.start("kreis", started_by="cli", now=NOON)

    runs.end(run.id, RunState.PARTIAL, {"failed": 1}, reason="retry-after", now=NOON)

    assert not runs.wish(run.id, Wish.STOP)
    assert runs.active("kreis") is None
    ended = runs.get(run.id)
    assert (ended.state, ended.reason, ended.counts) == (
        RunState.PARTIAL,
        "retry-after",
        {"failed": 1},
    )


def test_runs_are_listed_newest_first(runs):
    for hour in range(3):
        run = runs.start("kreis", started_by="cli", now=NOON + timedelta(hours=hour))
        runs.end(run.id, RunState.COMPLETE, {}, now=NOON + timedelta(hours=hour))

    assert [run.id for run in runs.latest(source="kreis", limit=2)] == [3, 2]
    assert runs.latest(source="stadt") == []
