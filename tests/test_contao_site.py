"""A town that runs Contao, with neither feed nor sitemap."""

import pytest

from tests.contao import NEWS, PER_PAGE, Town
from tests.publishers import room


@pytest.mark.slow
@pytest.mark.parametrize("version", [3, 4, 5])
def test_a_contao_site_is_found_whole_and_nothing_else_of_it(tmp_path, version):
    town = Town(version)
    with room(tmp_path / "data", town.publisher()) as site:
        first = site.crawl()
        asked = len(site.publisher.server.asked)
        second = site.crawl()

        found = {one.title: one for one in site.services.articles.all()}
        assert sorted(found) == sorted(news.title for news in NEWS)
        assert (first.new, first.failed) == (len(NEWS), 0)
        assert (second.new, second.changed, second.unchanged) == (0, 0, len(NEWS))
        assert len(NEWS) > 2 * PER_PAGE
        for news in NEWS:
            article = found[news.title]
            assert article.text == news.text
            assert article.published.value.date().isoformat() == news.date
            assert article.author == "Renate Holunder"
            assert ["Lageplan" in page for file in article.attachments for page in file.pages] == [
                True
            ]
        assert not {town.article(news) for news in NEWS} & set(site.publisher.asked(since=asked))
