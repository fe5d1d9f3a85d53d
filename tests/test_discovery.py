"""Listings of every kind, in the markup of the systems that German districts use."""

# ruff: noqa: E501  # markup stands as the systems write it

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feeds import feeds_named, read_feed
from crawler.discovery.finding import moment
from crawler.discovery.lists import looks_like_news, read_list
from crawler.discovery.rest import (
    api_base,
    categories_listing,
    is_categories,
    posts_listing,
    read_categories,
    read_posts,
)
from crawler.discovery.sitemaps import posts_of_wordpress, read_sitemap
from crawler.document import parse
from crawler.page import Page
from crawler.profile import recognise_markup
from crawler.urls import Site

HOME = "https://www.kreis.test/"
SITE = Site(HOME)


def page(body, url=HOME, *, status=200, kind="text/html", **headers):
    data = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Page(url, data, status, {"content-type": kind, **named}, requested=url)


def urls(finding):
    return [link.url for link in finding.links]


def listed(markup, url=HOME, *, wide=False):
    document = parse(page(markup, url))
    return read_list(document, SITE, recognise_markup(markup), wide=wide)


# -- REST ----------------------------------------------------------------------------------


def test_the_api_is_named_in_a_header_or_a_link():
    link = "<link rel='https://api.w.org/' href='https://www.kreis.test/wp-json/' />"
    header = '<https://www.kreis.test/?rest_route=/>; rel="https://api.w.org/"'

    assert api_base(page(""), link) == "https://www.kreis.test/wp-json/"
    assert api_base(page("", link=header), "") == "https://www.kreis.test/?rest_route=/"
    assert api_base(page(""), "<link rel='stylesheet' href='/a.css'>") is None


def test_listings_are_asked_for_by_path_or_by_route():
    plain = posts_listing("https://www.kreis.test/?rest_route=/", 2)

    assert posts_listing("https://k.test/wp-json/").startswith(
        "https://k.test/wp-json/wp/v2/posts?per_page=100&orderby=id&order=asc&page=1&_fields=id,"
    )
    assert plain.startswith("https://www.kreis.test/?rest_route=/wp/v2/posts&per_page=100")
    assert is_categories(categories_listing("https://k.test/wp-json/"))
    assert is_categories(categories_listing("https://www.kreis.test/?rest_route=/"))
    assert not is_categories(plain)


def rest_page(items, number=1, total=1, pages=1, *, status=200, per_page=100):
    url = posts_listing("https://www.kreis.test/wp-json/", number, per_page=per_page)
    headers = {"x_wp_total": str(total), "x_wp_totalpages": str(pages)}
    return page(json.dumps(items), url, status=status, kind="application/json", **headers)


POST = {
    "id": 40331,
    "link": "http://kreis.test/?p=40331",
    "date_gmt": "2025-05-01T06:00:00",
    "modified_gmt": "2025-05-02T06:00:00",
    "title": {"rendered": "Stra&szlig;e &#8211; gesperrt"},
    "categories": [3, 4, 99],
}
KNOWN = {
    "base": "https://www.kreis.test/wp-json/",
    "categories": {"3": "Verkehr", "4": "Startseite Reihe 2 Rechts"},
}


def test_a_post_comes_with_dates_title_and_the_names_of_its_categories():
    finding = read_posts(rest_page([POST]), KNOWN, SITE)

    link = finding.links[0]
    assert link.url == "https://www.kreis.test/?p=40331"
    assert link.hints.cms_id == "40331"
    assert link.hints.title == "Straße – gesperrt"
    assert link.hints.published.value.isoformat() == "2025-05-01T06:00:00+00:00"
    assert link.hints.published.source == "rest"
    assert link.hints.modified.value.isoformat() == "2025-05-02T06:00:00+00:00"
    assert link.hints.categories == ("Verkehr",)
    assert finding.facts["complete"]


def test_pages_follow_until_the_last():
    first = read_posts(rest_page([POST] * 100, 1, 150, 2), KNOWN, SITE)
    second = read_posts(rest_page([POST] * 50, 2, 150, 2), {**KNOWN, "total": 150}, SITE)

    assert [link.url for link in first.more] == [posts_listing(KNOWN["base"], 2)]
    assert not first.facts["complete"]
    assert second.more == ()
    assert second.facts["complete"]


