"""Copies of a PostgreSQL database by its own tools, pg_dump and pg_restore.

The copy is one snapshot, made while others write; the password goes by environment, so that no
list of processes shows it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa

from archive.database import Database
from archive.errors import BackupError
from archive.migrating import all_tables

DUMP = "archive.pgdump"
NEEDED = "install PostgreSQL's client programs (Debian: postgresql-client), as new as the server"


def copy_server(database: Database, copy: Path) -> int:
    """Write one state of the database to the file *copy*; return how many articles it holds."""
    with database.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            snapshot = connection.execute(sa.text("SELECT pg_export_snapshot()")).scalar_one()
            count = connection.execute(sa.text("SELECT count(*) FROM article")).scalar_one()
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"]
            _run("pg_dump", database.url, [*options, f"--snapshot={snapshot}"])
    copy.chmod(0o600)
    return int(count)


def restore_server(copy: Path, url: str) -> None:
    """Put the tables of *copy* in place of those at *url*, all of them or none."""
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
    _run("pg_restore", url, [*options, "--exit-on-error", str(copy)])


def check_server_copy(copy: Path) -> None:
    """Raise BackupError where pg_restore cannot read the table of contents of *copy*."""
    _run("pg_restore", "", ["--list", str(copy)])


def server_is_empty(url: str) -> bool:
    """Tell whether none of the archive's tables is at *url*."""
    database = Database(url)
    try:
        with database.read() as connection:
            return not set(sa.inspect(connection).get_table_names()) & set(all_tables().tables)
    finally:
        database.close()


def _run(program: str, url: str, options: list[str]) -> None:
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not there: {NEEDED}")
    address, environment = _address(url)
    command = [path, *([f"--dbname={address}"] if address else []), *options]
    try:
        subprocess.run(command, env=environment, capture_output=True, check=True)  # noqa: S603  # PostgreSQL's own program
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise BackupError(f"{program} failed: {said[-1] if said else error}") from error


def _address(url: str) -> tuple[str, dict[str, str]]:
    """Return the address as libpq reads it, without its password, and the environment with it."""
    environment = {**os.environ, "LC_ALL": "C"}
    if not url:
        return "", environment
    known = sa.make_url(url)
    if known.password:
        environment["PGPASSWORD"] = str(known.password)
    bare = known.set(drivername="postgresql", password=None)
    return bare.render_as_string(hide_password=False), environment
