import re
from datetime import timedelta

import httpx
import pytest

from archive.accounts import AccountStore, Role
from archive.app.admin.places import TITLES
from archive.app.indexing import sync
from archive.app.work.indexer import update_index
from archive.article import Status
from archive.audit import AuditLog
from archive.audit_words import told_action
from archive.editing import CorrectionStore
from archive.errors import SearchIndexError
from archive.queue import RunQueue
from archive.runs import RunState, RunStore, Wish
from archive.schedules import ScheduleStore
from index.results import Search
from tests.desk import NOW, SECRET, Desk
from tests.newsroom import open_newsroom


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    services = open_newsroom(tmp_path_factory.mktemp("desk"))
    opened = Desk(services)
    opened.people()
    yield opened
    services.close()


@pytest.fixture
def desk(shared, monkeypatch):
    """The desk with an operator signed in; the index follows in this process, which is faster."""

    async def in_process(_settings, **_options):
        return sync(shared.services.articles, shared.services.search)

    monkeypatch.setattr("archive.app.admin.articles.update_index", in_process)
    shared.sign_in("betrieb")
    return shared


@pytest.fixture
def article(desk):
    """An article readers can see, with places."""
    return next(
        found
        for found in desk.services.articles.all()
        if found.status is Status.LIVE and found.places
    )


def latest(desk, action):
    return next(
        entry
        for entry in AuditLog(desk.services.database).page(limit=200)
        if entry.action == action
    )


# -- the door ------------------------------------------------------------------------------------


def test_signing_in_leads_to_the_page_that_was_asked_for(desk):
    desk.cookies.clear()
    sent = desk.get("/verwaltung/quellen?x=1")

    answer = desk.ask(
        "POST", sent.headers["location"], data={"name": "betrieb", "passwort": SECRET}
    )

    assert answer.headers["location"] == "/verwaltung/quellen?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://boese.test/",
        "//boese.test/",
        "/verwaltung//boese.test",
        "/\\boese.test",
        "/verwaltung\\boese",
        "/verwaltungsboese",
        "javascript:alert(1)",
        "/verwaltung/%0d%0aSet-Cookie:x",
    ],
)
def test_signing_in_never_leads_to_another_site(desk, target):
    desk.cookies.clear()

    answer = desk.ask(
        "POST",
        "/verwaltung/anmelden",
        params={"weiter": target},
        data={"name": "betrieb", "passwort": SECRET},
    )

    location = answer.headers["location"]
    assert location == "/verwaltung" or location.startswith("/verwaltung/")
    assert "//" not in location
    assert "\n" not in location


def test_the_session_cookie_is_shut_to_scripts_other_sites_and_plain_http(desk):
    desk.cookies.clear()

    plain = desk.sign_in("betrieb").headers["set-cookie"].lower()
    secure = desk.ask(
        "POST",
        "https://archiv.test/verwaltung/anmelden",
        data={"name": "betrieb", "passwort": SECRET},
    ).headers["set-cookie"]

    assert "httponly" in plain
    assert "samesite=lax" in plain
    assert secure.startswith("__Host-verwaltung=")
    assert "secure" in secure.lower()


def test_signing_in_gives_a_fresh_session_and_ends_the_one_before(desk):
    before = desk.cookies["verwaltung"]

    answer = desk.ask("POST", "/verwaltung/anmelden", data={"name": "betrieb", "passwort": SECRET})

    accounts = AccountStore(desk.services.database)
    assert before not in answer.headers["set-cookie"]
    assert accounts.session(before, now=NOW) is None


