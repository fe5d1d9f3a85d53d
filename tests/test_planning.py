"""What a round concludes from what its listings told."""

import pytest

from crawler.planning import disagreements
from crawler.rounds import Round
from tests.publishers import NOON


def round_of(**facts):
    return Round("kreis", 1, True, "settled", NOON, facts)


@pytest.mark.parametrize(
    ("rest", "sitemap", "warned"),
    [
        (100, 100, []), (98, 102, []),
        (97, 100, ["rest lists 97 of 100 articles"]),
        (100, 103, ["sitemap lists 103 of 100 articles"]),
    ],
)  # fmt: skip
def test_a_count_that_differs_by_more_than_two_per_cent_is_warned_of(rest, sitemap, warned):
    told = round_of(
        rest={"complete": True, "total": rest, "articles": 1},
        sitemap={"urls": sitemap, "articles": sitemap},
    )

    assert disagreements(told, 100) == warned


def test_a_listing_that_broke_off_is_not_compared():
    told = round_of(rest={"complete": False, "total": 5}, sitemap={"urls": 5, "broken": True})

    assert disagreements(told, 100) == []
