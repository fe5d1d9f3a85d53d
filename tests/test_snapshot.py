"""One state of the index: ids, names of values, segments shared from state to state."""

import threading

import numpy as np
import pytest

from index.results import Search
from index.search import SearchService
from index.whoosh_engine import engine
from index.whoosh_engine.ranking import HALF_LIFE, RECENCY, recency
from tests.indexed import DISTRICT, analyzer, article, engine_in, service_over

NEWS = [
    article("Eins", name="1", places=["Meiningen/Walldorf"], day="2024-01-01"),
    article("Zwei", name="2", places=["Zella-Mehlis"], day="2014-01-01"),
    article("Drei", name="3", places=["Wasungen", "Schmalkalden/Walldorf"]),
]


@pytest.fixture
def service(tmp_path):
    return service_over(NEWS, tmp_path)


def snapshot_of(service):
    return service._engine.reader().snapshot


def test_ids_and_numbers_lead_to_each_other(service):
    service.write([article("Vier", name="4")], sequence=2)
    snapshot = snapshot_of(service)

    for each in NEWS:
        assert snapshot.id(snapshot.number(each.id)) == each.id
    assert snapshot.number("gibtsnicht") is None


def test_a_deleted_article_has_no_number_but_its_successor_has(service):
    service.write([article("Neu", name="1")], removed=[NEWS[1].id], sequence=2)
    snapshot = snapshot_of(service)

    assert snapshot.number(NEWS[1].id) is None
    segment, document = snapshot.place(snapshot.number(NEWS[0].id))
    assert segment.shown(document)["title"] == "Neu"
    assert snapshot.live_count == 2


@pytest.mark.parametrize("name", ["Walldorf", "walldorf", "WALLDORF"])
def test_a_bare_name_means_all_places_called_so(service, name):
    values = service._engine.reader().resolved("ort", name)

    assert set(values) == {
        "/".join((*DISTRICT, "Meiningen", "Walldorf")),
        "/".join((*DISTRICT, "Schmalkalden", "Walldorf")),
    }


def test_a_path_means_that_place_alone(service):
    path = "/".join((*DISTRICT, "Meiningen", "Walldorf"))

    assert service._engine.reader().resolved("ort", path) == (path,)
    assert service._engine.reader().resolved("ort", "Suhl") == ()
    assert service._engine.reader().resolved("gibtsnicht", "x") == ()


def test_a_write_opens_only_the_new_segment(service):
    before = snapshot_of(service).segments

    service.write([article("Vier", name="4")], sequence=2)

    after = snapshot_of(service).segments
    assert after[0] is before[0]
    assert len(after) == 2


def test_a_snapshot_that_takes_over_what_was_known_is_like_a_new_one(tmp_path):
    many = [
        article(
            f"Nachricht {n}", "Der Radweg.", places=[f"Ort {n % 7}"], day=f"2020-01-{n % 28 + 1:02}"
        )
        for n in range(40)
    ]
    service = service_over(many, tmp_path)
    snapshot_of(service)
    service.write([article("Neu", places=["Aue"], projects=["Neubau"])], sequence=2)
    service.write([article("Zwei")], removed=[many[3].id], sequence=3)

    after = service._engine.reader()
    new = engine_in(tmp_path).reader()

    assert np.array_equal(after.snapshot.dates, new.snapshot.dates)
    assert np.array_equal(after.snapshot.id_high, new.snapshot.id_high)
    for facet in after.snapshot.facets.names:
        assert after.value_counts(facet) == new.value_counts(facet)
    asked = [
        service.search(Search("Radweg", filters={"ort": ("Ort 3",)})),
        service.search(Search()),
    ]
    service._engine = engine_in(tmp_path)
    again = [
        service.search(Search("Radweg", filters={"ort": ("Ort 3",)})),
        service.search(Search()),
    ]
    for one, other in zip(asked, again, strict=True):
        assert (one.hits, one.facets, one.total) == (other.hits, other.facets, other.total)


def test_a_writer_opens_nothing_for_searching(tmp_path, monkeypatch):
    service = service_over(NEWS, tmp_path)
    writer = SearchService(engine_in(tmp_path), analyzer=analyzer())
    made = []
    monkeypatch.setattr(engine, "Snapshot", lambda *_, **__: made.append(1))

    for number in range(9):  # more than six segments: some are merged
        writer.write([article(f"Neu {number}")], sequence=2 + number)

    assert writer.sequence() == 10
    assert not made
    monkeypatch.undo()
    assert service.search(Search("Neu")).total == 9


def test_readers_go_on_with_what_they_have_while_one_opens_the_new_state(service, monkeypatch):
    before = service._engine.reader()
    other = []

    def refreshing(*given, refresh=service._engine._refresh):
        thread = threading.Thread(target=lambda: other.append(service._engine.reader()))
        thread.start()
        thread.join(5)
        refresh(*given)

    monkeypatch.setattr(service._engine, "_refresh", refreshing)
    service.write([article("Neu")], sequence=2)
    after = service._engine.reader()

    assert other == [before]
    assert after.sequence == 2


def test_an_old_snapshot_answers_as_before_while_a_new_one_is_there(service):
    old = service._engine.reader()

    service.write([article("Vier", name="4")], removed=[NEWS[0].id], sequence=2)

    assert old.number(NEWS[0].id) is not None
    assert service.search(Search("Eins", match="all")).total == 0


def test_recency_lifts_the_newest_most_and_the_undated_not_at_all(service):
    lift = recency(snapshot_of(service))

    years = 10 * 365.25 * 86_400
    assert lift[0] == pytest.approx(1 + RECENCY)
    assert lift[1] == pytest.approx(1 + RECENCY * 2 ** (-years / HALF_LIFE), abs=1e-3)
    assert lift[2] == 1.0


def test_a_snapshot_of_nothing_is_searchable(tmp_path):
    service = service_over([], tmp_path)

    assert service.search(Search()).total == 0
    assert service.search(Search("Radweg*")).total == 0
    assert service.suggest("rad") == ()
    assert np.array_equal(snapshot_of(service).dates, [])
