"""The frontier: nothing is handed out twice, nothing is forgotten."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.article import Evidence
from archive.database import Database
from crawler.frontier import LEASE, Frontier
from crawler.hinting import hints_from_data, hints_to_data, merged
from crawler.hosts import HostStore, Pace
from crawler.page import Hints, Link
from crawler.revisiting import Revisits
from crawler.rounds import RoundStore

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://kreis.test/a"
NUMBERS = count()


@pytest.fixture
def frontier(database):
    return Frontier(database, "kreis")


def changed_at(day):
    return Hints(modified=Evidence(datetime(2026, 2, day, tzinfo=UTC), "rest"))


def offer(frontier, url=URL, *, kind="article", via="rest", round_=1, hints=Hints(), now=NOON):
    link = Link(url, kind, via, hints)
    return frontier.offer([link], on="https://kreis.test/", round_=round_, depth=1, now=now)


def test_an_address_is_handed_out_once(frontier):
    offer(frontier)

    first, second = frontier.lease(now=NOON), frontier.lease(now=NOON)

    assert first.url == URL
    assert second is None


def test_a_lease_runs_out_and_a_dead_runs_leases_are_freed(frontier):
    offer(frontier)
    frontier.lease(now=NOON)

    late = frontier.lease(now=NOON + LEASE)
    freed = frontier.free()

    assert late.url == URL
    assert freed == 1
    assert frontier.lease(now=NOON).url == URL


def test_sqlite_finds_the_next_address_by_an_index_however_many_wait(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'archive.sqlite'}")
    database.create()
    frontier, asked = Frontier(database, "kreis"), []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *all_: asked.append(all_[2:4]))
    offer(frontier)

    frontier.lease(now=NOON)

    leases = [one for one in asked if "LIMIT" in one[0]]
    with database.read() as connection:
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            for statement, values in leases
        ]
    assert "ix_frontier_next" in plans[0]
    assert "TEMP B-TREE" not in plans[0]
    database.close()


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(12)))
def test_addresses_are_handed_out_by_kind_attempts_time_and_name(database, order):
    frontier = Frontier(database, f"kreis {next(NUMBERS)}")
    kinds, links = ("attachment", "article", "list"), []
    for number in order:
        kind, due = kinds[number % 3], NOON - timedelta(minutes=number // 3 % 2)
        offer(frontier, f"{URL}{number}", kind=kind, via="page", now=due)
        frontier.settle(f"{URL}{number}", state="queued", attempts=number % 2)
        links.append((-(number % 3), number % 2, due, f"{URL}{number}"))

    too_early = frontier.lease(now=NOON - timedelta(minutes=2))
    handed = [frontier.lease(now=NOON).url for _ in order]

    assert too_early is None
    assert handed == [url for *_, url in sorted(links)]


def test_lists_come_before_articles_and_files_last(frontier):
    offer(frontier, URL + "1", kind="attachment", via="page")
    offer(frontier, URL + "2")
    offer(frontier, URL + "3", kind="list", via="list")

    assert [frontier.lease(now=NOON).kind for _ in range(3)] == ["list", "article", "attachment"]


def test_sources_do_not_see_each_other(database):
    offer(Frontier(database, "kreis"))

    assert Frontier(database, "stadt").lease(now=NOON) is None


def test_what_has_been_read_is_queued_again_only_when_the_listed_time_is_newer(frontier):
    offer(frontier, hints=changed_at(1))
    entry = frontier.lease(now=NOON)
    frontier.settle(URL, decision="stored", stamp_read=entry.stamp, article="a", fetched=NOON)

    same = offer(frontier, hints=changed_at(1), round_=2)
    older = offer(frontier, hints=Hints(), round_=3, via="feed")
    newer = offer(frontier, hints=changed_at(2), round_=4)

    assert (same.queued, older.queued, newer.queued) == (0, 0, 1)
    assert (same.new, same.known) == (0, 1)
    entry = frontier.lease(now=NOON)
    assert set(entry.seen_in) == {"rest", "feed"}
    assert entry.round == 4


def test_a_listing_is_asked_once_a_round_unless_it_must_be_again(frontier):
    offer(frontier, kind="list", via="list")
    frontier.lease(now=NOON)
    frontier.settle(URL, decision="listed")

    assert offer(frontier, kind="list", via="list").queued == 0
    assert offer(frontier, kind="list", via="list", round_=2).queued == 1


def test_what_is_not_due_yet_waits(frontier):
    offer(frontier)
    frontier.lease(now=NOON)
    frontier.settle(URL, state="queued", due=NOON + timedelta(seconds=8), attempts=1)

    assert frontier.lease(now=NOON) is None
    assert frontier.next_due() == NOON + timedelta(seconds=8)
    assert frontier.lease(now=NOON + timedelta(seconds=8)).attempts == 1


def test_what_is_due_to_be_looked_at_is_queued_up_to_a_number(database, frontier):
    for number in range(3):
        offer(frontier, f"{URL}{number}")
        frontier.lease(now=NOON)
        frontier.settle(
            f"{URL}{number}", decision="stored", due=NOON + timedelta(days=number), article="x"
        )

    queued = Revisits(database, "kreis").queue_due(now=NOON + timedelta(days=1), most=1)

    assert queued == 1
    assert frontier.lease(now=NOON + timedelta(days=1)).url == f"{URL}0"


def test_cancelling_forgets_the_unfetched_and_keeps_the_rest(frontier):
    offer(frontier, URL + "neu")
    offer(frontier, URL + "alt")
    frontier.settle(URL + "alt", state="queued", fetched=NOON, decision="stored", article="x")

    assert frontier.drop_queued() == 1
    assert frontier.get(URL + "neu") is None
    assert frontier.get(URL + "alt").state == "done"


def test_hints_survive_the_store_and_the_surer_date_wins():
    sure = Evidence(NOON, "rest", 1.0, "x")
    guess = Evidence(NOON, "sitemap", 0.6)
    hints = Hints("7", "Titel", sure, guess, ("a",), "<p>", "https://kreis.test/")

    assert hints_from_data(hints_to_data(hints)) == hints
    assert hints_to_data(Hints()) == {}
    both = merged(hints_to_data(Hints(published=sure)), hints_to_data(Hints(published=guess)))
    assert both["published"]["source"] == "rest"


def test_a_round_is_carried_on_then_followed_by_a_short_one_and_weekly_by_a_full_one(database):
    rounds = RoundStore(database, "kreis")
    first = rounds.open(now=NOON)
    rounds.keep(first.told("rest", {"total": 5}))

    again = rounds.open(now=NOON + timedelta(hours=1))
    rounds.keep(type(again)(**{**vars_of(again), "ended": NOON}))
    second = rounds.open(now=NOON + timedelta(days=1))
    rounds.keep(type(second)(**{**vars_of(second), "ended": NOON + timedelta(days=1)}))
    third = rounds.open(now=NOON + timedelta(days=7))

    assert again.number == first.number == 1
    assert again.of("rest") == {"total": 5}
    assert [one.full for one in (first, second, third)] == [True, False, True]
    assert third.number == 3


def vars_of(round_):
    return {name: getattr(round_, name) for name in round_.__slots__}


def test_a_round_left_for_days_is_given_up(database):
    rounds = RoundStore(database, "kreis")
    rounds.open(now=NOON)

    assert rounds.open(now=NOON + timedelta(days=2)).number == 2


@pytest.mark.parametrize(
    ("latency", "wanted", "chance", "seconds"),
    [(0.1, None, 0.5, 1.0), (2.0, None, 0.5, 4.0), (0.1, 10.0, 0.5, 10.0), (60, None, 0.5, 30.0),
     (0.1, 500.0, 0.5, 30.0), (0.1, None, 0.0, 0.75), (0.1, None, 1.0, 1.25)],
)  # fmt: skip
def test_the_pause_follows_latency_and_crawl_delay_within_bounds(latency, wanted, chance, seconds):
    pace = Pace(floor=1.0, ceiling=30.0)

    assert pace.seconds("h", latency=latency, wanted=wanted, chance=chance) == seconds


def test_a_host_of_ones_own_has_its_own_pace():
    pace = Pace(own={"127.0.0.1:80": 0.0})

    assert pace.seconds("127.0.0.1:80", latency=9, wanted=9.0, chance=0.5) == 0.0


def test_a_hosts_wish_to_wait_survives_a_restart(database):
    HostStore(database).keep_wait("kreis.test:443", NOON)

    assert HostStore(database).wait_until("kreis.test:443") == NOON
    assert HostStore(database).wait_until("stadt.test:443") is None
    assert HostStore(database).robots("kreis.test:443") is None
