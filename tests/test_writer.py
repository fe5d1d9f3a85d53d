"""Writing: chunks, replacing, deleting, merging."""

from pathlib import Path

import numpy as np
import pytest
from whoosh import index, query

from index.document import to_document
from index.whoosh_engine.merge import MOST_SEGMENTS, worth_merging
from index.whoosh_engine.names import STEMS, WORDS
from index.whoosh_engine.schema import schema
from index.whoosh_engine.segments import SegmentReader
from index.whoosh_engine.writer import MOST_CHUNKS, ArrayWriter
from tests.indexed import analyzer, article

TEXTS = ("Der Radweg ist fertig.", "Die Brücke in Walldorf.", "Müll und Abfall.", "Neue Kita.")


def articles(count, **given):
    return [
        article(
            f"Nachricht {number}",
            TEXTS[number % 4] * (1 + number % 3),
            name=f"n{number}",
            places=["Meiningen/Walldorf"] if number % 2 else [],
            **given,
        )
        for number in range(count)
    ]


def write(made, found, *, dropped=(), merged=False, **given):
    writer = ArrayWriter(made, analyzer(), **given)
    for each in found:
        writer.add_document(document=to_document(each))
    for each in dropped:
        writer.delete(each.id)
    if merged:
        writer.merge_segments(list(writer.segments))
    writer.commit()


def postings(made):
    """All postings of an index by article id: what must not depend on how it was written."""
    found = {}
    with made.searcher() as searcher:
        reader = searcher.reader()
        ids = {n: searcher.stored_fields(n)["id"] for n in reader.all_doc_ids()}
        for field, term in reader.all_terms():
            matcher, rows = reader.postings(field, term), set()
            while matcher.is_active():
                places = tuple(matcher.value_as("positions")) if field == WORDS else ()
                rows.add((ids[matcher.id()], matcher.weight(), places))
                matcher.next()
            if rows:
                found[field, term] = rows
    return found


@pytest.fixture
def fresh(tmp_path):
    return lambda name: index.create_in(str(_folder(tmp_path / name)), schema())


def _folder(path):
    path.mkdir()
    return path


def test_chunks_and_merges_give_the_postings_of_one_write(fresh):
    whole, parts = fresh("whole"), fresh("parts")
    found = articles(40)

    write(whole, found)
    write(parts, found, tokens_per_chunk=20)

    assert len(parts._read_toc().segments) <= MOST_SEGMENTS
    assert postings(parts) == postings(whole)


def test_a_long_write_merges_its_chunks_on_the_way(fresh, tmp_path):
    whole, parts = fresh("whole"), fresh("parts")
    found = articles(3 * MOST_CHUNKS)
    most = 0

    write(whole, found)
    writer = ArrayWriter(parts, analyzer(), tokens_per_chunk=1)
    for each in found:
        writer.add_document(document=to_document(each))
        most = max(most, len(writer.segments))
    writer.delete(found[0].id)
    writer.add_document(document=to_document(found[0]))
    writer.commit()

    assert most <= MOST_CHUNKS + 2
    assert postings(parts) == postings(whole)
    assert len(list(Path(parts.storage.folder).glob("*.pst"))) <= most


def test_a_merge_of_many_words_keeps_which_word_is_of_which_stem(fresh):
    made = fresh("a")
    for part in range(2):  # 50,000 stems times 50,000 words are more than 32 bits hold
        numbers = " ".join(str(100_000 + 2 * number + part) for number in range(25_000))
        write(made, [article("Zahlen", numbers, name=f"n{part}")], merge_at_most=0)

    write(made, [], merged=True)

    (segment,) = made._read_toc().segments
    read = SegmentReader(Path(made.storage.folder), segment.segment_id(), 2)
    stem = read.terms(STEMS).find(b"149999")
    assert [read.terms(WORDS).term(word) for word in read.forms(stem).tolist()] == [b"=149999"]


def test_a_merge_leaves_deleted_documents_out(fresh):
    whole, parts = fresh("whole"), fresh("parts")
    found = articles(30)
    write(whole, found[10:])
    for start in (0, 10, 20):
        write(parts, found[start : start + 10], merge_at_most=0)

    write(parts, [], dropped=found[:10], merged=True)

    assert parts.doc_count_all() == 20
    assert postings(parts) == postings(whole)


def test_an_article_written_again_replaces_the_old_one(fresh):
    made = fresh("a")
    write(made, articles(4))

    write(made, [article("Ganz neu", "Etwas anderes.", name="n1")])

    with made.searcher() as searcher:
        assert searcher.doc_count() == 4
        assert len(searcher.search(query.Term("titel", "neu"))) == 1


def test_the_last_of_two_writes_in_one_batch_wins(fresh):
    made = fresh("a")

    write(made, [article("Alt", name="x"), article("Neu", name="x")])

    with made.searcher() as searcher:
        titles = [fields["shown"]["title"] for fields in searcher.all_stored_fields()]
        assert titles == ["Neu"]


def test_a_segment_without_live_documents_goes(fresh):
    made = fresh("a")
    found = articles(3)
    write(made, found)

    write(made, [], dropped=found)

    assert made._read_toc().segments == []


def test_merged_documents_keep_text_words_and_facets(fresh, tmp_path):
    made = fresh("a")
    found = articles(9)
    for each in found:
        write(made, [each], merge_at_most=0)
    write(made, [], dropped=found[:2], merged=True)
    (segment,) = made._read_toc().segments
    reader = SegmentReader(tmp_path / "a", segment.segment_id(), segment.doc_count_all())
    reader.verify()

    for number in range(reader.count):
        shown = reader.shown(number)
        original = next(each for each in found if each.id == shown["id"])
        start, values = reader.facet("ort")
        own = {reader.values("ort")[v] for v in values[start[number] : start[number + 1]]}

        assert reader.text(number).startswith(f"{original.title}\n\n{original.text}")
        assert len(reader.words(number)) == len(reader.word_starts(number))
        assert (original.places[0].key in own) if original.places else not own


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        ([(1, 0)] * MOST_SEGMENTS, 0),
        ([(1, 0)] * (MOST_SEGMENTS + 1), MOST_SEGMENTS + 1),
        ([(100_000, 0)] + [(1, 0)] * MOST_SEGMENTS, MOST_SEGMENTS),
        ([(100_000, 0), (20_000, 0), (4_000, 0), (800, 0), (160, 0), (32, 0), (1, 0)], 2),
        ([(3_000, 2_000)], 1),
        ([(3_000, 500)], 0),
    ],
)
def test_the_cheapest_useful_merge_is_chosen(sizes, chosen):
    assert len(worth_merging(sizes)) == chosen


def test_thousands_of_single_writes_stay_few_segments():
    sizes, moved = [(100_000, 0)], 0
    for _ in range(5_000):
        sizes.append((1, 0))
        group = worth_merging(sizes)
        if group:
            total = sum(sizes[at][0] for at in group)
            moved += total
            sizes = [s for at, s in enumerate(sizes) if at not in group] + [(total, 0)]

    assert len(sizes) <= MOST_SEGMENTS
    assert moved < 5_000 * 30  # each document is moved a few times, not thousands
    assert np.sum([size for size, _ in sizes]) == 105_000
