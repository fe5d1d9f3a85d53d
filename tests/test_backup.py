import json
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from archive.app.composition import open_services
from archive.article import Article
from archive.audit import AuditLog
from archive.backup import MANIFEST, all_backups, make_backup
from archive.blobs import Blob, BlobStore
from archive.database import Database
from archive.errors import BackupError
from archive.migrating import differences
from archive.restoring import restore, verify
from archive.server_copy import DUMP, check_server_copy
from archive.settings import load_settings
from archive.store import ArticleStore
from tests.databases import SERVER, of_settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def article(number):
    return Article(
        id=f"a{number}",
        url=f"https://kreis.test/{number}",
        source="kreis",
        title=f"Meldung {number}",
        text="Der Kreistag tagt.",
    )


@pytest.fixture
def archive_with_articles(tmp_path):
    settings = load_settings(data=tmp_path / "data")
    database = Database(settings.database_url)
    database.create()
    store = ArticleStore(database)
    blobs = BlobStore(settings.raw_folder)
    keys = [blobs.put(Blob({"url": f"u{number}"}, b"<p>roh</p>")) for number in range(3)]
    for number, key in enumerate(keys):
        store.put(article(number), seen=NOW, blob=key)
    (settings.data / "newsarchive.toml").write_text('contact = "a@kreis.test"\n')
    (settings.data / "index").mkdir()
    (settings.data / "index" / "big.bin").write_bytes(b"derived")
    yield SimpleNamespace(
        settings=settings, database=database, store=store, blobs=blobs, target=tmp_path / "backups"
    )
    database.close()


def backup(opened, *, hours=0, keep=0):
    return make_backup(
        opened.settings,
        opened.database,
        opened.target,
        now=NOW + timedelta(hours=hours),
        keep=keep,
    )


def test_a_backup_restored_elsewhere_holds_everything_but_what_is_derived(
    archive_with_articles, tmp_path
):
    made = backup(archive_with_articles)
    elsewhere = load_settings(data=tmp_path / "new")

    restore(made.folder, elsewhere, now=NOW)

    database = Database(elsewhere.database_url)
    assert [found.title for found in ArticleStore(database).all()] == [
        "Meldung 0",
        "Meldung 1",
        "Meldung 2",
    ]
    database.close()
    assert sorted(BlobStore(elsewhere.raw_folder).keys()) == sorted(
        archive_with_articles.blobs.keys()
    )
    assert load_settings(data=tmp_path / "new").contact == "a@kreis.test"
    assert not elsewhere.index_folder.exists()


def test_a_backup_made_while_articles_are_written_is_one_whole_state(
    archive_with_articles, tmp_path
):
    opened = archive_with_articles
    stop = threading.Event()

    def write():
        number = 100
        while not stop.is_set():
            key = opened.blobs.put(Blob({"url": f"u{number}"}, b"<p>roh</p>"))
            opened.store.put(article(number), seen=NOW, blob=key)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        folders = [backup(opened, hours=hour).folder for hour in range(3)]
    finally:
        stop.set()
        writer.join()

    for folder in folders:
        elsewhere = load_settings(data=tmp_path / folder.name)
        restore(folder, elsewhere, now=NOW)
        database = Database(elsewhere.database_url)
        blobs = BlobStore(elsewhere.raw_folder)
        for found in ArticleStore(database).all():
            (version,) = ArticleStore(database).versions(found.id)
            assert version.blob in blobs
        database.close()


def test_unchanged_raw_pages_are_shared_with_the_backup_before(archive_with_articles):
    first = backup(archive_with_articles)
    second = backup(archive_with_articles, hours=1)

    assert (first.linked, second.linked) == (0, 4)
    assert verify(second.folder)["articles"] == 3


def test_only_the_newest_backups_are_kept(archive_with_articles):
    for hour in range(4):
        last = backup(archive_with_articles, hours=hour, keep=2)

    kept = all_backups(archive_with_articles.target)
    assert len(kept) == 2
    assert kept[0] == last.folder
    assert verify(kept[1])["articles"] == 3


