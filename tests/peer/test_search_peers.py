"""Other engines over the same tokens find as many and count the same values."""

import time

import pytest

from archive.app.site.state import read_state
from benchmarks.search.compare import TODAY, _peers, _task, documents, pairs
from benchmarks.search.peers import rows
from benchmarks.search.queries import queries
from index.german import open_analyzer
from index.search import SearchService
from index.whoosh_engine.engine import WhooshEngine

pytestmark = pytest.mark.peer
ARTICLES = 1_500


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    analyzer = open_analyzer()
    engine = WhooshEngine(tmp_path_factory.mktemp("ours"), analyzer, clock=time.perf_counter)
    given = list(documents(ARTICLES))
    engine.write(given[:1_000], sequence=1)
    engine.write(given[1_000:], sequence=2)
    return SearchService(engine, analyzer=analyzer)


@pytest.fixture(scope="module")
def searches():
    asked = [{name: value for name, value in line.items() if name != "kind"} for line in queries()]
    return [read_state(pairs(line), today=TODAY).search for line in asked]


@pytest.mark.parametrize("peer", [*_peers(set())], ids=lambda peer: peer.name)
def test_totals_and_facet_counts_are_those_of_another_engine(service, searches, peer, tmp_path):
    peer.build(rows(documents(ARTICLES), open_analyzer()), tmp_path / "peer")
    finder = service._engine.reader()

    for search in searches:
        found = finder.find(service.request(search))
        page = peer.page(_task(service, finder, search))
        asked = (search.query, search.filters)
        assert found.total == page.total, asked
        for facet, counts in found.counts.items():
            theirs = {v: n for v, n in page.counts[facet].items() if n and v is not None}
            assert dict(counts) == theirs, (facet, asked)
