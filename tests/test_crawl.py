"""Crawls of a publisher that changes under our hands."""

import asyncio
from dataclasses import replace

import pytest

from archive.app.crawling import crawl_source
from archive.article import Status
from archive.runs import RunState, RunStore, Wish
from crawler.frontier import Frontier
from crawler.page import Link
from tests.evil import EvilServer, article, redirect, respond, running
from tests.publishers import Post, Publisher, posts, room

LONG = " ".join(f"Satz {number} über die Sperrung der Straße am Markt." for number in range(40))


@pytest.fixture
def site(tmp_path):
    with room(tmp_path / "data", Publisher(posts(6))) as opened:
        yield opened


def counts(report):
    return (report.found, report.new, report.changed, report.unchanged, report.gone, report.failed)


def frontier(site):
    return Frontier(site.services.database, site.services.sources.all()[0].id)


def test_a_first_crawl_finds_every_post_once_and_a_second_asks_for_none(site):
    first = site.crawl()
    asked = len(site.publisher.server.asked)

    second = site.crawl()

    assert counts(first) == (6, 6, 0, 0, 0, 0)
    assert counts(second) == (6, 0, 0, 6, 0, 0)
    assert first.state is second.state is RunState.COMPLETE
    again = site.publisher.asked(since=asked)
    assert not [target for target in again if target.startswith("/?p=")]


@pytest.mark.parametrize(
    "doors", [{"rest"}, {"sitemap"}, {"feed"}, {"list"}, {"sitemap", "feed"}, {"feed", "list"}]
)
def test_every_way_of_discovery_alone_finds_everything(tmp_path, doors):
    with room(tmp_path / "data", Publisher(posts(7), doors=doors, per_list=3)) as site:
        report = site.crawl()

        assert counts(report) == (7, 7, 0, 0, 0, 0)


def test_nothing_open_at_all_is_no_success(tmp_path):
    with room(tmp_path / "data", Publisher(posts(3), doors=set())) as site:
        assert site.crawl().found == 0


def test_an_edit_becomes_a_version_and_the_old_text_stays(site):
    site.crawl()
    text = "Die Sperrung dauert länger als gedacht, nämlich bis zum Ende des Monats. " * 3
    site.publisher.edit(3, text=text, modified="2026-03-02T08:00:00")
    site.clock.pass_(days=1)

    report = site.crawl()

    assert counts(report) == (6, 0, 1, 5, 0, 0)
    changed = next(one for one in site.services.articles.all() if one.cms_id == "3")
    versions = site.services.articles.versions(changed.id)
    assert [version.number for version in versions] == [1, 2]
    assert "länger als gedacht" in versions[1].article.text
    assert "länger als gedacht" not in versions[0].article.text


@pytest.mark.slow
def test_a_new_template_without_a_new_time_of_change_is_no_version(site):
    site.crawl()
    head = "<meta name='neues-layout' content='1'>"
    for number in range(1, 7):
        site.publisher.edit(number, head=head, text=f"Neu gesetzt, Nummer {number}: {LONG}")
    site.clock.pass_(days=91)

    site.crawl()

    assert all(one.versions == 1 for one in site.services.articles.all())


def test_a_post_that_left_rest_and_answers_404_is_gone_at_once_and_stays_findable(site):
    site.crawl()
    site.publisher.edit(2, status=404)

    report = site.crawl()

    assert counts(report) == (5, 0, 0, 5, 1, 0)
    gone = next(one for one in site.services.articles.all() if one.cms_id == "2")
    assert gone.status is Status.GONE
    assert gone.text


def test_410_is_gone_at_once_even_when_no_list_can_tell(tmp_path):
    with room(tmp_path / "data", Publisher(posts(4), doors={"list"})) as site:
        site.crawl()
        site.publisher.edit(2, status=410)
        site.clock.pass_(days=1, hours=3)

        site.crawl()

        assert site.statuses()["Meldung Nummer 2 aus dem Kreis"] == "gone"


def test_404_counts_three_times_over_three_days_when_no_list_can_tell(tmp_path):
    with room(tmp_path / "data", Publisher(posts(2), doors={"feed"})) as site:
        site.crawl()
        site.publisher.edit(2, status=404)
        seen = []
        for _day in range(4):
            site.clock.pass_(days=1, hours=3)
            site.crawl()
            seen.append(site.statuses()["Meldung Nummer 2 aus dem Kreis"])

        assert seen == ["live", "live", "gone", "gone"]


