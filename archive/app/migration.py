"""Migrating with a net: the database is copied before its tables change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from archive.backup import copy_database
from archive.database import Database
from archive.migrating import migrate, newest_revision, stored_revision
from archive.server_copy import copy_server
from archive.settings import Settings


def migrate_safely(
    settings: Settings, *, now: datetime, copy_first: bool, tell: Callable[[str], None]
) -> tuple[str | None, str]:
    """Bring the tables to today's shape; return the revision before and after."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.database_url)
    try:
        stored = stored_revision(database)
        if copy_first and stored not in (None, newest_revision()):
            settings.backup_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            kind = "sqlite" if database.is_sqlite else "pgdump"
            copy = (
                settings.backup_folder
                / f"before-{newest_revision()}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{kind}"
            )
            (copy_database if database.is_sqlite else copy_server)(database, copy)
            tell(f"the database as it was is in {copy}")
        return migrate(database)
    finally:
        database.close()
