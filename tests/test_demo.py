"""The demo publisher has the real one's shape, and its gold data is what it serves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import httpx
import pypdfium2
import pytest
from bs4 import BeautifulSoup

from archive.app.demo.gold import gold
from archive.app.demo.markup import to_html, to_text
from archive.app.demo.media import pdf
from archive.app.demo.posts import load_posts, parse
from archive.app.demo.server import RunningPublisher, running_publisher
from archive.app.demo.site import generation, open_site, path_of
from archive.errors import DemoError

SITE = open_site(1)
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningPublisher]:
    with running_publisher() as publisher:
        yield publisher


@pytest.fixture(scope="module")
def web(running: RunningPublisher) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, trust_env=False) as client:
        yield client


def soup(answer: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "lxml")


def a_post(theme: str) -> Any:
    return next(post for post in SITE.listed if generation(post) == theme)


def test_markup_becomes_html_and_the_text_one_expects_from_it():
    words = "Ein **Satz** mit [Link](https://x.test/).\n\n## Kopf\n\n"
    body = words + "- eins\n- zwei\n\n| A | B |\n| 1 | 2 |"

    html, text = to_html(body), to_text(body)

    assert '<p>Ein <strong>Satz</strong> mit <a href="https://x.test/">Link</a>.</p>' in html
    assert "<h2>Kopf</h2>" in html and "<th>A</th>" in html and "<td>2</td>" in html
    assert text == "Ein Satz mit Link.\n\nKopf\n\neins\nzwei\n\nA B\n1 2"


def test_an_article_without_a_date_is_refused_by_name():
    with pytest.raises(DemoError, match="Ohne Datum"):
        list(parse("# Ohne Datum\nin: Verkehr\n\nText.", where="x.md"))


def test_every_address_and_id_belongs_to_one_article():
    posts = load_posts(1)

    assert len({post.id for post in posts}) == len(posts)
    assert len({post.slug for post in posts}) == len(posts)
    assert len({path_of(post) for post in posts}) == len(posts)


def test_every_place_of_the_gold_data_has_a_path():
    shallow = [
        place["name"]
        for record in gold(SITE)
        for place in record["places"]
        if len(place["path"]) < 2 and place["path"] != [place["name"]]
    ]

    assert shallow == []


def test_places_marked_in_an_article_stand_in_its_words():
    missing = [
        (post.title, spot.name)
        for post in SITE.posts
        for spot in post.places
        if spot.name not in f"{post.title} {post.text}".replace("Landkreises", "Landkreis")
    ]

    assert missing == []


def test_rest_counts_pages_and_refuses_what_wordpress_refuses(web: httpx.Client):
    first = web.get("/wp-json/wp/v2/posts?per_page=7&_fields=id,title.rendered")
    beyond = web.get("/wp-json/wp/v2/posts?page=9999")
    greedy = web.get("/wp-json/wp/v2/posts?per_page=101")

    assert int(first.headers["x-wp-total"]) == len(SITE.listed)
    assert int(first.headers["x-wp-totalpages"]) == -(-len(SITE.listed) // 7)
    assert [set(item) for item in first.json()] == [{"id", "title"}] * 7
    assert beyond.status_code == 400
    assert beyond.json()["code"] == "rest_post_invalid_page_number"
    assert greedy.json()["code"] == "rest_invalid_param"


def test_rest_finds_what_was_modified_after_a_time_oldest_first(web: httpx.Client):
    middle = sorted(post.modified for post in SITE.listed)[len(SITE.listed) // 2]

    answer = web.get(
        "/wp-json/wp/v2/posts",
        params={
            "modified_after": middle.isoformat(),
            "orderby": "modified",
            "order": "asc",
            "per_page": 100,
        },
    )

    found = [item["modified"] for item in answer.json()]
    assert found == sorted(found)
    assert int(answer.headers["x-wp-total"]) == sum(p.modified > middle for p in SITE.listed)


def test_sitemap_and_feed_name_every_article_once(web: httpx.Client):
    index = ElementTree.fromstring(web.get("/wp-sitemap.xml").text)
    maps = [found.text or "" for found in index.iter(LOC) if "posts-post" in (found.text or "")]
    mapped = [
        found.text
        for address in maps
        for found in ElementTree.fromstring(web.get(address).text).iter(LOC)
    ]
    links = []
    for number in range(1, 100):
        answer = web.get(f"/feed/?paged={number}")
        if answer.status_code == 404:
            break
        feed = ElementTree.fromstring(answer.text)
        assert all(item.find(CONTENT) is not None for item in feed.iter("item"))
        links += [item.findtext("link") for item in feed.iter("item")]

    assert sorted(mapped) == sorted(links)
    assert len(set(links)) == len(SITE.listed)


@pytest.mark.slow
def test_lists_reach_every_article_whatever_address_they_use(web: httpx.Client):
    seen: set[int] = set()
    for number in range(1, 100):
        answer = web.get(f"/page/{number}/")
        if answer.status_code == 404:
            break
        entries = soup(answer).select("li.wp-block-post")
        seen |= {int(entry["class"][1].removeprefix("post-")) for entry in entries}

    assert seen == {post.id for post in SITE.listed}


@pytest.mark.parametrize("theme", ["klassisch", "divi", "themebuilder", "neu"])
def test_a_page_holds_all_words_of_its_article(web: httpx.Client, theme: str):
    for post in [post for post in SITE.listed if generation(post) == theme][:12]:
        page = soup(web.get(path_of(post)))

        words = page.get_text(" ").split()
        assert f"postid-{post.id}" in page.body["class"]
        assert page.select_one("link[rel=canonical]")["href"].endswith(path_of(post))
        assert " ".join(words).count(" ".join(post.title.split())) >= 1
        assert not set(post.text.split()) - set(words)


def test_divi_pages_show_other_dates_but_not_their_own(web: httpx.Client):
    for theme in ("divi", "themebuilder"):
        page = soup(web.get(path_of(a_post(theme))))

        assert page.select(".et_pb_posts span.published")
        assert not page.select("time, [property='article:published_time'], [type*='ld+json']")


def test_page_beside_paged_changes_no_entry(web: httpx.Client):
    number = SITE.categories["Allgemein"].id

    plain = soup(web.get(f"/?cat={number}&paged=2")).select("article h1, article h2")
    trap = soup(web.get(f"/?cat={number}&paged=2&page=77")).select("article h1, article h2")

    assert [item.text for item in plain] == [item.text for item in trap]


def test_a_p_that_is_no_number_is_the_blog_root(web: httpx.Client):
    odd, root = web.get("/?p=zbtqumfw&paged=2"), web.get("/page/2/")

    assert [i.text for i in soup(odd).select("h2")] == [i.text for i in soup(root).select("h2")]


def test_one_article_stands_under_several_addresses(web: httpx.Client):
    old, new = a_post("divi"), a_post("neu")

    assert web.get(f"/index.php?p={old.id}").text == web.get(f"/?p={old.id}").text
    assert web.get(f"/{old.slug}/").status_code == 200
    assert web.get(f"/?p={new.id}").headers["location"].endswith(f"/{new.slug}/")
    assert web.get(f"/{new.slug}").status_code == 301


def test_an_unchanged_page_is_answered_with_304(web: httpx.Client):
    path = path_of(SITE.listed[3])
    first = web.get(path)

    by_tag = web.get(path, headers={"If-None-Match": first.headers["etag"]})
    by_time = web.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})

    assert (by_tag.status_code, by_time.status_code) == (304, 304)
    assert by_tag.content == b""


def test_documents_hold_readable_text(web: httpx.Client):
    post = next(post for post in SITE.listed if post.files)
    item = next(item for item in SITE.uploads(post) if not item.is_picture)

    answer = web.get(item.path)
    document = pypdfium2.PdfDocument(answer.content)
    text = document[0].get_textpage().get_text_range()
    document.close()

    assert answer.headers["content-type"] == "application/pdf"
    assert item.upload.title in text
    assert post.text.split()[0] in text


def test_a_pdf_keeps_umlauts_and_brackets():
    document = pypdfium2.PdfDocument(pdf([["Straße (Süd) \\ – „ok“"], ["zwei"]]))

    text = document[0].get_textpage().get_text_range()
    count = len(document)
    document.close()

    assert (text.strip(), count) == ("Straße (Süd) \\ – „ok“", 2)


def test_every_picture_and_style_sheet_is_there(web: httpx.Client):
    for theme in ("klassisch", "divi", "neu"):
        assert web.get(f"/wp-content/themes/{theme}/style.css").status_code == 200
    for path in list(SITE.media)[:10]:
        assert web.get(path).status_code == 200
    assert web.get("/wp-content/themes/../style.css").status_code == 404


def test_robots_says_that_all_is_invented(web: httpx.Client):
    answer = web.get("/robots.txt").text

    assert "erfunden" in answer
    assert "Sitemap: http://" in answer
    assert "frei erfunden" in web.get("/").text


def test_closed_doors_answer_403_and_leave_the_lists_open():
    doors = ["/wp-json/wp/v2/posts", "/feed/", "/?feed=rss2", "/wp-sitemap.xml"]
    with running_publisher(closed=["rest", "feed", "sitemap"]) as publisher:
        answers = [httpx.get(f"{publisher.url}{door[1:]}").status_code for door in doors]
        listed = httpx.get(f"{publisher.url}page/1/").status_code

    assert answers == [403] * 4
    assert listed == 200


def test_the_second_stage_edits_deletes_delists_and_rebuilds():
    before = {post.id: post for post in load_posts(1)}
    after = {post.id: post for post in load_posts(2)}

    changed = [post for post in after.values() if post.id in before and post != before[post.id]]
    assert {post.status for post in changed} == {"publish", "delisted", "deleted", "removed"}
    assert any(post.rolling and post.text != before[post.id].text for post in changed)
    assert any(post.rebuilt and post.text == before[post.id].text for post in changed)
    assert all(post.modified > before[post.id].modified for post in changed)
    assert set(after) > set(before)


def test_the_second_stage_answers_as_a_real_site_would():
    with running_publisher() as running, httpx.Client(base_url=running.url) as client:
        running.move_to(2)
        found = {post.status: post for post in running.publisher.site.posts}

        assert client.get(path_of(found["deleted"])).status_code == 404
        assert client.get(path_of(found["removed"])).status_code == 410
        assert client.get(path_of(found["delisted"])).status_code == 200
        assert client.get(f"/wp-json/wp/v2/posts/{found['delisted'].id}").status_code == 404


def test_the_command_prints_the_gold_data_as_lines(capsys: pytest.CaptureFixture[str]):
    from archive.app.cli.demo import demo

    demo(port=8100, gold=True)

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(SITE.listed)
    assert json.loads(lines[0])["url"].startswith("http://127.0.0.1:8100/")


def test_a_port_in_use_is_told(running: RunningPublisher):
    with pytest.raises(DemoError, match="choose another"), running_publisher(port=running.port):
        pass