@pytest.mark.slow
def test_a_page_that_comes_back_in_between_starts_the_count_anew(tmp_path):
    with room(tmp_path / "data", Publisher(posts(2), doors={"feed"})) as site:
        site.crawl()
        for status in (404, 404, 200, 404, 404):
            site.publisher.edit(2, status=status)
            site.clock.pass_(days=1, hours=3)
            site.crawl()

        assert site.statuses()["Meldung Nummer 2 aus dem Kreis"] == "live"


def test_a_post_that_left_all_lists_but_answers_is_delisted_and_comes_back(site):
    site.crawl()
    site.publisher.edit(2, listed=False)
    first = site.crawl()
    delisted = site.statuses()["Meldung Nummer 2 aus dem Kreis"]

    site.publisher.edit(2, listed=True)
    site.crawl()

    assert first.gone == 0
    assert delisted == "delisted"
    assert site.statuses()["Meldung Nummer 2 aus dem Kreis"] == "live"


def test_a_deleted_post_that_is_published_again_is_live_again(site):
    site.crawl()
    site.publisher.edit(2, status=404)
    site.crawl()
    site.publisher.edit(2, status=200, modified="2026-03-05T08:00:00")
    site.clock.pass_(days=2)

    site.crawl()

    assert set(site.statuses().values()) == {"live"}
    assert len(site.statuses()) == 6


@pytest.mark.slow
def test_half_the_posts_missing_at_once_is_an_accident_of_the_listing(tmp_path):
    with room(tmp_path / "data", Publisher(posts(16), doors={"rest"})) as site:
        site.crawl()
        for number in range(1, 13):
            site.publisher.edit(number, status=404)

        report = site.crawl()

        assert report.gone == 0
        assert set(site.statuses().values()) == {"live"}


@pytest.mark.parametrize("probe", [True, False])
def test_a_not_found_page_with_status_200_is_not_taken_for_an_article(tmp_path, probe):
    words = "Diese Adresse führt zu nichts mehr. Bitte nutzen Sie die Suche oder das Menü. " * 9
    sorry = respond(article("Hoppla", words) if probe else article("Seite nicht gefunden", words))
    with room(tmp_path / "data", Publisher(posts(6), not_found=sorry)) as site:
        site.crawl()
        site.publisher.edit(2, listed=False)
        site.publisher.pages["/?p=2"] = sorry

        site.crawl()

        assert "Hoppla" not in site.statuses()
        assert site.statuses()["Meldung Nummer 2 aus dem Kreis"] == "gone"


def test_a_redirect_to_the_front_page_counts_as_missing(site):
    site.crawl()
    site.publisher.edit(2, listed=False)
    site.publisher.pages["/?p=2"] = redirect("/", status=302)

    site.crawl()

    assert site.statuses()["Meldung Nummer 2 aus dem Kreis"] == "gone"


def test_a_text_that_shrinks_is_quarantined_and_the_old_one_shown(tmp_path):
    with room(tmp_path / "data", Publisher([Post(1, "Sperrung am Markt", LONG)])) as site:
        site.crawl()
        site.publisher.edit(1, text="Fehler in der Datenbank, bitte später versuchen, danke.",
                            modified="2026-03-02T08:00:00")  # fmt: skip
        site.clock.pass_(days=1)
        report = site.crawl()
        held = next(iter(site.services.articles.all()))

        assert report.skipped["quarantined"] == 1
        assert held.status is Status.QUARANTINED
        assert "Satz 39" in held.text
        site.publisher.edit(1, text=LONG + " Ende.", modified="2026-03-03T08:00:00")
        site.clock.pass_(days=1, hours=3)
        site.crawl()
        assert next(iter(site.services.articles.all())).status is Status.LIVE


