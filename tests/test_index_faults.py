"""The index under faults: cut files, turned bits, a disk that refuses, a writer that is killed."""

import builtins
import errno
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from archive.errors import SearchIndexError
from index.document import to_document
from index.results import Search
from index.search import SearchService
from index.whoosh_engine.generation import pointed_at
from tests.indexed import analyzer, article, engine_in, service_over

PLACES = 24  # in each file, that are cut at or turned
WRITER = """
import sys
from pathlib import Path
import index.whoosh_engine.engine as engine
from index.search import SearchService
from tests.indexed import analyzer, article, engine_in
engine.MERGE_AT_ONCE = 3  # larger merges run in the background
service = SearchService(engine_in(Path(sys.argv[1])), analyzer=analyzer())
for number in range(int(sys.argv[2]), 10**9):
    service.write([article(f"Nachricht {number}", name=f"n{number}")], sequence=number)
    print(number, flush=True)
"""


def titles(service):
    return {hit.title for hit in service.search(Search(page_size=100)).hits}


def reopened(folder):
    return SearchService(engine_in(folder), analyzer=analyzer())


@pytest.fixture
def two_generations(tmp_path):
    """The folder of an index with one article in the older, two in the newer generation."""
    service = service_over([article("Eins", "Der Radweg ist fertig.")], tmp_path / "whole")
    service.write([article("Zwei", "Die Kita öffnet.")], sequence=2)
    return tmp_path / "whole"


def files(folder):
    manifest = pointed_at(folder / "index")
    return [
        folder / "index" / "current",
        *sorted(p for p in manifest.parent.iterdir() if p.is_file()),
    ]


def damaged_copies(folder, spoil):
    """Yield copies of *folder* with one file spoilt at one place."""
    rng = random.Random(7)  # places to damage, no secret
    for path in files(folder):
        content = path.read_bytes()
        for at in sorted({rng.randrange(len(content)) for _ in range(PLACES)} if content else ()):
            copy = folder.with_name("spoilt")
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(folder, copy)
            (copy / path.relative_to(folder)).write_bytes(spoil(content, at))
            yield copy


def test_every_file_cut_anywhere_leaves_a_whole_generation_or_none(two_generations):
    for copy in damaged_copies(two_generations, lambda content, at: content[:at]):
        service = reopened(copy)

        assert titles(service) in ({"Eins", "Zwei"}, {"Eins"}, set())
        service.verify()


def test_every_turned_bit_is_noticed_or_does_no_harm(two_generations):
    def turned(content, at):
        return content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :]

    for copy in damaged_copies(two_generations, turned):
        service = reopened(copy)
        try:
            service.verify()
        except SearchIndexError:
            assert service._engine.distrust()

        assert titles(service) in ({"Eins", "Zwei"}, {"Eins"}, set())
        service.verify()


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
def test_a_disk_that_refuses_the_nth_sync_loses_nothing(tmp_path, monkeypatch, code):
    service = service_over([article("Eins")], tmp_path)
    sync, failed = os.fsync, 0
    for nth in range(20):
        left = [nth]

        def refusing(handle, left=left):
            if left[0] == 0:
                raise OSError(code, os.strerror(code))
            left[0] -= 1
            sync(handle)

        monkeypatch.setattr(os, "fsync", refusing)
        try:
            service.write([article(f"Versuch {nth}")], sequence=2 + nth)
        except (OSError, SearchIndexError):
            failed += 1
        monkeypatch.setattr(os, "fsync", sync)

        assert "Eins" in titles(reopened(tmp_path))
        reopened(tmp_path).verify()

    service.write([article("Zwei")], sequence=100)
    assert failed >= 4
    assert {"Eins", "Zwei", "Versuch 19"} <= titles(reopened(tmp_path))


class Disk:
    """A disk that refuses one call of write or truncate below *folder*, counted from 0."""

    def __init__(self, folder, monkeypatch):
        self.left = None  # calls until it refuses; None: it works
        self.code = 0
        monkeypatch.setattr(io, "open", self._opening(folder, io.open))
        monkeypatch.setattr(builtins, "open", self._opening(folder, builtins.open))

    def refuse(self, nth, code):
        self.left, self.code = nth, code

    def works(self):
        """Work again; return whether it has refused anything."""
        refused, self.left = self.left == -1, None
        return refused

    def _opening(self, folder, real):
        disk = self

        class File(io.FileIO):
            def write(self, content):
                disk._count()
                return super().write(content)

            def truncate(self, size=None):
                disk._count()
                return super().truncate(size)

        def opened(path, mode="r", *given, **named):
            if not str(path).startswith(str(folder)) or "w" not in mode:
                return real(path, mode, *given, **named)
            kind = io.BufferedRandom if "+" in mode else io.BufferedWriter
            return kind(File(path, mode.replace("b", "")))

        return opened

    def _count(self):
        if self.left is None or self.left < 0:
            return
        self.left -= 1
        if self.left < 0:
            raise OSError(self.code, os.strerror(self.code))


