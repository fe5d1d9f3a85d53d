"""Which article a page is: CMS id, canonical link, address."""

import pytest

from crawler.identity import HEAD, cms_id_of, identify, kind_of, name_one_document
from crawler.page import Hints, Page

HOME = "https://www.kreis.test/"


def page(url, head="", body="", requested="", permanent=False):
    markup = f"<html><head>{head}</head><body {body}>Text</body></html>"
    return Page(url, markup.encode(), requested=requested, permanent=permanent)


def test_the_id_told_by_rest_counts_most():
    found = identify(
        page("https://kreis.test/a", "<link rel='shortlink' href='/?p=8'>"), Hints(cms_id="7"),
        home=HOME,
    )  # fmt: skip

    assert (found.key, found.cms_id) == ("7", "7")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<link rel='shortlink' href='https://www.kreis.test/?p=40331' />", ""),
        ('<link href="/?p=40331" rel="shortlink">', ""),
        ("<link rel=shortlink href=/?p=40331>", ""),
        ("", 'class="post-template-default single postid-40331 single-format-standard"'),
        ("", "class='single-post postid-40331'"),
        ("", "class='single-post\n postid-40331\n' id=oben"),
    ],
)
def test_wordpress_tells_the_id_in_shortlink_and_body_classes(head, body):
    found = identify(page("https://www.kreis.test/strasse-gesperrt/", head, body), home=HOME)

    assert (found.key, found.cms_id) == ("40331", "40331")
    assert found.url == "https://www.kreis.test/strasse-gesperrt/"


def test_one_article_under_four_hosts_two_forms_and_a_tracker_is_one():
    head = "<link rel='canonical' href='https://www.kreis.test/strasse-gesperrt/'>"
    body = 'class="single-post postid-40331"'
    urls = [
        "http://kreis.test/?p=40331", "https://kreis.test/?p=40331",
        "http://www.kreis.test/?p=40331&utm_source=brief", "https://www.kreis.test/strasse-gesperrt/",
    ]  # fmt: skip

    found = {identify(page(url, head, body), home=HOME).key for url in urls}
    shown = {identify(page(url, head, body), home=HOME).url for url in urls}

    assert found == {"40331"}
    assert shown == {"https://www.kreis.test/strasse-gesperrt/"}


def test_without_an_id_the_canonical_link_tells():
    head = "<link rel='canonical' href='/aktuelles/brunnen.html'>"

    found = identify(page("https://www.kreis.test/index.php?id=5", head), home=HOME)

    assert found.key == found.url == "https://www.kreis.test/aktuelles/brunnen.html"
    assert found.cms_id is None
    assert found.aliases == ("https://www.kreis.test/index.php?id=5",)


@pytest.mark.parametrize(
    "canonical",
    ["https://www.kreis.test/", "https://stadt.test/a", "https://www.kreis.test", "mailto:x", ""],
)
def test_a_canonical_link_to_the_front_page_or_elsewhere_is_ignored(canonical):
    head = f"<link rel='canonical' href='{canonical}'>"

    found = identify(page("https://www.kreis.test/a", head), home=HOME)

    assert found.key == "https://www.kreis.test/a"


def test_a_front_page_below_a_path_is_no_canonical_link_either():
    head = "<link rel='canonical' href='https://kreis.test/amt/'>"

    found = identify(page("https://kreis.test/amt/a", head), home="https://kreis.test/amt/")

    assert found.url == "https://kreis.test/amt/a"


def test_the_canonical_hint_of_a_listing_counts_where_the_page_has_none():
    hints = Hints(canonical="https://kreis.test/neu/")

    found = identify(page("https://www.kreis.test/alt/"), hints, home=HOME)

    assert found.url == "https://www.kreis.test/neu/"
    assert found.aliases == ("https://www.kreis.test/alt/",)


