"""The tables' shape: made, recognised and migrated, each in one transaction.

A kill at any moment leaves the shape before or the shape after, never one between: SQLite's DDL
is transactional once BEGIN IMMEDIATE is said, which Python's driver does not do by itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from archive import tables
from archive.database import Database
from archive.errors import MigrationError
from archive.tables.base import metadata

FOLDER = Path(__file__).parent / "migrations"
INITIAL = "0001"


def all_tables() -> sa.MetaData:
    """Return the MetaData with every table of archive.tables registered."""
    for module in pkgutil.iter_modules(tables.__path__):
        importlib.import_module(f"{tables.__name__}.{module.name}")
    return metadata


def newest_revision() -> str:
    """Return the revision this version of the program works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise MigrationError("this installation carries no migrations; install it again")
    return head


def stored_revision(database: Database) -> str | None:
    """Return the revision the database is at, or None when it was never stamped."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def prepare(database: Database) -> None:
    """Make all tables of an empty database, or make sure that an old one has today's shape.

    Raises MigrationError when it must be migrated first.
    """
    if not _has_tables(database):
        migrate(database)
    stored = stored_revision(database)
    if stored != newest_revision():
        raise MigrationError(
            f"the tables are at revision {stored or 'unknown'}, this version needs "
            f"{newest_revision()}: run `newsarchive migrate`"
        )


def migrate(database: Database) -> tuple[str | None, str]:
    """Bring the tables to today's shape; return the revision before and after.

    Raises MigrationError, with nothing changed, when that cannot be done.
    """
    before = stored_revision(database)
    if before is None and _has_tables(database):
        _adopt(database)
        before = INITIAL
    if before != newest_revision():
        with _changing(database) as connection:
            command.upgrade(_config(connection), "head")
    return before, newest_revision()


def differences(database: Database) -> list[Any]:
    """Return how the database's tables differ from the program's; empty is right."""
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, all_tables()))


def _adopt(database: Database) -> None:
    """Stamp a database whose tables were made without a migration, if they are the first ones."""
    found = differences(database)
    if found:
        raise MigrationError(f"the tables have an unknown shape, e.g. {found[0]}; nothing was done")
    with _changing(database) as connection:
        command.stamp(_config(connection), newest_revision())


def _has_tables(database: Database) -> bool:
    with database.read() as connection:
        return bool(set(sa.inspect(connection).get_table_names()) & set(all_tables().tables))


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _changing(database: Database) -> Iterator[sa.Connection]:
    """Give a write transaction in which tables can be made anew without deleting what refers."""
    engine = database.engine.execution_options(newsarchive_begin="BEGIN IMMEDIATE")
    with engine.connect() as connection:
        if database.is_sqlite:  # dropping a table would cascade; cannot be said inside BEGIN
            _pragma(connection, "PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                _refuse_orphans(connection)
        finally:
            if database.is_sqlite:
                _pragma(connection, "PRAGMA foreign_keys=ON")


def _refuse_orphans(connection: sa.Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan is not None:
        raise MigrationError(f"a row of {orphan[0]} refers to nothing in {orphan[2]}")


def _pragma(connection: sa.Connection, statement: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()
