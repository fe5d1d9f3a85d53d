"""Texts that shrank: an editor sees both, takes the short one over or keeps the long one."""

import pytest
from typer.testing import CliRunner

from archive.app.__main__ import build
from archive.app.indexing import sync
from archive.app.quarantine import quarantine_of
from archive.article import Status
from archive.audit import AuditLog
from index.results import Search
from tests.desk import Desk
from tests.publishers import Publisher, posts, room

LONG = "Der Kreis baut die Brücke bei Walldorf neu. " * 20
SHORT = "Diese Meldung wird überarbeitet und erscheint bald wieder hier auf dieser Seite. " * 2


@pytest.fixture
def site(tmp_path, monkeypatch):
    with room(tmp_path / "data", Publisher(posts(3, text=LONG))) as opened:
        opened.crawl()
        opened.publisher.edit(2, text=SHORT, modified="2026-03-01T12:30:00")
        opened.clock.pass_(hours=1)
        assert opened.crawl().skipped["quarantined"] == 1
        sync(opened.services.articles, opened.services.search)

        async def in_process(_settings, **_options):
            return sync(opened.services.articles, opened.services.search)

        monkeypatch.setattr("archive.app.admin.quarantine.update_index", in_process)
        yield opened


@pytest.fixture
def desk(site):
    opened = Desk(site.services)
    opened.people()
    opened.sign_in("redaktion")
    return opened


def the_one(site):
    return next(one for one in site.services.articles.all() if one.status is Status.QUARANTINED)


def test_the_page_shows_old_and_new_text_and_works_without_a_script(site, desk):
    answer = desk.get("/verwaltung/quarantaene")

    assert answer.status_code == 200
    assert "Kurzen Text übernehmen" in answer.text
    assert "wird überarbeitet" in answer.text
    assert the_one(site).title in answer.text
    assert "formaction" not in answer.text


def test_a_reader_of_the_desk_sees_it_and_cannot_decide(site, desk):
    desk.sign_in("leser")

    assert "Kurzen Text übernehmen" not in desk.get("/verwaltung/quarantaene").text


def test_an_accepted_text_is_the_next_version_and_found(site, desk):
    article = the_one(site)
    desk.get("/verwaltung/quarantaene")

    answer = desk.post(f"/verwaltung/quarantaene/{article.id}", tun="annehmen", grund="stimmt")

    now = site.services.articles.get(article.id)
    assert answer.status_code == 303
    assert (now.status, now.versions) == (Status.LIVE, 2)
    assert "wird überarbeitet" in now.text
    assert site.services.search.search(Search(query="überarbeitet")).total == 1
    entry = AuditLog(site.services.database).page(limit=1)[0]
    assert (entry.action, entry.user, entry.reason) == ("quarantine.accept", "redaktion", "stimmt")
    assert entry.before["letters"] > entry.after["letters"]
    assert quarantine_of(site.services).all() == []
    site.clock.pass_(days=2)
    assert site.crawl().changed == 0


def test_a_refused_text_is_not_laid_before_editors_again_and_a_third_one_is(site, desk):
    article = the_one(site)
    desk.get("/verwaltung/quarantaene")

    desk.post(f"/verwaltung/quarantaene/{article.id}", tun="ablehnen")

    assert site.services.articles.get(article.id).status is Status.LIVE
    for _day in range(5):
        site.clock.pass_(days=1, hours=3)
        site.crawl()
    kept = site.services.articles.get(article.id)
    assert (kept.status, kept.versions, kept.text) == (Status.LIVE, 1, article.text)
    site.publisher.edit(2, text=f"{SHORT} Wirklich.", modified="2026-03-09T12:30:00")
    assert site.crawl().skipped["quarantined"] == 1


def test_deciding_twice_changes_nothing(site, desk):
    article = the_one(site)
    desk.get("/verwaltung/quarantaene")
    desk.post(f"/verwaltung/quarantaene/{article.id}", tun="ablehnen")

    again = desk.post(f"/verwaltung/quarantaene/{article.id}", tun="annehmen")

    assert "unveraendert" in again.headers["location"]
    assert desk.post(f"/verwaltung/quarantaene/{article.id}", tun="x").status_code == 400


def test_a_raw_page_that_is_lost_can_only_be_refused(site, desk):
    for path in (site.services.settings.raw_folder).glob("??/*.zst"):
        path.unlink()
    article = the_one(site)

    assert "nicht mehr lesbar" in desk.get("/verwaltung/quarantaene").text
    assert not quarantine_of(site.services).accept(article.id, editor="a", at=site.clock())
    assert quarantine_of(site.services).refuse(article.id, editor="a", at=site.clock())


def test_the_command_lists_and_decides(site):
    article = the_one(site)
    folder = str(site.services.settings.data)
    run = CliRunner()

    listed = run.invoke(build(), ["quarantine", "--data", folder, "--json"])
    accepted = run.invoke(build(), ["quarantine", "--data", folder, "--accept", article.id])
    again = run.invoke(build(), ["quarantine", "--data", folder, "--refuse", article.id])

    assert article.id in listed.stdout
    assert (listed.exit_code, accepted.exit_code, again.exit_code) == (0, 0, 1)
    assert site.services.articles.get(article.id).versions == 2
