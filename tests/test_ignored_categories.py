import asyncio
from dataclasses import replace

import pytest

from archive.app.composition import open_services
from archive.app.crawling import crawl_source
from archive.app.demo.server import running_publisher
from archive.settings import load_settings
from archive.sources import Source


@pytest.mark.slow
def test_articles_of_categories_left_out_are_not_stored_and_all_others_are(tmp_path):
    stored = {}
    with running_publisher() as publisher:
        for name, ignored in (("all", []), ("some", ["ausschreibungen", "Wahlen"])):
            services = open_services(load_settings(data=tmp_path / name, district="falmtal"))
            source = Source("demo", publisher.url, "Demo", options={"ignored_categories": ignored})
            services.sources.put(source)
            asyncio.run(crawl_source(services, "demo", allow_private=(publisher.host,), pace=0))
            stored[name] = {one.cms_id: set(one.topics) for one in services.articles.all()}
            services.close()

    left_out = {
        number for number, topics in stored["all"].items() if topics & {"Ausschreibungen", "Wahlen"}
    }
    assert left_out
    assert set(stored["some"]) == set(stored["all"]) - left_out


@pytest.mark.slow
def test_an_article_stored_before_its_category_was_left_out_stays_as_it_is(tmp_path):
    with running_publisher() as publisher:
        services = open_services(load_settings(data=tmp_path, district="falmtal"))
        source = Source("demo", publisher.url, "Demo")
        services.sources.put(source)
        crawl = {"allow_private": (publisher.host,), "pace": 0}
        asyncio.run(crawl_source(services, "demo", **crawl))
        before = services.articles.count()
        services.sources.put(replace(source, options={"ignored_categories": ["Wahlen"]}))
        publisher.move_to(2)
        asyncio.run(crawl_source(services, "demo", full=True, **crawl))
        wahlen = [one for one in services.articles.all() if "Wahlen" in one.topics]

        assert before["live"] > 100
        assert wahlen
        assert {one.status.value for one in wahlen} == {"live"}
        services.close()