@pytest.mark.slow
def test_a_text_that_stays_short_for_three_days_is_what_the_publisher_wants(tmp_path):
    with room(tmp_path / "data", Publisher([Post(1, "Sperrung am Markt", LONG)])) as site:
        site.crawl()
        short = "Die Sperrung am Markt ist seit heute wieder aufgehoben, danke für die Geduld."
        site.publisher.edit(1, text=short, modified="2026-03-02T08:00:00")
        for _day in range(4):
            site.clock.pass_(days=1, hours=3)
            site.crawl()

        found = next(iter(site.services.articles.all()))
        assert found.status is Status.LIVE
        assert short in found.text
        assert found.versions == 2


def test_an_article_moved_for_good_keeps_its_id_and_both_addresses_lead_to_it(site):
    site.crawl()
    before = next(one for one in site.services.articles.all() if one.cms_id == "2")
    site.publisher.edit(2, slug="neue-adresse")

    site.crawl()

    after = site.services.articles.get(before.id)
    assert after.url == site.publisher.server.url("/neue-adresse/")
    for path in ("/?p=2", "/neue-adresse/"):
        assert site.services.articles.resolve(site.publisher.server.url(path)) == before.id
    assert len(site.statuses()) == 6
    assert set(site.statuses().values()) == {"live"}


def test_without_a_cms_id_an_article_found_again_elsewhere_with_the_same_text_is_the_same(tmp_path):
    plain = {
        f"/nachrichten/{name}.html": respond(article(title, LONG + title))
        for name, title in (("a", "Markt gesperrt"), ("b", "Bad offen"), ("c", "Rat tagt"))
    }
    sitemap = "<urlset>{}</urlset>"
    with room(tmp_path / "data", Publisher(doors=set(), pages=plain)) as site:

        def show(*names):
            urls = "".join(
                f"<url><loc>{site.publisher.server.url(f'/nachrichten/{name}.html')}</loc></url>"
                for name in names
            )
            site.publisher.pages["/sitemap.xml"] = respond(sitemap.format(urls))

        site.publisher.pages["/"] = respond("<title>Amt</title><p>Willkommen</p>")
        show("a", "b", "c")
        site.crawl()
        old = site.services.articles.resolve(site.publisher.server.url("/nachrichten/a.html"))
        moved = site.publisher.pages.pop("/nachrichten/a.html")
        site.publisher.pages["/nachrichten/neu.html"] = moved
        show("neu", "b", "c")

        site.crawl(full=True)

        assert len(site.statuses()) == 3
        article_ = site.services.articles.get(old)
        assert article_.url.endswith("/nachrichten/neu.html")
        assert article_.status is Status.LIVE


def test_addresses_that_lead_to_one_article_are_fetched_once(site):
    site.crawl()
    site.publisher.edit(2, slug="zwei")
    listing = "".join(
        f"<url><loc>{site.publisher.server.url(path)}</loc></url>"
        for path in ("/?p=2", "/zwei/", "/zwei/?utm_source=brief", "/?p=2&replytocom=7")
    )
    site.publisher.doors = {"sitemap"}
    site.publisher.pages["/post-sitemap.xml"] = respond(f"<urlset>{listing}</urlset>")

    report = site.crawl()

    assert len(site.statuses()) == 6
    assert report.new == 0
    assert not [url for url in site.publisher.asked() if "utm_" in url or "replytocom" in url]


def test_robots_rules_are_kept_and_told(site):
    site.publisher.robots = "User-agent: *\nDisallow: /?p=3\n"

    report = site.crawl()

    assert counts(report)[:2] == (5, 5)
    assert report.skipped == {"robots": 1}
    assert "/?p=3" not in site.publisher.asked()


@pytest.mark.parametrize("status", [500, 503])
def test_robots_that_cannot_be_read_forbid_everything_for_now(site, status):
    site.publisher.pages["/robots.txt"] = respond(status=status)
    first = site.crawl()
    asked = site.publisher.asked()

    del site.publisher.pages["/robots.txt"]
    site.clock.pass_(minutes=6)
    second = site.crawl()

    assert first.state is RunState.FAILED
    assert first.reason == "robots-down"
    assert set(asked) == {"/robots.txt"}
    assert counts(second)[:2] == (6, 6)


@pytest.mark.slow
def test_rules_are_asked_for_once_a_day(site):
    site.crawl()
    site.crawl()
    once = site.publisher.server.count("/robots.txt")
    site.clock.pass_(hours=25)

    site.crawl()

    assert once == 1
    assert site.publisher.server.count("/robots.txt") == 2