def test_a_total_that_shrinks_while_reading_calls_for_the_page_before_once():
    known = {**KNOWN, "total": 300}

    finding = read_posts(rest_page([POST] * 100, 2, 299, 3), known, SITE)
    again = read_posts(
        rest_page([POST] * 100, 2, 298, 3), {**known, "total": 299, "again": [0, 1]}, SITE
    )

    assert [link.url for link in finding.more] == [
        posts_listing(KNOWN["base"], 1), posts_listing(KNOWN["base"], 3),
    ]  # fmt: skip
    assert [link.url for link in again.more] == [posts_listing(KNOWN["base"], 3)]


def test_a_server_without_totals_is_read_until_a_page_is_short():
    bare = page(json.dumps([POST] * 100), posts_listing(KNOWN["base"], 1))
    short = page(json.dumps([POST] * 3), posts_listing(KNOWN["base"], 2))

    assert len(read_posts(bare, KNOWN, SITE).more) == 1
    assert read_posts(short, KNOWN, SITE).facts["complete"]


def test_fewer_to_a_page_are_asked_for_when_a_hundred_are_refused():
    finding = read_posts(rest_page({"code": "rest_invalid_param"}, status=400), KNOWN, SITE)

    assert [link.url for link in finding.more] == [posts_listing(KNOWN["base"], per_page=10)]
    refused = rest_page({"code": "x"}, status=400, per_page=10)
    assert read_posts(refused, KNOWN, SITE).problem == "answer 400"


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_closed_api_says_so(status):
    assert read_posts(rest_page([], status=status), KNOWN, SITE).problem == f"answer {status}"


@pytest.mark.parametrize("body", ["<html>", "{}", "", "[" * 5000, '"text"', "null"])
def test_an_answer_that_is_no_list_of_posts_says_so(body):
    answer = page(body, posts_listing(KNOWN["base"]))

    assert read_posts(answer, KNOWN, SITE).problem == "no list of posts"


def test_a_warning_of_a_plugin_before_the_list_does_no_harm():
    answer = page("<br />Notice: x<br />" + json.dumps([POST]), posts_listing(KNOWN["base"]))

    assert len(read_posts(answer, KNOWN, SITE).links) == 1


@pytest.mark.parametrize(
    "item",
    [None, 5, "x", {}, {"link": 5}, {"link": "ftp://x"}, {"link": "https://fremd.test/a"},
     {"link": ""}],
)  # fmt: skip
def test_an_item_that_is_no_post_of_the_site_is_left_out(item):
    assert read_posts(rest_page([item]), KNOWN, SITE).links == ()


def test_an_item_with_odd_fields_still_counts():
    odd = {
        "link": "/a/",
        "id": "x",
        "title": 5,
        "date_gmt": "0000-00-00T00:00:00",
        "categories": None,
    }

    link = read_posts(rest_page([odd]), KNOWN, SITE).links[0]

    assert link.hints.cms_id is None
    assert link.hints.published is None


def test_categories_are_named_page_by_page_then_posts_follow():
    first = page(
        json.dumps([{"id": 3, "name": "Verkehr &amp; Stra&szlig;e"}, {"id": 4}, 7]),
        categories_listing(KNOWN["base"]),
        x_wp_totalpages="2",
    )
    closed = page("{}", categories_listing(KNOWN["base"]), status=403)

    finding = read_categories(first, {"base": KNOWN["base"]})
    assert finding.facts["categories"] == {"3": "Verkehr & Straße"}
    assert finding.more[0].url == categories_listing(KNOWN["base"], 2)
    assert read_categories(closed, KNOWN).more[0].url == posts_listing(KNOWN["base"])


# -- sitemaps ------------------------------------------------------------------------------

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAP = f"""<?xml version="1.0"?><!-- von Hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{NEWS}">
<url><loc> http://kreis.test/a/ </loc><lastmod>2025-05-02T08:00:00+02:00</lastmod></url>
<url><loc>https://www.kreis.test/b/</loc><lastmod>2025-05-02</lastmod><news:news>
<news:publication_date>2025-05-01T08:00:00Z</news:publication_date><news:title>Titel</news:title>
</news:news></url>
<url><loc>https://fremd.test/x</loc></url><url><loc/></url><url/>
<url><loc>https://www.kreis.test/a/</loc></url>
<url><loc>https://www.kreis.test/x/x/x/x/</loc></url>
</urlset>"""


