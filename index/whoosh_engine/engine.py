"""Whoosh with array segments behind the engine seam: one process writes, many read."""

from __future__ import annotations

import math
import pickle
import secrets
import threading
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from archive.errors import SearchIndexError
from index.document import Document
from index.engine import OutdatedIndex
from index.german import Analyzer
from index.whoosh_engine.finder import Finder
from index.whoosh_engine.generation import (
    POINTER,
    Manifest,
    SegmentEntry,
    building,
    candidates,
    clean_up,
    pack_numbers,
    publish,
    read_manifest,
    secure_folder,
)
from index.whoosh_engine.merge import merge, worth_merging
from index.whoosh_engine.merge_terms import Source
from index.whoosh_engine.names import DOCUMENTS_FILE, POSTINGS_FILE
from index.whoosh_engine.segments import SegmentReader
from index.whoosh_engine.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.whoosh_engine.writer import ArrayWriter


MERGE_AT_ONCE = 4_000  # documents that a write may merge by itself; more is for the background
LOOK_EVERY = 0.002  # seconds of the clock: less than any write takes
FORMAT = 1  # of the array files; a change of it has the index built anew


DAMAGED = (LookupError, ValueError, TypeError, ArithmeticError, MemoryError)  # reading such arrays
UNREADABLE = (EOFError, LookupError, ValueError, AttributeError, pickle.UnpicklingError)


