"""From a publisher's address to a search hit with the real parts; the truth is the demo's gold."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest

from archive.app.asgi import create_app
from archive.app.composition import Services, open_services
from archive.app.crawling import crawl_source
from archive.app.demo.gold import gold, gold_record
from archive.app.demo.posts import Post
from archive.app.demo.register import approve_projects
from archive.app.demo.server import RunningPublisher, running_publisher
from archive.app.demo.site import Site, generation, open_site, path_of
from archive.app.indexing import sync
from archive.article import Article, Status
from archive.settings import Settings
from crawler.report import CrawlReport
from index.results import Search

SEED = Path(__file__).parents[2] / "shared" / "seed" / "landratsamt-zu-gast-in-bytow.txt"
EVERY = 12  # the quick journey takes every twelfth article, and all that stage 2 changes


def some_articles() -> tuple[Site, Site]:
    """Return a sample of the publisher at both stages."""
    first, second = open_site(1), open_site(2)
    before = {post.id: post for post in first.posts}
    touched = {post.id for post in second.posts if before.get(post.id) != post}
    kept = touched | {post.id for post in first.posts[::EVERY]}
    return (
        Site(tuple(post for post in first.posts if post.id in kept)),
        Site(tuple(post for post in second.posts if post.id in kept), 2),
    )


def opened(folder: Path, district: str = "falmtal") -> Services:
    return open_services(Settings(data=folder, district=district))


def crawled(services: Services, running: RunningPublisher, *, full: bool = False) -> CrawlReport:
    report = asyncio.run(
        crawl_source(services, running.url, allow_private=[running.host], pace=0.0, full=full)
    )
    sync(services.articles, services.search)
    return report


def by_cms_id(services: Services) -> dict[str | None, Article]:
    return {article.cms_id: article for article in services.articles.all()}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def likeness(one: str, other: str) -> float:
    """Return the F1 of the words of two texts."""
    left, right = words(one), words(other)
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """Both stages crawled: what was found first, again, and after the publisher's edits."""
    first, second = some_articles()
    services = opened(tmp_path_factory.mktemp("journey"))
    approve_projects(services.database, now=datetime.now(UTC))
    told: dict[str, object] = {"services": services, "first": first, "second": second}
    with running_publisher(stage=first) as running:
        told["base"] = running.url.rstrip("/")
        told["once"] = crawled(services, running)
        told["articles"] = by_cms_id(services)
        told["asked"] = len(running.asked)
        told["twice"] = crawled(services, running)
        told["asked again"] = running.asked[told["asked"] :]
        running.move_to(second)
        told["later"] = crawled(services, running)
        told["articles later"] = by_cms_id(services)
    yield told
    services.close()


def test_a_crawl_finds_every_article_exactly_once(journey):
    site, report, articles = journey["first"], journey["once"], journey["articles"]

    assert report.state.value == "complete"
    assert (report.found, report.new, report.failed) == (len(site.listed), len(site.listed), 0)
    assert set(articles) == {str(post.id) for post in site.listed}


def test_titles_addresses_dates_and_topics_are_those_published(journey):
    articles = journey["articles"]
    wrong = []
    for truth in gold(journey["first"], journey["base"]):
        found = articles[truth["cms_id"]]
        wrong += [
            (field, truth["title"])
            for field, same in {
                "title": found.title == truth["title"],
                "url": found.url == truth["url"],
                "published": found.published.value == moment(truth["published"]),
                "modified": found.modified.value == moment(truth["modified"]),
                "topics": set(found.topics) == set(truth["topics"]),
            }.items()
            if not same
        ]

    assert wrong == []


def test_texts_are_whole_and_free_of_boilerplate(journey):
    likenesses = {
        truth["title"]: likeness(truth["text"], journey["articles"][truth["cms_id"]].text)
        for truth in gold(journey["first"])
    }

    assert sum(likenesses.values()) / len(likenesses) >= 0.99
    assert {title for title, value in likenesses.items() if value < 0.9} == set()


def test_documents_and_contact_are_kept_apart_from_the_text(journey):
    for truth in gold(journey["first"], journey["base"]):
        found = journey["articles"][truth["cms_id"]]
        files = {item["url"] for item in truth["attachments"] if item["url"].endswith(".pdf")}

        assert files <= {attachment.url for attachment in found.attachments}


