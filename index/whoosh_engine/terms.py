"""The terms and postings of one field of one segment: sorted terms over flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from index.whoosh_engine.arrays import Array, ArrayFile

KNOWN = 5_000  # places of terms that are kept
LETTERS = b"abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term stands: sorted document numbers and how often (None: once each)."""

    ids: Array
    tf: Array | None


class FieldTerms:
    """One field: term blob with offsets, postings by term, positions where the field has them."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.count = len(file[f"{field}/offset"]) - 1
        self.start = file[f"{field}/start"]
        self.ids = file[f"{field}/ids"]
        self.tf = file.find(f"{field}/tf")
        self.has_positions = f"{field}/pos" in file
        if self.has_positions:
            self.positions = file[f"{field}/pos"]
            self.position_start = file[f"{field}/posstart"]
        self.letters = file.find(f"{field}/letters")
        self.offset = file[f"{field}/offset"]
        self.blob = file[f"{field}/terms"]
        self._blob = self.blob.data
        self._offset = self.offset.data
        self._found: dict[bytes, int] = {}

    def term(self, number: int) -> bytes:
        """Return the term of that number."""
        return bytes(self._blob[self._offset[number] : self._offset[number + 1]])

    def names(self, first: int, last: int) -> list[bytes]:
        """Return the terms numbered *first* to before *last*."""
        edges = self.offset[first : last + 1].tolist()
        letters = bytes(self._blob[edges[0] : edges[-1]])
        begin = edges[0]
        return [letters[a - begin : b - begin] for a, b in pairwise(edges)]

    def bisect(self, term: bytes) -> int:
        """Return the number of the first term that is not before *term*."""
        low, high, offset, blob = 0, self.count, self._offset, self._blob
        while low < high:
            middle = (low + high) // 2
            if bytes(blob[offset[middle] : offset[middle + 1]]) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int:
        """Return the number of *term*, or -1."""
        known = self._found.get(term)
        if known is None:
            number = self.bisect(term)
            known = number if number < self.count and self.term(number) == term else -1
            if len(self._found) >= KNOWN:
                self._found = {}
            self._found[term] = known
        return known

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """Return the first and the last-but-one number of the terms that begin with *prefix*."""
        return self.bisect(prefix), self.bisect(prefix + b"\xff")

    def frequency(self, number: int) -> int:
        """Return in how many documents the term stands (deleted ones included)."""
        return int(self.start[number + 1] - self.start[number])

    def postings(self, number: int) -> Postings:
        """Return the postings of the term of that number."""
        first, last = self.start[number], self.start[number + 1]
        return Postings(self.ids[first:last], None if self.tf is None else self.tf[first:last])

    def keys(self, number: int) -> Array:
        """Return all places of a term as sorted `document << 32 | position`."""
        first, last = self.start[number], self.start[number + 1]
        ids = self.ids[first:last].astype(np.int64)
        if self.tf is not None:
            ids = np.repeat(ids, self.tf[first:last])
        here = slice(self.position_start[number], self.position_start[number + 1])
        keys: Array = (ids << 32) | self.positions[here]
        return keys

    def positions_in(self, number: int, document: int) -> Array:
        """Return the positions of a term in one document of the segment."""
        first, last = int(self.start[number]), int(self.start[number + 1])
        at = first + int(np.searchsorted(self.ids[first:last], document))
        if at >= last or self.ids[at] != document:
            return np.zeros(0, np.int64)
        if self.tf is None:
            begin = int(self.position_start[number]) + at - first
            return self.positions[begin : begin + 1]
        begin = int(self.position_start[number]) + int(self.tf[first:at].sum(dtype=np.int64))
        return self.positions[begin : begin + int(self.tf[at])]

    def alike(self, wanted: bytes, distance: int) -> Array:
        """Return the numbers of exact forms that may be within *distance* edits of *wanted*.

        They are near in length, and few letters stand in only one of the two.
        """
        if self.letters is None:
            return np.zeros(0, np.int64)
        lengths = np.diff(self.offset)
        near = np.abs(lengths - 1 - len(wanted)) <= distance  # "=" begins every exact form
        numbers = np.flatnonzero(near)
        different = np.bitwise_count(self.letters[numbers] ^ np.uint32(letter_mask(wanted)))
        found: Array = numbers[different <= 2 * distance]
        return found


def letter_mask(term: bytes) -> int:
    """Return which letters stand in *term*: a bit for each of a to z, one for all others."""
    mask = 0
    for letter in set(term):
        at = LETTERS.find(letter)
        mask |= 1 << (at if at >= 0 else 26)
    return mask


def field_arrays(field: str, arrays: dict[str, Any]) -> dict[str, Array]:
    """Return *arrays* under the section names of *field*."""
    return {f"{field}/{name}": values for name, values in arrays.items() if values is not None}
