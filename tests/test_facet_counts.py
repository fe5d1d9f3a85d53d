"""Facet counting: any number of values a document, few and many matches, several segments."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.counting import facet_counts, ordered
from index.facets import FACETS
from index.whoosh_engine.counts import FacetTable
from index.whoosh_engine.ranking import best_places, sorted_places
from index.whoosh_engine.segments import SegmentReader

MONTH = next(facet for facet in FACETS if facet.name == "monat")
PLACE = next(facet for facet in FACETS if facet.name == "ort")


class Segment(SegmentReader):
    """As much of a segment as counting asks for."""

    def __init__(self, documents):
        self._sets = {}
        self.count = len(documents)
        self._values = sorted({value for values in documents for value in values})
        self._documents = documents

    def values(self, _facet):
        return self._values

    def facet(self, _facet):
        sizes = [len(values) for values in self._documents]
        flat = [self._values.index(value) for values in self._documents for value in values]
        return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64), np.array(flat, np.uint32)


documents = st.lists(
    st.lists(st.integers(0, 40).map("v{:02}".format), unique=True, max_size=12), max_size=30
)


@settings(max_examples=80, deadline=None)
@given(st.lists(documents, min_size=1, max_size=3), st.data())
def test_counts_are_those_of_counting_one_by_one(segments, data):
    table = FacetTable([Segment(each) for each in segments], ["ort"])
    everything = [values for segment in segments for values in segment]
    chosen = (
        data.draw(st.sets(st.integers(0, max(0, len(everything) - 1)))) if everything else set()
    )
    ids = np.array(sorted(chosen), dtype=np.int64)

    for total in (None, table.total):
        counted = table.of(table.count(ids, total=total), "ort").tolist()
        alone = table.of(table.count(ids, "ort"), "ort").tolist()
        for value, count, own in zip(table.values["ort"], counted, alone, strict=True):
            expected = sum(value in everything[at] for at in chosen)
            assert count == own == expected


@settings(max_examples=80, deadline=None)
@given(documents.filter(len), st.lists(documents, max_size=3), st.data())
def test_a_table_that_takes_over_what_was_known_counts_as_a_new_one(first, others, data):
    """The first segment outweighs the others, or nothing is taken over."""
    kept = Segment(first * 8)
    before = FacetTable([kept, *(Segment(each) for each in others[:1])], ["ort"])
    segments = [kept, *(Segment(each) for each in others[1:])]

    table, new = FacetTable(segments, ["ort"], before, 1), FacetTable(segments, ["ort"])

    ids = np.array(sorted(data.draw(st.sets(st.integers(0, new.count_all - 1)))), dtype=np.int64)
    for counted in (np.arange(new.count_all), ids):
        assert _by_value(table, counted) == _by_value(new, counted)
    for value in new.values["ort"]:
        having = [each.documents("ort", [each.values["ort"].index(value)]) for each in (table, new)]
        assert having[0].tolist() == having[1].tolist()


def _by_value(table, ids):
    counts = table.of(table.count(ids), "ort").tolist()
    return {value: count for value, count in zip(table.values["ort"], counts, strict=True) if count}


@settings(max_examples=40, deadline=None)
@given(documents)
def test_the_documents_of_a_value_are_all_that_have_it(segment):
    table = FacetTable([Segment(segment)], ["ort"])

    for number, value in enumerate(table.values["ort"]):
        owners = np.flatnonzero(table.documents("ort", [number])).tolist()
        assert owners == [at for at, values in enumerate(segment) if value in values]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=600), st.integers(1, 50))
def test_choosing_the_best_gives_the_beginning_of_the_whole_order(pairs, wanted):
    first = np.array([a for a, _ in pairs], dtype=np.int64)
    second = np.array([b for _, b in pairs], dtype=np.int64)
    unique = np.arange(len(pairs))
    every = slice(None)
    keys = [lambda at, key=key: key[every if at is None else at] for key in (first, second, unique)]

    found = best_places(keys, len(pairs), min(wanted, len(pairs)))

    assert found.tolist() == sorted_places(keys)[:wanted].tolist()


def test_choosing_ten_of_many_looks_closely_at_few():
    values = np.random.default_rng(3).permutation(100_000)
    looked_at = []

    def tie_breaker(at):
        looked_at.append(len(values) if at is None else len(at))
        return values.take(at)

    found = best_places(
        [lambda at: values if at is None else values.take(at), tie_breaker], 100_000, 10
    )

    assert values[found].tolist() == list(range(10))
    assert looked_at == [sum(looked_at)] and looked_at[0] < 40


def test_months_run_from_the_newest_with_unknown_last():
    found = ordered(MONTH, [("2023-12", 1), ("2024-01", 2), ("unbekannt", 9)], (), None)

    assert [(count.value, count.label) for count in found] == [
        ("2024-01", "Januar 2024"),
        ("2023-12", "Dezember 2023"),
        ("unbekannt", "Datum unbekannt"),
    ]


def test_a_chosen_value_is_shown_though_it_is_rare_or_without_hits():
    many = [(f"Ort {n:03}", 500 - n) for n in range(100)]

    found = facet_counts({"ort": many}, {"ort": ("Ort 099", "Ort weg")})["ort"]

    assert [c.value for c in found if c.selected] == ["Ort 099", "Ort weg"]
    assert len(found) < 40


@pytest.mark.parametrize("count", [0, 5])
def test_places_know_their_parent(count):
    (found,) = ordered(PLACE, [("Deutschland/Kreis", count)], (), None)

    assert (found.label, found.parent) == ("Kreis", "Deutschland")
