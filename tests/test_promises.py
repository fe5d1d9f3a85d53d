"""Crawls that keep what docs/crawling.md promises where no other test looks."""

import pytest
import sqlalchemy as sa

from archive.blobs import BlobStore
from archive.tables.articles import article as article_table
from archive.tables.crawling import frontier as table
from archive.tables.crawling import visit as visit_table
from crawler.document import without_controls
from crawler.frontier import Frontier
from crawler.page import Link
from crawler.storing import Keeper
from tests.evil import article, redirect, respond
from tests.publishers import Publisher, posts, room


@pytest.fixture
def site(tmp_path):
    with room(tmp_path / "data", Publisher(posts(3))) as opened:
        yield opened


def frontier(site):
    return Frontier(site.services.database, site.services.sources.all()[0].id)


def offer(site, path, *, round_=2, via="list"):
    link = Link(site.publisher.server.url(path), "article", via)
    frontier(site).offer([link], on="", round_=round_, depth=1, now=site.clock())


def look_again(site):
    """Let the time of every article come."""
    with site.services.database.write() as connection:
        connection.execute(
            sa.update(table).where(table.c.kind == "article").values(due=site.clock())
        )


def state_of(site):
    """Return what the store has of every article."""
    with site.services.database.read() as connection:
        return {row.id: row._mapping for row in connection.execute(sa.select(article_table))}


def test_the_report_tells_how_the_rules_were_read(site):
    host = site.publisher.server.host

    assert site.crawl().robots == {host: "parsed"}
    site.publisher.pages["/robots.txt"] = respond(status=503)
    site.clock.pass_(hours=25)
    assert site.crawl().to_record()["robots"] == {host: "disallow"}


def test_a_304_moves_the_time_of_the_look_and_nothing_else(site):
    usual = site.publisher._article
    asked = []

    def conditional(post):
        async def answer(request, writer):
            asked.append(request.headers.get("if-none-match"))
            known = '"v1"' in (asked[-1] or "")
            page = respond(article(post.title, number=post.id), headers={"ETag": '"v1"'})
            await (respond(status=304) if known else page)(request, writer)

        return answer

    site.publisher._article = conditional
    site.crawl()
    before = state_of(site)
    look_again(site)
    site.clock.pass_(days=1)

    site.crawl()

    site.publisher._article = usual
    assert asked == [None] * 3 + ['"v1"'] * 3
    for key, row in state_of(site).items():
        differs = {name for name, value in row.items() if value != before[key][name]}
        assert differs == {"checked"}
        assert row["checked"] == site.clock()


def test_the_same_page_from_a_server_without_validators_is_kept_once(site):
    site.publisher._article = lambda post: respond(article(post.title, number=post.id))
    site.crawl()
    kept = sorted(BlobStore(site.services.settings.raw_folder).keys())
    look_again(site)
    site.clock.pass_(days=1)

    report = site.crawl()

    assert sum("/?p=" in target for target in site.publisher.asked()) == 6
    assert (report.unchanged, report.changed) == (3, 0)
    assert sorted(BlobStore(site.services.settings.raw_folder).keys()) == kept


def hooked(publisher, act):
    """Let *act* happen when the first page of posts has been asked for by REST."""
    rest = publisher._rest

    def changing(path, query):
        answer = rest(path, query)
        if path.endswith("/posts") and query.get("page") == "1":
            act()
        return answer

    publisher._rest = changing


def test_posts_inserted_while_paging_are_not_missed(tmp_path):
    publisher = Publisher(posts(104), doors={"rest"})
    with room(tmp_path / "data", publisher) as site:

        def insert():
            publisher.posts += posts(2, first=900)

        hooked(publisher, insert)

        assert site.crawl(limit=1).found == 106


def test_rest_that_breaks_off_half_way_has_its_lists_read_whole(tmp_path):
    publisher = Publisher(posts(104), doors={"rest", "list"}, per_list=20)
    with room(tmp_path / "data", publisher) as site:
        hooked(publisher, lambda: publisher.doors.discard("rest"))

        assert site.crawl(limit=1).found == 104


def test_the_front_page_under_another_name_instead_of_an_article_counts_as_missing(site):
    site.crawl()
    site.publisher.edit(2, listed=False)
    site.publisher.pages["/?p=2"] = redirect("/index.php", status=302)
    site.publisher.pages["/index.php"] = respond(article("Willkommen im Landkreis"))

    site.crawl()

    assert site.statuses()["Meldung Nummer 2 aus dem Kreis"] == "gone"
    assert len(site.statuses()) == 3


def test_an_article_moved_for_good_is_read_from_its_new_address(site):
    site.crawl()
    site.publisher.edit(2, slug="neue-adresse")
    site.crawl()

    old, new = (
        frontier(site).get(site.publisher.server.url(path)) for path in ("/?p=2", "/neue-adresse/")
    )
    assert (old.decision, new.decision) == ("alias", "stored")
    assert old.article == new.article