def test_places_are_found_and_few_are_made_up(journey):
    right = wrong = missed = 0
    for truth in gold(journey["first"]):
        expected = {place["path"][-1] for place in truth["places"]}
        found = {place.path[-1] for place in journey["articles"][truth["cms_id"]].places}
        right += len(expected & found)
        wrong += len(found - expected)
        missed += len(expected - found)

    assert right / (right + missed) >= 0.95
    assert right / (right + wrong) >= 0.9


def test_approved_projects_are_found(journey):
    right = missed = 0
    known = {"Falmtal rollt", "LEADER", "Gigabitausbau Falmtal", "Demokratie leben!"}
    for truth in gold(journey["first"]):
        expected = {project["name"] for project in truth["projects"]} & known
        found = {project.name for project in journey["articles"][truth["cms_id"]].projects}
        right, missed = right + len(expected & found), missed + len(expected - found)

    assert right
    assert missed == 0


def test_a_second_crawl_asks_no_article_again(journey):
    report, asked = journey["twice"], journey["asked again"]

    assert (report.new, report.changed, report.gone, report.failed) == (0, 0, 0, 0)
    assert len(asked) <= 5, asked


def test_edits_and_deletions_are_noticed(journey):
    before = {post.id: post for post in journey["first"].posts}
    articles = journey["articles later"]
    edited = [
        post
        for post in journey["second"].listed
        if post.id in before and post.text != before[post.id].text
    ]
    added = [post for post in journey["second"].listed if post.id not in before]

    assert edited and all(articles[str(post.id)].versions == 2 for post in edited)
    assert added and all(str(post.id) in articles for post in added)
    assert statuses(journey, "removed") == {Status.GONE}
    assert statuses(journey, "deleted") <= {Status.LIVE, Status.GONE}
    assert statuses(journey, "delisted") <= {Status.LIVE, Status.DELISTED}


def test_a_new_template_makes_no_version(journey):
    rebuilt = [post for post in journey["second"].posts if post.rebuilt]

    assert rebuilt
    assert {journey["articles later"][str(post.id)].versions for post in rebuilt} == {1}


def statuses(journey: dict, status: str) -> set[Status]:
    posts = [post for post in journey["second"].posts if post.status == status]
    return {journey["articles later"][str(post.id)].status for post in posts}


def test_what_was_crawled_is_found_by_word_place_and_project(journey):
    search = partial(found_titles, journey["services"])

    assert "Verkehrsinformationen der Woche" in search("Fichtenrod Vollsperrung")
    assert any("Rufbus" in title for title in search("Rufbus", projekt="Falmtal rollt"))
    assert search("Sperrung", ort="Zellmannshain")


def found_titles(services: Services, query: str, **filters: str) -> list[str]:
    chosen = {name: (value,) for name, value in filters.items()}
    found = services.search.search(Search(query, filters=chosen, page_size=50))
    return [hit.title for hit in found.hits]