def test_a_cookie_is_worth_nothing_after_signing_out(desk):
    replayed = dict(desk.cookies)

    desk.post("/verwaltung/abmelden")
    desk.cookies = httpx.Cookies(replayed)

    assert desk.get("/verwaltung").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://boese.test"},
        {"origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_the_token(desk, headers):
    answer = desk.ask(
        "POST",
        "/verwaltung/jetzt",
        data={"marke": desk.token, "quelle": "falmtal"},
        headers=headers,
    )

    assert answer.status_code == 403


def test_another_site_signs_nobody_in(shared):
    form = {"name": "betrieb", "passwort": SECRET}
    headers = {"sec-fetch-site": "cross-site"}

    answer = shared.ask("POST", "/verwaltung/anmelden", data=form, headers=headers)

    assert answer.status_code == 403


@pytest.mark.parametrize("token", ["", "x", "ü" * 30])
def test_a_form_without_the_right_token_is_refused(desk, token):
    answer = desk.ask("POST", "/verwaltung/jetzt", data={"marke": token, "quelle": "falmtal"})

    assert answer.status_code == 403


def test_guessing_is_answered_alike_and_then_braked(shared):
    shared.cookies.clear()
    AccountStore(shared.services.database).add("opfer", Role.LESER, SECRET, now=NOW)

    answers = [shared.sign_in("opfer", f"falsch-{number}") for number in range(12)]

    assert {answer.status_code for answer in answers} == {401}
    assert "stimmt nicht" in answers[0].text
    assert "Zu viele Versuche" in answers[-1].text


def test_a_huge_form_is_refused(desk):
    answer = desk.ask(
        "POST", "/verwaltung/jetzt", data={"marke": desk.token, "quelle": "x" * 3_000_000}
    )

    assert answer.status_code == 413


def test_a_form_whose_length_is_too_great_is_refused_unread(desk):
    read = []

    async def parts():
        read.append("a part")
        yield b"marke="

    headers = {"content-type": "application/x-www-form-urlencoded", "content-length": "9000000"}
    answer = desk.ask("POST", "/verwaltung/jetzt", content=parts(), headers=headers)

    assert answer.status_code == 413
    assert not read


def test_a_huge_form_is_refused_before_it_has_come_in_whole(desk):
    sent = []

    async def parts():
        yield f"marke={desk.token}".encode()
        for number in range(40):
            sent.append(number)
            yield f"&feld{number}=".encode() + b"x" * 200_000

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = desk.ask("POST", "/verwaltung/jetzt", content=parts(), headers=headers)

    assert answer.status_code == 413
    assert len(sent) < 20


# -- pages ---------------------------------------------------------------------------------------

PAGES = (
    "",
    "/quellen",
    "/quellen/neu",
    "/quellen/falmtal",
    "/zeitplaene",
    "/laeufe",
    "/meldungen",
    "/meldungen?q=Schule",
    "/warum?adresse=https://www.landkreis-falmtal.test/nie-gesehen/",
    "/register",
    "/register/orte",
    "/register/orte?name=Hinterhag",
    "/register/orte/eintrag?ort=Walldorf",
    "/register/orte/eintrag?ort=Rottbergen",
    "/register/orte/eintrag?ort=gibt+es+nicht",
    "/suche",
    "/suche?wort=Kita",
    "/hinweise",
    "/hinweise?zustand=done",
    "/betrieb",
    "/betrieb/protokoll",
    "/passwort",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_desk_is_german_has_one_heading_and_is_never_stored(desk, path):
    answer = desk.get(f"/verwaltung{path}")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.count("<h1") == 1
    assert '<html lang="de">' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/quellen/nie",
        "/laeufe/99999",
        "/laeufe/abc",
        "/laeufe/99999999999999999999999",
        "/laeufe/٣",
        "/meldungen/nie",
    ],
)
def test_what_is_not_there_is_404(desk, path):
    assert desk.get(f"/verwaltung{path}").status_code == 404


# -- schedules and runs --------------------------------------------------------------------------


def test_a_schedule_is_tried_before_it_is_saved(desk):
    fields = {
        "quelle": "falmtal",
        "art": "uhrzeiten",
        "uhrzeiten": "06:30",
        "wochentage": ["mo", "do"],
        "zeitzone": "Europe/Berlin",
    }

    tried = desk.post("/verwaltung/zeitplaene", tun="pruefen", **fields)
    none_yet = ScheduleStore(desk.services.database).all()
    desk.post("/verwaltung/zeitplaene", tun="anlegen", **fields)
    saved = desk.get("/verwaltung/zeitplaene").text

    assert "montags und donnerstags um 06:30 Uhr" in tried.text
    assert tried.text.count("Uhr</li>") == 5
    assert none_yet == []
    assert "Mo 02.03.2026, 06:30 Uhr" in saved


def test_a_rule_that_cannot_be_followed_is_told_beside_what_was_typed(desk):
    answer = desk.post(
        "/verwaltung/zeitplaene", quelle="falmtal", art="cron", cron="61 * * * *", tun="anlegen"
    )

    assert answer.status_code == 422
    assert "Cron-Regel" in answer.text
    assert "61 * * * *" in answer.text


