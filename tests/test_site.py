"""The site as readers meet it: pages, states, errors, headers."""

import asyncio
import re
from datetime import UTC, datetime

import httpx
import pytest
from bs4 import BeautifulSoup
from starlette.routing import Route

from archive.app.asgi import create_app
from archive.app.site.article_body import body_html
from archive.app.site.freshness import freshness
from archive.app.site.legal import PAGES
from archive.app.site.links import article_url
from archive.app.site.templating import iso_day
from archive.article import Article, Status
from archive.runs import RunState, RunStore
from index.results import Search

PAGES_OF_THE_SITE = [
    "/",
    "/suche",
    "/suche?q=Radweg",
    "/suche/auswahl/ort",
    "/orte",
    "/projekte",
    "/jahre",
    "/themen",
    "/hilfe",
    "/stand",
    "/quelle",
    "/melden",
    *(f"/{page.name}" for page in PAGES),
]


def soup(answer):
    return BeautifulSoup(answer.text, "html.parser")


def summary(page):
    return int(re.sub(r"\D", "", page.find(id="summe").text.split("Meldung")[0]) or 0)


@pytest.fixture(scope="module")
def first(newsroom):
    """The newest article."""
    return newsroom.articles.get(newsroom.search.search(Search()).hits[0].id)


@pytest.mark.parametrize("path", PAGES_OF_THE_SITE)
def test_every_page_is_german_complete_and_without_inline_code(browse, path):
    answer = browse(path)
    page = soup(answer)

    assert answer.status_code == 200
    assert page.html["lang"] == "de"
    assert len(page.find_all("h1")) == 1
    assert page.title.text.strip()
    assert not page.find_all("style")
    assert not [tag for tag in page.find_all(True) if tag.has_attr("style")]
    assert not [s for s in page.find_all("script") if not s.get("src")]
    assert not [tag for tag in page.find_all(True) if any(a.startswith("on") for a in tag.attrs)]


@pytest.mark.parametrize("path", PAGES_OF_THE_SITE)
def test_every_page_loads_only_what_the_site_itself_serves(browse, path):
    page = soup(browse(path))

    loaded = [tag["src"] for tag in page.find_all(src=True)]
    loaded += [tag["href"] for tag in page.find_all("link", rel="stylesheet")]

    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert all(browse(address).status_code == 200 for address in loaded)


@pytest.mark.parametrize("path", ["/", "/suche?q=Radweg", "/gibt-es-nicht", "/static/css/site.css"])
def test_every_answer_carries_the_strict_headers_and_no_cookie(browse, path):
    headers = browse(path).headers

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" in headers
    assert "set-cookie" not in headers


def test_a_search_shows_its_hits_with_marks_and_the_number_of_all(browse, newsroom):
    page = soup(browse("/suche?q=Radweg"))

    total = newsroom.search.search(Search(query="Radweg")).total
    assert summary(page) == total > 0
    assert len(page.select(".hits > li")) == min(total, 10)
    assert page.select(".hit mark")


def test_an_untidy_address_leads_to_the_one_of_its_state(browse):
    answer = browse("/suche?sort=&seite=1&q=Radweg&bis=&von=2015")

    assert answer.status_code == 302
    assert answer.headers["location"] == "/suche?q=Radweg&von=2015-01-01"


def test_the_one_address_of_a_state_leads_nowhere_else(browse):
    assert browse("/suche?q=Radweg&von=2015-01-01").status_code == 200


def test_an_unknown_parameter_is_told_on_the_page(browse):
    page = soup(browse("/suche?farbe=rot&q=Radweg"))

    assert "„farbe“" in page.select_one(".notice.warn").text


def test_a_range_nobody_understands_is_marked_at_its_field(browse):
    page = soup(browse("/suche?von=quark"))
    field = page.find(id="von")

    assert field["aria-invalid"] == "true"
    assert field["value"] == "quark"
    assert page.find(id=field["aria-describedby"].split()[1])


def test_a_page_beyond_the_end_leads_to_the_last_one(browse, newsroom):
    answer = browse("/suche?seite=999")

    last = newsroom.search.search(Search()).pages
    assert answer.headers["location"] == f"/suche?seite={last}"


