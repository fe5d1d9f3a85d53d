"""Generations of the index on disk: manifests with a checksum, a pointer moved by rename.

    index/current                 names the build and the generation in use
    index/build-…/generation-N    segments, deletions, sequence, version of the analysis
    index/build-…/MAIN_….pst|doc  array files; Whoosh's own table of contents lies beside them

Readers need the manifest alone: nothing is unpickled for a search.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import shutil
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from archive.errors import SearchIndexError
from index.whoosh_engine.arrays import Array

POINTER = "current"
BUILDING = "building"  # in the folder of a build at work: locked
_NAME = re.compile(r"generation-(\d+)")
KEPT = 2  # generations of a build that stay on the disk


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment as a manifest names it; `files` maps file names to sizes."""

    name: str
    count: int
    deleted: bytes  # packed bits, compressed; empty: none
    files: dict[str, int]

    def deleted_numbers(self) -> Array:
        """Return the numbers of deleted documents."""
        if not self.deleted:
            return np.zeros(0, np.int64)
        bits = np.frombuffer(zlib.decompress(self.deleted), np.uint8)
        return np.flatnonzero(np.unpackbits(bits, count=self.count))


@dataclass(frozen=True, slots=True)
class Manifest:
    """A generation: what readers open."""

    folder: Path
    number: int
    analysis: str
    sequence: int
    segments: tuple[SegmentEntry, ...]

    @property
    def name(self) -> str:
        """The generation's name, for ETags."""
        return f"{self.folder.name.removeprefix('build-')}-{self.number}"


def pack_numbers(numbers: Any, count: int) -> bytes:
    """Return the numbers of deleted documents as packed, compressed bits."""
    listed = list(numbers)
    if not listed:
        return b""
    bits = np.zeros(count, bool)
    bits[listed] = True
    return zlib.compress(np.packbits(bits).tobytes(), 1)


def publish(root: Path, manifest: Manifest) -> None:
    """Write the manifest, then move the pointer to it; both reach the disk before the next step."""
    head = {
        "generation": manifest.number,
        "analysis": manifest.analysis,
        "sequence": manifest.sequence,
        "segments": [
            {
                "name": entry.name,
                "count": entry.count,
                "deleted": base64.b64encode(entry.deleted).decode(),
                "files": entry.files,
            }
            for entry in manifest.segments
        ],
    }
    body = json.dumps(head).encode()
    sealed = b"%08x\n" % zlib.crc32(body) + body
    write_safely(manifest.folder / f"generation-{manifest.number}", sealed)
    write_safely(root / POINTER, f"{manifest.folder.name}/generation-{manifest.number}\n".encode())


def read_manifest(path: Path) -> Manifest:
    """Read a manifest and check that its files are all there in full size."""
    try:
        seal, _, body = path.read_bytes().partition(b"\n")
        if int(seal, 16) != zlib.crc32(body):
            raise SearchIndexError(f"{path} is damaged")
        head = json.loads(body)
        segments = tuple(
            SegmentEntry(
                entry["name"], entry["count"], base64.b64decode(entry["deleted"]), entry["files"]
            )
            for entry in head["segments"]
        )
        for entry in segments:
            for name, size in entry.files.items():
                if (path.parent / name).stat().st_size != size:
                    raise SearchIndexError(f"{path.parent / name} is cut off")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SearchIndexError(f"{path} cannot be read: {error}") from error
    return Manifest(path.parent, head["generation"], head["analysis"], head["sequence"], segments)


def candidates(root: Path) -> Iterator[Path]:
    """Yield manifests from the one in use to the oldest: what to try in turn."""
    pointed = pointed_at(root)
    if pointed is not None:
        yield pointed
    builds = sorted(root.glob("build-*"), key=_age, reverse=True)
    if pointed is not None:
        builds.sort(key=lambda build: build != pointed.parent)
    for build in builds:
        for path in manifests(build):
            if path != pointed:
                yield path


def manifests(build: Path) -> list[Path]:
    """Return the manifests of a build, newest first."""
    found = [path for path in build.glob("generation-*") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: -int(path.name.partition("-")[2]))


def pointed_at(root: Path) -> Path | None:
    """Return the manifest the pointer names, or None."""
    try:
        build, _, name = (root / POINTER).read_text("ascii").strip().partition("/")
    except (OSError, UnicodeDecodeError):
        return None
    if not re.fullmatch(r"build-\w+", build) or not _NAME.fullmatch(name):
        return None
    return root / build / name


def clean_up(root: Path, manifest: Manifest) -> None:
    """Remove what neither this generation nor the one before needs; readers keep their maps."""
    for build in root.glob("build-*"):
        if build != manifest.folder and not _is_at_work(build):
            shutil.rmtree(build, ignore_errors=True)
    kept = manifests(manifest.folder)[:KEPT]
    needed = {path.name for path in kept}
    for path in kept:
        try:
            entries = read_manifest(path).segments
        except SearchIndexError:
            continue
        needed.update(name for entry in entries for name in entry.files)
    numbers = {path.name.partition("-")[2] for path in kept}
    for path in manifest.folder.iterdir():
        toc = re.fullmatch(r"_MAIN_(\d+)\.toc", path.name)
        stale = toc and toc[1] not in numbers
        old = path.suffix in (".pst", ".doc") or _NAME.fullmatch(path.name)
        if stale or (old and path.name not in needed):
            path.unlink(missing_ok=True)


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Make the folder of a new build. While it is at work a lock, which goes with the process, has
    others leave it alone; when the build fails before it is taken into use, the folder goes."""
    made = folder.with_name(f"new-{folder.name}")  # no build to anyone before it is locked
    made.mkdir(mode=0o700)
    with (made / BUILDING).open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        made.rename(folder)
        try:
            yield
        except BaseException:
            pointed = pointed_at(folder.parent)
            if pointed is None or pointed.parent != folder:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        (folder / BUILDING).unlink(missing_ok=True)


def _is_at_work(build: Path) -> bool:
    try:
        with (build / BUILDING).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:  # someone holds it
        return True
    return False


def secure_folder(root: Path) -> None:
    """Create the index folder for its owner alone; refuse one that others could have filled.

    Whoosh's table of contents is a pickle: whoever may write it may run code as the writer.
    """
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in (root, *root.glob("build-*")):
        found = folder.lstat()
        if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode):
            raise SearchIndexError(
                f"{folder} belongs to someone else; give it to this process's user or remove it"
            )
        if stat.S_IMODE(found.st_mode) & 0o077:
            folder.chmod(0o700)


def write_safely(path: Path, content: bytes) -> None:
    """Replace *path* by *content* in one step that survives a power cut."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_file(path.parent)


def sync_file(path: Path) -> None:
    """Bring a file, or a folder's names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