def test_a_short_retry_after_is_waited_for(site):
    answers = iter([respond(status=429, headers={"Retry-After": "3"})] * 2)
    good = site.publisher._page

    async def busy(request, writer):
        await next(answers, good(request))(request, writer)

    site.publisher.pages["/?p=4"] = busy

    report = site.crawl()

    assert counts(report)[:2] == (6, 6)
    assert report.state is RunState.COMPLETE
    assert sum(pause >= 2.9 for pause in site.clock.slept) >= 2


@pytest.mark.parametrize("value", ["3600", "1000000000", "Sun, 01 Mar 2026 13:00:00 GMT"])
def test_a_long_retry_after_ends_the_run_as_partial_and_is_kept(site, value):
    site.publisher.pages["/?p=2"] = respond(status=429, headers={"Retry-After": value})

    first = site.crawl()
    asked = len(site.publisher.server.asked)
    second = site.crawl()

    assert (first.state, first.reason) == (RunState.PARTIAL, "retry-after")
    assert (second.state, second.reason) == (RunState.PARTIAL, "retry-after")
    assert len(site.publisher.server.asked) == asked
    del site.publisher.pages["/?p=2"]
    site.clock.pass_(hours=1, minutes=1)
    assert site.crawl().state is RunState.COMPLETE
    assert len(site.statuses()) == 6


def test_a_page_in_trouble_is_tried_three_times_then_left_to_the_next_run(site):
    site.publisher.pages["/?p=4"] = respond(status=500)

    report = site.crawl()

    assert counts(report) == (5, 5, 0, 0, 0, 1)
    assert (report.state, report.reason) == (RunState.PARTIAL, "failures")
    assert report.failures == {"http-500": 1}
    assert site.publisher.server.count("/?p=4") == 3
    del site.publisher.pages["/?p=4"]
    site.clock.pass_(days=1, hours=1)
    assert counts(site.crawl())[1] == 1


def test_the_limit_ends_a_run_and_the_next_goes_on(site):
    first = site.crawl(limit=2)
    second = site.crawl(limit=2)
    third = site.crawl()

    assert (first.new, second.new, third.new) == (2, 2, 2)
    assert (first.state, first.reason) == (RunState.PARTIAL, "limit")
    assert third.state is RunState.COMPLETE
    pages = [target for target in site.publisher.asked() if target.startswith("/?p=")]
    assert len(pages) == len(set(pages)) == 6


def test_a_wish_to_stop_keeps_the_queue_and_to_cancel_forgets_it(site, monkeypatch):
    monkeypatch.setattr("crawler.crawl.BEAT", 0.0)
    runs = RunStore(site.services.database)

    def after_two(wish):
        def look(counts):
            active = runs.latest(limit=1)[0]
            if counts.get("new", 0) == 2 and active.active:
                runs.wish(active.id, wish)

        return look

    stopped = site.crawl(progress=after_two(Wish.STOP))
    left = frontier(site).waiting()
    cancelled = site.crawl(progress=after_two(Wish.CANCEL))

    assert (stopped.state, stopped.reason) == (RunState.STOPPED, "stopped")
    assert left > 0
    assert cancelled.state is RunState.STOPPED
    assert frontier(site).waiting() == 0
    assert runs.latest()[0].state is RunState.STOPPED


def test_a_pause_waits_until_it_is_withdrawn(site, monkeypatch):
    monkeypatch.setattr("crawler.crawl.BEAT", 0.0)
    runs = RunStore(site.services.database)
    paused = []

    def look(counts):
        active = runs.latest(limit=1)[0]
        if counts.get("new", 0) == 2 and active.active:
            paused.append(len(site.publisher.server.asked))
            runs.wish(active.id, Wish.PAUSE if len(paused) < 4 else None)

    report = site.crawl(progress=look)

    assert report.state is RunState.COMPLETE
    assert len(set(paused[:4])) == 1


def test_quiet_hours_are_kept(site):
    site.crawl(limit=1)
    source = site.services.sources.all()[0]
    site.services.sources.put(replace(source, options={"quiet_hours": "12:00-14:00"}))
    site.clock.pass_(hours=-1)

    report = site.crawl()  # 11 UTC is noon in Berlin in winter
    site.clock.pass_(hours=3)
    later = site.crawl()

    assert (report.state, report.reason) == (RunState.PARTIAL, "quiet-hours")
    assert report.requests == 0
    assert later.state is RunState.COMPLETE