def test_a_sitemap_names_each_address_once_with_its_time_of_change():
    finding = read_sitemap(page(SITEMAP), SITE)

    assert urls(finding) == ["https://www.kreis.test/a/", "https://www.kreis.test/b/"]
    assert finding.links[0].hints.modified.value.isoformat() == "2025-05-02T06:00:00+00:00"
    assert finding.links[1].hints.published.source == "news-sitemap"
    assert finding.links[1].hints.title == "Titel"
    assert finding.facts == {"urls": 2, "foreign-host": 3, "trap": 1}


def test_a_packed_sitemap_and_a_plain_one_are_read_too():
    packed = page(gzip.compress(SITEMAP.encode(), mtime=0), kind="application/x-gzip")
    text = page("https://www.kreis.test/a\nkein Link\nhttps://fremd.test/\n", kind="text/plain")

    assert len(read_sitemap(packed, SITE).links) == 2
    assert urls(read_sitemap(text, SITE)) == ["https://www.kreis.test/a"]


def test_an_index_names_sitemaps_and_on_wordpress_only_those_with_posts():
    names = [
        "wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-page-1.xml", "wp-sitemap-users-1.xml",
        "wp-sitemap-taxonomies-category-1.xml", "wp-sitemap-posts-aktuelles-1.xml",
        "?sitemap=posts&sitemap-subtype=post", "?sitemap=posts&sitemap-subtype=page",
    ]  # fmt: skip
    inner = "".join(
        f"<sitemap><loc>{HOME}{name.replace('&', '&amp;')}</loc></sitemap>" for name in names
    )
    index = page(
        f"<sitemapindex>{inner}<sitemap><loc>http://x.test/</loc></sitemap></sitemapindex>"
    )

    all_of_them = read_sitemap(index, SITE)
    chosen = read_sitemap(index, SITE, wordpress=True)

    assert len(all_of_them.more) == 7
    assert [link.url.removeprefix(HOME) for link in chosen.more] == [names[0], names[4], names[5]]
    assert chosen.facts == {"left-out": 4, "foreign-host": 1}


@pytest.mark.parametrize(
    ("name", "posts"),
    [("post-sitemap.xml", True), ("post-sitemap2.xml", True), ("page-sitemap.xml", False),
     ("category-sitemap.xml", False), ("post_tag-sitemap.xml", False), ("author-sitemap.xml", False),
     ("news-sitemap.xml", True), ("sitemap-1.xml", True), ("attachment-sitemap.xml", False)],
)  # fmt: skip
def test_plugins_name_their_sitemaps_by_what_they_hold(name, posts):
    assert posts_of_wordpress(HOME + name) is posts


ENTITIES = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Wartung</body></html>", b"\x00\xff<<", b"<rss/>", gzip.compress(b"x", mtime=0)[:-4],
     f"{ENTITIES}<urlset><url><loc>https://www.kreis.test/&a;</loc></url></urlset>".encode()],
)  # fmt: skip
def test_what_is_no_sitemap_says_so(body):
    finding = read_sitemap(page(body, kind="application/xml"), SITE)

    assert finding.links == ()
    assert finding.problem
    assert read_sitemap(page(SITEMAP, status=404), SITE).problem == "answer 404"


def test_a_broken_sitemap_is_read_as_far_as_it_goes():
    assert len(read_sitemap(page(SITEMAP[:-200]), SITE).links) == 2


@pytest.mark.slow
def test_no_more_addresses_are_taken_than_the_protocol_allows():
    inner = "".join(f"<url><loc>{HOME}{number}</loc></url>" for number in range(50_010))

    assert len(read_sitemap(page(f"<urlset>{inner}</urlset>"), SITE).links) == 50_000


# -- feeds ---------------------------------------------------------------------------------

RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<link>https://www.kreis.test/</link><atom:link href="/feed/?seite=2" rel="next"/>
<item><title>Stra&#223;e &amp;amp; Weg</title><link>http://kreis.test/a/</link>
<guid isPermaLink="false">https://www.kreis.test/?p=7</guid>
<pubDate>Thu, 01 May 2025 08:00:00 +0200</pubDate><category>Verkehr</category>
<category>Verkehr</category></item>
<item><guid>https://www.kreis.test/b/</guid></item>
<item><title>ohne Adresse</title><guid isPermaLink="false">x</guid></item>
<item><link>https://fremd.test/</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/feed/2"/>
<entry><title>A</title><link rel="edit" href="/x"/><link href="/a"/>
<published>2025-05-01T08:00:00Z</published><updated>2025-05-03T08:00:00Z</updated>
<category term="Schule"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/>
<item><title>A</title><link>/a</link><dc:date>2025-05-01T08:00:00+02:00</dc:date></item></rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "next_url": "/feed.json?page=2",
    "items": [
        {"url": "/a", "title": "A", "date_published": "2025-05-01T08:00:00Z", "tags": ["x", 5]},
        {"url": "https://fremd.test/"}, {"url": 5}, 7,
    ],
}  # fmt: skip


