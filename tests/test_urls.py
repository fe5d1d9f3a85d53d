"""Addresses: one form each, four host forms folded, traps named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import (
    MAX_LENGTH,
    Site,
    forms,
    host_of,
    is_home,
    normalise,
    parameter,
    readable,
    trap,
    with_parameters,
)


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("HTTP://WWW.Kreis.TEST:80/a/../b/./c#teil", "http://www.kreis.test/b/c"),
        ("https://kreis.test:443", "https://kreis.test/"),
        ("https://kreis.test:8443/", "https://kreis.test:8443/"),
        ("https://kreis.test./a", "https://kreis.test/a"),
        ("https://münchen.test/ü", "https://xn--mnchen-3ya.test/%C3%BC"),
        ("https://kreis.test/%7euser/%e4", "https://kreis.test/~user/%E4"),
        ("https://kreis.test/100%", "https://kreis.test/100%25"),
        ("https://kreis.test/a b", "https://kreis.test/a%20b"),
        ("https://kreis.test/a\nb", "https://kreis.test/ab"),
        ("  https://kreis.test/a  ", "https://kreis.test/a"),
        ("https://kreis.test/..", "https://kreis.test/"),
        ("https://kreis.test/a/b/..", "https://kreis.test/a/"),
        ("https://kreis.test/a/.", "https://kreis.test/a/"),
        ("https://kreis.test/../../a", "https://kreis.test/a"),
        ("https://kreis.test/a;jsessionid=ABC123?x=1", "https://kreis.test/a?x=1"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("https://kreis.test/?a&b=", "https://kreis.test/?a&b="),
        ("https://kreis.test/?q=a+b%20c", "https://kreis.test/?q=a+b%20c"),
        ("https://kreis.test/a?p=x%2Fplan.pdf", "https://kreis.test/a?p=x%2Fplan.pdf"),
        ("https://kreis.test/?p=blog", "https://kreis.test/"),
    ],
)
def test_every_spelling_of_an_address_has_one_form(given_url, expected):
    assert normalise(given_url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "mailto:amt@kreis.test", "javascript:alert(1)", "ftp://kreis.test/", "//kreis.test/a",
        "kreis.test", "", "http://", "https://nutzer:geheim@kreis.test/", "https://nutzer@kreis.test/",
        "http://kreis.test:99999/", "http://[::1/", "http://a b.test/",
        "http://" + "a" * 70 + ".test/",
        "http://kreis.test:abc/",
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_has_no_form(url):
    assert normalise(url) is None


def test_a_relative_link_is_read_from_where_it_stands():
    assert normalise("../b?p=1", "https://kreis.test/a/c/") == "https://kreis.test/a/b?p=1"
    assert normalise("//stadt.test/x", "https://kreis.test/") == "https://stadt.test/x"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("utm_source=x&p=12&fbclid=y", "?p=12"),
        ("p=12&replytocom=7", "?p=12"),
        ("UTM_Campaign=x", ""),
        ("mtm_campaign=a&hsa_net=b&wt_mc=c", ""),
        ("phpsessid=0123456789abcdef", ""),
        ("sid=17", "?sid=17"),
        ("sid=0123456789abcdef", ""),
        ("s=kreis", "?s=kreis"),
        ("p=zbtqumfw&paged=193", "?paged=193"),
        ("p=%D9%A1", ""),
        ("p=", ""),
        ("cat=185&paged=215&page=3", "?cat=185&paged=215"),
        ("cat=185&paged=1", "?cat=185"),
        ("cat=185&paged=0", "?cat=185"),
        ("cat=185&paged=10", "?cat=185&paged=10"),
        ("page=1", "?page=1"),  # Drupal counts from 0: this is the second page
        ("page=0", ""),
        ("b=2&a=1", "?b=2&a=1"),
        ("a=1&a=1", "?a=1"),
        ("a=1&a=2", "?a=1&a=2"),
        ("tx_news_pi1%5Bnews%5D=5", "?tx_news_pi1%5Bnews%5D=5"),
    ],
)
def test_parameters_that_mean_nothing_are_dropped_and_no_others(query, kept):
    assert normalise(f"https://kreis.test/?{query}") == f"https://kreis.test/{kept}"


@pytest.mark.parametrize(
    ("host", "known_as"),
    [
        ("münchen.test", "xn--mnchen-3ya.test"),
        ("MÜNCHEN.test", "xn--mnchen-3ya.test"),
        ("mu\u0308nchen.test", "xn--mnchen-3ya.test"),  # u and its dots apart
        ("xn--mnchen-3ya.test", "xn--mnchen-3ya.test"),
        ("XN--MNCHEN-3YA.test.", "xn--mnchen-3ya.test"),
        ("m%C3%BCnchen.test", None),
        ("landkreis-gießen.test", "xn--landkreis-gieen-2ib.test"),  # ß is a letter of its own
        ("kreis。test", "kreis.test"),
        ("a_b.test", "a_b.test"),
        ("a..test", None),
        ("ü" * 70 + ".test", None),
    ],
)
def test_a_host_with_umlauts_is_the_one_its_registry_knows(host, known_as):
    found = normalise(f"https://{host}/a")

    assert found == (f"https://{known_as}/a" if known_as else None)


@given(st.text(max_size=60))
def test_an_address_in_its_one_form_stays_as_it_is(text):
    once = normalise("https://kreis.test/" + text)

    assert once is None or normalise(once) == once


@given(st.text(max_size=80))
def test_whatever_stands_in_a_link_is_no_error(text):
    normalise(text, "https://kreis.test/a")


def test_the_four_host_forms_of_an_article_are_one():
    site = Site("https://www.kreis.test/")

    folded = {
        site.fold(f"{scheme}://{host}/?p=40331")
        for scheme in ("http", "https")
        for host in ("kreis.test", "www.kreis.test")
    }

    assert folded == {"https://www.kreis.test/?p=40331"}
    assert site.origin == "https://www.kreis.test"


def test_foreign_addresses_and_other_ports_are_not_folded():
    site = Site("http://kreis.test:8080/")

    assert site.fold("http://stadt.test/a#b") == "http://stadt.test/a"
    assert not site.holds("http://kreis.test/")
    assert not site.holds("http://amt.kreis.test:8080/")
    assert site.holds("https://www.kreis.test:8080/x")
    assert Site("http://kreis.test/").holds("https://kreis.test:443/")
    assert site.fold("javascript:x") is None
    assert site.fold("/a", "http://kreis.test:8080/b/") == "http://kreis.test:8080/a"


def test_an_old_address_is_looked_up_in_all_its_forms():
    found = forms("http://www.kreis.test/meldung")

    assert found[0] == "http://www.kreis.test/meldung"
    assert {"https://kreis.test/meldung", "https://www.kreis.test/meldung/",
            "http://kreis.test/meldung/"} <= set(found)  # fmt: skip
    assert forms("kein Link") == ("kein Link",)
    assert "https://kreis.test/" in forms("http://kreis.test")


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("https://kreis.test/a/b/a/b/a/b/a/b", "repeated-path"),
        ("https://kreis.test/a/b/A/b/a", None),
        ("https://kreis.test/" + "x" * MAX_LENGTH, "too-long"),
        ("https://kreis.test/" + "x" * (MAX_LENGTH - 19), None),
        ("https://kreis.test/?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9", "many-parameters"),
        ("https://kreis.test/?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8", None),
        ("https://kreis.test/?a=1&a=2&a=3", "many-parameters"),
        ("https://kreis.test/?a=1&a=2", None),
    ],
)
def test_an_address_that_leads_round_in_circles_is_told(url, word):
    assert trap(url) == word


def test_parameters_are_read_set_and_removed():
    url = "https://kreis.test/?P=7&x=1&x=2"

    assert parameter(url, "q", "p") == "7"
    assert parameter(url, "x") == "1"
    assert parameter(url, "y") is None
    changed = with_parameters(url, x=None, page=2, f="a,b")
    assert changed == "https://kreis.test/?P=7&page=2&f=a,b"
    assert with_parameters("https://kreis.test/?rest_route=/", rest_route="/wp/v2/posts") == (
        "https://kreis.test/?rest_route=/wp/v2/posts"
    )


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://kreis.test", True), ("https://kreis.test/", True),
        ("https://kreis.test/index.php", True), ("https://kreis.test/Default.aspx", True),
        ("https://kreis.test/?p=1", False), ("https://kreis.test/a", False),
        ("https://kreis.test/index.php?id=3", False), ("https://kreis.test/a/index.html", False),
    ],
)  # fmt: skip
def test_the_front_page_is_known_under_its_usual_names(url, home):
    assert is_home(url) is home


def test_host_and_readable_form():
    assert host_of("https://Kreis.test/a") == "kreis.test:443"
    assert host_of("http://kreis.test:8100/") == "kreis.test:8100"
    assert readable("https://kreis.test/%C3%BC+a") == "https://kreis.test/ü a"