def test_run_now_asks_a_worker_and_says_who_asked(desk):
    desk.post("/verwaltung/jetzt", quelle="falmtal")

    asked = RunQueue(desk.services.database).recent()[0]
    assert (asked.source, asked.asked_by, asked.state) == ("falmtal", "user:betrieb", "waiting")


def test_a_run_shows_its_counts_beside_the_run_before_and_takes_wishes(desk):
    store = RunStore(desk.services.database)
    first = store.start("falmtal", started_by="cli", now=NOW - timedelta(hours=2))
    store.end(first.id, RunState.COMPLETE, {"found": 10, "new": 10}, now=NOW - timedelta(hours=1))
    run = store.start("falmtal", started_by="schedule:1", now=NOW - timedelta(minutes=10))
    counts = {"found": 100, "new": 4, "unchanged": 46, "skipped": {"robots": 3}}
    store.beat(run.id, counts, now=NOW)

    shown = desk.get(f"/verwaltung/laeufe/{run.id}").text
    desk.post(f"/verwaltung/laeufe/{run.id}", wunsch="pause")
    wished = store.get(run.id).wish
    store.end(run.id, RunState.STOPPED, counts, now=NOW)

    assert f"Lauf davor ({first.id})" in shown
    assert "5,0" in shown  # pages a minute
    assert "noch etwa 9 Minuten" in shown
    assert wished is Wish.PAUSE
    assert latest(desk, "run.pause").after == {"run": run.id}


def test_the_live_view_streams_until_the_run_has_ended(desk):
    store = RunStore(desk.services.database)
    run = store.start("falmtal", started_by="cli", now=NOW)
    store.end(run.id, RunState.FAILED, {"failed": 1}, reason="500", now=NOW)

    answer = desk.get(f"/verwaltung/laeufe/{run.id}/ereignisse")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert '"failed": 1' in answer.text
    assert answer.text.endswith("event: ende\ndata: {}\n\n")


# -- corrections ---------------------------------------------------------------------------------


def test_a_corrected_place_is_in_facet_page_and_export_when_the_desk_answers(desk, article):
    place = next(
        value.value
        for value in desk.services.search.values("ort")
        if value.value not in {place.key for place in article.places}
    )

    desk.post(f"/verwaltung/meldungen/{article.id}", feld="places", neu=place, grund="Leserbrief")

    found = list(desk.services.search.ids(Search(filters={"ort": (place,)})))
    shown = desk.services.articles.get(article.id)
    assert article.id in found
    assert shown.corrected == ("places",)
    assert [place.key for place in shown.places] == [place]
    assert (
        "edaktionell berichtigt" in desk.get(f"/meldung/{article.id}", follow_redirects=True).text
    )
    assert latest(desk, "correction").reason == "Leserbrief"


@pytest.mark.slow
def test_the_index_follows_a_correction_in_a_process_of_its_own(desk, article, monkeypatch):
    monkeypatch.setattr("archive.app.admin.articles.update_index", update_index)

    answer = desk.post(
        f"/verwaltung/meldungen/{article.id}", feld="topics", neu="Eigenprozess", grund="Probe"
    )

    assert answer.headers["location"].endswith("gesagt=berichtigt")
    found = desk.services.search.ids(Search(filters={"thema": ("Eigenprozess",)}))
    assert list(found) == [article.id]


def test_a_correction_is_kept_when_the_index_cannot_follow_at_once(desk, article, monkeypatch):
    async def fail(_settings, **_options):
        raise SearchIndexError("disk full")

    monkeypatch.setattr("archive.app.admin.articles.update_index", fail)

    answer = desk.post(
        f"/verwaltung/meldungen/{article.id}", feld="topics", neu="Später", grund="Probe"
    )

    assert answer.headers["location"].endswith("gesagt=wird-berichtigt")
    assert "Später" in desk.services.articles.get(article.id).topics


def test_an_undone_correction_shows_what_was_read_again(desk, article):
    desk.post(f"/verwaltung/meldungen/{article.id}", feld="title", wert="Anders", grund="Probe")
    (correction, *_) = CorrectionStore(desk.services.database).of(article.id)

    desk.post(f"/verwaltung/meldungen/{article.id}/zurueck", berichtigung=str(correction.id))

    assert desk.services.articles.get(article.id).title == article.title


