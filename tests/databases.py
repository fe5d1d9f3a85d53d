"""Empty databases for tests: SQLite files, or databases of a server that the environment names."""

import os
from itertools import count

import sqlalchemy as sa

SERVER = os.environ.get("NEWSARCHIVE_TEST_DATABASE", "")
_numbers = count(1)


def fresh(folder, name="archive.sqlite"):
    """Return the address of an empty database: a file in *folder*, or a new one on the server."""
    if not SERVER:
        return f"sqlite:///{folder / name}"
    known = sa.make_url(SERVER)
    made = f"test_{os.getpid()}_{next(_numbers)}"
    engine = sa.create_engine(known, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {made}"))
    engine.dispose()
    return known.set(database=made).render_as_string(hide_password=False)


def of_settings(folder):
    """Return the option `database` for an archive in *folder*: empty means SQLite within."""
    return fresh(folder) if SERVER else ""