def test_all_addresses_that_led_here_become_aliases():
    head = "<link rel=canonical href=/neu/><link rel=shortlink href='/?p=9'>"

    found = identify(
        page("https://www.kreis.test/neu/?x=1", head, requested="http://kreis.test/alt/"),
        home=HOME,
    )

    assert found.aliases == (
        "https://www.kreis.test/neu/?x=1", "https://www.kreis.test/alt/", "https://www.kreis.test/?p=9",
    )  # fmt: skip


def test_the_first_canonical_link_counts_and_entities_are_read():
    head = "<link rel=canonical href='/?a=1&amp;b=2'><link rel=canonical href='/zwei'>"

    assert identify(page("https://www.kreis.test/x", head), home=HOME).url == (
        "https://www.kreis.test/?a=1&b=2"
    )


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://k.test/?p=12", "12"), ("https://k.test/?p=abc", None),
        ("https://k.test/a?tx_news_pi1%5Bnews%5D=77&x=1", "77"),
        ("https://k.test/a?tx_ttnews[tt_news]=5", "5"),
        ("https://k.test/buergerservice/abc.html?FID=2917.1234.1&x", "2917.1234.1"),
        ("https://k.test/index.php?option=com_content&view=article&id=42:name", "42"),
        ("https://k.test/index.php?view=article&id=42", "42"),
        ("https://k.test/index.php?option=com_content&view=category", None),
        ("https://k.test/index.php?option=com_content&view=category&id=7", None),
        ("https://k.test/index.php?option=com_content&task=view&id=42", "42"),
        ("https://k.test/index.php?option=com_weblinks&task=view&id=42", None),
        ("https://k.test/index.php?option=com_content&task=blog&id=42", None),
        ("https://k.test/index.php?view=article", None),
        ("https://k.test/a?NavID.FID=2917.5&FIDX=1", "2917.5"),
        ("https://k.test/a?fid=2917.5.1", "2917.5.1"),
        ("https://k.test/a?FID=" + "1" * 41, None),
        ("https://k.test/node/815", "815"), ("https://k.test/de/node/815/", "815"),
        ("https://k.test/node/815/edit", None), ("https://k.test/a?FID=../../x", None), ("", None),
        ("https://k.test/a", None),
    ],
)  # fmt: skip
def test_known_systems_name_articles_in_their_addresses(url, number):
    assert cms_id_of(url) == number


def test_without_a_home_the_pages_own_host_counts():
    found = identify(page("https://www.kreis.test/a", "<link rel=canonical href=/b>"))

    assert found.key == "https://www.kreis.test/b"


def test_without_id_and_canonical_link_the_one_form_of_the_address_tells():
    found = identify(page("http://kreis.test/a?utm_source=x#oben"), home=HOME)

    assert found.key == found.url == "https://www.kreis.test/a"
    assert found.aliases == ()


def test_a_number_within_another_word_of_the_classes_is_none():
    for classes in ("x-postid-7", "postid-7x", "postid-", "parent-postid-9"):
        assert identify(page("https://k.test/a", body=f'class="{classes}"')).cms_id is None


@pytest.mark.parametrize("tag", ["body", "BODY", "body id='x'"])
def test_links_in_the_text_are_no_canonical_links(tag):
    markup = (
        f"<html><head><title>a</title></head><{tag}><p>&lt;body&gt;</p><body>"
        "<link rel=canonical href=/falsch></body></html>"
    )

    found = identify(Page("https://www.kreis.test/a", markup.encode()), home=HOME)

    assert found.key == "https://www.kreis.test/a"


def test_the_head_is_read_to_its_very_end_but_not_without_end():
    link = "<link rel=canonical href=/b>"
    found = identify(Page("https://k.test/a", f"<head>{link}<body class='postid-7'>".encode()))
    far = identify(Page("https://k.test/a", f"<head>{' ' * HEAD}{link}".encode()))
    no_body = identify(Page("https://k.test/a", f"<head>{link}".encode()))

    assert (found.key, found.url) == ("7", "https://k.test/b")
    assert far.key == "https://k.test/a"
    assert no_body.key == "https://k.test/b"


