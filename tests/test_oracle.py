"""Stock Whoosh on the same files is the oracle: same documents, same order, same scores."""

import math
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index, query
from whoosh.scoring import BM25F, BM25FScorer

from index.document import to_document
from index.whoosh_engine.codec import ArraySegment
from index.whoosh_engine.counts import FacetTable
from index.whoosh_engine.execution import Execution
from index.whoosh_engine.names import FACET_FIELD, STEMS, TITLES, WORDS
from index.whoosh_engine.nodes import All, Any, Begins, Leaf, Near, OneOf, Without
from index.whoosh_engine.schema import schema
from index.whoosh_engine.segments import SegmentReader
from index.whoosh_engine.snapshot import K1, LEAST_LENGTH, B, Snapshot
from index.whoosh_engine.writer import ArrayWriter
from tests.indexed import analyzer, article

FORMS = ("radweg", "radwege", "brücke", "straße", "sanierung", "kita", "die", "neue", "bau", "müll")
TOWNS = ("Meiningen", "Meiningen/Walldorf", "Wasungen", "Zella-Mehlis")
STEMMED = ("radweg", "bruck", "strass", "sanier", "kita", "neu", "bau", "mull", "rad", "weg")

texts = st.lists(st.sampled_from(FORMS), max_size=14).map(" ".join)
articles = st.builds(
    lambda title, text, towns: article(title, text, places=towns),
    texts,
    texts,
    st.lists(st.sampled_from(TOWNS), max_size=3, unique=True),
)
corpora = st.lists(st.lists(articles, min_size=1, max_size=7), min_size=1, max_size=4)

leaves = st.one_of(
    st.builds(Leaf, st.just(STEMS), st.sampled_from(STEMMED), st.sampled_from((1.0, 0.5))),
    st.builds(Leaf, st.just(TITLES), st.sampled_from(STEMMED)),
    st.builds(Leaf, st.just(WORDS), st.sampled_from([f"={form}" for form in FORMS])),
    st.builds(
        lambda first, second: Near(WORDS, (f"={first}", f"={second}")),
        st.sampled_from(("radweg", "strasse", "die", "neue")),
        st.sampled_from(("bruecke", "sanierung", "kita", "bau")),
    ),
    st.builds(Begins, st.just(WORDS), st.sampled_from(("=ra", "=s", "=neu", "=x"))),
)


def several(children):
    return st.lists(children, min_size=1, max_size=3, unique=True).map(tuple)


trees = st.recursive(
    leaves,
    lambda inner: st.one_of(several(inner).map(All), several(inner).map(Any)),
    max_leaves=6,
)


def leaves_of(node):
    match node:
        case All(parts) | Any(parts):
            return [leaf for part in parts for leaf in leaves_of(part)]
    return [node]


# Whoosh takes out repeated parts of a query before it runs it.
trees = trees.filter(lambda tree: len(set(leaves_of(tree))) == len(leaves_of(tree)))
filters = st.one_of(
    st.none(),
    st.builds(lambda town: OneOf("ort", (town,)), st.sampled_from(("Meiningen", "Walldorf"))),
    st.builds(Without, leaves),
)


class Scorer(BM25FScorer):
    """Stock BM25, with no reward for being very short."""

    def _score(self, weight, length):
        return super()._score(weight, max(length, LEAST_LENGTH * self.avgfl))


class Weighting(BM25F):
    """Stock BM25F with Lucene's idf."""

    def idf(self, searcher, fieldname, text):
        parent = searcher.get_parent()
        found, total = parent.doc_frequency(fieldname, text), parent.doc_count_all()
        return math.log(1 + (total - found + 0.5) / (found + 0.5))

    def scorer(self, searcher, fieldname, text, qf=1):
        return Scorer(searcher, fieldname, text, self.B, self.K1, qf=qf)