@pytest.mark.slow
def test_rest_switched_off_half_way_loses_nothing(tmp_path):
    with room(tmp_path / "data", Publisher(posts(101))) as site:
        publisher = site.publisher
        second = (
            "/wp-json/wp/v2/posts?per_page=100&orderby=id&order=asc&page=2"
            "&_fields=id,date_gmt,modified_gmt,link,title,categories,guid"
        )
        publisher.pages[second] = respond('{"code": "rest_disabled"}', status=401)

        report = site.crawl(limit=1)

        assert report.found == 101
        assert second in publisher.asked()


@pytest.mark.slow
def test_posts_inserted_and_deleted_while_paging_are_not_missed(tmp_path):
    with room(tmp_path / "data", Publisher(posts(104), doors={"rest"})) as site:
        publisher = site.publisher
        rest = publisher._rest

        def changing(path, query):
            answer = rest(path, query)
            if path.endswith("/posts") and query.get("page") == "1" and len(publisher.posts) == 104:
                publisher.posts = publisher.posts[3:] + posts(2, first=900)
            return answer

        publisher._rest = changing
        site.crawl(limit=1)

        known = {
            entry.hints.cms_id
            for post in publisher.posts
            if (entry := frontier(site).get(publisher.server.url(post.path)))
        }
        assert known == {str(post.id) for post in publisher.posts}


def test_counts_that_differ_are_warned_of(site):
    urls = "".join(
        f"<url><loc>{site.publisher.server.url(f'/?p={number}')}</loc></url>" for number in (1, 2)
    )
    site.publisher.pages["/post-sitemap.xml"] = respond(f"<urlset>{urls}</urlset>")

    assert site.crawl().warnings == ("sitemap lists 2 of 6 articles",)


@pytest.mark.slow
def test_a_list_that_repeats_itself_under_new_addresses_is_a_trap_and_ends(tmp_path):
    with room(tmp_path / "data", Publisher(posts(9), doors={"list"}, per_list=3)) as site:
        publisher = site.publisher
        original = publisher._list
        publisher._list = lambda number: original(min(number, 3))
        for number in range(3, 40):
            publisher.pages.pop(f"/?paged={number}", None)
        entries = "".join(f"<article><h2><a href='/?p={n}'>Meldung {n}</a></h2></article>"
                          for n in range(1, 4))  # fmt: skip
        for number in range(3, 40):
            publisher.pages[f"/?paged={number}"] = respond(
                f"<body class='blog'><main>{entries}<a class='next' href='/?paged={number + 1}'>"
                "Ältere Beiträge</a></main></body>"
            )

        report = site.crawl()

        assert counts(report)[:2] == (9, 9)
        assert report.skipped["trap"] >= 1
        assert publisher.asked().count("/?paged=6") == 0


def test_two_sources_are_crawled_side_by_side_with_one_connection_each(tmp_path):
    other = Publisher(posts(5, first=50))
    with room(tmp_path / "data", Publisher(posts(5))) as site, running(other.server):

        async def both():
            return await asyncio.gather(
                *(
                    crawl_source(
                        site.services,
                        publisher.server.url(),
                        pace=0,
                        allow_private=[publisher.server.host],
                    )
                    for publisher in (site.publisher, other)
                )
            )

        reports = asyncio.run(both())

        assert [report.new for report in reports] == [5, 5]
        assert site.publisher.server.most_open == other.server.most_open == 1


def test_a_taken_down_article_is_not_brought_back_by_a_crawl(site):
    site.crawl()
    taken = next(one for one in site.services.articles.all() if one.cms_id == "2")
    site.services.articles.set_status(taken.id, Status.TAKEN_DOWN, at=site.clock())
    site.publisher.edit(2, text=LONG, modified="2026-03-02T08:00:00")
    site.clock.pass_(days=1)

    site.crawl()

    assert site.services.articles.get(taken.id).status is Status.TAKEN_DOWN