def test_broken_links_before_the_canonical_one_do_no_harm():
    head = "<link><link rel=canonical><link href=/x><link rel=canonical href='mailto:a'>"

    found = identify(page("https://www.kreis.test/a", head + "<link rel=canonical href=/b>"))

    assert found.key == "https://www.kreis.test/b"


@pytest.mark.parametrize(
    "written", ["/stra\u00dfe/".encode(), "/stra\u00dfe/".encode("latin-1"), b"/stra&szlig;e/",
                b"/stra%C3%9Fe/"]
)  # fmt: skip
def test_umlauts_of_a_canonical_link_are_read_however_they_are_written(written):
    markup = b"<head><link rel='canonical' href='" + written + b"'></head><body>"

    assert identify(Page("https://k.test/a", markup)).key == "https://k.test/stra%C3%9Fe/"


def test_the_hosts_front_page_is_no_canonical_link_of_a_site_below_a_path():
    head = "<link rel='canonical' href='https://kreis.test/'>"

    found = identify(page("https://kreis.test/amt/a", head), home="https://kreis.test/amt/")

    assert found.key == "https://kreis.test/amt/a"


def test_a_front_page_with_parameters_may_be_canonical():
    head = "<link rel='canonical' href='/?nachricht=5'>"

    assert identify(page("https://k.test/a", head)).key == "https://k.test/?nachricht=5"


def test_an_ikiss_article_is_its_number_whatever_its_path_says():
    urls = ["https://k.test/a/alt.html?FID=2917.1.1", "https://k.test/b/neu.html?FID=2917.1.1"]

    found = [identify(page(url), home="https://k.test/") for url in urls]

    assert {one.key for one in found} == {one.cms_id for one in found} == {"2917.1.1"}


def test_a_host_with_umlauts_is_one_in_every_spelling():
    home = "https://www.lörrach.test/"
    urls = ["https://lörrach.test/a", "http://www.xn--lrrach-wxa.test/a", "https://LÖRRACH.test/a"]

    assert len({identify(page(url), home=home).key for url in urls}) == 1


def test_drupal_tells_its_node_in_the_shortlink():
    head = '<link rel="shortlink" href="https://www.kreis.test/node/815" />'

    assert identify(page("https://www.kreis.test/meldung/brunnen", head), home=HOME).key == "815"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/verkehr/bruecke.html", "/bauen/bruecke.html", True),
        ("/aktuelles/Bruecke/", "/presse/archiv/bruecke", True),
        ("/news/?id=5", "/presse/?id=5", True),
        ("/a.php?nr=5&kat=3", "/a.php?kat=4&nr=5", True),
        ("/a.php?nr=5", "/a.php?nr=5&Print=1", True),
        ("/meldung/hinweis.html", "/meldung/hinweis-2.html", False),
        ("/meldung/a.html", "/meldung/b.html", False),
        ("/a.php?nr=5", "/a.php?nr=6", False),
        ("/a.php?nr=5", "/a.php", False),
        ("/2026/03/hinweis/", "/2026/04/hinweis/", False),
        ("/kw12/hinweis/", "/kw13/hinweis/", False),
        ("/news-1/?id=5", "/news-2/?id=5", False),
    ],
)
def test_two_addresses_name_one_document_or_two(one, other, same):
    assert name_one_document(f"https://k.test{one}", f"https://k.test{other}") is same
    assert name_one_document(f"https://k.test{other}", f"https://k.test{one}") is same


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('class="single single-post postid-7"', "article"), ('class="postid-7"', "article"),
        ('class="single-post"', "article"), ('class="single"', "article"),
        ('class="single-veranstaltung single"', "article"), ('class="archive category"', "list"),
        ('class="blog home"', "list"), ('class="error404"', "list"), ('class="search"', "list"),
        ('class="single error404"', "list"), ('class="page page-id-2"', "page"), ("", ""),
        ("class='home page page-id-5'", "list"), ('class="layout"', ""),
    ],
)  # fmt: skip
def test_wordpress_tells_what_a_page_is(body, kind):
    assert kind_of(page("https://kreis.test/a", body=body)) == kind