def test_the_page_number_stands_in_the_title(browse):
    assert "Seite 2 von" in soup(browse("/suche?seite=2")).title.text


def test_a_chosen_filter_is_ticked_first_and_has_a_chip_that_removes_it(browse, newsroom):
    value = newsroom.search.values("thema")[-1].value

    page = soup(browse("/suche", params={"thema": value}))

    group = page.select('[data-facet="thema"] input')
    assert group[0].has_attr("checked")
    assert group[0]["value"] == value
    chip = page.select_one("a.chip")
    assert chip.text.startswith(f"Filter entfernen: Thema: {value}")
    assert chip["href"] == "/suche"


def test_a_search_without_hits_says_which_filter_to_leave_out(browse, newsroom):
    value = newsroom.search.values("thema", Search(query="Radweg"))
    never = next(
        v.value
        for v in newsroom.search.values("thema")
        if v.value not in {x.value for x in value if x.count}
    )

    page = soup(browse("/suche", params={"q": "Radweg", "thema": never}))

    assert summary(page) == 0
    way = page.select_one(".nothing a")
    assert f"ohne Thema {never}" in way.text
    assert summary(soup(browse(way["href"]))) == int(re.search(r"(\d+) Meldung", way.text)[1])


@pytest.mark.parametrize(
    "path", ["/gibt-es-nicht", "/meldung/nix", "/suche/auswahl/nix", "/projekte/nix", "/warum/nix"]
)
def test_what_does_not_exist_is_told_with_a_search_box(browse, path):
    answer = browse(path)

    assert answer.status_code == 404
    assert soup(answer).find("input", {"name": "q"})


def test_an_article_shows_its_facts_and_the_way_to_its_publisher(browse, first):
    page = soup(browse(article_url(first.id, first.title)))

    assert page.h1.text == first.title
    assert page.find("link", rel="canonical")["href"] == first.url
    assert page.find("a", href=first.url)
    assert page.article.time["datetime"] == iso_day(first.published.value)
    assert [p.name for p in first.places] == [
        a.text for a in page.select(".facts dd a[href^='/suche?ort=']")
    ]


def test_an_article_under_another_title_leads_to_its_address(browse, first):
    answer = browse(f"/meldung/{first.id}/alter-titel?q=Radweg")

    assert answer.status_code == 301
    assert answer.headers["location"] == f"{article_url(first.id, first.title)}?q=Radweg"


def test_an_article_from_a_result_set_knows_its_neighbours(browse, newsroom):
    search = Search(query="Landkreis")
    hits = newsroom.search.search(search).hits
    second = hits[1]

    page = soup(browse(article_url(second.id, second.title, search)))

    assert "Treffer 2 von" in page.select_one(".trail").text
    assert page.find("a", rel="prev")["href"] == article_url(hits[0].id, hits[0].title, search)
    assert page.find("a", rel="next")["href"] == article_url(hits[2].id, hits[2].title, search)
    assert page.select_one("a.back")["href"] == "/suche?q=Landkreis"


def test_structured_data_cannot_end_its_script_early(browse, newsroom, first):
    answer = browse(article_url(first.id, first.title))

    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)[
        1
    ]
    assert "<" not in data
    assert '"@type": "NewsArticle"' in data


@pytest.mark.parametrize("html", [True, False])
def test_markup_of_a_publisher_is_shown_without_what_runs(html):
    evil = (
        "<p>Text</p><img src=x onerror=alert(1)><script>alert(2)</script><a href=javascript:1>x</a>"
    )
    article = Article("a", "https://kreis.test/a", "kreis", "A", evil, html=evil if html else "")

    shown = BeautifulSoup(body_html(article), "html.parser")

    assert not shown.select("script, img, [onerror], a[href^=javascript]")
    assert "Text" in shown.text


def test_an_old_address_leads_to_the_article_however_it_is_written(browse, first):
    target = article_url(first.id, first.title)

    for spelling in (first.url, first.url.replace("https://", "http://www."), f"{first.url}#top"):
        assert browse("/quelle", params={"url": spelling}).headers.get("location") == target


