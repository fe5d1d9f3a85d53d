"""The gold sets: how well articles are understood, with floors that may only rise.

`held_out`, `fresh` and `blind` are never looked at while tuning: only totals are compared here.
`python benchmarks/gold.py` prints both; docs/places-and-projects.md holds the scores.
"""

import importlib.util
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).parent.parent / "benchmarks" / "gold.py"
# A little below what is reached, so that only a real loss fails. The labels of "about" in held_out
# and fresh are older than docs/labelling.md and disagree with it: rules that follow it lose there.
FLOORS = {
    "tune": {"places": 0.98, "about": 0.92, "projects": 0.97},
    "learn": {"places": 0.97, "about": 0.96, "projects": 0.95},
    "held_out": {"places": 0.96, "about": 0.78, "projects": 0.90},
    "fresh": {"places": 0.96, "about": 0.77, "projects": 0.85},
    "blind": {"places": 0.95, "about": 0.87, "projects": 0.88},
}


@pytest.fixture(scope="module")
def gold():
    spec = importlib.util.spec_from_file_location("gold", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["gold"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["gold"]


def test_both_halves_hold_at_least_sixty_articles_of_many_kinds(gold):
    tune, held_out = gold.load("tune"), gold.load("held_out")

    assert min(len(tune), len(held_out)) >= 60
    assert not {one["text"] for one in tune} & {one["text"] for one in held_out}
    for part in (tune, held_out):
        assert len({record["kind"] for record in part}) >= 20


@pytest.mark.parametrize("part", [*FLOORS])
def test_places_and_projects_are_found_as_labelled(gold, part):
    scores = gold.score_facts(part)

    for fact, floor in FLOORS[part].items():
        assert scores[fact].f1 >= floor, f"{part}: {fact} F1 {scores[fact].f1:.3f} < {floor}"


@pytest.mark.parametrize("part", [*FLOORS])
def test_titles_and_dates_are_read_from_pages_and_never_invented(gold, part):
    scores = gold.score(part)

    assert scores["title"].f1 >= 0.98
    assert scores["date"].precision == 1.0
    assert scores["date"].recall >= 0.9
