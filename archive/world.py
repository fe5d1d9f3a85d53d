"""The world's towns from one compact file compiled from GeoNames (CC BY 4.0).

One zstandard frame: a line of JSON with the sections' sizes, then the sections. Names stand
sorted, so a name is found by bisection and a name that longer ones begin with is seen beside it.
Read on first use (about 30 ms, 15 MB), not on start.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import zstandard

KINDS: Final = ("municipality", "locality", "district", "region", "country")
WORD: Final = 1  # flag: also a common word
OLD: Final = 1 << 31  # bit of a reference: a name of former times


@dataclass(frozen=True, slots=True)
class Row:
    """A town as it goes in; `names` and `old_names` are folded."""

    name: str
    above: tuple[str, ...]
    kind: str
    lat: float
    lon: float
    population: int
    names: tuple[str, ...]
    old_names: tuple[str, ...]
    word: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A town as it comes out; `old` says that the name asked for is one of former times."""

    name: str
    path: tuple[str, ...]
    kind: str
    lat: float
    lon: float
    population: int
    traits: frozenset[str]


class World:
    """Towns of the world by folded name."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def open(cls, path: Path) -> World | None:
        """Return the world in the file at *path*, None where there is none."""
        return cls(path) if path.exists() else None

    def find(self, folded: str) -> tuple[list[Found], bool]:
        """Return the towns called *folded*, most populous first, and whether longer names begin
        with it."""
        wanted = folded.encode("utf-8")
        tables = self._tables
        at = bisect_left(tables.names, wanted)
        exact = at < len(tables.names) and tables.names[at] == wanted
        # " " sorts before every letter, so the names that go on stand right behind.
        after = at + exact
        longer = after < len(tables.names) and tables.names[after].startswith(wanted + b" ")
        if not exact:
            return [], longer
        start, end = int(tables.starts[at]), int(tables.starts[at + 1])
        found = [tables.town(int(ref)) for ref in tables.refs[start:end]]
        return sorted(found, key=lambda town: -town.population), longer

    @cached_property
    def _tables(self) -> _Tables:
        return _Tables(zstandard.ZstdDecompressor().decompress(self.path.read_bytes()))


class _Tables:
    """The sections of the file, unpacked as far as needed."""

    def __init__(self, data: bytes) -> None:
        head, _, body = data.partition(b"\n")
        header = json.loads(head)
        self.aboves: list[tuple[str, ...]] = [tuple(path) for path in header["aboves"]]
        sections: dict[str, Any] = {}
        start = 0
        for name, kind, size in header["sections"]:
            sections[name] = (
                body[start : start + size]
                if kind == "text"
                else np.frombuffer(
                    body, dtype=kind, count=size // np.dtype(kind).itemsize, offset=start
                )
            )
            start += size
        self.names: Sequence[bytes] = sections["names"].split(b"\n")
        self.labels: Sequence[bytes] = sections["labels"].split(b"\n")
        self.starts = np.concatenate(([0], np.cumsum(sections["counts"], dtype=np.uint32)))
        self.refs = sections["refs"]
        self.above = sections["above"]
        self.kind = sections["kind"]
        self.flags = sections["flags"]
        self.lat = sections["lat"]
        self.lon = sections["lon"]
        self.population = sections["population"]

    def town(self, ref: int) -> Found:
        row = ref & ~OLD
        name = self.labels[row].decode("utf-8")
        traits = set()
        if ref & OLD:
            traits.add("old")
        if self.flags[row] & WORD:
            traits.add("word")
        return Found(
            name=name,
            path=(*self.aboves[self.above[row]], name),
            kind=KINDS[self.kind[row]],
            lat=float(self.lat[row]) / 100,
            lon=float(self.lon[row]) / 100,
            population=int(self.population[row]),
            traits=frozenset(traits),
        )


def write_world(target: Path, rows: Sequence[Row]) -> int:
    """Write *rows* as the file *target*; return its size in bytes."""
    rows = sorted(rows, key=lambda row: (row.above, row.name))
    aboves = sorted({row.above for row in rows})
    number = {above: index for index, above in enumerate(aboves)}
    names: dict[bytes, list[int]] = {}
    for index, row in enumerate(rows):
        for name in row.names:
            names.setdefault(name.encode("utf-8"), []).append(index)
        for name in row.old_names:
            names.setdefault(name.encode("utf-8"), []).append(index | OLD)
    ordered = sorted(names)
    refs = [ref for name in ordered for ref in names[name]]
    sections: list[tuple[str, str, Any]] = [
        ("names", "text", b"\n".join(ordered)),
        ("labels", "text", b"\n".join(row.name.encode("utf-8") for row in rows)),
        ("counts", "<u2", [len(names[name]) for name in ordered]),
        ("refs", "<u4", refs),
        ("above", "<u2", [number[row.above] for row in rows]),
        ("kind", "<u1", [KINDS.index(row.kind) for row in rows]),
        ("flags", "<u1", [WORD * row.word for row in rows]),
        ("lat", "<i2", [round(row.lat * 100) for row in rows]),
        ("lon", "<i2", [round(row.lon * 100) for row in rows]),
        ("population", "<u4", [row.population for row in rows]),
    ]
    packed = [
        (name, kind, part if kind == "text" else np.asarray(part, dtype=kind).tobytes())
        for name, kind, part in sections
    ]
    header = {
        "aboves": aboves,
        "sections": [(name, kind, len(part)) for name, kind, part in packed],
    }
    whole = json.dumps(header, ensure_ascii=False).encode("utf-8") + b"\n"
    whole += b"".join(part for _, _, part in packed)
    data = zstandard.ZstdCompressor(level=19).compress(whole)
    target.write_bytes(data)
    return len(data)