def test_an_address_the_archive_does_not_know_is_told(browse):
    answer = browse("/quelle?url=https://anderswo.test/x")

    assert answer.status_code == 404
    assert "kennt das Archiv keine Meldung" in answer.text


def test_a_hidden_article_is_not_shown_and_a_taken_down_one_is_gone(browse, newsroom):
    victim = newsroom.search.search(Search()).hits[5]
    at = datetime(2026, 3, 1, 7, tzinfo=UTC)

    newsroom.articles.set_status(victim.id, Status.HIDDEN, at=at)
    hidden = browse(article_url(victim.id, victim.title)).status_code
    newsroom.articles.set_status(victim.id, Status.TAKEN_DOWN, at=at)
    taken = browse(article_url(victim.id, victim.title)).status_code
    newsroom.articles.set_status(victim.id, Status.LIVE, at=at)

    assert (hidden, taken) == (404, 410)
    assert browse(article_url(victim.id, victim.title)).status_code == 200


def test_a_page_seen_before_is_not_sent_again(browse):
    tag = browse("/suche?q=Radweg").headers["etag"]

    answer = browse("/suche?q=Radweg", headers={"if-none-match": tag})

    assert answer.status_code == 304
    assert answer.content == b""


def test_static_files_are_kept_and_their_address_changes_with_them(browse):
    page = soup(browse("/"))
    sheet = browse(page.find("link", rel="stylesheet")["href"])

    assert "immutable" in sheet.headers["cache-control"]
    assert browse("/static/css/site.css").headers["cache-control"] == "no-cache"


def test_the_operators_page_is_shown_and_an_empty_slot_says_what_belongs_there(browse, newsroom):
    folder = newsroom.settings.pages_folder
    folder.mkdir(exist_ok=True)
    (folder / "datenschutz.md").write_text(
        "# Datenschutz\n\nWir **speichern** nichts.<script>", "utf-8"
    )

    written, empty = soup(browse("/datenschutz")), soup(browse("/impressum"))
    (folder / "datenschutz.md").unlink()

    assert written.strong.text == "speichern"
    assert len(written.find_all("h1")) == 1
    assert "<script>" in written.main.text  # as text, not as markup
    assert "Name und Anschrift des Betreibers" in empty.text


def test_examples_of_the_help_page_all_run(browse):
    links = soup(browse("/hilfe")).select(".examples a")

    assert len(links) >= 8
    assert all(browse(link["href"]).status_code == 200 for link in links)


def test_an_unforeseen_error_gives_a_page_that_tells_no_secret(newsroom):
    def broken(_request):
        raise RuntimeError("secret detail")

    app = create_app(newsroom, more=[Route("/kaputt", broken)])

    async def ask():
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://archiv.test") as client:
            return await client.get("/kaputt")

    answer = asyncio.run(ask())

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers
    assert soup(answer).find("input", {"name": "q"})


def test_an_address_in_the_search_box_leads_to_its_article(browse, first):
    answer = browse("/suche", params={"q": first.url})

    assert answer.headers["location"] == article_url(first.id, first.title)
    assert browse("/suche", params={"q": "https://["}).status_code == 200


def test_a_closing_slash_is_dropped_without_asking_which_host_was_meant(browse):
    answer = browse("/orte/", headers={"host": "evil.test"})

    assert (answer.status_code, answer.headers["location"]) == (308, "/orte")
    assert browse("http://archiv.test//evil.test/").headers.get("location") is None


def test_pages_are_sent_compressed_but_for_the_desks(browse):
    assert browse("/suche").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in browse("/verwaltung/anmelden").headers


def test_a_source_read_to_the_end_is_fresh_even_when_nothing_was_new(newsroom):
    later = datetime(2026, 6, 1, 6, tzinfo=UTC)
    before = freshness(newsroom, later).sources[0]
    runs = RunStore(newsroom.database)
    started = runs.start("falmtal", started_by="cli", now=later)
    runs.end(started.id, RunState.COMPLETE, {}, now=later)

    after = freshness(newsroom, later).sources[0]

    assert (before.fresh, after.fresh) == (False, True)
    assert after.checked == later
