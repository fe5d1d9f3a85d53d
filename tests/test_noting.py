"""What is searched for is counted without slowing a search."""

from datetime import UTC, datetime, timedelta

from archive.app.site.noting import MOST, SearchNotes
from archive.errors import StoreBusy
from archive.insights import Insights

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_searches_are_written_together_once_a_minute(database):
    insights = Insights(database)
    notes = SearchNotes(insights, started=NOW)

    early = [notes.add("Radweg", 5, now=NOW) for _ in range(3)]
    late = notes.add("radweg ", 7, now=NOW + timedelta(minutes=1))
    notes.write(now=NOW)

    assert early == [False] * 3
    assert late
    assert [(q.text, q.uses, q.hits) for q in insights.popular()] == [("radweg", 4, 7)]


def test_a_flood_of_different_searches_takes_no_more_memory(database):
    notes = SearchNotes(Insights(database), started=NOW)

    for number in range(MOST + 50):
        notes.add(f"wort {number}", 0, now=NOW)

    assert len(notes._counts) == MOST


def test_a_busy_store_loses_the_counts_and_nothing_else():
    class Busy:
        def note(self, *_args, **_options):
            raise StoreBusy("busy")

    notes = SearchNotes(Busy(), started=NOW)
    notes.add("Radweg", 1, now=NOW)

    notes.write(now=NOW)

    assert notes._counts == {}
