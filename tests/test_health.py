from datetime import UTC, datetime, timedelta

import pytest

from archive.article import Article, Evidence, Place
from archive.health import Level, all_health, source_health
from archive.runs import RunState, RunStore
from archive.sources import Source, SourceStore
from archive.store import ArticleStore

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOURCE = Source("kreis", "https://kreis.test/", "Kreis", created=NOW)
PLACE = Place("Meiningen", ("Deutschland", "Meiningen"))


@pytest.fixture
def store(database):
    SourceStore(database).put(SOURCE)
    return database


def run(database, state, *, days_ago=0, counts=None, reason=""):
    runs = RunStore(database)
    at = NOW - timedelta(days=days_ago)
    begun = runs.start("kreis", started_by="cli", now=at)
    runs.end(begun.id, state, counts or {}, reason=reason, now=at)


def article(database, number, *, days_ago=1, seen_days_ago=60, **facts):
    published = Evidence(NOW - timedelta(days=days_ago), "rest")
    given = {
        "published": published,
        "places": (PLACE,),
        "text": "Der Kreistag tagt. " * 10,
        **facts,
    }
    ArticleStore(database).put(
        Article(
            id=f"a{number}",
            url=f"https://kreis.test/{number}",
            source="kreis",
            title=f"Meldung {number}",
            **given,
        ),
        seen=NOW - timedelta(days=seen_days_ago),
    )


def health(database):
    return source_health(database, SOURCE, NOW)


def test_a_source_never_read_is_new(store):
    assert health(store).level is Level.NEW


def test_one_bad_run_is_no_news_two_make_a_source_ill_and_one_good_run_heals_it(store):
    levels = []
    for days_ago, state in ((2, "complete"), (1.5, "failed"), (1, "failed"), (0.5, "complete")):
        run(store, RunState(state), days_ago=days_ago, reason="http-500")
        levels.append(health(store).level)

    assert levels == [Level.GOOD, Level.GOOD, Level.ILL, Level.GOOD]


def test_an_ill_source_says_why_and_since_when(store):
    for days_ago in (3, 2, 1):
        run(store, RunState.FAILED, days_ago=days_ago, reason="http-500")

    found = health(store)

    assert found.bad_runs == 3
    assert "3 Läufe nacheinander sind gescheitert: Antwort 500" in found.reasons


def test_a_run_in_which_everything_failed_is_a_bad_one(store):
    for days_ago in (2, 1):
        run(store, RunState.PARTIAL, days_ago=days_ago, counts={"failed": 40}, reason="http-500")

    assert health(store).level is Level.ILL


def test_stopped_runs_neither_heal_nor_harm(store):
    run(store, RunState.FAILED, days_ago=3)
    run(store, RunState.STOPPED, days_ago=2)
    run(store, RunState.FAILED, days_ago=1)

    assert health(store).level is Level.ILL


def test_a_silent_week_is_told_against_the_sources_own_habit(store):
    run(store, RunState.COMPLETE)
    for number in range(80):
        article(store, number, days_ago=8 + number * 27 / 80)

    (reason,) = health(store).reasons

    assert reason == "nur 0 Meldungen in sieben Tagen, sonst etwa 20"


def test_a_usual_week_is_no_reason(store):
    run(store, RunState.COMPLETE)
    for number in range(100):
        article(store, number, days_ago=0.5 + number * 34 / 100)

    assert health(store).reasons == ()


def test_a_source_read_for_the_first_time_last_week_has_no_habit_yet(store):
    run(store, RunState.COMPLETE)
    for number in range(80):
        article(store, number, days_ago=8 + number * 27 / 80, seen_days_ago=2)

    assert health(store).reasons == ()


def test_gaps_in_what_is_read_are_told(store):
    run(store, RunState.COMPLETE)
    for number in range(4):
        article(store, number, published=None, places=(), text="kurz")

    found = health(store)

    assert (found.undated, found.placeless, found.empty) == (1.0, 1.0, 1.0)
    assert found.level is Level.WARNING
    assert "100 % der neuesten Meldungen ohne Datum" in found.reasons


def test_a_source_without_success_for_days_is_told(store):
    run(store, RunState.COMPLETE, days_ago=5)

    assert health(store).reasons == ("seit 5 Tagen kein erfolgreicher Lauf",)


def test_paused_sources_rest_and_archived_ones_are_left_out(store):
    sources = SourceStore(store)
    sources.put(Source("ruht", "https://a.test/", "A", state="paused", created=NOW))
    sources.put(Source("alt", "https://b.test/", "B", state="archived", created=NOW))

    found = {one.source: one.level for one in all_health(store, NOW)}

    assert found == {"kreis": Level.NEW, "ruht": Level.RESTING}