@pytest.mark.slow
def test_a_hidden_article_that_is_deleted_at_the_source_stays_hidden(site):
    site.crawl()
    hidden = next(one for one in site.services.articles.all() if one.cms_id == "2")
    site.services.articles.set_status(hidden.id, Status.TAKEN_DOWN, at=site.clock())
    site.publisher.edit(2, status=410)

    site.crawl(full=True)
    site.clock.pass_(days=100)
    site.crawl(full=True)

    assert site.services.articles.get(hidden.id).status is Status.TAKEN_DOWN


def test_the_form_of_the_host_that_answers_is_learnt_so_that_no_post_needs_a_redirect(tmp_path):
    with room(tmp_path / "data", Publisher(posts(3))) as site:
        port, site.publisher.server.name = site.publisher.server.port, "localhost"
        moved = EvilServer(otherwise=redirect(f"http://localhost:{port}/", status=301))
        with running(moved):
            report = asyncio.run(
                crawl_source(
                    site.services,
                    moved.url(),
                    allow_private=[moved.host, f"localhost:{port}"],
                    pace=0,
                )
            )

        assert report.new == 3
        assert site.services.sources.all()[0].learnt["home"] == f"http://localhost:{port}/"
        assert [request.path for request in moved.asked] == ["/robots.txt", "/"]
        assert all(one.url.startswith("http://localhost:") for one in site.services.articles.all())


@pytest.mark.slow
def test_a_server_that_only_fails_is_left_in_peace_and_tried_in_the_next_run(tmp_path):
    with room(tmp_path / "data", Publisher(posts(30))) as site:
        site.publisher.pages |= {f"/?p={number}": respond(status=500) for number in range(1, 31)}

        first = site.crawl()
        asked = [target for target in site.publisher.asked() if target.startswith("/?p=")]
        site.publisher.pages = {}
        site.clock.pass_(hours=1)
        second = site.crawl()

        assert (first.state, first.reason) == (RunState.PARTIAL, "server-trouble")
        assert len(asked) == 20
        assert (second.state, second.new) == (RunState.COMPLETE, 30)


def test_one_page_that_is_never_available_does_not_hold_up_the_others(site):
    site.publisher.pages["/?p=1"] = respond(status=503)

    report = site.crawl()

    assert report.new == 5
    assert report.failures == {"http-503": 1}


@pytest.mark.parametrize("door", ["rest", "sitemap", "feed"])
def test_a_listing_that_was_guessed_is_asked_between_full_rounds_too(tmp_path, door):
    publisher = Publisher(posts(4), doors={door})
    bare = (
        "<html><head><link href='/wp-content/s.css'></head><body class='home'>Hallo</body></html>"
    )
    publisher.pages["/"] = respond(bare)
    with room(tmp_path / "data", publisher) as site:
        site.crawl()
        publisher.posts += posts(1, first=5)
        site.clock.pass_(hours=5)

        assert site.crawl().new == 1


def test_a_run_ends_as_partial_when_its_budget_is_spent_and_the_next_goes_on(site):
    site.services.__dict__["settings"] = site.services.settings.model_copy(
        update={"urls_per_run": 12}
    )
    reports = [site.crawl()]
    while reports[-1].state is RunState.PARTIAL:
        assert (reports[-1].reason, reports[-1].requests) == ("budget", 12)
        assert len(reports) < 9
        reports.append(site.crawl())

    assert len(reports) > 1
    assert len(site.statuses()) == len(site.publisher.posts)


def test_an_address_that_lies_too_deep_is_told_and_not_asked(site):
    site.crawl()
    deep = Link(site.publisher.server.url("/aktuelles/zu-tief/"), "article", "list")
    frontier(site).offer([deep], on="", round_=1, depth=7, now=site.clock())

    report = site.crawl()

    assert report.skipped["trap-too-deep"] == 1
    assert site.publisher.server.count("/aktuelles/zu-tief/") == 0


def test_a_crawl_that_is_interrupted_says_so_and_the_next_one_carries_on(site, monkeypatch):
    monkeypatch.setattr("crawler.crawl.BEAT", 0.0)

    def interrupt(counts):
        if counts["fetched"] > 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        site.crawl(progress=interrupt)
    ended = RunStore(site.services.database).latest(limit=1)[0]

    assert (ended.state, ended.reason) == (RunState.STOPPED, "interrupted")
    assert site.crawl().state is RunState.COMPLETE
    assert len(site.statuses()) == 6