def test_a_date_is_corrected_to_a_day_of_germany_or_to_unknown(desk, article):
    path = f"/verwaltung/meldungen/{article.id}"

    desk.post(path, feld="published", tag="2024-05-31", uhrzeit="14:05", grund="Druckfehler")
    dated = desk.services.articles.get(article.id).published
    desk.post(path, feld="published", tag="", grund="unklar")

    assert f"{dated.value:%Y-%m-%d %H:%M}" == "2024-05-31 12:05"
    assert dated.source == "editor"
    assert desk.services.articles.get(article.id).published is None


@pytest.mark.parametrize(
    "fields",
    [
        {"feld": "published", "tag": "2024-02-31"},
        {"feld": "published", "tag": "gestern"},
        {"feld": "title", "wert": " "},
        {"feld": "places", "neu": "Nirgendwohausen"},
        {"feld": "places", "neu": "Mond/Krater"},
        {"feld": "id", "wert": "x"},
        {"feld": "", "wert": "x"},
    ],
)
def test_a_fact_that_makes_no_sense_is_told_and_nothing_is_changed(desk, article, fields):
    before = desk.services.articles.get(article.id)

    answer = desk.post(f"/verwaltung/meldungen/{article.id}", grund="x", **fields)

    assert answer.status_code == 422
    assert desk.services.articles.get(article.id) == before


def test_a_hidden_article_leaves_page_search_feed_and_export_and_comes_back(desk, article):
    path = f"/verwaltung/meldungen/{article.id}/status"

    desk.post(path, tun="verbergen", grund="Datenschutz")
    gone = {
        "page": desk.get(f"/meldung/{article.id}").status_code,
        "search": article.id in set(desk.services.search.ids(Search())),
        "export": article.id in desk.get("/export.jsonl").text,
    }
    desk.post(path, tun="zeigen", grund="geklärt")

    assert gone == {"page": 404, "search": False, "export": False}
    assert article.id in set(desk.services.search.ids(Search()))


def test_the_page_of_an_article_tells_who_hid_it_and_why(desk, article):
    path = f"/verwaltung/meldungen/{article.id}"
    desk.get(path)

    desk.post(f"{path}/status", tun="verbergen", grund="Name eines Kindes")
    page = desk.get(path).text
    desk.post(f"{path}/status", tun="zeigen", grund="geklärt")

    assert "<td>Meldung verborgen</td><td>Name eines Kindes</td>" in page


@pytest.mark.parametrize("word", sorted(TITLES))
def test_whatever_is_done_with_a_place_is_in_the_log_in_german(word):
    assert told_action(f"place.{word}") not in (f"Ort {word}", f"place.{word}")


def test_a_takedown_leaves_a_tombstone_and_needs_a_reason(desk, article):
    path = f"/verwaltung/meldungen/{article.id}/status"

    refused = desk.post(path, tun="entfernen", grund="")
    desk.post(path, tun="entfernen", grund="Gericht")
    shown = desk.get(f"/meldung/{article.id}").status_code
    desk.post(path, tun="zeigen", grund="Irrtum")

    assert refused.status_code == 422
    assert shown == 410
    assert desk.services.articles.get(article.id).status is Status.LIVE


def test_many_articles_are_corrected_at_once_without_losing_their_own_facts(desk):
    results = desk.services.search.search(Search(query="Schule", page_size=5))
    ids = [hit.id for hit in results.hits]
    before = {found.id: found.topics for found in desk.services.articles.many(ids)}

    desk.post(
        "/verwaltung/meldungen", meldung=ids, feld="topics", neu="Probe", ergaenzen="1", grund="x"
    )

    for found in desk.services.articles.many(ids):
        assert found.topics == tuple(dict.fromkeys((*before[found.id], "Probe")))


def test_what_an_editor_types_is_shown_as_text_never_as_markup(desk, article):
    evil = "<script>alert(1)</script>"
    desk.post(f"/verwaltung/meldungen/{article.id}", feld="topics", neu=evil, grund=evil)

    for path in (f"/verwaltung/meldungen/{article.id}", "/verwaltung/betrieb/protokoll"):
        assert evil not in desk.get(path).text


def test_a_synonym_is_tried_before_it_is_let_live(desk):
    made = desk.post("/verwaltung/suche/synonyme", wort="Quabbelwutz", auch="Feuerwehr, Brand")
    trial = desk.get(made.headers["location"])
    before = desk.services.search.search(Search(query="Quabbelwutz")).total
    desk.post(made.headers["location"], tun="live")
    after = desk.services.search.search(Search(query="Quabbelwutz")).total
    desk.post(made.headers["location"], tun="loeschen")

    assert "Quabbelwutz = Feuerwehr, Brand" in trial.text
    assert "kommt unter die ersten zehn" in trial.text
    assert before == 0
    assert after > 0
    assert desk.services.search.search(Search(query="Quabbelwutz")).total == 0


