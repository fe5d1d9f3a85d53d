import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from archive.app.starting import bring_up_to_date
from archive.database import Database
from archive.errors import MigrationError
from archive.migrating import (
    all_tables,
    differences,
    migrate,
    newest_revision,
    prepare,
    stored_revision,
)
from archive.settings import Settings


@pytest.fixture
def database(tmp_path):
    opened = Database(f"sqlite:///{tmp_path / 'archive.sqlite'}")
    yield opened
    opened.close()


def test_the_migrations_make_exactly_the_tables_the_program_works_with(database):
    migrate(database)

    assert differences(database) == []


def test_an_empty_database_is_prepared_and_then_left_alone(database):
    prepare(database)
    prepare(database)

    assert stored_revision(database) == newest_revision()
    assert migrate(database) == (newest_revision(), newest_revision())


def test_tables_of_an_unknown_shape_are_refused_and_kept(database):
    all_tables()
    database.create()
    with database.write() as connection:
        connection.execute(sa.text("ALTER TABLE pin ADD COLUMN colour TEXT"))

    with pytest.raises(MigrationError, match="unknown shape"):
        migrate(database)
    with pytest.raises(MigrationError, match="newsarchive migrate"):
        prepare(database)
    assert stored_revision(database) is None


def test_tables_made_before_there_were_migrations_are_adopted(database):
    all_tables()
    database.create()

    migrate(database)

    assert stored_revision(database) == newest_revision()


def test_a_failing_migration_leaves_nothing_behind(database, monkeypatch):
    def fail(*_arguments, **_options):
        raise RuntimeError("power cut")

    monkeypatch.setattr("archive.migrating._refuse_orphans", fail)

    with pytest.raises(RuntimeError, match="power cut"):
        migrate(database)

    with database.read() as connection:
        assert sa.inspect(connection).get_table_names() == []


MIGRATE = """
import sys
from archive.database import Database
from archive.migrating import migrate
print("ready", flush=True)
sys.stdin.readline()
migrate(Database(sys.argv[1]))
print("done", flush=True)
"""


def killed_while_migrating(url, after):
    process = subprocess.Popen(
        [sys.executable, "-c", MIGRATE, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        process.stdout.readline()
        process.stdin.write(b"\n")
        process.stdin.flush()
        time.sleep(after)
        os.kill(process.pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize("after", [number * 0.008 for number in range(40)])
def test_a_migration_killed_at_any_moment_is_whole_or_not_there(tmp_path, after):
    url = f"sqlite:///{tmp_path / 'archive.sqlite'}"

    killed_while_migrating(url, after)

    database = Database(url)
    with database.read() as connection:
        found = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    assert found in (set(), set(all_tables().tables))
    prepare(database)
    assert differences(database) == []
    database.close()


NEXT_ADDRESS, PLACE_RULES = "DROP INDEX ix_frontier_next", "DROP TABLE place_rule"


@pytest.mark.parametrize(
    ("revision", "undone"), [("0001", [NEXT_ADDRESS, PLACE_RULES]), ("0002", [NEXT_ADDRESS])]
)
def test_the_first_command_brings_an_older_archive_up_to_date_and_keeps_a_copy(
    tmp_path, revision, undone
):
    settings = Settings(data=tmp_path)
    older = Database(settings.database_url)
    migrate(older)
    with older.write() as connection:
        for statement in undone:
            connection.execute(sa.text(statement))
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    older.close()
    told: list[str] = []

    bring_up_to_date(settings, now=datetime(2026, 11, 1, tzinfo=UTC), tell=told.append)

    newer = Database(settings.database_url)
    assert stored_revision(newer) == newest_revision()
    assert differences(newer) == []
    newer.close()
    assert len(told) == 1
    assert len(list(settings.backup_folder.iterdir())) == 1
