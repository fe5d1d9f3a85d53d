"""The store keeps every version, gives ids for ever and loses nothing."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from archive.article import Article, Evidence, Status
from archive.database import Database
from archive.errors import ConfigurationError, StoreError
from archive.store import ArticleStore
from archive.tables.articles import correction
from archive.versions import Change

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEWS = Article(
    "a1", "https://kreis.test/a", "kreis", "Titel", "Der Text.", published=Evidence(NOON, "rest")
)


@pytest.fixture
def store(database):
    return ArticleStore(database)


def test_a_first_sight_is_added_and_a_second_is_the_same(store):
    assert store.put(NEWS, seen=NOON) is Change.ADDED
    assert store.put(NEWS, seen=NOON + timedelta(days=1)) is Change.SAME

    kept = store.get("a1")

    assert (kept.title, kept.text, kept.published) == (NEWS.title, NEWS.text, NEWS.published)
    assert (kept.first_seen, kept.checked) == (NOON, NOON + timedelta(days=1))


def test_a_changed_text_becomes_a_version_and_the_old_one_stays(store):
    store.put(NEWS, seen=NOON)

    change = store.put(replace(NEWS, text="Der neue Text."), seen=NOON, blob="b2")

    assert change is Change.CHANGED
    assert [version.article.text for version in store.versions("a1")] == [
        "Der Text.",
        "Der neue Text.",
    ]
    assert store.get("a1").versions == 2


def test_white_space_and_soft_hyphens_make_no_version(store):
    store.put(NEWS, seen=NOON)

    change = store.put(replace(NEWS, text="Der  Te\u00adxt.\n"), seen=NOON)

    assert change is Change.UPDATED
    assert store.get("a1").versions == 1


def test_a_changed_fact_updates_without_a_version(store):
    store.put(NEWS, seen=NOON)

    change = store.put(replace(NEWS, topics=("Verkehr",)), seen=NOON)

    assert change is Change.UPDATED
    assert len(store.versions("a1")) == 1


def test_every_change_is_seen_once_and_in_order_by_who_follows(store):
    store.put(NEWS, seen=NOON)
    store.put(replace(NEWS, id="a2", url="https://kreis.test/b"), seen=NOON)
    before = store.last_sequence()
    store.put(NEWS, seen=NOON)
    store.put(replace(NEWS, text="neu"), seen=NOON)
    store.set_status("a2", Status.GONE, at=NOON)

    followed = store.changed_since(before)

    assert [article.id for _, article in followed] == ["a1", "a2"]
    assert store.changed_since(followed[-1][0]) == []


def test_an_old_address_leads_to_the_article_and_the_first_claim_holds(store):
    store.put(replace(NEWS, aliases=("https://kreis.test/?p=1",)), seen=NOON)
    store.put(
        replace(NEWS, id="a2", url="https://kreis.test/b", aliases=("https://kreis.test/?p=1",)),
        seen=NOON,
    )

    assert store.resolve("https://kreis.test/?p=1") == "a1"
    assert store.get("a1").aliases == ("https://kreis.test/?p=1",)
    assert store.resolve("https://kreis.test/unbekannt") is None


def test_a_correction_survives_a_new_crawl(store):
    store.put(NEWS, seen=NOON)
    with store.database.write() as connection:
        connection.execute(
            sa.insert(correction).values(
                article="a1",
                field="title",
                value="Berichtigt",
                reason="Tippfehler",
                editor="anna",
                made=NOON,
            )
        )
    store.refresh("a1", at=NOON)

    store.put(replace(NEWS, text="Der neue Text."), seen=NOON)

    shown = store.get("a1")
    assert (shown.title, shown.text, shown.corrected) == (
        "Berichtigt",
        "Der neue Text.",
        ("title",),
    )


def test_a_new_crawl_does_not_bring_back_what_an_editor_took_down(store):
    store.put(NEWS, seen=NOON)
    store.set_status("a1", Status.TAKEN_DOWN, at=NOON)

    store.put(replace(NEWS, text="Der neue Text."), seen=NOON)

    assert store.get("a1").status is Status.TAKEN_DOWN


def test_an_error_undoes_the_whole_transaction(store):
    with pytest.raises(RuntimeError), store.database.write() as connection:
        store.put(NEWS, seen=NOON, joined=connection)
        raise RuntimeError("power cut")

    assert store.get("a1") is None
    assert store.last_sequence() == 0


def test_many_writers_at_once_lose_nothing_and_share_no_number(store):
    def write(writer):
        for number in range(20):
            article = replace(
                NEWS, id=f"{writer}-{number}", url=f"https://kreis.test/{writer}/{number}"
            )
            store.put(article, seen=NOON)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = [sequence for sequence, _ in store.changed_since(0)]
    assert numbers == list(range(1, 81))


def test_a_damaged_file_is_told_as_such(tmp_path):
    path = tmp_path / "archive.sqlite"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)

    with pytest.raises(StoreError):
        Database(f"sqlite:///{path}").create()


def test_an_impossible_database_address_is_a_configuration_error():
    with pytest.raises(ConfigurationError, match="nosuch"):
        Database("nosuch://x")


def test_many_at_once_are_stored_as_one_by_one(store):
    store.put(replace(NEWS, aliases=("https://kreis.test/?p=1",)), seen=NOON)
    batch = [
        replace(NEWS, text="Der neue Text."),
        replace(NEWS, id="a2", url="https://kreis.test/b", aliases=("https://kreis.test/?p=1",)),
        replace(NEWS, id="a2", url="https://kreis.test/b", text="Noch neuer."),
        replace(NEWS, id="a3", url="https://kreis.test/c"),
    ]

    changes = store.put_many(batch, seen=NOON)

    assert changes == [Change.CHANGED, Change.ADDED, Change.CHANGED, Change.ADDED]
    assert store.get("a2").text == "Noch neuer."
    assert store.resolve("https://kreis.test/?p=1") == "a1"
    assert len(store.changed_since(0)) == 3
    assert store.put_many(batch[3:], seen=NOON) == [Change.SAME]
