"""Raw pages: kept whole or not at all, damage is noticed."""

import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.blobs import Blob, BlobStore
from archive.errors import BlobError

PAGE = Blob({"url": "https://kreis.test/ü", "status": 200}, b"<p>Stra\xc3\x9fe</p>\n\xff")


@pytest.fixture
def blobs(tmp_path):
    return BlobStore(tmp_path / "raw")


def test_a_raw_page_comes_back_as_it_was_kept(blobs):
    key = blobs.put(PAGE)

    assert blobs.get(key) == PAGE
    assert key in blobs
    assert list(blobs.keys()) == [key]


def test_the_same_page_is_kept_once_and_another_beside_it(blobs):
    first, second = blobs.put(PAGE), blobs.put(PAGE)
    third = blobs.put(Blob({"url": "https://kreis.test/b"}, PAGE.body))

    assert first == second
    assert sorted(blobs.keys()) == sorted({first, third})


@given(
    st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=3), st.binary(max_size=99)
)
def test_any_facts_and_any_bytes_survive(tmp_path_factory, facts, body):
    blobs = BlobStore(tmp_path_factory.mktemp("raw"))
    blob = Blob(facts, body)

    assert blobs.get(blobs.put(blob)) == blob


def test_a_flipped_bit_is_noticed(blobs):
    key = blobs.put(PAGE)
    path = next(blobs.folder.glob("??/*.zst"))
    for position in range(len(path.read_bytes())):
        data = bytearray(path.read_bytes())
        data[position] ^= 1
        path.write_bytes(data)
        with suppress(BlobError):
            assert blobs.get(key) == PAGE  # zstd ignores some header bits
        data[position] ^= 1
        path.write_bytes(data)

    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(BlobError, match=key):
        blobs.get(key)


def test_another_pages_content_under_a_key_is_noticed(blobs):
    key, other = blobs.put(PAGE), blobs.put(Blob({}, b"b"))
    (blobs.folder / key[:2] / f"{key}.zst").write_bytes(
        (blobs.folder / other[:2] / f"{other}.zst").read_bytes()
    )

    with pytest.raises(BlobError, match="checksum"):
        blobs.get(key)


def test_a_missing_page_and_a_key_that_is_a_path_are_refused(blobs):
    with pytest.raises(BlobError, match="cannot be read"):
        blobs.get("a" * 64)
    with pytest.raises(BlobError, match="no key"):
        blobs.get("../" * 21 + "a")


def test_what_a_killed_writer_left_is_no_page_and_is_swept(blobs):
    key = blobs.put(PAGE)
    left = blobs.folder / key[:2] / f".{key}.1234.part"
    left.write_bytes(b"half")

    assert list(blobs.keys()) == [key]
    assert blobs.sweep() == 1
    assert not left.exists()


def test_a_full_disk_leaves_nothing_half_written(blobs, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archive.blobs.os.fsync", full)

    with pytest.raises(BlobError, match="No space left"):
        blobs.put(PAGE)

    assert [path for path in blobs.folder.rglob("*") if path.is_file()] == []


def test_a_bomb_in_the_folder_is_not_unpacked(blobs, monkeypatch):
    monkeypatch.setattr("archive.blobs.MOST", 10)
    key = blobs.put(Blob({}, b"0" * 5000))

    with pytest.raises(BlobError):
        blobs.get(key)


def test_a_page_is_flushed_then_named_then_its_folder_is_flushed(blobs, monkeypatch):
    steps = []
    flush, rename = os.fsync, Path.replace

    def flushed(handle):
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        assert len(list(blobs.keys())) == steps.count("name")  # no half page under its name
        flush(handle)

    def named(path, target):
        steps.append("name")
        return rename(path, target)

    monkeypatch.setattr("archive.blobs.os.fsync", flushed)
    monkeypatch.setattr(Path, "replace", named)

    key = blobs.put(PAGE)

    assert steps == ["file", "name", "folder"]
    assert blobs.get(key) == PAGE