def test_a_disk_that_refuses_the_nth_write_loses_nothing(tmp_path, monkeypatch):
    """The next write heals; on the way small segments are merged, so that merges fail too."""
    disk = Disk(tmp_path, monkeypatch)
    service = service_over([article("Eins")], tmp_path)
    known, refused = {"Eins"}, 0
    for nth in range(400):
        disk.refuse(nth, (errno.EIO, errno.ENOSPC)[nth % 2])
        try:
            service.write([article(f"Versuch {nth}")], sequence=2 + 2 * nth)
            told = True
        except (OSError, SearchIndexError):
            told = False
        failed = disk.works()
        assert told or failed
        if told:
            known.add(f"Versuch {nth}")
        else:
            refused += 1

        assert titles(reopened(tmp_path)) - {f"Versuch {nth}"} == known - {f"Versuch {nth}"}
        reopened(tmp_path).verify()
        if not failed:
            break
        known |= titles(reopened(tmp_path))
        if nth % 5 == 0:
            service.write([article(f"Danach {nth}")], sequence=3 + 2 * nth)
            known.add(f"Danach {nth}")
            assert titles(service) == titles(reopened(tmp_path)) == known

    assert refused >= 20
    assert len(service._engine.reader().snapshot.segments) <= 7


def test_a_rebuild_that_the_disk_refuses_leaves_the_old_index_and_no_litter(tmp_path, monkeypatch):
    disk = Disk(tmp_path, monkeypatch)
    service = service_over([article("Eins")], tmp_path)
    new = [to_document(article("Zwei")), to_document(article("Drei"))]
    for nth in range(400):
        disk.refuse(nth, errno.ENOSPC)
        try:
            service._engine.rebuild(new, sequence=2)
        except (OSError, SearchIndexError):
            assert disk.works()
            assert titles(reopened(tmp_path)) == titles(service) == {"Eins"}
            assert len(list((tmp_path / "index").glob("build-*"))) == 1
            continue
        if not disk.works():
            break

    assert nth >= 8
    assert titles(reopened(tmp_path)) == {"Zwei", "Drei"}


def test_what_a_killed_rebuild_has_left_goes_with_the_next_write(tmp_path):
    service = service_over([article("Eins")], tmp_path)
    left = tmp_path / "index" / "build-0123456789ab"
    left.mkdir()
    (left / "building").touch()
    (left / "half.pst").write_bytes(b"x" * 1000)

    service.write([article("Zwei")], sequence=2)

    assert not left.exists()
    assert titles(service) == {"Eins", "Zwei"}


def test_a_rebuild_at_work_is_no_litter(tmp_path):
    service = service_over([article("Eins")], tmp_path)
    other = engine_in(tmp_path)

    def documents():
        yield to_document(article("Neu"))
        service.write([article("Zwei")], sequence=2)
        yield to_document(article("Neuer"))

    other.rebuild(documents(), sequence=3)

    assert titles(reopened(tmp_path)) == {"Neu", "Neuer"}


@pytest.mark.slow
def test_a_writer_killed_forty_times_loses_no_article_it_has_told_of(tmp_path):
    rng = random.Random(11)  # moments to kill at, no secret
    folder, last = tmp_path / "data", 0
    service_over([article("Eins")], folder)
    for _ in range(40):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(last + 2)],
            stdout=subprocess.PIPE,
            text=True,
        )
        writer.stdout.readline()
        time.sleep(rng.random() * 0.4)
        writer.send_signal(signal.SIGKILL)
        told, _ = writer.communicate()
        last = max([last + 2, *map(int, told.split())])

        service = reopened(folder)
        service.verify()
        assert service.sequence() >= last
        assert service.search(Search(f"titel:{last}")).total == 1
        last = service.sequence() - 1
    total = reopened(folder).search(Search()).total
    assert total == last + 1
