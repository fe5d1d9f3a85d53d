"""The database behind the store: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from archive.errors import ConfigurationError, StoreBusy, StoreError
from archive.tables.base import metadata

INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
WAL_IS_SAFE_FROM = (3, 51, 3)  # SQLite's WAL-reset bug is fixed there


class Database:
    """Transactions on one database: many readers, writers one after another."""

    def __init__(self, url: str) -> None:
        """Open the database at *url*, e.g. sqlite:////var/lib/newsarchive/archive.sqlite."""
        self.url = url
        try:
            self.engine = _engine(url)
        except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError) as error:
            raise ConfigurationError(f"database address {url!r} cannot be used: {error}") from error
        self._writing = self.engine.execution_options(newsarchive_begin="BEGIN IMMEDIATE")

    def create(self) -> None:
        """Make all tables that are missing."""
        with _wrapped(), self._writing.begin() as connection:
            metadata.create_all(connection)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection whose statements see one state of the database."""
        with _wrapped(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, joined: sa.Connection | None = None) -> Iterator[sa.Connection]:
        """Give a connection that commits at the end, or is undone as a whole on an error.

        With *joined*, the caller's transaction is used and the caller commits.
        """
        if joined is not None:
            yield joined
            return
        with _wrapped(), self._writing.begin() as connection:
            yield connection

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is SQLite (VACUUM INTO, pragmas) or a server."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def next_value(connection: sa.Connection, name: str, *, count: int = 1) -> int:
    """Return the next number of the counter *name*, or the first of *count* drawn at once.

    Numbers are gapless in commit order.

    The row stays locked until the transaction ends, so a reader that asks for all numbers above
    n never misses one that was drawn earlier and committed later.
    """
    drawn = connection.execute(_drawing(connection.dialect.name), {"name": name, "value": count})
    return int(drawn.scalar_one()) - count + 1


@cache
def _drawing(dialect: str) -> sa.Executable:
    from archive.tables.articles import counter

    # One statement, so that two first writers cannot both find the counter missing.
    insert: Any = INSERTS[dialect](counter)
    drawn: sa.Executable = insert.on_conflict_do_update(
        index_elements=[counter.c.name], set_={"value": counter.c.value + insert.excluded.value}
    ).returning(counter.c.value)
    return drawn


def sqlite_module() -> ModuleType:
    """Return the newest SQLite binding at hand: pysqlite3 where installed, else Python's own."""
    try:
        import pysqlite3
    except ImportError:
        return sqlite3
    return pysqlite3  # type: ignore[no-any-return]  # the wheel carries no types


def _engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True)
    path = sa.make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    module = sqlite_module()
    engine = sa.create_engine(url, module=module, connect_args={"timeout": 10.0})
    safe_wal = tuple(module.sqlite_version_info) >= WAL_IS_SAFE_FROM

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so DDL is transactional too
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA journal_mode={'WAL' if safe_wal else 'TRUNCATE'}")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.execute("PRAGMA mmap_size=0")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        statement = connection.get_execution_options().get("newsarchive_begin", "BEGIN")
        connection.exec_driver_sql(statement)

    return engine


@contextmanager
def _wrapped() -> Iterator[None]:
    try:
        yield
    except sa.exc.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise StoreBusy(f"the store is busy, try again: {error.orig}") from error
        raise StoreError(f"the store cannot be used: {error.orig}") from error
    except sa.exc.DatabaseError as error:
        raise StoreError(f"the store cannot be used: {error.orig}") from error
