"""Hostile queries are bounded by what they make the engine do; work is counted, not time."""

from collections import Counter

import pytest

from archive.errors import QueryRefused
from index.leaves import MOST_TERMS, MOST_WILDCARDS
from index.results import Search
from index.whoosh_engine import execution
from index.whoosh_engine.compiler import FUZZY_TERMS
from index.whoosh_engine.snapshot import Snapshot
from tests.indexed import article, service_over

WAYS = 8  # at most so many ways to find one word: exact, stem, parts, synonyms, typed apart
BOMBS = {
    "200 wildcards": "abc* " * 200,
    "200 short wildcards": "a* " * 200,
    "200 wildcards, all other": " ".join(f"rad{n}*" for n in range(200)),
    "fuzzy": "verwaltung~9 " * 20,
    "fuzzy, all other": " ".join(f"radweg{n}~2" for n in range(60)),
    "parentheses": "(" * 3000 + "a" + ")" * 3000,
    "NOTs": "NICHT " * 2000 + "a",
    "terms": "wort " * 20_000,
    "terms, all other": " ".join(f"radweg{n}" for n in range(20_000)),
    "frequent words": "der die und in den von zu mit das",
    "phrases": ' '.join(f'"der radweg{n}"' for n in range(60)),
    "loose phrases": '"der radweg"~999999999 ' * 60,
    "either": " ODER ".join(f"radweg{n}" for n in range(500)),
}  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    texts = [f"Der Radweg und die Verwaltung, abc{n} rad{n} radweg{n} wort." for n in range(60)]
    return service_over(
        [article(f"Nachricht {n}", text) for n, text in enumerate(texts)],
        tmp_path_factory.mktemp("bombs"),
    )


@pytest.fixture
def work(monkeypatch):
    """What a search makes the engine do."""
    done = Counter()

    def counted(owner, name):
        real = getattr(owner, name)

        def doing(*given, **named):
            done[name] += 1
            return real(*given, **named)

        monkeypatch.setattr(owner, name, doing)

    counted(Snapshot, "_look_up")
    counted(execution, "stretches")
    counted(execution, "in_order")
    counted(execution.Execution, "_find")
    return done


@pytest.mark.parametrize("match", ["auto", "any"])
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_looks_up_no_more_than_twenty_words_would(service, work, bomb, match):
    service.search(Search(bomb, match=match))

    asked = 3  # a search is asked, widened and its corrected spelling asked, at most
    assert work["stretches"] <= MOST_WILDCARDS * asked
    assert work["in_order"] <= MOST_TERMS * asked
    assert work["_find"] <= 2 * MOST_TERMS * WAYS * asked
    # Each of the words kept has its ways, a misspelt one fifty spellings.
    assert work["_look_up"] <= MOST_TERMS * WAYS + MOST_WILDCARDS * FUZZY_TERMS


def test_a_query_that_has_used_up_its_work_is_refused_in_words(service, monkeypatch):
    spent = iter(range(1000))
    run = execution.Execution(
        service._engine.reader().snapshot,
        clock=lambda: 1.0,
        deadline=0.0,
        work=lambda: next(spent) * execution.OWN_SECONDS,
    )
    node = service._engine.reader().node(service.request(Search("der radweg wort verwaltung")))

    with pytest.raises(QueryRefused, match="dauert zu lange"):
        run.find(node)
