"""A Whoosh codec over flat arrays: plain `searcher.search()` reads what our writer wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import Codec, FieldWriter, PerDocumentReader, PerDocumentWriter, TermsReader
from whoosh.codec.whoosh3 import W3Segment
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from index.whoosh_engine.arrays import Array, ArrayFile, write_arrays
from index.whoosh_engine.names import DOCUMENTS_FILE, POSTINGS_FILE
from index.whoosh_engine.terms import FieldTerms


class ArraySegment(W3Segment):  # type: ignore[misc]
    """A segment of two array files; never packed into one, they are mapped where they lie."""

    def should_assemble(self) -> bool:
        """Say no: a compound file would be copied into memory."""
        return False


class ArrayCodec(Codec):  # type: ignore[misc]
    """Readers and writers of array segments."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """Return a segment with a name of its own."""
        return ArraySegment(self, indexname)

    def per_document_writer(self, storage: Any, segment: Any) -> ArraysWriter:
        """Return what writes the document file."""
        return ArraysWriter(segment_file(storage, segment, DOCUMENTS_FILE))

    def field_writer(self, storage: Any, segment: Any) -> ArrayFieldWriter:
        """Return what writes the postings file."""
        return ArrayFieldWriter(segment_file(storage, segment, POSTINGS_FILE))

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        """Return the reader of terms and postings."""
        return ArrayTermsReader(ArrayFile(segment_file(storage, segment, POSTINGS_FILE)))

    def per_document_reader(self, storage: Any, segment: Any) -> ArrayDocumentReader:
        """Return the reader of stored fields, lengths and deletions."""
        return ArrayDocumentReader(
            ArrayFile(segment_file(storage, segment, DOCUMENTS_FILE)), segment
        )

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        """Refuse: postings are written as whole arrays."""
        raise NotImplementedError

    def postings_reader(self, *_: Any, **__: Any) -> Any:
        """Refuse: postings are read by the terms reader."""
        raise NotImplementedError


def segment_file(storage: Any, segment: Any, extension: str) -> Path:
    """Return the path of one of a segment's files."""
    return Path(storage.folder) / f"{segment.segment_id()}.{extension}"


class ArraysWriter(PerDocumentWriter):  # type: ignore[misc]
    """Writes one array file when it is given the arrays."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_closed = False

    def write(self, arrays: dict[str, Array]) -> None:
        """Write the file."""
        write_arrays(self.path, arrays)

    def close(self) -> None:
        """Note that no more comes."""
        self.is_closed = True


class ArrayFieldWriter(ArraysWriter, FieldWriter):  # type: ignore[misc]
    """Writes the postings file."""


class ArrayTermsReader(TermsReader):  # type: ignore[misc]
    """Terms and postings of a segment through Whoosh's own interface."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        names = {name.partition("/")[0] for name in file.names() if name.endswith("/offset")}
        self._fields = {name: FieldTerms(file, name) for name in sorted(names)}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field = self._fields.get(term[0])
        return field is not None and field.find(term[1]) >= 0

    def indexed_field_names(self) -> Any:
        """Return the names of fields with terms."""
        return self._fields.keys()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every field name and term in order."""
        for name, field in self._fields.items():
            for number in range(field.count):
                yield name, field.term(number)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield field names and terms from *prefix* on."""
        for name, field in self._fields.items():
            if name < fieldname:
                continue
            first = field.bisect(prefix) if name == fieldname else 0
            for number in range(first, field.count):
                yield name, field.term(number)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every term with what is known of it."""
        for name, term in self.terms():
            yield (name, term), self.term_info(name, term)

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield terms from *prefix* on with what is known of them."""
        for name, term in self.terms_from(fieldname, prefix):
            yield (name, term), self.term_info(name, term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return frequencies and bounds of a term; raises TermNotFound."""
        field, number = self._find(fieldname, text)
        found = field.postings(number)
        tf = found.tf
        return TermInfo(
            weight=float(len(found.ids) if tf is None else tf.sum(dtype=np.int64)),
            df=len(found.ids),
            minlength=1,
            maxlength=2**31,
            maxweight=1.0 if tf is None else float(tf.max()),
            minid=int(found.ids[0]),
            maxid=int(found.ids[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term stands in all documents, 0 where it does not."""
        if (fieldname, text) not in self:
            return 0.0
        weight: float = self.term_info(fieldname, text).weight()
        return weight

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return in how many documents a term stands, 0 where it does not."""
        field = self._fields.get(fieldname)
        number = -1 if field is None else field.find(text)
        return 0 if field is None or number < 0 else field.frequency(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Return Whoosh's walk over a term's postings."""
        field, number = self._find(fieldname, text)
        found = field.postings(number)
        placed = field.has_positions
        return ListMatcher(
            found.ids.tolist(),
            [1.0] * len(found.ids) if found.tf is None else found.tf.astype(float).tolist(),
            _Positions(field, number, format_) if placed else None,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        """Refuse: misspellings are looked up in the arrays."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the file."""
        self._fields = {}

    def _find(self, fieldname: str, text: bytes) -> tuple[FieldTerms, int]:
        field = self._fields.get(fieldname)
        number = -1 if field is None else field.find(text)
        if field is None or number < 0:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return field, number


class _Positions:
    """The positions of a term, encoded for Whoosh document by document when asked."""

    def __init__(self, field: FieldTerms, number: int, format_: Any) -> None:
        self._keys = field.keys(number)
        self._ids = field.postings(number).ids
        self._format = format_

    def __getitem__(self, at: int) -> bytes:
        document = int(self._ids[at]) << 32
        first, last = np.searchsorted(self._keys, [document, document + (1 << 32)])
        encoded: bytes = self._format.encode((self._keys[first:last] & 0xFFFFFFFF).tolist())
        return encoded

    def __len__(self) -> int:
        return len(self._ids)


class ArrayDocumentReader(PerDocumentReader):  # type: ignore[misc]
    """What Whoosh asks of single documents."""

    def __init__(self, file: ArrayFile, segment: Any) -> None:
        self._file = file
        self._segment = segment

    def close(self) -> None:
        """Do nothing: the map goes with its last array."""

    def doc_count(self) -> int:
        """Return how many documents are not deleted."""
        return self.doc_count_all() - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones too."""
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        """Tell whether any document is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether that document is deleted."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Any:
        """Return the numbers of deleted documents."""
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how long a field of a document is, in weighted words."""
        name = f"length/{fieldname}"
        return int(self._file[name][docnum]) if name in self._file else default

    def field_length(self, fieldname: str) -> int:
        """Return the sum of a field's lengths."""
        name = f"length/{fieldname}"
        return int(self._file[name].sum(dtype=np.int64)) if name in self._file else 0

    def min_field_length(self, fieldname: str) -> int:
        """Return the shortest length of a field."""
        return int(self._file[f"length/{fieldname}"].min())

    def max_field_length(self, fieldname: str) -> int:
        """Return the greatest length of a field."""
        return int(self._file[f"length/{fieldname}"].max())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return what a hit shows, and the id."""
        start = self._file["shown/start"]
        shown = json.loads(self._file["shown"][start[docnum] : start[docnum + 1]].tobytes())
        return {"id": shown["id"], "shown": shown}
