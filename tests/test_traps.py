"""Sentences that mislead: surnames, words, streets, waters, dishes, clubs, castles, firms."""

from pathlib import Path

import pytest

from archive.gazetteer import load_gazetteer
from archive.register import load_register
from crawler.knowledge import Knowledge
from crawler.places import find_places

DISTRICT = "schmalkalden-meiningen"
TRAPS = [
    line.rpartition("|")
    for line in (Path(__file__).parent / "gold" / "traps.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge(load_gazetteer(DISTRICT), load_register(), DISTRICT)


@pytest.mark.parametrize(("text", "_", "places"), TRAPS)
def test_a_misleading_sentence_gives_its_places_and_no_other(knowledge, text, _, places):
    wanted = places.split(",") if places else []

    found = [place.name for place in find_places("", "", text, knowledge)]

    assert len(found) == len(wanted), found
    assert all(any(name.startswith(want) for name in found) for want in wanted), found
