"""What a round concludes from what its listings told."""

import pytest

from crawler.planning import disagreements, front_page_links
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


def front_page(*links, **facts):
    home = {"profile": "generic", "articles": [list(link) for link in links]}
    return [link.url for link in front_page_links(round_of(home=home, **facts))]


NEWS, TILE = ("https://k.test/bruecke/", "Brücke frei", "h3>div.eintrag"), (
    "https://k.test/familie/", "Familie im Landkreis", "h3>div.kachel",
)  # fmt: skip
SHOWN = {"window": ["https://k.test/bruecke/", "https://k.test/markt/"], "shapes": ["/*.?"]}


def test_tiles_of_a_front_page_are_told_from_news_by_where_known_articles_stand():
    also = ("https://k.test/neu/", "Eben erst gemeldet", NEWS[2])

    assert front_page(NEWS, TILE, also, list=SHOWN) == [NEWS[0], also[0]]
    assert front_page(NEWS, TILE, also, feed={"window": [NEWS[0]]}) == [NEWS[0], also[0]]


def test_without_a_known_article_on_it_a_front_page_is_believed():
    assert front_page(NEWS, TILE) == [NEWS[0], TILE[0]]
    assert front_page(TILE, list=SHOWN) == [TILE[0]]


def test_a_round_of_an_earlier_program_is_carried_on():
    assert front_page(NEWS[:2], TILE[:2], list=SHOWN) == [NEWS[0], TILE[0]]


def test_links_built_unlike_those_of_the_lists_are_no_articles():
    deeper = ("https://k.test/leben/familie/", "Familie im Landkreis", NEWS[2])

    assert front_page(NEWS, deeper, list=SHOWN) == [NEWS[0]]
