"""The interface for programs: strict, complete, and the same set as on the page."""

import asyncio
import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import httpx
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openapi_spec_validator import validate

from archive.app.asgi import create_app
from archive.app.composition import open_services
from archive.app.indexing import sync
from archive.app.interfaces.openapi import description
from archive.article import Article, Evidence, Place, Project, Status
from archive.settings import load_settings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOWNS = ("Falmstedt", "Oberau", "Mühlroda")
WORDS = ("Straße gesperrt", "Biotonne kommt", "Kreistag tagt", "Radweg fertig")


def news(number):
    town = TOWNS[number % 3]
    return Article(
        f"id{number:03}",
        f"https://kreis.test/{number}",
        "kreis",
        f"{WORDS[number % 4]} in {town}",
        f"{WORDS[number % 4]}. Meldung Nummer {number} aus {town} für alle im Kreis.",
        published=Evidence(NOW - timedelta(days=number), "rest") if number % 7 else None,
        places=(Place(town, ("Deutschland", "Landkreis Falmtal", town), role="about"),),
        projects=(Project("Radwegekonzept"),) if number % 4 == 3 else (),
        topics=("Verkehr",) if number % 2 else (),
    )


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    opened = open_services(load_settings(data=data, requests_per_second=0))
    for number in range(45):
        opened.articles.put(news(number), seen=NOW)
    sync(opened.articles, opened.search)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def get(services):
    app = create_app(services, clock=lambda: NOW)

    def ask(path, **options):
        async def once():
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://archiv.test"
            ) as client:
                return await client.get(path, **options)

        return asyncio.run(once())

    return ask


def test_a_search_answers_in_the_shape_that_is_described(get):
    body = get("/api/suche?q=Straße").json()

    schemas = description("")["components"]["schemas"]
    jsonschema.validate(
        body, {"$ref": "#/components/schemas/Ergebnisse", "components": {"schemas": schemas}}
    )
    assert body["total"] == 12
    assert {"ort", "projekt", "jahr", "monat"} <= set(body["facets"])
    assert body["hits"][0]["link"].startswith("http://archiv.test/meldung/id")


def test_the_description_is_valid_openapi():
    validate(description("Archiv"))


@pytest.mark.parametrize(
    "query", ["farbe=rot", "page=0", "page=eins", "sort=egal", "von=gestrigstens", "cursor=xyz"]
)
def test_what_cannot_be_followed_is_refused_by_name(get, query):
    answer = get(f"/api/suche?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_following_the_cursor_brings_every_hit_once(get):
    address, seen = "/api/suche?page_size=7&sort=neueste", []
    while address:
        body = get(address).json()
        seen += [hit["id"] for hit in body["hits"]]
        address = body["next"]

    assert len(seen) == len(set(seen)) == body["total"] == 45


def test_the_number_on_a_facet_value_is_the_number_of_hits_behind_it(get):
    for value in get("/api/facetten/ort").json()["values"]:
        assert get("/api/suche", params={"ort": value["value"]}).json()["total"] == value["count"]


@pytest.mark.parametrize("query", ["q=Biotonne", "ort=Oberau", "ort=Oberau&q=Radweg", "jahr=2026"])
def test_an_export_holds_exactly_the_filtered_set(get, query):
    total = get(f"/api/suche?{query}").json()["total"]

    lines = get(f"/export.jsonl?{query}").text.splitlines()
    rows = list(csv.reader(io.StringIO(get(f"/export.csv?{query}").text), delimiter=";"))

    assert 0 < total == len(lines) == len(rows) - 1


def test_a_feed_holds_the_newest_hits_first(get):
    parsed = feedparser.parse(get("/feed.atom?q=Radweg").content)

    newest = get("/api/suche?q=Radweg&sort=neueste&page_size=100").json()["hits"]
    assert not parsed.bozo
    assert [entry.link for entry in parsed.entries] == [hit["link"] for hit in newest]


def test_a_feed_that_has_not_changed_is_not_sent_again(get):
    first = get("/feed.rss?q=Radweg")

    second = get("/feed.rss?q=Radweg", headers={"if-none-match": first.headers["etag"]})

    assert (second.status_code, second.content) == (304, b"")


def test_an_article_comes_in_the_shape_of_the_export(get):
    body = get("/api/meldungen/id003").json()

    assert body["title"] == "Radweg fertig in Falmstedt"
    assert body["places"][0]["path"] == ["Deutschland", "Landkreis Falmtal", "Falmstedt"]
    assert body["published_evidence"]["source"] == "rest"
    assert len(get("/api/meldungen/id003/fassungen").json()["versions"]) == 1


def test_what_was_hidden_or_taken_down_is_gone_everywhere_at_once(get, services):
    services.articles.set_status("id040", Status.TAKEN_DOWN, at=NOW)
    try:
        assert get("/api/meldungen/id040").status_code == 410
        assert "id040" not in get("/export.jsonl").text
        assert "id040" not in get("/sitemaps/1.xml").text
        assert get("/meldung/id040/zitat.ris").status_code == 404
    finally:
        services.articles.set_status("id040", Status.LIVE, at=NOW)


@pytest.mark.parametrize("kind", ["bib", "ris", "json"])
def test_an_article_can_be_cited(get, kind):
    answer = get(f"/meldung/id003/zitat.{kind}")

    assert answer.status_code == 200
    assert "Radweg fertig in Falmstedt" in answer.text


def test_search_engines_find_every_article(get):
    index = etree.fromstring(get("/sitemap.xml").content)
    first = index.find(".//{*}loc").text
    urls = etree.fromstring(get(first.removeprefix("http://archiv.test")).content)

    assert len(urls.findall("{*}url")) == 45
    assert get("/sitemaps/2.xml").status_code == 404


def test_a_browser_learns_how_to_search_here(get):
    description_ = etree.fromstring(get("/opensearch.xml").content)

    templates = [url.get("template") for url in description_.findall("{*}Url")]
    assert templates[0] == "http://archiv.test/suche?q={searchTerms}"


def test_the_status_says_how_many_articles_there_are(get):
    assert get("/status.json").json()["articles"] == 45


nasty = st.text(max_size=30) | st.sampled_from(["\x00", "\ud800", "'", "(" * 50, "-" * 80, "ort:"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["q", "ort", "monat", "jahr", "von", "page", "cursor", "sort", "x"]), nasty
    )
)
def test_nothing_a_program_sends_is_a_server_error(get, parameters):
    safe = {name: value.encode("utf-8", "replace") for name, value in parameters.items()}

    for path in ("/api/suche", "/feed.json", "/export.jsonl", "/api/facetten/ort"):
        assert get(path, params=safe).status_code in (200, 304, 422)


def test_an_article_that_arrives_while_paging_shifts_nothing(get, services):
    first = get("/api/suche?page_size=7&sort=neueste").json()
    newcomer = replace(
        news(1), id="id999", url="https://kreis.test/999", published=Evidence(NOW, "rest")
    )
    services.articles.put(newcomer, seen=NOW)
    sync(services.articles, services.search)
    try:
        second = get(first["next"]).json()
        ids = {hit["id"] for hit in first["hits"]}
        assert not ids & {hit["id"] for hit in second["hits"]}
    finally:
        services.articles.set_status("id999", Status.TAKEN_DOWN, at=NOW)
        sync(services.articles, services.search)
    assert json.dumps(second)