class WhooshEngine:
    """An index folder with generations; implements `index.engine.Engine`."""

    def __init__(self, folder: Path, analyzer: Analyzer, *, clock: Callable[[], float]) -> None:
        secure_folder(folder)
        self.folder = folder
        self.analyzer = analyzer
        self._clock = clock
        self._refreshing = threading.Lock()
        self._writing = threading.RLock()
        self._merging: threading.Thread | None = None
        self._stamp: Any = None
        self.look_every = LOOK_EVERY
        self._looked = -math.inf
        self._manifest: Manifest | None = None
        self.analysis = f"{FORMAT}.{analyzer.version}"
        self._careful = False  # whether to read every byte of what is opened
        self._open: dict[str, SegmentReader] = {}
        self._finder = self._over(self._empty())

    def reader(self) -> Finder:
        """Return the newest state; the pointer on the disk is looked at every 2 ms at most."""
        now = self._clock()
        if now - self._looked < self.look_every:
            return self._finder
        self._looked = now
        stamp = self._pointer_stamp()
        # While one thread opens the new state, others go on with the one they have.
        if stamp != self._stamp and self._refreshing.acquire(blocking=self._manifest is None):
            try:
                if stamp != self._stamp:
                    self._refresh()
                    self._stamp = stamp
            finally:
                self._refreshing.release()
        return self._finder

    def sequence(self) -> int:
        """Return the change number that the newest state is complete up to; 0 where there is none
        or another analysis made it. Nothing is opened for searching: a writer has no use for it."""
        if self._pointer_stamp() == self._stamp:
            state: Finder | Manifest | None = self._finder
        else:
            state = self._newest()
        return state.sequence if state and state.analysis == self.analysis else 0

    def write(
        self, documents: Iterable[Document], *, removed: Iterable[str] = (), sequence: int
    ) -> None:
        """Replace and remove documents and publish the next generation."""
        with self._writing:
            newest = self._newest()
            if newest is None:
                self.rebuild(documents, sequence=sequence)
                return
            with self._writer(newest.folder, newest) as writer:
                for document in documents:
                    writer.add_document(document=document)
                for key in removed:
                    writer.delete(key)
                writer.commit()
                written = self._publish(writer, newest.folder, sequence)
            self._merge_aside(written)

    def rebuild(self, documents: Iterable[Document], *, sequence: int) -> None:
        """Build a new index beside the one in use, then take it into use."""
        folder = self.folder / f"build-{secrets.token_hex(6)}"
        with self._writing, building(folder), self._writer(folder, None) as writer:
            for document in documents:
                writer.add_document(document=document)
            writer.commit()
            self._publish(writer, folder, sequence)

    def distrust(self) -> bool:
        """Read every byte of the generation in use; where it is damaged, fall back to one that is
        whole (or to none), and return True."""
        with self._refreshing:
            try:
                self.verify()
            except SearchIndexError:
                self._careful = True
                self._manifest = None
                self._open = {}  # so that nothing of the damaged state is taken over
                self._refresh()
                return True
        return False

    def verify(self) -> None:
        """Read every byte of the generation in use; raises SearchIndexError."""
        for segment in self._finder.snapshot.segments:
            segment.verify()

    def close(self) -> None:
        """Wait for a merge at work and let go of files."""
        merging = self._merging
        if merging is not None:
            merging.join()

    # -- reading ---------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Open the newest generation that is whole; segments already open are kept."""
        for manifest, segments in self._whole():
            try:
                if manifest != self._manifest:
                    self._finder = self._over(self._snapshot(manifest, segments))
                    self._manifest = manifest
            except DAMAGED:
                continue
            return
        self._manifest = None
        self._finder = self._over(self._empty())

    def _newest(self) -> Manifest | None:
        """Return the newest generation that is whole: what to write on."""
        return next((manifest for manifest, _ in self._whole()), None)

    def _whole(self) -> Iterator[tuple[Manifest, list[SegmentReader]]]:
        """Yield generations whose files are all there, newest first, with their segments open."""
        for path in candidates(self.folder):
            try:
                manifest = read_manifest(path)
                segments = [self._segment(manifest.folder, entry) for entry in manifest.segments]
            except (SearchIndexError, *DAMAGED):
                continue
            self._open = {segment.name: segment for segment in segments}
            yield manifest, segments

    def _segment(self, folder: Path, entry: SegmentEntry) -> SegmentReader:
        known = self._open.get(entry.name)
        if known is not None:
            return known
        segment = SegmentReader(folder, entry.name, entry.count)
        if self._careful:
            segment.verify()
        return segment

    def _empty(self) -> Snapshot:
        return Snapshot("leer", (), {}, analysis=self.analysis)

    def _snapshot(self, manifest: Manifest, segments: list[SegmentReader]) -> Snapshot:
        return Snapshot(
            manifest.name,
            segments,
            {entry.name: entry.deleted_numbers() for entry in manifest.segments},
            analysis=manifest.analysis,
            sequence=manifest.sequence,
            before=self._finder.snapshot,
        )

    def _over(self, snapshot: Snapshot) -> Finder:
        return Finder(snapshot, self.analyzer, clock=self._clock)

    def _pointer_stamp(self) -> Any:
        try:
            found = (self.folder / POINTER).stat()
        except OSError:
            return ()
        return found.st_mtime_ns, found.st_ino

    # -- writing ---------------------------------------------------------------------------

    def _merge_aside(self, manifest: Manifest) -> None:
        """Start a large merge in the background when one is due and none is at work."""
        if self._merging is not None and self._merging.is_alive():
            return
        deleted = [len(entry.deleted_numbers()) for entry in manifest.segments]
        sizes = [(e.count - gone, gone) for e, gone in zip(manifest.segments, deleted, strict=True)]
        chosen = [manifest.segments[at] for at in worth_merging(sizes)]
        if chosen:
            self._merging = threading.Thread(
                target=self._merge, args=(manifest.folder, chosen), name="index-merge"
            )
            self._merging.start()

    def _merge(self, folder: Path, chosen: list[SegmentEntry]) -> None:
        """Merge segments while others write; take the result in under the lock."""
        from index.whoosh_engine.codec import ArrayCodec, ArraySegment

        sources = []
        for entry in chosen:
            live = np.ones(entry.count, bool)
            live[entry.deleted_numbers()] = False
            sources.append(Source(SegmentReader(folder, entry.name, entry.count), live))
        merged = ArraySegment(ArrayCodec(), "MAIN")
        files = [folder / f"{merged.segment_id()}.{e}" for e in (POSTINGS_FILE, DOCUMENTS_FILE)]
        parts = [path.with_name(f"{path.name}.part") for path in files]
        count = merge(sources, *parts)
        with self._writing:
            manifest = self._newest()
            names = {entry.name for entry in manifest.segments} if manifest else set()
            if manifest is None or not names.issuperset(entry.name for entry in chosen):
                for part in parts:
                    part.unlink(missing_ok=True)
                return
            with self._writer(folder, manifest) as writer:
                for part, path in zip(parts, files, strict=True):
                    part.replace(path)
                old = [s for s in writer.segments if s.segment_id() in {e.name for e in chosen}]
                writer.adopt(merged, count, old)
                for number in _deleted_since(sources, old):
                    merged.delete_document(number)
                writer.commit()
                self._publish(writer, folder, manifest.sequence)

    @contextmanager
    def _writer(self, folder: Path, base: Manifest | None) -> Iterator[ArrayWriter]:
        """Open Whoosh's writer on *folder*, at the generation *base* (None: a new index)."""
        from whoosh.index import create_in, open_dir
        from whoosh.writing import LockError

        from index.whoosh_engine.schema import schema
        from index.whoosh_engine.writer import ArrayWriter

        try:
            if base is None:
                index = create_in(str(folder), schema())
            else:
                _drop_later_tables(folder, base.number)
                index = open_dir(str(folder))
            most = 2**62 if base is None else MERGE_AT_ONCE
            writer = ArrayWriter(index, self.analyzer, merge_at_most=most)
        except LockError as error:
            raise SearchIndexError("another process writes the search index") from error
        except OSError as error:
            raise SearchIndexError(f"the search index cannot be written: {error}") from error
        except UNREADABLE as error:
            raise OutdatedIndex(f"Whoosh's table in {folder} is damaged: {error}") from error
        try:
            yield writer
        finally:
            writer.cancel()

    def _publish(self, writer: ArrayWriter, folder: Path, sequence: int) -> Manifest:
        entries = tuple(
            SegmentEntry(
                segment.segment_id(),
                segment.doc_count_all(),
                pack_numbers(segment.deleted_docs(), segment.doc_count_all()),
                {
                    path.name: path.stat().st_size
                    for path in sorted(folder.glob(f"{segment.segment_id()}.*"))
                },
            )
            for segment in writer.segments
        )
        manifest = Manifest(folder, writer.generation, self.analysis, sequence, entries)
        publish(self.folder, manifest)
        self._looked = -math.inf
        clean_up(self.folder, manifest)
        return manifest


def _drop_later_tables(folder: Path, number: int) -> None:
    """Remove Whoosh tables that no generation was published with: a write that was cut off."""
    for path in folder.glob("_MAIN_*.toc"):
        if int(path.stem.rpartition("_")[2]) > number:
            path.unlink(missing_ok=True)


def _deleted_since(sources: list[Source], segments: list[Any]) -> Iterator[int]:
    """Yield the merged numbers of documents deleted after the merge had read them."""
    now = {segment.segment_id(): segment for segment in segments}
    base = 0
    for source in sources:
        numbers = source.new_numbers(base)
        for document in now[source.segment.name].deleted_docs():
            if numbers[document] >= 0:
                yield int(numbers[document])
        base += int(source.live.sum())
