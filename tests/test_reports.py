"""Reports of errors: easy for readers, useless for floods."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.app.site.report_page import MOST_PER_ADDRESS, Patience
from archive.reports import MOST_PER_HOUR, ReportStore

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def reports(database):
    return ReportStore(database)


def test_a_report_is_kept_and_closing_it_deletes_the_contact(reports):
    number = reports.add("a1", "datum", "Einen Tag zu spät.", "a@b.test", made=NOW)

    closed = reports.close(number, by="anna", note="geändert", at=NOW)

    kept = reports.get(number)
    assert closed
    assert (kept.state, kept.contact, kept.closed_by, kept.note) == ("done", "", "anna", "geändert")
    assert kept.label == "Das Datum stimmt nicht"
    assert reports.count() == 0


def test_a_closed_report_cannot_be_closed_again(reports):
    number = reports.add(None, "fehlt", "Die von gestern.", "", made=NOW)
    reports.close(number, by="anna", at=NOW)

    assert not reports.close(number, by="ben", at=NOW)


def test_the_same_words_on_the_same_article_are_one_report(reports):
    first = reports.add("a1", "text", "Tippfehler", "", made=NOW)

    assert reports.add("a1", "text", "Tippfehler", "", made=NOW) == first
    assert reports.add("a2", "text", "Tippfehler", "", made=NOW) != first
    assert [one.article for one in reports.list()] == ["a2", "a1"]


def test_a_flood_is_stopped_and_passes(reports):
    for number in range(MOST_PER_HOUR):
        reports.add("a", "text", f"Nummer {number}", "", made=NOW)

    assert reports.add("a", "text", "einer zu viel", "", made=NOW) is None
    assert reports.add("a", "text", "später", "", made=NOW + timedelta(hours=1)) is not None


def test_reports_closed_long_ago_are_forgotten(reports):
    number = reports.add("a", "text", "alt", "", made=NOW)
    reports.close(number, by="anna", at=NOW)

    assert reports.forget(now=NOW + timedelta(days=366)) == 1
    assert reports.get(number) is None


def test_one_address_has_a_few_reports_an_hour_and_others_are_not_held_up():
    patience = Patience()

    spent = [patience.spent("1.2.3.4", NOW) for _ in range(MOST_PER_ADDRESS + 1)]

    assert spent == [False] * MOST_PER_ADDRESS + [True]
    assert not patience.spent("5.6.7.8", NOW)
    assert not patience.spent("1.2.3.4", NOW + timedelta(hours=1))


def test_the_form_says_what_is_missing_beside_the_field_and_keeps_what_was_typed(browse):
    answer = browse("/melden", "POST", data={"nachricht": "Nein", "kontakt": "a@b.test"})

    assert answer.status_code == 422
    assert 'id="fehler-nachricht"' in answer.text
    assert "a@b.test" in answer.text


def test_a_report_from_another_site_is_refused(browse):
    form = {"art": "text", "nachricht": "Hallo Welt"}

    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.test"}):
        assert browse("/melden", "POST", data=form, headers=headers).status_code == 403


def test_a_program_that_fills_in_everything_is_thanked_and_ignored(browse, newsroom):
    reports = ReportStore(newsroom.database)
    before = reports.count()

    form = {"art": "text", "nachricht": "buy now", "website": "https://spam.test"}
    answer = browse("/melden", "POST", data=form)

    assert answer.headers["location"] == "/melden/danke"
    assert reports.count() == before


def test_a_form_far_too_large_is_refused(browse):
    form = {"art": "text", "nachricht": "x" * 30_000}

    assert browse("/melden", "POST", data=form).status_code == 413


def test_a_form_far_too_large_is_refused_though_it_does_not_say_its_length(browse):
    async def parts():
        for _ in range(5):
            yield b"nachricht=" + b"x" * 6_000 + b"&"

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = browse("/melden", "POST", content=parts(), headers=headers)

    assert answer.status_code == 413


def test_a_report_reaches_the_editors_with_its_article(browse, newsroom):
    article = next(newsroom.articles.all())
    form = {"art": "ort", "nachricht": "Das ist in Oberfalm."}

    answer = browse(f"/melden/{article.id}", "POST", data=form)

    assert answer.status_code == 303
    newest = ReportStore(newsroom.database).list()[0]
    assert (newest.article, newest.kind, newest.message) == (article.id, "ort", form["nachricht"])
