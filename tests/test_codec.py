"""Array files and the Whoosh codec over them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index, query

from archive.errors import SearchIndexError
from index.document import to_document
from index.whoosh_engine.arrays import ArrayFile, ranges, write_arrays
from index.whoosh_engine.distance import edits_to, within
from index.whoosh_engine.inverting import id_keys, invert, sorted_names, stable_order
from index.whoosh_engine.names import WORDS
from index.whoosh_engine.schema import schema
from index.whoosh_engine.segments import SegmentReader
from index.whoosh_engine.terms import FieldTerms, field_arrays, letter_mask
from index.whoosh_engine.writer import ArrayWriter
from tests.indexed import analyzer, article


def index_of(articles, folder):
    made = index.create_in(str(folder), schema())
    writer = ArrayWriter(made, analyzer())
    for each in articles:
        writer.add_document(document=to_document(each))
    writer.commit()
    return made


def test_arrays_come_back_as_they_were_written(tmp_path):
    write_arrays(tmp_path / "a", {"x": np.arange(5), "leer": np.zeros(0, np.uint8)})

    file = ArrayFile(tmp_path / "a")

    assert file["x"].tolist() == [0, 1, 2, 3, 4]
    assert file["leer"].tolist() == []
    assert file.find("y") is None
    file.verify()


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_file_that_is_cut_off_is_refused(tmp_path, cut):
    write_arrays(tmp_path / "a", {"x": np.arange(500)})
    whole = (tmp_path / "a").read_bytes()
    (tmp_path / "a").write_bytes(whole[:-cut])

    with pytest.raises(SearchIndexError):
        ArrayFile(tmp_path / "a")


def test_a_turned_bit_is_found_by_verifying(tmp_path):
    write_arrays(tmp_path / "a", {"x": np.arange(500)})
    damaged = bytearray((tmp_path / "a").read_bytes())
    damaged[100] ^= 1
    (tmp_path / "a").write_bytes(damaged)

    with pytest.raises(SearchIndexError, match="section x"):
        ArrayFile(tmp_path / "a").verify()


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 4096])
def test_what_is_no_array_file_is_refused(tmp_path, content):
    (tmp_path / "a").write_bytes(content)

    with pytest.raises(SearchIndexError):
        ArrayFile(tmp_path / "a")


def test_stock_whoosh_reads_terms_phrases_and_stored_fields(tmp_path):
    made = index_of([article("Neuer Radweg", "Der Radweg nach Walldorf ist fertig.")], tmp_path)

    with made.searcher() as searcher:
        by_stem = searcher.search(query.Term("stamm", "radweg"))
        by_phrase = searcher.search(query.Phrase(WORDS, ["=radweg", "=nach", "=walldorf"]))

        assert by_stem[0]["shown"]["title"] == "Neuer Radweg"
        assert len(by_phrase) == 1
        assert ("stamm", b"radweg") in searcher.reader()
        assert searcher.reader().doc_frequency("stamm", b"fehlt") == 0


def test_a_phrase_does_not_run_from_the_title_into_the_text(tmp_path):
    made = index_of([article("Neuer Radweg", "Walldorf feiert.")], tmp_path)

    with made.searcher() as searcher:
        assert not searcher.search(query.Phrase(WORDS, ["=radweg", "=walldorf"]))


def test_a_document_knows_the_place_of_each_word(tmp_path):
    made = index_of([article("Straße gesperrt", "Die Straße  ist zu.")], tmp_path)
    found = made._read_toc().segments[0]
    segment = SegmentReader(tmp_path, found.segment_id(), 1)

    words = [segment.terms(WORDS).term(n).decode() for n in segment.words(0).tolist()]
    text, starts = segment.text(0), segment.word_starts(0).tolist()

    assert words[:5] == ["=strasse", "=gesperrt", "=die", "=strasse", "=ist"]
    assert [text[at:].split()[0] for at in starts[:5]] == text.split()[:5]


@given(st.lists(st.integers(0, 200_000), max_size=60))
def test_radix_order_is_the_stable_order(keys):
    values = np.array(keys, dtype=np.uint32)

    assert stable_order(values).tolist() == np.argsort(values, kind="stable").tolist()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 6)), max_size=20))
def test_ranges_are_joined_stretches(pairs):
    starts = np.array([start for start, _ in pairs], dtype=np.int64)
    sizes = np.array([size for _, size in pairs], dtype=np.int64)

    expected = [number for start, size in pairs for number in range(start, start + size)]

    assert ranges(starts, sizes).tolist() == expected


@given(st.lists(st.text("abz27é", max_size=20), min_size=2, max_size=8, unique=True))
def test_id_keys_sort_like_the_ids_up_to_sixteen_bytes(ids):
    keys = id_keys(ids).reshape(-1, 2).tolist()

    by_key = [key for _, key in sorted(zip(keys, ids, strict=True), key=lambda pair: pair[0])]

    shortened = [key.encode()[:16] for key in by_key]
    assert shortened == sorted(key.encode()[:16] for key in ids)


@given(
    st.text("abcdeü", min_size=3, max_size=10),
    st.lists(st.text("abcdeü", min_size=1, max_size=11), min_size=1, max_size=20, unique=True),
    st.integers(1, 2),
)
def test_edits_reckoned_at_once_are_those_reckoned_one_by_one(
    tmp_path_factory, word, others, limit
):
    terms = terms_of([f"={other}" for other in others], tmp_path_factory.mktemp("t"))
    ascii_word = word.replace("ü", "u")

    found = edits_to(ascii_word.encode(), terms, np.arange(terms.count), limit)

    for number, edits in enumerate(found.tolist()):
        other = terms.term(number)[1:].decode("latin-1")
        expected = within(ascii_word, other, limit)
        assert edits == (limit + 1 if expected is None else expected)


@given(st.text("abcdefgh", min_size=4, max_size=9), st.integers(0, 8), st.sampled_from("xyz"))
def test_a_misspelling_is_never_sorted_out_beforehand(tmp_path_factory, word, at, letter):
    at = min(at, len(word) - 1)
    wrong = [
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
    ]
    terms = terms_of([f"={word}"], tmp_path_factory.mktemp("t"))

    assert all(len(terms.alike(each.encode(), 1)) == 1 for each in wrong)


def terms_of(words, folder):
    names, rank = sorted_names(np.arange(len(words)), words)
    arrays = invert(names, rank[np.arange(len(words))], np.arange(len(words)))
    arrays["letters"] = np.array([letter_mask(name[1:]) for name in names], dtype=np.uint32)
    write_arrays(folder / "f", field_arrays("wort", arrays))
    return FieldTerms(ArrayFile(folder / "f"), "wort")
