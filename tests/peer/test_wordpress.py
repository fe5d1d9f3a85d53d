"""The journey on a real WordPress, started by peers/wordpress/run.sh (`make peer-wordpress`)."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from archive.app.composition import Services, open_services
from archive.app.crawling import crawl_source
from archive.app.indexing import sync
from archive.article import Article, Status
from archive.settings import Settings
from crawler.report import CrawlReport
from index.results import Search

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif("PEER_WORDPRESS_URL" not in os.environ, reason="make peer-wordpress"),
]
URL = os.environ.get("PEER_WORDPRESS_URL", "http://127.0.0.1:1/")
LOG = Path(os.environ.get("PEER_WORDPRESS_LOG", "/nonexistent"))
POSTS = Path(os.environ.get("PEER_WORDPRESS_POSTS", "/nonexistent"))
ACT = Path(__file__).parents[2] / "peers" / "wordpress" / "act.php"
ASKED = re.compile(r"(?m)^(\d{3}) [A-Z]+ (\S+)$")
SHAPES = {
    "plain": ("", "twentytwentyone"),
    "name": ("/%postname%/", "twentytwentyone"),
    "dated": ("/%year%/%monthnum%/%postname%/", "twentytwentythree"),
}


def act(action: str, *arguments: str) -> None:
    """Do something to the site, as its editors or its admin would."""
    subprocess.run(["php", str(ACT), action, *arguments], check=True)


def asked() -> list[tuple[str, str]]:
    """Return what the server's access log holds: status and address of each request."""
    return ASKED.findall(LOG.read_text("utf-8", "replace"))


@pytest.fixture(scope="module")
def posts() -> list[dict[str, Any]]:
    return json.loads(POSTS.read_text("utf-8"))


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = open_services(Settings(data=tmp_path, district="falmtal"))
    yield opened
    opened.close()


def crawled(services: Services) -> tuple[CrawlReport, int]:
    """Crawl the site; return the report and how many requests the server counted."""
    before = len(asked())
    host = urlsplit(URL).netloc
    report = asyncio.run(crawl_source(services, URL, allow_private=[host], pace=0.0))
    sync(services.articles, services.search)
    return report, len(asked()) - before


def found(services: Services) -> dict[str | None, Article]:
    return {article.cms_id: article for article in services.articles.all()}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def differences(articles: dict[str | None, Article], posts: list[dict[str, Any]]) -> list[str]:
    """Return what is not as it was published, title by title."""
    told = []
    for post in posts:
        article = articles[str(post["id"])]
        published = datetime.fromisoformat(post["date_gmt"]).replace(tzinfo=UTC)
        if article.title != post["title"]:
            told.append(f"title: {post['title']} is {article.title}")
        if words(article.text) != words(post["text"]):
            told.append(f"text: {post['title']}: {article.text}")
        if article.published is None or article.published.value != published:
            told.append(f"date: {post['title']}: {article.published}")
        if set(post["categories"]) - {"Allgemein"} != set(article.topics):
            told.append(f"topics: {post['title']}: {article.topics}")
    return told


@pytest.mark.parametrize("shape", SHAPES)
def test_every_post_comes_through_once_and_as_published(services, posts, shape):
    permalinks, theme = SHAPES[shape]
    act("close", "")
    act("theme", theme)
    act("permalinks", permalinks)

    first, first_requests = crawled(services)
    articles = found(services)
    second, second_requests = crawled(services)

    print(f"\n{shape}: {first_requests} requests for {len(posts)} posts, then {second_requests}")
    assert first.state.value == "complete"
    assert {post["title"] for post in posts if str(post["id"]) not in articles} == set()
    assert (first.new, first.failed) == (len(posts), 0)
    assert len(list(services.articles.all())) == len(posts)
    assert differences(articles, posts) == []
    assert (second.new, second.changed, second.gone, second.failed) == (0, 0, 0, 0)
    assert first_requests / len(posts) <= 1.1
    assert second_requests / len(posts) <= 0.05


def test_edits_additions_and_deletions_are_noticed(services, posts):
    act("theme", "twentytwentyone")
    act("permalinks", "/%postname%/")
    crawled(services)
    edited, deleted = posts[5], posts[6]
    sentence = edited["text"].split(". ")[0]
    added = {**posts[0], "id": 90_001, "title": "Nachgereicht: Ein neuer Beitrag", "slug": "neu-90"}

    act("edit", str(edited["id"]), "</p>", " Nachtrag der Pressestelle.</p>")
    act("delete", str(deleted["id"]))
    act("add", json.dumps(added))
    report, _ = crawled(services)
    articles = found(services)
    act("delete", "90001")
    act("add", json.dumps(deleted))

    assert (report.new, report.changed) == (1, 1)
    assert articles[str(edited["id"])].versions == 2
    assert "Nachtrag der Pressestelle." in articles[str(edited["id"])].text
    assert sentence in articles[str(edited["id"])].text
    assert "90001" in articles
    assert articles[str(deleted["id"])].status in {Status.GONE, Status.DELISTED}
    hits = services.search.search(Search("Glasfaser Obermarlach")).hits
    assert any("Obermarlach" in hit.title for hit in hits)
    act("edit", str(edited["id"]), " Nachtrag der Pressestelle.</p>", "</p>")


@pytest.mark.parametrize("closed", ["rest,sitemap", "rest,sitemap,feed"])
def test_closed_doors_lose_nothing(services, posts, closed):
    act("permalinks", "/%postname%/")
    act("close", closed)

    report, requests = crawled(services)
    act("close", "")

    print(f"\nclosed {closed}: {requests} requests for {len(posts)} posts")
    assert report.failed == 0
    articles = list(services.articles.all())
    assert sorted(str(article.cms_id) for article in articles) == sorted(
        str(post["id"]) for post in posts
    )