def test_an_address_known_as_an_alias_is_not_fetched(site):
    shortlink = "<link rel='shortlink' href='/kurz/2'>"
    site.publisher.edit(2, head=shortlink)
    site.crawl()
    offer(site, "/kurz/2")

    report = site.crawl()

    assert report.skipped["alias"] == 1
    assert site.publisher.server.count("/kurz/2") == 0
    assert len(site.statuses()) == 3


def test_one_article_under_http_https_and_www_is_one(site):
    host = site.publisher.server.host
    listed = "".join(
        f"<url><loc>{scheme}://{name}/?p=2</loc></url>"
        for scheme in ("http", "https")
        for name in (host, f"www.{host}")
    )
    site.publisher.doors = {"sitemap"}
    site.publisher.pages["/post-sitemap.xml"] = respond(f"<urlset>{listed}</urlset>")

    report = site.crawl()

    assert (report.found, report.new) == (1, 1)
    assert "foreign-host" not in report.skipped
    assert site.publisher.server.count("/?p=2") == 1


def test_an_address_that_leads_round_in_circles_is_never_asked_for(site):
    site.crawl()
    offer(site, "/a/b/a/b/a/b/a/b/")

    report = site.crawl()

    assert report.skipped["trap-repeated-path"] == 1
    assert site.publisher.server.count("/a/b/a/b/a/b/a/b/") == 0


def test_a_fetch_in_flight_when_the_run_was_killed_is_repeated_by_the_next(site):
    site.crawl(limit=1)
    taken = frontier(site).lease(now=site.clock())  # and then the process was gone

    report = site.crawl()

    assert frontier(site).get(taken.url).state == "done"
    assert (report.found, len(site.statuses())) == (3, 3)


def test_a_run_killed_while_storing_leaves_neither_article_nor_trail(site, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Keeper, "_offer_files", killed)
    with pytest.raises(KeyboardInterrupt):
        site.crawl()
    monkeypatch.undo()

    with site.services.database.read() as connection:
        trail = sa.select(sa.func.count()).where(visit_table.c.decision == "stored")
        stored = connection.execute(trail).scalar_one()
    assert (len(state_of(site)), stored) == (0, 0)
    assert (site.crawl().new, len(site.statuses())) == (3, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        "<div>" * 20_000 + "Die Brücke ist frei. " * 20 + "</div>" * 20_000,
        "Die \x00 Brücke ist frei. " * 20,
        "Die &#xD800; Brücke ist &#0; frei. " * 20,
    ],
    ids=["nested", "nul", "surrogate"],
)
def test_odd_markup_is_read_and_kept_beside_the_others(site, wrong):
    site.publisher.edit(2, text=wrong)

    site.crawl()

    odd = next(one for one in site.services.articles.all() if one.cms_id == "2")
    assert odd.text.count("Brücke") == 20
    assert not {"\x00", "\ud800"} & set(odd.text)
    assert len(site.statuses()) == 3


NOTICE = "Das Landratsamt bleibt am Brückentag geschlossen. Notfälle nimmt die Leitstelle an. " * 4


def undated(names):
    """Return pages that say the same and bear neither number nor date, and their sitemap."""
    pages = {name: respond(article("Amt geschlossen", NOTICE)) for name in names}
    site = Publisher(doors=set(), pages={**pages, "/": respond("<title>Amt</title>Willkommen")})
    site.robots += "Sitemap: /alle.xml\n"
    listed = "".join(f"<url><loc>{name.replace('&', '&amp;')}</loc></url>" for name in names)
    site.pages["/alle.xml"] = respond(f"<urlset>{listed}</urlset>", kind="application/xml")
    return site


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["/meldung/geschlossen.html", "/meldung/geschlossen-2.html"], 2),
        (["/2026/01/geschlossen/", "/2026/02/geschlossen/"], 2),
        (["/meldung.php?nr=8", "/meldung.php?nr=9"], 2),
        (["/amt/geschlossen.html", "/service/geschlossen.html"], 1),
        (["/meldung.php?nr=8&kat=2", "/meldung.php?nr=8&kat=3"], 1),
    ],
)
def test_a_notice_repeated_under_another_name_is_news_and_one_in_two_places_is_not(
    tmp_path, names, found
):
    with room(tmp_path / "data", undated(names)) as site:
        site.publisher.robots = site.publisher.robots.replace(
            "/alle.xml", site.publisher.server.url("/alle.xml")
        )
        report = site.crawl()

        assert len(list(site.services.articles.all())) == found
        assert report.skipped.get("equal-content", 0) == 2 - found


@pytest.mark.parametrize(
    ("written", "kept"),
    [("a\x00b", "a b"), ("a\x1bb\tc\n", "a b\tc\n"), ("a\ud800ß", "a ß"), ("Straße", "Straße")],
)
def test_characters_no_markup_may_hold_never_reach_the_parser(written, kept):
    assert without_controls(written) == kept