def test_an_rss_feed_tells_articles_dates_and_the_cms_id():
    finding = read_feed(page(RSS, HOME + "feed/"), SITE)

    assert urls(finding) == ["https://www.kreis.test/a/", "https://www.kreis.test/b/"]
    hints = finding.links[0].hints
    assert (hints.title, hints.cms_id, hints.categories) == ("Straße & Weg", "7", ("Verkehr",))
    assert hints.published.value.isoformat() == "2025-05-01T06:00:00+00:00"
    assert hints.modified is None
    assert [link.url for link in finding.more] == ["https://www.kreis.test/feed/?seite=2"]


def test_atom_rdf_and_json_feeds_are_read_too():
    atom = read_feed(page(ATOM, HOME + "feed/"), SITE)
    rdf = read_feed(page(RDF), SITE)
    as_json = read_feed(page(json.dumps(JSON)), SITE)

    assert urls(atom) == urls(rdf) == urls(as_json) == ["https://www.kreis.test/a"]
    assert atom.links[0].hints.modified.value.isoformat() == "2025-05-03T08:00:00+00:00"
    assert atom.links[0].hints.categories == ("Schule",)
    assert rdf.links[0].hints.published.value.isoformat() == "2025-05-01T06:00:00+00:00"
    assert as_json.links[0].hints.categories == ("x",)
    assert as_json.more[0].url == "https://www.kreis.test/feed.json?page=2"


def test_a_wordpress_feed_is_paged_by_number():
    plain = RSS.replace('<atom:link href="/feed/?seite=2" rel="next"/>', "")

    first = read_feed(page(plain, HOME + "feed/"), SITE, wordpress=True)
    third = read_feed(page(plain, HOME + "feed/?paged=3"), SITE, wordpress=True)

    assert first.more[0].url == "https://www.kreis.test/feed/?paged=2"
    assert third.more[0].url == "https://www.kreis.test/feed/?paged=4"
    assert read_feed(page(plain), SITE).more == ()


@pytest.mark.parametrize(
    "body", ["", "<html/>", "{", "[]", '{"items": 5}', "<urlset/>", "{" * 9999]
)
def test_what_is_no_feed_says_so(body):
    assert read_feed(page(body), SITE).problem
    assert read_feed(page(RSS, status=403), SITE).problem == "answer 403"


def test_feeds_are_named_by_pages_and_those_of_comments_left_out():
    markup = (
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        "<link href='/atom.xml?a=1&amp;b=2' type='application/atom+xml' rel='alternate'>"
        '<link rel="alternate" type="application/rss+xml" href="https://fremd.test/feed">'
    )

    assert feeds_named(page(markup), markup, SITE) == [
        "https://www.kreis.test/feed/", "https://www.kreis.test/atom.xml?a=1&b=2",
    ]  # fmt: skip


