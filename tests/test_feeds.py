"""Feeds parse without a complaint, whatever the articles hold."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.app.interfaces.feeds import FEEDS, Feed
from archive.article import Article, Evidence

MAY = datetime(2024, 5, 3, 8, 30, tzinfo=UTC)
JUNE = datetime(2024, 6, 3, 8, 30, tzinfo=UTC)


def feed_of(*articles, title="Suche: Straße"):
    return Feed(
        title,
        "https://archiv.test/suche?q=Stra%C3%9Fe&sort=neueste",
        "https://archiv.test/suche.atom?q=Stra%C3%9Fe",
        articles,
        lambda article: f"https://archiv.test/meldung/{article.id}",
    )


def news(title="Straße gesperrt", text="Erster Absatz.\n\nZweiter.", **facts):
    return Article("id1", "https://kreis.test/1?a=1&b=2", "kreis", title, text, **facts)


DATED = news(published=Evidence(MAY, "rest"), changed=JUNE, topics=("Verkehr & Bau",))


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_reader_finds_title_link_date_and_summary(kind):
    parsed = feedparser.parse(FEEDS[kind][1](feed_of(DATED)))

    assert not parsed.bozo
    entry = parsed.entries[0]
    assert entry.title == "Straße gesperrt"
    assert entry.link == entry.id == "https://archiv.test/meldung/id1"
    assert entry.published_parsed[:3] == (2024, 5, 3)
    assert entry.summary == "Erster Absatz."
    assert entry.tags[0].term == "Verkehr & Bau"


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_an_unknown_date_is_left_out_not_invented(kind):
    parsed = feedparser.parse(FEEDS[kind][1](feed_of(news())))

    assert not parsed.bozo
    assert "published" not in parsed.entries[0]


def test_a_json_feed_says_when_something_changed():
    document = json.loads(FEEDS["json"][1](feed_of(DATED)))

    item = document["items"][0]
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert (item["date_published"][:10], item["date_modified"][:10]) == ("2024-05-03", "2024-06-03")


def test_the_build_date_of_rss_is_a_mail_date():
    parsed = feedparser.parse(FEEDS["rss"][1](feed_of(DATED)))

    assert parsedate_to_datetime(parsed.feed.updated) == JUNE


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=80))
@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_no_text_breaks_a_feed(kind, title, text):
    parsed = feedparser.parse(FEEDS[kind][1](feed_of(news(title, text), title=title)))

    assert not parsed.bozo
    assert len(parsed.entries) == 1
