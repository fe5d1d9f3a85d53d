"""The pages that the benchmarks make or keep are what their gold says."""

import json

from benchmarks.open_world.composed import page
from benchmarks.systems.__main__ import unpack
from benchmarks.systems.themes import THEMES


def test_two_pages_of_every_theme_are_kept_with_their_gold(tmp_path):
    unpack(tmp_path)

    golds = sorted(tmp_path.rglob("*.json"))
    themes = {f"{one.parent.name}/{one.stem.rpartition('_')[0]}" for one in golds}

    assert themes == set(THEMES)
    assert len(golds) == 2 * len(THEMES)
    for one in golds:
        half, _, _ = THEMES[f"{one.parent.name}/{one.stem.rpartition('_')[0]}"]
        gold = json.loads(one.read_text("utf-8"))
        assert gold["title"].split()[0] in one.with_suffix(".html").read_text("utf-8")
        assert gold["held_out"] == (half == "held")


def test_a_design_makes_the_same_page_every_time():
    assert page(101) == page(101)
    assert page(101) != page(103)
