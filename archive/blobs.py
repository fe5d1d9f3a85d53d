"""Raw pages as they came: zstd files named by their content, written to survive a crash."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from archive.errors import BlobError

LEVEL = 6
MOST = 64_000_000  # bytes a blob may unpack to; a page has 30 MB at most


@dataclass(frozen=True, slots=True)
class Blob:
    """A raw answer: `facts` (address, status, headers, time, hints) and the unpacked body."""

    facts: Mapping[str, Any]
    body: bytes


class BlobStore:
    """Blobs below a folder, two levels deep: ab/abcdef….zst."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, blob: Blob) -> str:
        """Keep *blob* and return its key; when this returns it survives a power cut.

        Written beside its place, flushed to the disk, then renamed: a reader sees all or nothing.
        """
        content = _packed(blob)
        key = hashlib.sha256(content).hexdigest()
        path = self._path(key)
        if path.exists():
            return key
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(path, zstandard.ZstdCompressor(level=LEVEL).compress(content))
        except OSError as error:
            raise BlobError(f"raw page cannot be written to {path}: {error}") from error
        return key

    def get(self, key: str) -> Blob:
        """Return the blob with that key; raises BlobError when it is missing or damaged."""
        path = self._path(key)
        try:
            packed = path.read_bytes()
            if not 0 <= zstandard.frame_content_size(packed) <= MOST:
                raise BlobError(f"raw page {key} is damaged: it is no page of a sane size")
            content = zstandard.ZstdDecompressor().decompress(packed)
        except (OSError, zstandard.ZstdError) as error:
            raise BlobError(f"raw page {key} cannot be read: {error}") from error
        if hashlib.sha256(content).hexdigest() != key:
            raise BlobError(f"raw page {key} is damaged: its content has another checksum")
        return _unpacked(content)

    def __contains__(self, key: str) -> bool:
        return self._path(key).exists()

    def keys(self) -> Iterator[str]:
        """Yield the key of every blob."""
        for path in sorted(self.folder.glob("??/*.zst")):
            yield path.stem

    def sweep(self) -> int:
        """Remove what writers left half-done when they were killed; return how much."""
        left = list(self.folder.glob("??/.*.part"))
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _path(self, key: str) -> Path:
        if not (len(key) == 64 and key.isalnum()):
            raise BlobError(f"{key[:80]!r} is no key of a raw page")
        return self.folder / key[:2] / f"{key}.zst"

    def _write(self, path: Path, packed: bytes) -> None:
        part = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb") as file:
                file.write(packed)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _packed(blob: Blob) -> bytes:
    facts = json.dumps(dict(blob.facts), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return facts.encode("ascii") + b"\n" + blob.body


def _unpacked(content: bytes) -> Blob:
    facts, _, body = content.partition(b"\n")
    return Blob(json.loads(facts), body)