class Both:
    """One corpus, seen by stock Whoosh and by ours."""

    def __init__(self, batches, dropped, folder, *, merged):
        self.index = index.create_in(str(folder), schema())
        for batch in batches:
            writer = ArrayWriter(self.index, analyzer(), merge_at_most=0)
            for each in batch:
                writer.add_document(document=to_document(each))
            writer.commit()
        writer = ArrayWriter(self.index, analyzer(), merge_at_most=0)
        for each in dropped:
            writer.delete(each.id)
        if merged and writer.segments:
            writer.merge_segments(list(writer.segments))
        writer.commit()
        segments = self.index._read_toc().segments
        assert all(isinstance(segment, ArraySegment) for segment in segments)
        self.snapshot = Snapshot(
            "test",
            [SegmentReader(folder, s.segment_id(), s.doc_count_all()) for s in segments],
            {s.segment_id(): np.array(sorted(s.deleted_docs()), dtype=np.int64) for s in segments},
        )
        self.run = Execution(self.snapshot, clock=lambda: 0.0)

    def ours(self, node):
        ids, scores = self.run.find(node)
        return dict(zip(ids.tolist(), scores.tolist() if scores is not None else [], strict=False))

    def stock(self, node):
        with self.index.searcher(weighting=Weighting(B=B, K1=K1)) as searcher:
            results = searcher.search(self.asked(node), limit=None)
            return {hit.docnum: hit.score for hit in results}

    def asked(self, node):
        match node:
            case Leaf(field, term, weight):
                return query.Term(field, term, boost=weight)
            case Near(field, terms):
                return query.Phrase(field, list(terms))
            case Begins(field, prefix):
                with self.index.reader() as reader:
                    found = set(reader.expand_prefix(field, prefix))
                return query.Or([query.Term(field, term.decode()) for term in found])
            case Any(parts):
                return query.Or([self.asked(part) for part in parts])
            case All(parts):
                scored = [p for p in parts if not isinstance(p, OneOf | Without)]
                both = query.And([self.asked(part) for part in scored])
                for part in parts:
                    if isinstance(part, OneOf):
                        both = query.Require(both, self.values(part))
                    elif isinstance(part, Without):
                        # Stock AndNot finds an excluded document when it is its first hit.
                        both = query.Require(both, query.Not(self.asked(part.part)))
                return both
        raise AssertionError(node)

    def values(self, node):
        table = self.snapshot.facets
        numbers = [n for value in node.values for n in self.snapshot.resolve(node.facet, value)]
        return query.Or(
            [query.Term(FACET_FIELD + node.facet, table.values[node.facet][n]) for n in numbers]
        )


SMALL = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SMALL
@given(corpora, st.data(), trees, filters, st.booleans())
def test_any_query_finds_and_scores_what_stock_whoosh_does(batches, data, tree, also, merged):
    dropped = data.draw(st.lists(st.sampled_from([a for b in batches for a in b]), max_size=3))
    node = tree if also is None else All((tree, also))
    with tempfile.TemporaryDirectory() as folder:
        both = Both(batches, dropped, Path(folder), merged=merged)

        ours, stock = both.ours(node), both.stock(node)

    assert ours.keys() == stock.keys()
    for number, score in stock.items():
        assert abs(ours[number] - score) < 1e-9
    # Equal scores may come in any order from stock Whoosh; ours are ordered by date and id then.
    by_score = sorted(stock.values(), reverse=True)
    assert np.allclose(sorted(ours.values(), reverse=True), by_score, atol=1e-9)


@SMALL
@given(corpora, trees)
def test_facet_counts_are_those_of_counting_hit_by_hit(batches, tree):
    with tempfile.TemporaryDirectory() as folder:
        both = Both(batches, [], Path(folder), merged=False)
        table: FacetTable = both.snapshot.facets
        found = np.array(sorted(both.ours(tree)), dtype=np.int64)

        counts = table.of(table.count(found, total=table.total), "ort")

        with both.index.searcher() as searcher:
            hits = set(both.stock(tree))
            for value, count in zip(table.values["ort"], counts.tolist(), strict=True):
                owners = searcher.docs_for_query(query.Term(f"{FACET_FIELD}ort", value))
                assert len(hits & set(owners)) == count
