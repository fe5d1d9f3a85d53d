import json
import shutil
from datetime import timedelta

import pytest
import sqlalchemy as sa

from archive.app.checking import check
from archive.app.composition import open_services
from archive.app.indexing import sync
from archive.article import Status
from archive.backup import make_backup
from archive.blobs import Blob, BlobStore
from archive.editing import CorrectionStore
from archive.restoring import restore
from archive.settings import load_settings
from archive.tables.articles import article, version
from index.results import Search
from tests.desk import NOW
from tests.newsroom import open_newsroom


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """The folder of a sound archive; tests break copies of it."""
    folder = tmp_path_factory.mktemp("original")
    open_newsroom(folder).close()
    return folder


@pytest.fixture
def services(original, tmp_path):
    copy = shutil.copytree(original, tmp_path / "data")
    opened = open_services(load_settings(data=copy, district="falmtal"))
    yield opened
    opened.close()


def kinds(services, *, repair=False):
    return [(one.kind, one.repaired) for one in check(services, repair=repair, now=NOW)]


def first(services):
    return next(iter(services.articles.all()))


def test_a_sound_archive_has_no_findings(services):
    assert kinds(services) == []


def test_an_index_behind_the_store_is_found_and_repaired(services):
    services.articles.set_status(first(services).id, Status.HIDDEN, at=NOW)

    found, repaired, after = kinds(services), kinds(services, repair=True), kinds(services)

    assert ("index", False) in found
    assert repaired == []  # catching up is what the index does anyway
    assert after == []


def test_articles_missing_in_the_index_or_unknown_to_the_store_are_found_and_repaired(services):
    gone = first(services)
    sequence = services.articles.last_sequence()
    services.search.write([], removed=[gone.id], sequence=sequence)

    found, repaired = kinds(services), kinds(services, repair=True)

    assert found == [("index", False)]
    assert repaired == [("index", True)]
    assert gone.id in set(services.search.ids(Search()))
    assert kinds(services) == []


def test_an_article_shown_without_its_correction_is_found_and_repaired(services):
    known = first(services)
    store = CorrectionStore(services.database)
    store.correct([known.id], "title", "Richtig", editor="anna", reason="x", at=NOW)
    sync(services.articles, services.search)
    with services.database.write() as connection:
        connection.execute(
            sa.update(article).where(article.c.id == known.id).values(record=article.c.extracted)
        )

    found, repaired = kinds(services), kinds(services, repair=True)

    assert found == [("shown", False)]
    assert repaired == [("shown", True)]
    assert services.articles.get(known.id).title == "Richtig"


def test_a_raw_page_that_is_lost_or_damaged_is_found(services):
    blobs = BlobStore(services.settings.raw_folder)
    key = blobs.put(Blob({"url": "u"}, b"<p>roh</p>"))
    with services.database.write() as connection:
        connection.execute(
            sa.update(version).where(version.c.article == first(services).id).values(blob=key)
        )
    sound = kinds(services)
    path = next(services.settings.raw_folder.glob("??/*.zst"))
    path.write_bytes(b"not what it was")

    assert sound == []
    assert {kind for kind, _ in kinds(services)} == {"raw"}


def test_a_version_that_is_lost_is_found(services):
    with services.database.write() as connection:
        connection.execute(sa.delete(version).where(version.c.article == first(services).id))

    assert kinds(services) == [("versions", False)]


def test_a_damaged_record_is_told_with_the_article(services):
    with services.database.write() as connection:
        connection.execute(
            sa.update(article)
            .where(article.c.id == first(services).id)
            .values(extracted=json.loads('{"url": 7}'))
        )

    (finding,) = (one for one in check(services, repair=False, now=NOW) if one.kind == "record")
    assert finding.subject == first_id(services)


def first_id(services):
    with services.database.read() as connection:
        return connection.execute(sa.select(sa.func.min(article.c.id))).scalar()


def test_a_correction_survives_reading_again_reindexing_backup_and_restore(services, tmp_path):
    known = first(services)
    store = CorrectionStore(services.database)
    store.correct([known.id], "title", "Richtig", editor="anna", reason="x", at=NOW)
    store.correct([known.id], "published", None, editor="anna", reason="x", at=NOW)

    read_again = services.articles.versions(known.id)[-1].article
    services.articles.put(read_again, seen=NOW + timedelta(days=1))
    rewritten = services.articles.versions(known.id)[-1].article
    object.__setattr__(rewritten, "text", rewritten.text + "\n\nNachtrag vom Abend.")
    services.articles.put(rewritten, seen=NOW + timedelta(days=2))
    sync(services.articles, services.search)
    made = make_backup(services.settings, services.database, tmp_path / "backups", now=NOW)
    elsewhere = load_settings(data=tmp_path / "new", district="falmtal")
    restore(made.folder, elsewhere, now=NOW)
    again = open_services(elsewhere)
    sync(again.articles, again.search)

    for opened in (services, again):
        shown = opened.articles.get(known.id)
        assert (shown.title, shown.published) == ("Richtig", None)
        assert shown.text.endswith("Nachtrag vom Abend.")
        assert set(shown.corrected) == {"title", "published"}
        hits = opened.search.search(Search(query='"Richtig"', filters={"jahr": ("unbekannt",)}))
        assert known.id in {hit.id for hit in hits.hits}
    assert kinds(again) == []
    again.close()
