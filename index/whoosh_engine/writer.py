"""A Whoosh segment writer that writes arrays, in chunks, and keeps the generation before."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC
from whoosh.writing import SegmentWriter

from index.document import Document
from index.german import Analyzer
from index.whoosh_engine.arrays import ArrayFile
from index.whoosh_engine.codec import ArrayCodec, segment_file
from index.whoosh_engine.gathering import Gathering
from index.whoosh_engine.generation import sync_file
from index.whoosh_engine.lexicon import Lexicon
from index.whoosh_engine.merge import merge, worth_merging
from index.whoosh_engine.merge_terms import Source
from index.whoosh_engine.names import DOCUMENTS_FILE, ID, POSTINGS_FILE
from index.whoosh_engine.segments import SegmentReader
from index.whoosh_engine.terms import FieldTerms

TOKENS_PER_CHUNK = 2_000_000  # bounds memory: about 250 MB while a chunk is sorted
MOST_CHUNKS = 16  # that wait to be merged; their maps and terms take memory too


class ArrayWriter(SegmentWriter):  # type: ignore[misc]
    """Writes documents as array segments under Whoosh's lock, table of contents and segments."""

    def __init__(
        self,
        ix: Any,
        analyzer: Analyzer,
        *,
        tokens_per_chunk: int = TOKENS_PER_CHUNK,
        merge_at_most: int = 2**62,
        **given: Any,
    ) -> None:
        self.segments: list[Any] = []
        self._id_terms: dict[str, FieldTerms] = {}
        self.newsegment: Any = None
        self.perdocwriter: Any = None
        self.fieldwriter: Any = None
        super().__init__(ix, codec=ArrayCodec(), **given)
        self._tokens_per_chunk = tokens_per_chunk
        self._merge_at_most = merge_at_most  # documents; larger merges are for the background
        self._lexicon = Lexicon(analyzer)
        self._analyzer = analyzer
        self._gathering = Gathering(analyzer, self._lexicon)
        self._waiting: dict[str, int] = {}
        self._dropped: set[int] = set()
        self._chunks: list[Any] = []  # segments that nobody else has seen yet

    def add_document(self, *, document: Document) -> None:
        """Add *document*; one of the same id that was there before is deleted."""
        self._check_state()
        self.delete(document.id)
        if self._gathering.tokens >= self._tokens_per_chunk:
            self.write_chunk()
        self._waiting[document.id] = self._gathering.count
        self._gathering.add(document)
        self._added = True

    def delete(self, key: str) -> bool:
        """Delete the document of that id wherever it is; return whether there was one."""
        waiting = self._waiting.pop(key, None)
        if waiting is not None:
            self._dropped.add(waiting)
        found = waiting is not None
        for segment in self.segments:
            number = self._ids(segment).find(key.encode("utf-8", "replace"))
            if number >= 0:
                document = int(self._ids(segment).postings(number).ids[0])
                if not segment.is_deleted(document):
                    segment.delete_document(document)
                    found = True
        return found

    def write_chunk(self) -> None:
        """Write what waits as a segment of its own and start the next."""
        if not self._gathering.count:
            return
        postings, documents = self._gathering.arrays()
        self.fieldwriter.write(postings)
        self.perdocwriter.write(documents)
        self.newsegment.set_doc_count(self._gathering.count)
        for number in self._dropped:
            self.newsegment.delete_document(number)
        self.segments.append(self.newsegment)
        self._chunks.append(self.newsegment)
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self._gathering = Gathering(self._analyzer, self._lexicon)
        self._waiting, self._dropped = {}, set()
        if len(self._chunks) >= MOST_CHUNKS:
            self._merge_chunks()

    def commit(self, **_: Any) -> None:
        """Write the rest and the table of contents; older generations stay on the disk."""
        self._check_state()
        self.write_chunk()
        self.segments = [s for s in self.segments if s.doc_count_all() > s.deleted_count()]
        self._merge_some()
        table = TOC(self.schema, self.segments, self.generation)
        table.write(self.storage, self.indexname)
        sync_file(Path(self.storage.folder) / table._filename(self.indexname, self.generation))
        self._finish()

    def merge_segments(self, chosen: Iterable[Any]) -> None:
        """Put one segment in the place of those *chosen*."""
        chosen = list(chosen)
        sources = [self._source(segment) for segment in chosen]
        merged = self.codec.new_segment(self.storage, self.indexname)
        count = merge(
            sources,
            segment_file(self.storage, merged, POSTINGS_FILE),
            segment_file(self.storage, merged, DOCUMENTS_FILE),
        )
        self.adopt(merged, count, chosen)

    def adopt(self, merged: Any, count: int, chosen: Iterable[Any]) -> None:
        """Take a merged segment in for those it was made of."""
        gone = {segment.segment_id() for segment in chosen}
        merged.set_doc_count(count)
        self.segments = [s for s in self.segments if s.segment_id() not in gone] + [merged]

    def _merge_chunks(self) -> None:
        """Make one segment of this writer's chunks and remove their files."""
        chunks, self._chunks = self._chunks, []
        self.merge_segments(chunks)
        for chunk in chunks:
            self._id_terms.pop(chunk.segment_id(), None)
            for extension in (POSTINGS_FILE, DOCUMENTS_FILE):
                segment_file(self.storage, chunk, extension).unlink(missing_ok=True)

    def _merge_some(self) -> None:
        while True:
            sizes = [
                (s.doc_count_all() - s.deleted_count(), s.deleted_count()) for s in self.segments
            ]
            chosen = worth_merging(sizes)
            if not chosen or sum(sum(sizes[at]) for at in chosen) > self._merge_at_most:
                return
            self.merge_segments([self.segments[at] for at in chosen])

    def _source(self, segment: Any) -> Source:
        count = segment.doc_count_all()
        live = np.ones(count, bool)
        live[list(segment.deleted_docs())] = False
        return Source(SegmentReader(Path(self.storage.folder), segment.segment_id(), count), live)

    def cancel(self) -> None:
        """Give up: nothing is published, the lock is let go."""
        if not self.is_closed:
            with suppress(OSError):
                self._finish()

    def _ids(self, segment: Any) -> FieldTerms:
        found = self._id_terms.get(segment.segment_id())
        if found is None:
            path = segment_file(self.storage, segment, POSTINGS_FILE)
            found = self._id_terms[segment.segment_id()] = FieldTerms(ArrayFile(path), ID)
        return found


def add_all(writer: ArrayWriter, documents: Iterable[Document]) -> int:
    """Add every one of *documents*; return how many."""
    count = 0
    for document in documents:
        writer.add_document(document=document)
        count += 1
    return count
