"""A publisher with a feed and nothing else: edits and deletions are noticed in bounded time."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from archive.article import Evidence
from archive.tables.crawling import frontier as table
from crawler import fate
from crawler.entry import Entry
from crawler.page import Hints
from crawler.revisiting import Revisits, left_windows
from crawler.settling import Now, is_signalled, says_unchanged
from tests.evil import EvilServer, article, respond
from tests.publishers import NOON, Publisher, room

SHOWN = 5


class FeedOnly:
    """Articles under their own addresses, an RSS feed of the newest five, a bare front page."""

    def __init__(self, count):
        self.texts = {number: f"Die Brücke {number} wird saniert. " * 12 for number in range(count)}
        self.teasers = {number: f"Brücke {number}" for number in self.texts}
        self.gone = set()
        self.first = 0
        self.publisher = Publisher(doors=set(), server=EvilServer())
        self.publisher._page = self.page

    @staticmethod
    def path(number):
        return f"/meldung/bruecke-nummer-{number}.html"

    def page(self, request):
        if request.path == "/robots.txt":
            return respond("User-agent: *", kind="text/plain")
        if request.path == "/":
            feed = "<link rel='alternate' type='application/rss+xml' href='/rss.xml'>"
            return respond(f"<html><head>{feed}</head><body>Hallo</body></html>")
        if request.path == "/rss.xml":
            return self.feed()
        for number, text in self.texts.items():
            if request.path == self.path(number) and number not in self.gone:
                return self.article(request, number, text)
        return respond("<title>weg</title>", status=404)

    def article(self, request, number, text):
        tag = f'"{hash(text) & 0xFFFFFF:x}"'
        if request.headers.get("if-none-match") == tag:
            return respond(status=304)
        return respond(article(f"Brücke Nummer {number}", text), headers={"ETag": tag})

    def feed(self):
        shown = [n for n in sorted(self.texts, reverse=True) if n not in self.gone][:SHOWN]
        items = "".join(
            f"<item><title>{self.teasers[n]}</title><link>{self.path(n)}</link>"
            f"<description>&lt;p&gt;Kurz&lt;img src='/zaehler?{len(self.publisher.server.asked)}'"
            f"&gt;&lt;/p&gt;</description></item>"
            for n in shown
        )
        return respond(f"<rss><channel>{items}</channel></rss>", kind="application/rss+xml")

    def publish(self, number):
        self.texts[number] = f"Die neue Brücke {number} wird gebaut. " * 12
        self.teasers[number] = f"Brücke {number}"

    def articles_asked(self, since):
        return [target for target in self.publisher.asked(since=since) if "/meldung/" in target]


@pytest.fixture
def site(tmp_path):
    feed = FeedOnly(SHOWN)
    with room(tmp_path / "data", feed.publisher) as opened:
        assert opened.crawl().new == SHOWN
        opened.feed = feed
        yield opened


def crawl_later(site, **span):
    site.clock.pass_(**span)
    before = len(site.publisher.server.asked)
    return site.crawl(), site.feed.articles_asked(before)


def test_an_item_whose_words_differ_is_fetched_at_once_and_the_others_are_not(site):
    _report, asked = crawl_later(site, hours=1)
    assert asked == []

    site.feed.texts[3] += "Nachtrag: Die Umleitung führt über Walldorf."
    site.feed.teasers[3] = "Brücke 3, mit Nachtrag"
    report, asked = crawl_later(site, hours=1)

    assert (report.changed, asked) == (1, [site.feed.path(3)])


def test_an_edit_the_feed_does_not_show_is_noticed_by_the_articles_age(site):
    site.feed.texts[2] += "Nachtrag: Die Umleitung führt über Walldorf."

    changed = [crawl_later(site, days=1)[0].changed for _day in range(12)]

    # The first crawl took these undated articles for a hundred days old: ten days' pause.
    assert sum(changed) == 1
    assert changed.index(1) in (8, 9, 10)


def test_what_has_left_the_feed_is_looked_at_once_so_that_a_deletion_is_noticed(site):
    site.feed.gone.add(4)
    report, asked = crawl_later(site, hours=1)
    assert asked == [site.feed.path(4)]
    assert report.gone == 0

    gone = [crawl_later(site, days=1)[0].gone for _day in range(3)]

    assert sum(gone) == 1
    assert sorted(site.statuses().values()) == ["gone", *["live"] * (SHOWN - 1)]


def test_what_newer_ones_have_pushed_out_costs_one_conditional_look(site):
    site.feed.publish(5)
    _report, asked = crawl_later(site, hours=1)
    assert sorted(asked) == [site.feed.path(0), site.feed.path(5)]

    _report, asked = crawl_later(site, hours=1)

    assert asked == []


def test_a_feed_that_fails_says_nothing_of_what_it_does_not_show(site):
    good = site.feed.feed
    site.feed.feed = lambda: respond(status=500)
    _report, asked = crawl_later(site, hours=1)
    site.feed.feed = good

    assert asked == []


@pytest.mark.slow
def test_without_new_articles_a_source_of_years_is_looked_through_within_its_bound(site):
    """A hundred days: every article is looked at often enough, and not more."""
    looks = {site.feed.path(number): [] for number in range(SHOWN)}
    for day in range(100):
        for target in crawl_later(site, days=1)[1]:
            looks[target].append(day)

    for days in looks.values():
        pauses = [after - before for before, after in zip([0, *days], days, strict=False)]
        assert max(pauses) <= fate.LAST_LOOK.days * 1.1 + 1
        assert 5 <= len(days) <= 12


def test_the_room_of_a_run_is_shared_by_the_latest_and_the_longest_due(site):
    database, source = site.services.database, site.services.sources.all()[0].id
    with database.write() as connection:
        for number in range(SHOWN):
            connection.execute(
                sa.update(table)
                .where(table.c.url == site.publisher.server.url(site.feed.path(number)))
                .values(due=NOON - timedelta(days=number), changed=NOON - timedelta(days=number))
            )

    queued = Revisits(database, source).queue_due(now=NOON, most=2)

    with database.read() as connection:
        chosen = connection.execute(sa.select(table.c.url).where(table.c.state == "queued"))
        urls = {url.rpartition("/")[2] for url in chosen.scalars()}
    assert queued == 2
    assert urls == {"bruecke-nummer-0.html", "bruecke-nummer-4.html"}


def test_looks_that_relied_on_a_closed_listing_are_brought_forward(site):
    database, source = site.services.database, site.services.sources.all()[0].id
    with database.write() as connection:
        connection.execute(
            sa.update(table).where(table.c.kind == "article").values(due=NOON + timedelta(days=90))
        )

    assert Revisits(database, source).hasten(now=NOON) == SHOWN
    assert Revisits(database, source).hasten(now=NOON) == 0


def test_only_listings_that_answered_tell_what_left_them():
    before = {"feed": {"window": ["a", "b"]}, "list": {"window": ["c"]}}

    assert left_windows(before, {"feed": {"good": True, "window": ["b"]}}) == {"a"}
    assert left_windows(before, {"feed": {"good": True, "broken": True}}) == set()
    assert left_windows({}, {"feed": {"good": True, "window": ["b"]}}) == set()


def entry(source, quote, *, round_=3, stamp_read="2026-02-01T08:00:00+00:00"):
    moment = datetime.fromisoformat("2026-02-01T08:00:00+00:00")
    return Entry(
        "https://kreis.test/a", "article", source, "leased",
        Hints(modified=Evidence(moment, source, 1.0, quote)), 1, 0, round_, NOON,
        stamp=moment.isoformat(), stamp_read=stamp_read, article="x",
    )  # fmt: skip


NOW = Now(NOON, 1, 3)
EXACT = "2026-02-01T08:00:00"


@pytest.mark.parametrize(
    ("known", "signalled", "unchanged"),
    [
        (entry("rest", EXACT), True, True),
        (entry("sitemap", EXACT), True, True),
        (entry("feed", EXACT), False, False),  # it tells only while the article is in it
        (entry("rest", EXACT, round_=2), False, False),  # no longer listed
        (entry("rest", EXACT, stamp_read=None), True, False),
        (entry("sitemap", "2026-02-01"), True, False),  # a day does not tell of edits on it
    ],
)
def test_who_tells_of_changes_and_who_does_not(known, signalled, unchanged):
    assert is_signalled(known, NOW) is signalled
    assert says_unchanged(known, NOW) is unchanged


def test_a_day_without_a_time_is_no_signal_until_it_is_over():
    known = entry("sitemap", "2026-02-01")

    assert not is_signalled(known, Now(datetime.fromisoformat("2026-02-02T09:00:00Z"), 1, 3))