def test_a_recommendation_takes_the_address_of_an_article(desk, article):
    desk.post("/verwaltung/suche/empfehlungen", suche="Kita", meldung=f"/meldung/{article.id}/x")
    wrong = desk.post("/verwaltung/suche/empfehlungen", suche="Kita", meldung="/meldung/nie")

    assert article.title in desk.get("/verwaltung/suche").text
    assert wrong.status_code == 422


def test_an_approved_project_is_on_old_articles_when_the_desk_answers(desk, monkeypatch):
    monkeypatch.setattr("archive.app.admin.register.index_now", _follow)
    texts = {found.id: found.text for found in desk.services.articles.all()}
    known = next(found for found in desk.services.articles.all() if "Sirenen" in found.text)
    name = "Sirenen"
    assert sum(name in text for text in texts.values()) < 40
    before = {one.name for one in known.projects}

    desk.post("/verwaltung/register", name=name, art="programme")
    shown = desk.post("/verwaltung/register/pruefen", name=name, tun="freigeben", art="programme")
    untouched = desk.services.articles.get(known.id)
    made = desk.post("/verwaltung/register/aendern", name=name, tun="freigeben", art="programme")

    found = desk.services.articles.get(known.id)
    assert name not in before
    assert known.title in shown.text
    assert untouched == known
    assert made.headers["location"].endswith("gesagt=freigegeben")
    assert name in {one.name for one in found.projects}
    assert known.id in set(desk.services.search.ids(Search(filters={"projekt": (name,)})))
    desk.post("/verwaltung/register/aendern", name=name, tun="ablehnen")
    assert desk.services.articles.get(known.id).projects == known.projects


async def _follow(visit):
    sync(visit.services.articles, visit.services.search)
    return True


def test_a_change_of_the_register_that_makes_no_sense_is_told(desk):
    desk.post("/verwaltung/register", name="Probelauf", art="project")

    answers = [
        desk.post(
            "/verwaltung/register/pruefen", name="Probelauf", tun="zusammenfuehren", ziel="Nie"
        ),
        desk.post(
            "/verwaltung/register/pruefen", name="Probelauf", tun="umbenennen", neuer_name="?"
        ),
        desk.post("/verwaltung/register/pruefen", name="Probelauf", tun="abtrennen"),
        desk.post("/verwaltung/register", name="Probelauf", art="project"),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4


# -- people --------------------------------------------------------------------------------------


def test_an_operator_adds_a_person_who_can_then_sign_in(desk):
    desk.post("/verwaltung/betrieb/personen", name="Neu", rolle="redaktion", passwort=SECRET)

    answer = desk.sign_in("neu")

    assert answer.status_code == 303
    assert desk.get("/verwaltung/betrieb").status_code == 403


def test_the_last_operator_stays(desk):
    answer = desk.post("/verwaltung/betrieb/personen/betrieb", tun="sperren")

    assert answer.status_code == 422
    assert "letzte Konto" in answer.text


def test_ones_own_password_is_changed_with_the_old_one_only(desk):
    AccountStore(desk.services.database).add("wechsel", Role.LESER, SECRET, now=NOW)
    desk.sign_in("wechsel")

    wrong = desk.post("/verwaltung/passwort", altes="falsch", neues="ein neuer langer Satz")
    right = desk.post("/verwaltung/passwort", altes=SECRET, neues="ein neuer langer Satz")

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert desk.get("/verwaltung").status_code == 303  # every session has ended
    assert desk.sign_in("wechsel", "ein neuer langer Satz").status_code == 303


def test_settings_are_shown_with_secrets_masked(desk):
    shown = desk.get("/verwaltung/betrieb").text

    assert re.search(r"mail_password</code></th><td>–", shown)


def test_every_password_and_mail_secret_is_masked(tmp_path):
    from archive.app.configuration import effective
    from archive.settings import load_settings

    settings = load_settings(
        data=tmp_path, mail_password="geheim", database="postgresql://n:geheim@db/archiv"
    )

    shown = {option.name: option.value for option in effective(settings, {})}

    assert shown["mail_password"] == "********"
    assert "geheim" not in str(shown)
