import json

import pytest

from benchmarks.invariants import invariants
from benchmarks.relevance import (
    KNOWN,
    SETS,
    XQUAD,
    all_figures,
    demo_articles,
    gain,
    measure,
    ranking,
    read_judged,
    reciprocal_rank,
    searching,
)

FLOORS = json.loads((SETS / "baseline.json").read_text("utf-8"))["floors"]


@pytest.fixture(scope="module")
def articles():
    return demo_articles()


@pytest.fixture(scope="module")
def service(articles):
    with searching(articles) as opened:
        yield opened


@pytest.mark.parametrize("name", ["readers", "citizens", "language"])
def test_readers_queries_find_their_articles(service, name):
    judged = read_judged(SETS / f"{name}.jsonl")

    assert measure(service, judged).mrr >= FLOORS[name]


def test_every_judged_article_is_in_the_archive(articles):
    known = {each.id for each in articles}

    for file in SETS.glob("*.jsonl"):
        for each in read_judged(file):
            assert each.relevant.keys() <= known, each.query


def test_known_failures_say_why():
    for each in read_judged(SETS / KNOWN):
        assert len(each.known_failure) > 20


@pytest.mark.xfail(reason="written down so that a change for the better is seen", strict=False)
@pytest.mark.parametrize("each", read_judged(SETS / KNOWN), ids=lambda each: each.query)
def test_known_failure_is_none_any_more(service, each):
    assert reciprocal_rank(ranking(service, each.query), each.relevant) == 1


def test_figures_are_those_of_the_textbook():
    wanted = {"a": 3, "b": 1}

    assert reciprocal_rank(["x", "a"], wanted) == 0.5
    assert reciprocal_rank(["x"] * 10 + ["a"], wanted) == 0
    assert gain(["a", "b"], wanted) == 1
    assert 0 < gain(["b", "a"], wanted) < 1


@pytest.mark.slow
def test_the_rules_of_the_ranking_hold_for_every_article(articles, service):
    assert set(invariants(articles, service).values()) == {1.0}


@pytest.mark.slow
@pytest.mark.skipif(not XQUAD.exists(), reason="the set is no part of the repository")
def test_questions_find_their_paragraphs():
    figures = all_figures()

    assert {name: figures[name].mrr for name in FLOORS if figures[name].mrr < FLOORS[name]} == {}
