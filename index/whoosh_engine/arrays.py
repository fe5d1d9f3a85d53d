"""Flat arrays in one file, memory-mapped: what postings and per-document data are kept in.

Layout: the sections, each at a multiple of 64 bytes; a JSON trailer with name, type, offset,
count and CRC-32 of every section; its length and CRC-32; a magic word. A reader checks trailer
and size when it opens (cheap), `verify` reads every byte.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.errors import SearchIndexError

Array = NDArray[Any]
MAGIC = b"NewsArr1"
_TAIL = struct.Struct("<QI8s")  # length and CRC-32 of the trailer, magic
_ALIGN = 64
_BLOCK = 1 << 22


class ArrayFileWriter:
    """A file of arrays being written; sizes are told first, contents may come in pieces."""

    def __init__(self, path: Path, layout: Mapping[str, tuple[np.dtype[Any], int]]) -> None:
        self.path = path
        self._sections: dict[str, tuple[np.dtype[Any], int, int]] = {}
        offset = 0
        for name, (dtype, count) in layout.items():
            self._sections[name] = (np.dtype(dtype), offset, count)
            size = np.dtype(dtype).itemsize * count
            offset += -(-size // _ALIGN) * _ALIGN
        self._end = offset
        self._file = path.open("w+b")
        with self._closed_on_failure():
            self._file.truncate(offset)

    def put(self, name: str, values: Array, start: int = 0) -> None:
        """Write *values* into section *name* from item *start* on."""
        dtype, offset, count = self._sections[name]
        if start + len(values) > count:
            raise SearchIndexError(f"{self.path.name}: section {name} is too small")
        with self._closed_on_failure():
            self._file.seek(offset + start * dtype.itemsize)
            self._file.write(np.ascontiguousarray(values, dtype=dtype).data)

    def finish(self) -> None:
        """Write the checksums and bring everything to the disk."""
        with self._closed_on_failure():
            head = {
                name: [dtype.str, offset, count, self._checksum(offset, dtype.itemsize * count)]
                for name, (dtype, offset, count) in self._sections.items()
            }
            trailer = json.dumps(head).encode()
            self._file.seek(self._end)
            self._file.write(trailer + _TAIL.pack(len(trailer), zlib.crc32(trailer), MAGIC))
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    @contextmanager
    def _closed_on_failure(self) -> Iterator[None]:
        """Let go of the file when the disk refuses: closing may well fail for the same reason."""
        try:
            yield
        except OSError:
            with suppress(OSError):
                self._file.close()
            raise

    def _checksum(self, offset: int, size: int) -> int:
        self._file.seek(offset)
        found = 0
        while size:
            block = self._file.read(min(size, _BLOCK))
            found = zlib.crc32(block, found)
            size -= len(block)
        return found


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write whole arrays to *path* in one go."""
    writer = ArrayFileWriter(path, {name: (a.dtype, len(a)) for name, a in arrays.items()})
    for name, values in arrays.items():
        writer.put(name, values)
    writer.finish()


class ArrayFile:
    """A file of arrays opened for reading; raises SearchIndexError when it is damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise SearchIndexError(f"{path} cannot be read: {error}") from error
        self._head = self._trailer()
        self._arrays: dict[str, Array] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._head

    def __getitem__(self, name: str) -> Array:
        found = self._arrays.get(name)
        if found is None:
            dtype, offset, count, _ = self._head[name]
            found = np.frombuffer(self._map, dtype=dtype, count=count, offset=offset)
            self._arrays[name] = found
        return found

    def find(self, name: str) -> Array | None:
        """Return the array of that name, None where there is none."""
        return self[name] if name in self._head else None

    def names(self) -> tuple[str, ...]:
        """Return the names of all sections."""
        return tuple(self._head)

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return len(self._map)

    def release(self) -> None:
        """Give back the memory that the pages read so far take; they are read again when asked."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def verify(self) -> None:
        """Read every byte and compare the checksums."""
        for name, (_, _, _, expected) in self._head.items():
            if zlib.crc32(self[name].view(np.uint8).data) != expected:
                raise SearchIndexError(f"{self.path}: section {name} is damaged")

    def _trailer(self) -> dict[str, tuple[str, int, int, int]]:
        tail = len(self._map) - _TAIL.size
        if tail >= 0:
            length, checksum, magic = _TAIL.unpack(self._map[tail:])
            trailer = self._map[max(0, tail - length) : tail]
            if magic == MAGIC and len(trailer) == length and zlib.crc32(trailer) == checksum:
                head: dict[str, tuple[str, int, int, int]] = json.loads(trailer)
                return head
        raise SearchIndexError(f"{self.path} is no array file or is cut off")


def ranges(starts: Array, sizes: Array) -> Array:
    """Return start, start + 1, … for each start, as many as its size, in one array."""
    total = int(sizes.sum())
    if not total:
        return np.zeros(0, np.int64)
    shift = starts - (np.cumsum(sizes) - sizes)
    return np.repeat(shift, sizes) + np.arange(total)


def places(sorted_ids: Array, wanted: Array, count: int) -> tuple[Array, Array]:
    """Return where each of *wanted* stands in *sorted_ids* and whether it does at all."""
    if not len(sorted_ids):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    if len(wanted) * 24 < len(sorted_ids) or count > 40 * (len(wanted) + len(sorted_ids)):
        at = np.searchsorted(sorted_ids, wanted)
        at[at == len(sorted_ids)] = 0
        return at, sorted_ids[at] == wanted
    place: Array = np.full(count, -1, np.int32)
    place[sorted_ids] = np.arange(len(sorted_ids), dtype=np.int32)
    found: Array = place.take(wanted)
    return found, found >= 0