@given(st.binary(max_size=200))
def test_whatever_a_publisher_sends_is_no_error(body):
    for data in (body, b"<rss>" + body, b"<urlset>" + body, b"[" + body, b"{" + body):
        read_feed(page(data), SITE)
        read_sitemap(page(data), SITE)
        read_posts(page(data, posts_listing(KNOWN["base"])), KNOWN, SITE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-05-01T08:00:00+02:00", "2025-05-01T06:00:00+00:00"),
        ("Thu, 01 May 2025 08:00:00 +0200", "2025-05-01T06:00:00+00:00"),
        ("2025-05-01", "2025-05-01T00:00:00+00:00"),
        ("2025-05-01T08:00:00", None),  # whose clock?
        ("0000-00-00 00:00:00", None), ("gestern", None), ("", None), (None, None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)  # fmt: skip
def test_times_are_read_and_never_guessed(text, expected):
    found = moment(text)

    assert (found.isoformat() if found else None) == expected
    if text == "2025-05-01T08:00:00":
        assert moment(text, zone_of_gmt=True).hour == 8


# -- list pages ----------------------------------------------------------------------------


def shell(main, *, head="", classes=""):
    return (
        f"<!doctype html><html lang='de'><head>{head}<title>Kreis</title></head>"
        f"<body class='{classes}'><header><nav class='main-nav'><ul>"
        "<li><a href='/'>Startseite</a></li><li><a href='/buergerservice/'>Bürgerservice von A bis Z"
        "</a></li><li><a href='/aktuelles/'>Aktuelles</a></li>"
        "<li><a href='/kreistag/sitzungen-des-kreistages/'>Sitzungen des Kreistages</a></li></ul>"
        f"</nav></header><main>{main}</main><footer><a href='/impressum/'>Impressum und Kontakt</a>"
        "<a href='/datenschutz/'>Erklärung zum Datenschutz</a></footer></body></html>"
    )


def titles(count=4):
    return [f"Kreis erneuert Straße Nummer {number}" for number in range(1, count + 1)]


def typo3():
    items = "".join(
        "<div class='article articletype-0' itemscope itemtype='http://schema.org/Article'>"
        f"<div class='header'><h3><a title='{title}' href='/aktuelles/detail/strasse-{number}/'>"
        f"<span itemprop='headline'>{title}</span></a></h3></div><div class='teaser-text'>"
        f"<p>Text <a class='more' href='/aktuelles/detail/strasse-{number}/'>Weiterlesen</a></p>"
        "</div></div>"
        for number, title in enumerate(titles(), 1)
    )
    pager = (
        "<ul class='f3-widget-paginator'><li class='current'>1</li><li><a href='/aktuelles/seite-2/'>"
        "2</a></li><li class='next'><a href='/aktuelles/seite-2/'>nächste</a></li></ul>"
    )
    return shell(
        f"<div class='news-list-view'>{items}{pager}</div>",
        head="<meta name='generator' content='TYPO3 CMS'>",
    )


def drupal():
    items = "".join(
        f"<div class='views-row'><article class='node node--type-news node--view-mode-teaser'>"
        f"<h2 class='node__title'><a href='/meldung/strasse-{number}' rel='bookmark'>{title}</a></h2>"
        "</article></div>"
        for number, title in enumerate(titles(), 1)
    )
    pager = (
        "<nav class='pager' role='navigation'><ul class='pager__items'><li class='pager__item is-active'>"
        "<a href='?page=0'>1</a></li><li class='pager__item'><a href='?page=1'>2</a></li>"
        "<li class='pager__item pager__item--next'><a href='?page=1' title='Zur nächsten Seite' rel='next'>"
        "<span>››</span></a></li></ul></nav>"
    )
    return shell(
        f"<div class='view view-news'><div class='view-content'>{items}</div>{pager}</div>",
        head="<meta name='Generator' content='Drupal 10 (https://www.drupal.org)'>",
    )


def joomla():
    items = "".join(
        "<div class='item column-1' itemprop='blogPost'><div class='page-header'><h2 itemprop='name'>"
        f"<a href='/index.php/aktuelles/{number}-strasse'>{title}</a></h2></div><p class='readmore'>"
        f"<a class='btn' href='/index.php/aktuelles/{number}-strasse'>Weiterlesen: {title}</a></p></div>"
        for number, title in enumerate(titles(), 1)
    )
    pager = (
        "<div class='com-content-category-blog__pagination'><ul class='pagination'><li class='active'>"
        "<span class='page-link'>1</span></li><li><a class='page-link' href='/index.php/aktuelles?start=4'"
        ">2</a></li><li><a aria-label='Zur nächsten Seite wechseln' href='/index.php/aktuelles?start=4' "
        "class='page-link'><span class='icon-angle-right'></span></a></li></ul></div>"
    )
    return shell(
        f"<div class='com-content-category-blog blog'>{items}{pager}</div>",
        head="<meta name='generator' content='Joomla! - Open Source Content Management'>",
    )


def ikiss():
    items = "".join(
        "<li class='mitteilungen-eintrag'><h3><a href='/Aktuelles/Strasse.php?object=tx,2917.5&amp;ModID=7"
        f"&amp;FID=2917.{number}.1&amp;NavID=2917.1'>{title}</a></h3><p>Kurztext der Meldung</p></li>"
        for number, title in enumerate(titles(), 1)
    )
    pager = (
        "<div class='seitennavigation'><strong>1</strong> <a href='/Aktuelles/index.php?NavID=2917.1&amp;"
        "page=2'>2</a> <a href='/Aktuelles/index.php?NavID=2917.1&amp;page=2'>weiter</a></div>"
    )
    return shell(
        f"<ul class='liste-mitteilungen'>{items}</ul>{pager}",
        head="<meta name='generator' content='IKISS - Advantic GmbH'>",
    )


def own_php():
    rows = "".join(
        f"<tr><td>0{number}.05.2025</td><td><a href='meldung.php?nr={number}'>{title}</a></td></tr>"
        for number, title in enumerate(titles(), 1)
    )
    return shell(
        f"<table class='meldungen'>{rows}</table><p>Seite: 1 <a href='meldungen.php?seite=2'>2</a> "
        "<a href='meldungen.php?seite=3'>3</a></p>"
    )


@pytest.mark.parametrize(
    ("make", "at", "first", "following"),
    [
        (typo3, "aktuelles/", "aktuelles/detail/strasse-1/", "aktuelles/seite-2/"),
        (drupal, "aktuelles", "meldung/strasse-1", "aktuelles?page=1"),
        (joomla, "index.php/aktuelles", "index.php/aktuelles/1-strasse",
         "index.php/aktuelles?start=4"),
        (ikiss, "Aktuelles/index.php?NavID=2917.1",
         "Aktuelles/Strasse.php?object=tx,2917.5&ModID=7&FID=2917.1.1&NavID=2917.1",
         "Aktuelles/index.php?NavID=2917.1&page=2"),
        (own_php, "meldungen.php", "meldung.php?nr=1", "meldungen.php?seite=2"),
    ],
)  # fmt: skip
def test_list_pages_of_each_system_name_their_articles_and_the_next_page(
    make, at, first, following
):
    finding = listed(make(), HOME + at)

    assert len(finding.links) == 4
    assert urls(finding)[0] == HOME + first
    assert [link.hints.title for link in finding.links] == titles()
    assert finding.facts["next"] == HOME + following


def test_menus_footers_and_service_pages_are_no_articles():
    found = urls(listed(own_php(), HOME + "meldungen.php"))

    assert not [url for url in found if "impressum" in url or "kreistag" in url or url == HOME]


def test_days_of_a_calendar_are_no_entries():
    days = "".join(
        f"<td><a href='/aktuelles/archiv?tag={day}'>Alle Einträge vom {day}. dieses Monats</a></td>"
        for day in range(1, 29)
    )

    assert urls(listed(shell(f"<table><tr>{days}</tr></table>"), HOME + "aktuelles/archiv")) == []


def test_other_choices_of_a_list_are_no_entries_beside_articles_under_headings():
    choices = "".join(
        f"<p class='wahl'><a href='/meldungen.php?ort={place}'>Meldungen aus {place} anzeigen</a></p>"
        for place in ("Rohr", "Rosa", "Floh", "Zella")
    )
    entries = "".join(
        f"<h3><a href='/meldung/{number}.html'>{title}</a></h3>"
        for number, title in enumerate(titles(), 1)
    )

    found = urls(listed(shell(choices + entries), HOME + "meldungen.php"))

    assert found == [f"{HOME}meldung/{number}.html" for number in range(1, 5)]


def test_the_front_page_names_the_lists():
    finding = listed(typo3(), wide=True)

    assert HOME + "aktuelles/" in [link.url for link in finding.more]


def test_the_last_page_has_no_next_one():
    last = typo3().replace("<li class='next'><a href='/aktuelles/seite-2/'>nächste</a></li>", "")
    last = last.replace("<li class='current'>1</li><li><a href='/aktuelles/seite-2/'>2</a></li>",
                        "<li><a href='/aktuelles/'>1</a></li><li class='current'>2</li>")  # fmt: skip

    assert listed(last, HOME + "aktuelles/seite-2/").facts["next"] is None


def test_two_lists_of_the_same_entries_bear_the_same_mark():
    first = listed(drupal(), HOME + "aktuelles").facts["mark"]
    second = listed(drupal(), HOME + "aktuelles?x=1").facts["mark"]
    other = listed(drupal().replace("strasse-4", "strasse-9"), HOME + "aktuelles").facts["mark"]

    assert first == second != other


@pytest.mark.parametrize(
    ("url", "news"),
    [("aktuelles/", True), ("presse/mitteilungen/", True), ("?cat=5", False),
     ("category/allgemein/", True), ("impressum/", False), ("newsletter/anmeldung", False),
     ("veranstaltungen/archiv", False)],
)  # fmt: skip
def test_places_of_news_are_known_by_their_address(url, news):
    assert looks_like_news(HOME + url) is news
