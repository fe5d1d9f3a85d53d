"""Backups checked and put back: nothing is overwritten, the old data are moved aside."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.backup import DATABASE, FORMAT, MANIFEST, digest
from archive.database import Database, sqlite_module
from archive.errors import BackupError
from archive.server_copy import (
    DUMP,
    check_server_copy,
    copy_server,
    restore_server,
    server_is_empty,
)
from archive.settings import Settings


def verify(folder: Path) -> dict[str, Any]:
    """Return the manifest of a backup after checking every file against it."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = manifest["files"]
        if manifest["format"] > FORMAT:
            raise BackupError(f"{folder} was made by a newer version of the program")
    except FileNotFoundError as error:
        raise BackupError(f"{folder} is no backup: it has no {MANIFEST}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read: {error}") from error
    for name, said in files.items():
        path = _inside(folder, name)
        if not path.is_file():
            raise BackupError(f"{path} is missing; choose another backup")
        if digest(path) != said["sha256"]:
            raise BackupError(f"{path} is damaged; choose another backup")
    if DUMP in files:
        check_server_copy(folder / DUMP)
    else:
        _check_database(folder / DATABASE)
    return manifest


def restore(
    folder: Path, settings: Settings, *, now: datetime, replace: bool = False
) -> Path | None:
    """Put a backup in place of the data folder; return where the old data were moved, if any.

    The backup is verified first. Without *replace*, a data folder or a server's database in use is
    refused. Nothing of the old data is deleted: they are moved beside the new, the server's as a
    dump. The worker and the site must be down.
    """
    manifest = verify(folder)
    _same_kind(manifest["files"], settings)
    data = settings.data.absolute()
    if any(data.glob("*")) and not replace:
        raise BackupError(f"{data} is not empty; say --replace to move what is there aside")
    server = settings.database if DUMP in manifest["files"] else ""
    full = bool(server) and not server_is_empty(server)
    if full and not replace:
        raise BackupError("the server's database is not empty; say --replace to put a dump aside")
    part = data.with_name(f".{data.name}.restoring")
    old = data.with_name(f"{data.name}.before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    try:
        shutil.rmtree(part, ignore_errors=True)
        for name in manifest["files"]:
            if name == DUMP:
                continue
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy2(folder / name, path)
        part.mkdir(parents=True, exist_ok=True)
        part.chmod(0o700)
        if server:
            _restore_server(folder, server, old, full=full)
        moved = _swap(part, data, old)
    except OSError as error:
        raise BackupError(f"{folder} could not be restored to {data}: {error}") from error
    return moved


def _same_kind(files: dict[str, Any], settings: Settings) -> None:
    sqlite = settings.database_url.startswith("sqlite")
    if sqlite == (DUMP in files):
        kind = "a PostgreSQL server" if DUMP in files else "SQLite"
        raise BackupError(f"the backup is of {kind}; set the option `database` to one of that kind")


def _restore_server(folder: Path, server: str, old: Path, *, full: bool) -> None:
    if full:
        database = Database(server)
        copy_server(database, old.with_name(f"{old.name}.pgdump"))
        database.close()
    restore_server(folder / DUMP, server)


def _swap(part: Path, data: Path, old: Path) -> Path | None:
    moved = None
    if data.exists():
        if any(data.iterdir()):
            data.replace(old)
            moved = old
        else:
            data.rmdir()
    part.replace(data)
    return moved


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BackupError(f"{folder / MANIFEST} names {name!r}, which lies outside the backup")
    return path


def _check_database(path: Path) -> None:
    module = sqlite_module()
    try:
        connection = module.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            connection.close()
    except module.Error as error:
        raise BackupError(f"{path} is damaged: {error}; choose another backup") from error
    if said != "ok":
        raise BackupError(f"{path} is damaged: {said}; choose another backup")