@pytest.mark.parametrize("name", ["archive.sqlite", "newsarchive.toml"])
def test_a_damaged_backup_is_refused_and_the_data_are_left_alone(archive_with_articles, name):
    made = backup(archive_with_articles)
    content = bytearray((made.folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (made.folder / name).write_bytes(content)

    with pytest.raises(BackupError, match="damaged"):
        restore(made.folder, archive_with_articles.settings, now=NOW, replace=True)

    assert archive_with_articles.store.count() == {"live": 3}


def test_a_folder_that_is_no_backup_is_refused(tmp_path):
    with pytest.raises(BackupError, match="no backup"):
        verify(tmp_path)


def test_a_manifest_cannot_name_files_outside_the_backup(archive_with_articles):
    made = backup(archive_with_articles)
    manifest = json.loads((made.folder / MANIFEST).read_text())
    manifest["files"]["../../etc/passwd"] = {"bytes": 1, "sha256": "0"}
    (made.folder / MANIFEST).write_text(json.dumps(manifest))

    with pytest.raises(BackupError, match="outside"):
        verify(made.folder)


def test_restoring_over_data_in_use_needs_a_word_and_moves_them_aside(archive_with_articles):
    opened = archive_with_articles
    made = backup(opened)
    opened.store.put(article(99), seen=NOW)

    with pytest.raises(BackupError, match="--replace"):
        restore(made.folder, opened.settings, now=NOW)
    opened.database.close()
    moved = restore(made.folder, opened.settings, now=NOW, replace=True)

    database = Database(opened.settings.database_url)
    assert ArticleStore(database).count() == {"live": 3}
    database.close()
    assert (moved / "archive.sqlite").exists()


def test_a_backup_that_fails_leaves_no_half_folder(archive_with_articles, monkeypatch):
    def no_space(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archive.backup.shutil.copy2", no_space)

    with pytest.raises(BackupError, match="No space left"):
        backup(archive_with_articles)

    assert list(archive_with_articles.target.iterdir()) == []


# -- a server ------------------------------------------------------------------------------------

on_a_server = pytest.mark.skipif(not SERVER, reason="runs in `make peer-postgresql`")


@pytest.fixture
def on_server(tmp_path):
    settings = load_settings(data=tmp_path / "data", database=of_settings(tmp_path))
    services = open_services(settings)
    key = BlobStore(settings.raw_folder).put(Blob({"url": "u"}, b"<p>roh</p>"))
    services.articles.put_many([article(number) for number in range(3)], seen=NOW)
    services.articles.put(article(3), seen=NOW, blob=key)
    AuditLog(services.database).note("anna", "probe", "a0", at=NOW, after={"ort": "Kaltensülz"})
    yield services
    services.close()


@on_a_server
def test_a_backup_of_a_server_is_restored_to_another_database(on_server, tmp_path):
    made = make_backup(on_server.settings, on_server.database, tmp_path / "b", now=NOW)
    elsewhere = load_settings(data=tmp_path / "new", database=of_settings(tmp_path))

    restore(made.folder, elsewhere, now=NOW)

    other = open_services(elsewhere)
    assert made.articles == 4
    assert other.articles.count() == {"live": 4}
    assert AuditLog(other.database).page()[0].after == {"ort": "Kaltensülz"}
    assert len(list(BlobStore(elsewhere.raw_folder).keys())) == 1
    other.articles.put(article(9), seen=NOW)  # its sequences go on where they were
    AuditLog(other.database).note("anna", "probe", "a1", at=NOW)
    assert differences(other.database) == []
    other.close()


@on_a_server
def test_a_servers_database_in_use_needs_a_word_and_is_dumped_aside(on_server, tmp_path):
    settings = on_server.settings
    made = make_backup(settings, on_server.database, tmp_path / "b", now=NOW)
    on_server.articles.put(article(99), seen=NOW)
    on_server.close()
    elsewhere = settings.model_copy(update={"data": tmp_path / "empty"})

    with pytest.raises(BackupError, match="--replace"):
        restore(made.folder, elsewhere, now=NOW)
    restore(made.folder, settings, now=NOW, replace=True)

    again = open_services(settings)
    assert again.articles.count() == {"live": 4}
    again.close()
    (aside,) = tmp_path.glob("data.before-restore-*.pgdump")
    assert aside.stat().st_size > 1000


@on_a_server
def test_a_damaged_dump_is_refused(on_server, tmp_path):
    made = make_backup(on_server.settings, on_server.database, tmp_path / "b", now=NOW)
    (made.folder / DUMP).write_bytes(b"PGDMP" + b"0" * 100)

    with pytest.raises(BackupError, match="damaged"):
        restore(made.folder, on_server.settings, now=NOW, replace=True)

    assert on_server.articles.count() == {"live": 4}


def test_a_backup_of_one_kind_of_database_is_not_restored_to_the_other(
    archive_with_articles, tmp_path
):
    made = backup(archive_with_articles)
    server = load_settings(data=tmp_path / "n", database="postgresql+psycopg://nobody@127.0.0.1/x")

    with pytest.raises(BackupError, match="option `database`"):
        restore(made.folder, server, now=NOW)


def test_without_pg_dump_the_backup_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr("archive.server_copy.shutil.which", lambda _name: None)

    with pytest.raises(BackupError, match="postgresql-client"):
        check_server_copy(tmp_path / DUMP)
