"""A thousand mixed pages in one batch, monsters among them: every line has its answer."""

import pytest

from benchmarks.mixed_pages import mixed, monsters, ordinary, run, written

pytestmark = pytest.mark.slow

UNREADABLE = {"frames", "empty"}  # nothing else is refused


def test_a_thousand_mixed_pages_are_answered_line_by_line_and_none_ends_the_batch(tmp_path):
    odd = monsters()
    pages = mixed(list(ordinary(1000 - len(odd))), list(odd.values()))
    names = {pages.index(page): name for name, page in odd.items()}

    done = run(written(tmp_path, pages))

    assert done.code == 0
    assert [answer["file"] for answer in done.answers] == [f"list-{n}.html" for n in range(1000)]
    assert not [answer for answer in done.answers if answer.get("kind") == "fault"]
    refused = {names[n] for n in names if "error" in done.answers[n]}
    assert refused == UNREADABLE
