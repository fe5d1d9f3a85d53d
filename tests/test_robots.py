"""robots.txt as RFC 9309 wants it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import MAX_BYTES, Robots, judge

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://kreis.test/intern/a"


@pytest.mark.parametrize(
    ("status", "state", "allowed"),
    [
        (200, "parsed", False), (204, "parsed", False), (299, "parsed", False),
        (301, "allow", True), (400, "allow", True), (401, "allow", True), (403, "allow", True),
        (404, "allow", True), (428, "allow", True), (429, "wait", False), (430, "allow", True),
        (499, "allow", True), (500, "disallow", False), (503, "disallow", False),
        (None, "disallow", False),
    ],
)  # fmt: skip
def test_the_answer_decides_what_is_allowed(status, state, allowed):
    rules = judge(status, b"User-agent: *\nDisallow: /intern/", fetched=NOW)

    assert rules.state == state
    assert rules.allows(URL) is allowed
    assert rules.fetched == NOW


def test_rules_for_us_by_name_win_over_rules_for_all():
    text = b"User-agent: *\nDisallow: /\n\nUser-agent: newsarchive\nDisallow: /intern/\nAllow: /"

    rules = judge(200, text, fetched=NOW)

    assert rules.allows("https://kreis.test/aktuelles/")
    assert not rules.allows(URL)


def test_the_longest_match_wins_and_wildcards_count():
    rules = judge(
        200, b"User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\n", fetched=NOW
    )

    assert rules.allows("https://kreis.test/a/b/c")
    assert not rules.allows("https://kreis.test/a/c")
    assert not rules.allows("https://kreis.test/plan.pdf")
    assert rules.allows("https://kreis.test/plan.pdf.html")


def test_html_instead_of_rules_forbids_nothing():
    rules = judge(200, b"<!doctype html><title>Startseite</title>", fetched=NOW)

    assert rules.state == "parsed"
    assert rules.allows(URL)
    assert rules.sitemaps == ()


def test_only_the_first_500_kib_count():
    padding = b"# " + b"x" * MAX_BYTES + b"\n"

    rules = judge(200, padding + b"User-agent: *\nDisallow: /", fetched=NOW)

    assert rules.allows(URL)
    inside = judge(200, b"User-agent: *\nDisallow: /intern/\n" + padding, fetched=NOW)
    assert not inside.allows(URL)


def test_a_byte_order_mark_does_not_hide_the_first_group():
    rules = judge(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /intern/", fetched=NOW)

    assert not rules.allows(URL)


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        (b"User-agent: *\nCrawl-delay: 5", 5.0),
        (b"User-agent: *\nRequest-rate: 1/10", 10.0),
        (b"User-agent: *\nCrawl-delay: 2\nRequest-rate: 1/10", 10.0),
        (b"User-agent: *\nCrawl-delay: 20\nRequest-rate: 1/10", 20.0),
        (b"User-agent: *\nDisallow:", None),
        (b"User-agent: *\nCrawl-delay: bald", None),
    ],
)
def test_the_wanted_delay_is_the_slower_one(text, delay):
    assert judge(200, text, fetched=NOW).crawl_delay == delay


def test_without_rules_nothing_is_wanted_and_no_sitemap_named():
    rules = judge(404, b"Crawl-delay: 7\nSitemap: https://kreis.test/s.xml", fetched=NOW)

    assert rules.crawl_delay is None
    assert rules.sitemaps == ()


def test_sitemaps_are_named_once_in_order():
    text = b"Sitemap: https://kreis.test/b.xml\nSitemap: https://kreis.test/a.xml\n" * 2

    assert judge(200, text, fetched=NOW).sitemaps == (
        "https://kreis.test/b.xml", "https://kreis.test/a.xml",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "age", "fresh"),
    [
        ("parsed", timedelta(0), True), ("parsed", timedelta(hours=23, minutes=59), True),
        ("parsed", timedelta(hours=24), False), ("allow", timedelta(hours=23), True),
        ("disallow", timedelta(minutes=4), True), ("disallow", timedelta(minutes=5), False),
        ("wait", timedelta(minutes=5), False), ("parsed", timedelta(seconds=-1), False),
    ],
)  # fmt: skip
def test_rules_are_kept_a_day_and_troubles_five_minutes(state, age, fresh):
    assert Robots(state, fetched=NOW).is_fresh(NOW + age) is fresh


def test_rules_never_read_are_not_fresh():
    assert not Robots("allow").is_fresh(NOW)


@given(st.binary(max_size=300))
def test_whatever_stands_in_the_file_is_no_error(body):
    judge(200, body, fetched=NOW).allows(URL)