def test_the_site_shows_the_hit_and_its_article(journey):
    app = create_app(journey["services"])

    async def read(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    results = asyncio.run(read("/suche?q=Verkehrsinformationen"))
    link = re.search(r'href="(/meldung/[^"]+)"', results.text)
    article = asyncio.run(read(link[1].split("?")[0])) if link else results

    assert results.status_code == 200
    assert "Verkehrsinformationen der Woche" in article.text
    assert "Mobile Geschwindigkeitsmessungen" in article.text


@pytest.mark.slow
@pytest.mark.parametrize("closed", [["rest"], ["rest", "sitemap"], ["rest", "sitemap", "feed"]])
def test_a_crawl_is_complete_with_doors_closed(tmp_path: Path, closed: list[str]):
    site = Site(open_site(1).posts[::9])
    services = opened(tmp_path)

    with running_publisher(stage=site, closed=closed) as running:
        report = crawled(services, running)
        found = [article.cms_id for article in services.articles.all()]
    services.close()

    assert report.failed == 0
    assert sorted(found) == sorted(str(post.id) for post in site.listed)


@pytest.mark.slow
def test_dates_are_unknown_rather_than_wrong_when_nothing_tells_them(tmp_path: Path):
    site = Site(tuple(post for post in open_site(1).posts if generation(post) != "neu")[::12])
    services = opened(tmp_path)

    with running_publisher(stage=site, closed=["rest", "sitemap", "feed"]) as running:
        crawled(services, running)
        articles = by_cms_id(services)
    services.close()

    for post in site.listed:
        found = articles[str(post.id)].published
        shown = generation(post) == "klassisch"
        assert (found.value.date() if found else None) == (
            post.published.astimezone(UTC).date() if shown else None
        ), post.title


@pytest.mark.slow
def test_the_command_tells_one_json_document(tmp_path: Path):
    site = Site(open_site(1).posts[::25])
    with running_publisher(stage=site) as running:
        crawl = ["crawl", running.url, "--allow-private", running.host, "--pace", "0"]
        report = said(*crawl, "--data", str(tmp_path), "--json")
    result = said("search", site.listed[0].title, "--data", str(tmp_path), "--json")

    assert {"found", "new", "changed", "unchanged", "gone", "failed", "skipped"} <= set(report)
    assert report["new"] == len(site.listed)
    assert result["hits"][0]["title"] == site.listed[0].title
    assert {"ort", "projekt", "jahr"} <= set(result["facets"])


def said(*arguments: str) -> dict:
    command = [sys.executable, "-m", "archive.app", *arguments]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def seed_site() -> tuple[Site, Post]:
    """Return the publisher with the one real article of the start, on a Divi page."""
    title, _, body = SEED.read_text("utf-8").split("\n\n", 3)[2].partition("\n")
    text = SEED.read_text("utf-8").split("\n\n", 3)[3]
    model = next(post for post in open_site(1).posts if generation(post) == "divi")
    seed = replace(
        model,
        title=title + body,
        slug="landratsamt-zu-gast-in-bytow",
        body=text.partition("\n\nTitelfoto:")[0],
        pictures=(replace(model.pictures[0], caption=" ".join(caption(text).split())),)
        if model.pictures
        else (),
    )
    others = tuple(post for post in open_site(1).posts[::15] if post.id != seed.id)
    posts = sorted((*others, seed), key=lambda post: post.published, reverse=True)
    return Site(tuple(posts)), seed


def caption(text: str) -> str:
    return text.partition("Titelfoto:")[2].strip()


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is kept outside the repository")
def test_the_seed_article_yields_its_facts_and_is_found(tmp_path: Path):
    site, seed = seed_site()
    services = opened(tmp_path, "schmalkalden-meiningen")
    with running_publisher(stage=site, closed=["rest", "feed", "sitemap"]) as running:
        crawled(services, running)
    article = by_cms_id(services)[str(seed.id)]
    names = {place.path[-1] for place in article.places}
    projects = {project.name: project.role for project in article.projects}
    proposed = {entry.name for entry in services.knowledge.register.proposed()}

    assert article.title == gold_record(site, seed)["title"]
    assert article.published is None
    assert "PRACHTREGION" not in article.text and "Home 9" not in article.text
    assert {"Bytów", "Frankenberg", "Markaryd", "Tauragė", "Stralsund", "Danzig"} & names
    assert {"Landkreis Schmalkalden-Meiningen", "Landkreis Vorpommern-Rügen"} <= names
    assert {"Miastko", "Tuchomie"} <= names
    assert projects.get("Europe for citizens") == "programme"
    assert "Internationales über Migration in den kommunalen Verwaltungen" in {*projects, *proposed}
    for query in ("Bytow", "Bütow", "Migration Verwaltung", '"Europe for citizens"'):
        assert article.title in found_titles(services, query), query
    for query in ("Flüchtlingsunterkunft", "Zuwanderer Integration"):
        assert article.title in found_titles(services, query), query
    assert article.title in found_titles(services, "ort:Stralsund")
    services.close()


@pytest.mark.slow
def test_all_articles_of_the_demo_come_through(tmp_path: Path):
    services = opened(tmp_path)
    with running_publisher() as running:
        report = crawled(services, running)
        asked = len(running.asked)
        listed = len(running.publisher.site.listed)
    articles = by_cms_id(services)
    texts = [
        likeness(truth["text"], articles[truth["cms_id"]].text) for truth in gold(open_site(1))
    ]
    services.close()

    assert report.new == listed == len(articles)
    assert asked / listed <= 1.2
    assert sum(texts) / len(texts) >= 0.995


def test_addresses_of_the_gold_data_are_those_of_the_site():
    site = open_site(1)

    assert [record["url"] for record in gold(site)] == [path_of(post) for post in site.listed]
