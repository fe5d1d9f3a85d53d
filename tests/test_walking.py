"""Lists that go on for ever are left, lists that are only long are read to their end."""

import pytest

from crawler.frontier import Frontier
from crawler.page import Link
from crawler.walking import Walks
from tests.publishers import Publisher, posts, room
from tests.test_strange_sites import TITLES, named_calendar, page, shuffled


def walked(*pages):
    """Return the walks after a list whose pages show *pages*, asked as /1, /2, …"""
    walks = Walks()
    for number, entries in enumerate(pages, 1):
        walks.step(f"/{number}", entries.split(), f"/{number + 1}")
    return walks


@pytest.mark.parametrize(
    ("pages", "stale"),
    [
        (["a b", "c d", "e f"], False),
        (["a b", "a", "b", "a b"], True),
        (["a b", "a", "b"], False),  # two such pages may be an accident
        (["a b", "a", "b", "c", "a"], False),
        (["a b", "a", "b", "c", "a", "b", "c"], True),
        ([], False),
    ],
)
def test_three_pages_without_an_entry_of_their_own_end_a_list(pages, stale):
    assert walked(*pages).is_stale(f"/{len(pages) + 1}") is stale


def test_lists_do_not_mix_and_each_is_checked_after_three_pages_and_every_twelfth():
    walks = walked(*(str(number) for number in range(30)))
    walks.step("/andere/1", ["a"], "/andere/2")

    assert walks.to_check("/31") == ()
    assert walks.to_check("/andere/2") == ()
    for number in (3, 12, 24):
        checked = walked(*(str(each) for each in range(number)))
        assert checked.to_check(f"/{number + 1}") == {str(each) for each in range(number)}
    assert walked("a", "b").to_check("/3") == ()


@pytest.mark.slow
@pytest.mark.parametrize("per_list", [2, 3])
def test_a_long_list_of_notices_that_are_much_alike_is_read_to_its_end(tmp_path, per_list):
    publisher = Publisher(posts(40), doors={"list"}, per_list=per_list)
    with room(tmp_path / "data", publisher) as site:
        assert site.crawl().new == 40
        publisher.posts += posts(3, first=41)
        site.clock.pass_(days=8)

        again = site.crawl()

        assert (again.new, again.found, again.skipped.get("trap-no-articles")) == (3, 43, None)


def test_a_list_that_only_shows_again_what_it_has_shown_ends(tmp_path):
    with room(tmp_path / "data", shuffled().publisher) as site:
        report = site.crawl()

        assert report.skipped["trap-nothing-new"] == 1
        assert sorted(site.statuses()) == sorted(TITLES)


SAME = "<h1>Kalenderblatt</h1><p>Für diesen Tag sind keine Termine vorgemerkt worden.</p>"


def test_a_calendar_whose_days_read_like_articles_is_left_after_three_pages(tmp_path):
    site = named_calendar(lambda n: f"/aktuelles/archiv?blatt={n}", tells=False).publisher
    usual = site._page
    site._page = lambda request: page(SAME) if "/eintrag-" in request.path else usual(request)
    with room(tmp_path / "data", site) as opened:
        report = opened.crawl()

        assert report.skipped["trap-no-articles"] == 1
        assert set(TITLES) <= set(opened.statuses())
        assert len([target for target in site.asked() if "?blatt=" in target]) == 3


def test_a_list_of_a_month_far_ahead_is_never_asked_for(tmp_path):
    with room(tmp_path / "data", Publisher(posts(2))) as site:
        site.crawl()
        source = site.services.sources.all()[0].id
        link = Link(site.publisher.server.url("/archiv/2026/05/"), "list", "list")
        near = Link(site.publisher.server.url("/archiv/2026/04/"), "list", "list")
        for each in (link, near):
            Frontier(site.services.database, source).offer(
                [each], on="", round_=2, depth=1, now=site.clock()
            )

        report = site.crawl()

        assert report.skipped["trap-far-off"] == 1
        assert site.publisher.server.count("/archiv/2026/05/") == 0
        assert site.publisher.server.count("/archiv/2026/04/") == 1
