"""Unpacks content codings piece by piece, with a cap, and insists on the end marker.

httpx's own decoders inflate a 0.3 MB bomb to 300 MB in memory and take a truncated gzip body for
a whole one; neither may happen to an archive.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # the wheel carries no types
import zstandard

STEP = 256 * 1024  # most bytes one call may unpack
SLICE = 64  # bytes of zstd fed at once: a block of 4 bytes can stand for 128 KB
MAX_CODINGS = 3


class BadCoding(Exception):
    """The body cannot be unpacked; `reason` is "truncated", "coding" or "too-large"."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class _Decoder(Protocol):
    def feed(self, data: bytes, room: int) -> bytes:
        """Unpack *data* to at most *room* bytes and a little."""

    def finish(self) -> None:
        """Raise BadCoding unless the end marker was seen."""


class Inflater:
    """Unpacks one body; `feed` its parts, then `finish`."""

    def __init__(self, codings: str, *, most: int, cut: bool = False) -> None:
        """Prepare for a Content-Encoding header; *most* bytes may come out.

        With *cut* what is beyond is left out instead of refused, and `full` tells so.
        """
        names = [name.strip().lower() for name in codings.split(",")]
        names = [name for name in names if name not in ("", "identity")]
        if len(names) > MAX_CODINGS:
            raise BadCoding("coding", f"{len(names)} content codings on top of each other")
        unknown = [name for name in names if name not in _DECODERS]
        if unknown:
            raise BadCoding("coding", f"unknown content coding {unknown[0][:40]!r}")
        self._decoders = [_DECODERS[name]() for name in reversed(names)]
        self._most = most
        self._size = 0
        self._cut = cut
        self.full = False

    def feed(self, data: bytes) -> bytes:
        """Return *data* unpacked; raises BadCoding beyond the cap or on broken data."""
        for decoder in self._decoders:
            data = decoder.feed(data, self._most - self._size + 1)
        self._size += len(data)
        if self._size <= self._most:
            return data
        if not self._cut:
            raise BadCoding("too-large", f"unpacks to more than {self._most} bytes")
        self.full = True
        return data[: len(data) - (self._size - self._most)]

    def finish(self) -> None:
        """Raise BadCoding when a coding's end marker is missing."""
        for decoder in self._decoders:
            decoder.finish()


def _drain(unpack: Callable[[], bytes], room: int) -> bytes:
    """Call *unpack* until it yields nothing more or *room* is used up."""
    parts: list[bytes] = []
    size = 0
    while size <= room:
        part = unpack()
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


class _Zlib:
    """gzip (also of several members) and deflate, with or without zlib's wrapper."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._decoder = zlib.decompressobj(bits)
        self._fed = False
        self._pending = b""

    def feed(self, data: bytes, room: int) -> bytes:
        self._pending += data
        if not self._pending:
            return b""
        try:
            return _drain(self._step, room)
        except zlib.error as error:
            raise BadCoding("coding", f"broken compressed data: {error}") from error

    def _step(self) -> bytes:
        while self._pending:
            if self._decoder.eof:
                if not self._begins_member():
                    self._pending = b""  # padding behind the last member
                    return b""
                self._decoder = zlib.decompressobj(self._bits)
            part = self._unpack()
            self._pending = self._decoder.unconsumed_tail or self._decoder.unused_data
            if part:
                return part
        return self._decoder.decompress(b"", STEP) if not self._decoder.eof else b""

    def _begins_member(self) -> bool:
        return self._bits == 31 and self._pending[:2] == b"\x1f\x8b"

    def _unpack(self) -> bytes:
        try:
            part = self._decoder.decompress(self._pending, STEP)
        except zlib.error:
            # Some servers call raw deflate "deflate"; RFC 9110 means zlib's wrapper.
            if self._fed or self._bits != 15:
                raise
            self._bits = -15
            self._decoder = zlib.decompressobj(-15)
            part = self._decoder.decompress(self._pending, STEP)
        self._fed = True
        return part

    def finish(self) -> None:
        if not self._fed:
            return  # an empty body has nothing to unpack
        if not self._decoder.eof:
            raise BadCoding("truncated", "compressed data ends before its end marker")


class _Brotli:
    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()
        self._fed = False

    def feed(self, data: bytes, room: int) -> bytes:
        if not data:
            return b""
        self._fed = True
        waiting = [data]

        def step() -> bytes:
            given = waiting.pop() if waiting else b""
            if not given and self._decoder.can_accept_more_data():
                return b""
            return bytes(self._decoder.process(given, output_buffer_limit=STEP))

        try:
            return _drain(step, room)
        except brotli.error as error:
            raise BadCoding("coding", f"broken compressed data: {error}") from error

    def finish(self) -> None:
        if self._fed and not self._decoder.is_finished():
            raise BadCoding("truncated", "compressed data ends before its end marker")


class _Zstandard:
    def __init__(self) -> None:
        self._decoder = zstandard.ZstdDecompressor(max_window_size=8 << 20).decompressobj()
        self._fed = False

    def feed(self, data: bytes, room: int) -> bytes:
        parts: list[bytes] = []
        size = 0
        self._fed = self._fed or bool(data)
        try:
            for start in range(0, len(data), SLICE):
                if self._decoder.eof:
                    break
                parts.append(self._decoder.decompress(data[start : start + SLICE]))
                size += len(parts[-1])
                if size > room:
                    break
        except zstandard.ZstdError as error:
            raise BadCoding("coding", f"broken compressed data: {error}") from error
        return b"".join(parts)

    def finish(self) -> None:
        if self._fed and not self._decoder.eof:
            raise BadCoding("truncated", "compressed data ends before its end marker")


_DECODERS: dict[str, Callable[[], _Decoder]] = {
    "gzip": lambda: _Zlib(31),
    "x-gzip": lambda: _Zlib(31),
    "deflate": lambda: _Zlib(15),
    "br": _Brotli,
    "zstd": _Zstandard,
}
