"""Generations: published in one step, fallen back from when damaged, built anew when outdated."""

import shutil
import threading
from datetime import UTC, datetime

import pytest

import index.whoosh_engine.engine as whoosh_engine
from archive.errors import SearchIndexError
from archive.store import ArticleStore
from index.results import Search
from index.search import SearchService
from index.whoosh_engine.generation import candidates, pointed_at, secure_folder
from tests.indexed import TODAY, analyzer, article, engine_in, service_over

SEEN = datetime(2024, 6, 1, tzinfo=UTC)


def segments_of(folder, ending):
    return sorted(folder.glob(f"index/build-*/*.{ending}"), key=lambda path: path.stat().st_mtime)


def titles(service):
    return {hit.title for hit in service.search(Search()).hits}


def test_another_process_sees_a_write_at_its_next_question(tmp_path):
    service = service_over([article("Eins")], tmp_path)
    other = SearchService(engine_in(tmp_path), analyzer=analyzer())
    assert titles(other) == {"Eins"}

    service.write([article("Zwei")], sequence=2)

    assert titles(other) == {"Eins", "Zwei"}
    assert other.sequence() == 2
    assert other.generation() == service.generation()


def test_the_folder_is_for_its_owner_alone(tmp_path):
    service_over([article()], tmp_path)

    assert (tmp_path / "index").stat().st_mode & 0o777 == 0o700


def test_a_link_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "index").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(SearchIndexError, match="someone else"):
        secure_folder(tmp_path / "index")


@pytest.mark.parametrize("damage", ["cut", "gone", "garbage"])
def test_a_broken_newest_generation_gives_way_to_the_one_before(tmp_path, damage):
    service = service_over([article("Eins")], tmp_path)
    service.write([article("Zwei")], sequence=2)
    newest = segments_of(tmp_path, "pst")[-1]
    if damage == "gone":
        newest.unlink()
    else:
        content = newest.read_bytes()
        newest.write_bytes(content[:-9] if damage == "cut" else b"\0" * len(content))

    reopened = SearchService(engine_in(tmp_path), analyzer=analyzer())

    assert titles(reopened) == {"Eins"}
    assert reopened.sequence() == 1


def test_writing_goes_on_after_a_fall_back(tmp_path):
    service = service_over([article("Eins", name="1")], tmp_path)
    service.write([article("Zwei", name="2")], sequence=2)
    segments_of(tmp_path, "doc")[-1].unlink()
    reopened = SearchService(engine_in(tmp_path), analyzer=analyzer())

    reopened.write([article("Zwei", name="2"), article("Drei", name="3")], sequence=3)

    assert titles(reopened) == {"Eins", "Zwei", "Drei"}
    again = SearchService(engine_in(tmp_path), analyzer=analyzer())
    assert again.sequence() == 3


def test_a_lost_pointer_is_no_loss(tmp_path):
    service_over([article("Eins")], tmp_path)

    (tmp_path / "index" / "current").unlink()
    assert titles(SearchService(engine_in(tmp_path), analyzer=analyzer())) == {"Eins"}
    (tmp_path / "index" / "current").write_text("build-x/generation-7\n")
    assert titles(SearchService(engine_in(tmp_path), analyzer=analyzer())) == {"Eins"}


def test_a_write_that_was_cut_off_leaves_no_trace(tmp_path):
    service = service_over([article("Eins")], tmp_path)
    build = pointed_at(tmp_path / "index").parent
    shutil.copy(build / "_MAIN_1.toc", build / "_MAIN_2.toc")
    (build / "MAIN_abc.pst").write_bytes(b"half")

    service.write([article("Zwei")], sequence=2)

    assert titles(service) == {"Eins", "Zwei"}
    assert not (build / "MAIN_abc.pst").exists()


def test_a_turned_bit_is_noticed_when_it_hurts_and_the_index_left(tmp_path):
    service = service_over([article("Eins")], tmp_path)
    path = segments_of(tmp_path, "doc")[-1]
    damaged = path.read_bytes().replace(b'"title"', b'"tit\xffe"')
    path.write_bytes(damaged)
    reopened = SearchService(engine_in(tmp_path), analyzer=analyzer())

    found = reopened.search(Search())

    assert found.total == 0
    assert reopened.sequence() == 0
    with pytest.raises(SearchIndexError):
        service.verify()


def test_another_analysis_has_the_index_built_anew_from_the_store(tmp_path, database, monkeypatch):
    articles = ArticleStore(database)
    articles.put(article("Eins", name="1"), seen=SEEN)
    service = SearchService(engine_in(tmp_path), articles, analyzer=analyzer(), today=lambda: TODAY)
    service.rebuild()
    before = service.generation()

    monkeypatch.setattr(whoosh_engine, "FORMAT", whoosh_engine.FORMAT + 1)
    newer = SearchService(engine_in(tmp_path), articles, analyzer=analyzer())

    assert newer.sequence() == 0
    assert titles(newer) == {"Eins"}  # the old index answers until the new one is there
    newer.write([], sequence=1)
    assert newer.sequence() == articles.last_sequence()
    assert newer.generation() != before


def test_a_second_writer_is_told_to_wait(tmp_path):
    service = service_over([article("Eins")], tmp_path)
    engine = engine_in(tmp_path)
    manifest_folder = pointed_at(tmp_path / "index").parent
    engine.reader()

    with engine._writer(manifest_folder, engine._manifest):  # noqa: SIM117
        with pytest.raises(SearchIndexError, match="another process"):
            service.write([article("Zwei")], sequence=2)


def test_a_large_merge_runs_beside_writing_and_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(whoosh_engine, "MERGE_AT_ONCE", 0)
    service = service_over([article("0", name="0")], tmp_path)
    for number in range(1, 12):
        service.write([article(str(number), name=str(number))], removed=[], sequence=number)
    service.write([article("neu", name="3")], removed=[article(name="4").id], sequence=12)

    service.close()

    found = {hit.title for hit in service.search(Search(page_size=50)).hits}
    assert found == {"0", "1", "2", "5", "6", "7", "8", "9", "10", "11", "neu"}
    assert len(service._engine.reader().snapshot.segments) < 12
    service.verify()


def test_old_generations_are_cleaned_up(tmp_path):
    service = service_over([article("0")], tmp_path)
    for number in range(1, 6):
        service.write([article(str(number))], sequence=number)

    build = pointed_at(tmp_path / "index").parent

    assert len(list(build.glob("generation-*"))) == 2
    assert len(list(build.glob("_MAIN_*.toc"))) == 2
    assert len(list(candidates(tmp_path / "index"))) == 2


def test_readers_are_never_refused_while_one_writes(tmp_path):
    service = service_over([article("0", name="0")], tmp_path)
    stop, failures = threading.Event(), []

    def ask():
        other = SearchService(engine_in(tmp_path), analyzer=analyzer())
        while not stop.is_set():
            try:
                other.search(Search("Neuigkeit"))
            except Exception as error:  # noqa: BLE001  # whatever it is, it is a failure
                failures.append(error)

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(12):
        service.write([article(f"Neuigkeit {number}", name=str(number % 7))], sequence=number)
    stop.set()
    for reader in readers:
        reader.join()

    assert failures == []
