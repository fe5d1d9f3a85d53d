"""Backups: one consistent folder made while others write, whole or not there.

A backup holds a copy of the database (VACUUM INTO, or pg_dump of one snapshot: no locks held on
readers), all raw pages, settings and the operator's pages. The search index is derived and not in
it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from archive.database import Database, sqlite_module
from archive.errors import BackupError
from archive.server_copy import DUMP, copy_server
from archive.settings import Settings

MANIFEST = "manifest.json"
DATABASE = "archive.sqlite"
FORMAT = 1
DERIVED = ("index", "backups", "lost+found")  # folders a backup need not hold
PASSING = (".lock", ".part", ".sock", ".pid")
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup. `linked` files are shared with the backup before it."""

    folder: Path
    made: datetime
    articles: int
    files: int
    bytes: int
    linked: int


def make_backup(
    settings: Settings, database: Database, target: Path, *, now: datetime, keep: int = 0
) -> Backup:
    """Make a backup below *target* and return it; it has its name only when it is whole.

    Raw pages never change, so a page that the backup before holds already is shared with it by a
    hard link. With *keep*, only the newest so many backups stay.
    """
    name = f"newsarchive-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if (target / name).exists():
        raise BackupError(f"{target / name} exists already; wait a second")
    previous = next(iter(all_backups(target)), None)
    part = target / f".{name}.part"
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        made = _fill(settings, database, part, previous, now)
        part.replace(target / name)
        flush(target)
    except BackupError:
        shutil.rmtree(part, ignore_errors=True)
        raise
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise BackupError(f"the backup in {target} failed and was removed: {error}") from error
    if keep:
        _forget(target, keep)
    return Backup(target / name, **made)


def all_backups(target: Path) -> list[Path]:
    """Return the whole backups below *target*, newest first."""
    return sorted((path.parent for path in target.glob(f"newsarchive-*/{MANIFEST}")), reverse=True)


def _fill(
    settings: Settings, database: Database, part: Path, previous: Path | None, now: datetime
) -> dict[str, Any]:
    copy = part / (DATABASE if database.is_sqlite else DUMP)
    if database.is_sqlite:
        copy_database(database, copy)
        articles = _count(copy)
    else:
        articles = copy_server(database, copy)
        flush(copy)
    known = _known(previous)
    files = {copy.name: _entry(copy)}
    linked = 0
    # Raw pages come after the database: every page it speaks of was written before it was.
    for path in _own_files(settings, database):
        name = path.relative_to(settings.data).as_posix()
        files[name], shared = _take(settings.data, part, name, previous, known.get(name))
        linked += shared
    total = sum(entry["bytes"] for entry in files.values())
    made = {"made": now, "articles": articles, "files": len(files), "bytes": total}
    manifest = {"format": FORMAT, **made, "made": now.astimezone(UTC).isoformat(), "files": files}
    _write(part / MANIFEST, json.dumps(manifest, indent=1))
    return {**made, "linked": linked}


def copy_database(database: Database, copy: Path) -> None:
    """Copy one state of a SQLite database while others write; waits for nobody."""
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM INTO ?", (str(copy),))  # outside a transaction, as it must be
        cursor.close()
    except sqlite_module().Error as error:
        raise BackupError(f"the database could not be copied: {error}") from error
    finally:
        raw.close()
    copy.chmod(0o600)
    flush(copy)


def _own_files(settings: Settings, database: Database) -> Iterator[Path]:
    own = Path(sa.make_url(database.url).database or "").name if database.is_sqlite else DATABASE
    for path in sorted(settings.data.rglob("*")):
        parts = path.relative_to(settings.data).parts
        derived = parts[0] in DERIVED or parts[0].startswith(own)
        passing = any(part.startswith(".") or part.endswith(PASSING) for part in parts)
        if path.is_file() and not path.is_symlink() and not derived and not passing:
            yield path


def _take(
    data: Path, part: Path, name: str, previous: Path | None, known: Entry | None
) -> tuple[Entry, bool]:
    """Copy a file into the backup, or share it with the one before when it is the same file."""
    copy = part / name
    copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    state = (data / name).stat()
    if previous and known and _unchanged(known, state):
        try:
            os.link(previous / name, copy)
        except OSError:  # another file system, or too many names: copy anew
            copy.unlink(missing_ok=True)
        else:
            return known, True
    shutil.copy2(data / name, copy)
    flush(copy)
    return {**_entry(copy), "changed": state.st_mtime_ns}, False


def _unchanged(known: Entry, state: os.stat_result) -> bool:
    return (known["bytes"], known.get("changed")) == (state.st_size, state.st_mtime_ns)


def _known(previous: Path | None) -> dict[str, Entry]:
    try:
        manifest = json.loads((previous / MANIFEST).read_text("utf-8")) if previous else {}
    except (OSError, ValueError):
        return {}
    return dict(manifest.get("files", {}))


def _entry(path: Path) -> Entry:
    return {"bytes": path.stat().st_size, "sha256": digest(path)}


def _count(copy: Path) -> int:
    connection = sqlite_module().connect(str(copy))
    try:
        return int(connection.execute("SELECT count(*) FROM article").fetchone()[0])
    finally:
        connection.close()


def _forget(target: Path, keep: int) -> None:
    for old in all_backups(target)[keep:]:
        (old / MANIFEST).unlink()  # first, so that half a folder never passes for a backup
        shutil.rmtree(old)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    flush(path)
    flush(path.parent)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
