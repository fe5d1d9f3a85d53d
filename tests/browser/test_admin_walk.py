"""A day at the desk in a real browser, with a real worker and the demo publisher on loopback."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn

from archive.accounts import AccountStore, Role
from archive.app.admin.routes import admin_routes
from archive.app.asgi import create_app
from archive.app.composition import open_services
from archive.app.demo.server import running_publisher
from archive.app.operations import operation_routes
from archive.settings import load_settings
from tests.desk import SECRET

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent.parent
PICTURES = os.environ.get("NEWSARCHIVE_DESK_PICTURES", "")


@contextmanager
def served(services):
    app = create_app(services, more=[*admin_routes(services), *operation_routes(services)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def working(data):
    command = [sys.executable, "-m", "archive.app", "worker", "--data", str(data)]
    with (data / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stderr=log)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A fresh archive: publisher, site with desk, worker; one operator, made by the command."""
    data = tmp_path_factory.mktemp("walk")
    with running_publisher() as publisher:
        (data / "newsarchive.toml").write_text(
            f'private_hosts = "{publisher.host}"\nprivate_pace = 0.0\n'
            'district = "falmtal"\nindex_seconds = 0.5\nrequests_per_second = 0\n'
        )
        services = open_services(load_settings(data=data))
        AccountStore(services.database).add("anna", Role.BETRIEB, SECRET, now=datetime.now(UTC))
        with served(services) as base, working(data) as worker:
            yield SimpleNamespace(
                base=base, publisher=publisher, services=services, data=data, worker=worker
            )
        services.close()


@pytest.fixture(scope="module")
def page(chromium, place):
    context = chromium.new_context(base_url=place.base, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


def picture(page, name):
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def run_and_wait(page, publisher_name):
    page.goto("/verwaltung/quellen")
    page.get_by_role("button", name=f"Jetzt lesen {publisher_name}").click()
    page.wait_for_url("**/laeufe*")
    for _ in range(120):
        page.goto("/verwaltung/laeufe")
        running = page.locator("text=in Arbeit")
        if running.count() == 0 and page.locator("text=wartet").count() == 0:
            return
        time.sleep(0.5)
    raise AssertionError("the run has not ended")


def test_01_first_sign_in(page):
    page.goto("/verwaltung")
    picture(page, "01-anmelden")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Passwort").fill(SECRET)
    page.get_by_role("button", name="Anmelden").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Übersicht"
    picture(page, "02-uebersicht-leer")


def test_02_the_demo_publisher_is_probed_and_added(page, place):
    page.goto("/verwaltung/quellen/neu")
    page.get_by_label("Adresse des Herausgebers").fill(place.publisher.url)
    page.get_by_role("button", name="Prüfen").click()

    result = page.get_by_role("region", name="Ergebnis der Prüfung")
    assert "antwortet" in result.inner_text()
    assert result.locator("article.sample").count() == 3
    assert place.services.sources.all() == []
    picture(page, "03-probe")
    page.get_by_label("Name des Herausgebers").fill("Landkreis Falmtal")
    page.get_by_role("button", name="Quelle anlegen").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Landkreis Falmtal")


def test_03_a_schedule_is_tried_and_made(page):
    page.goto("/verwaltung/zeitplaene")
    page.get_by_label("Uhrzeiten", exact=False).and_(page.locator("input[type=text]")).fill("06:30")
    page.get_by_label("Montag").check()
    page.get_by_role("button", name="Nächste Läufe zeigen").click()
    told = page.locator(".notice[role=status]").inner_text()
    picture(page, "04-zeitplan")
    page.get_by_role("button", name="Zeitplan anlegen").click()

    assert "montags um 06:30 Uhr" in told
    assert told.count("Mo ") == 5
    assert page.get_by_role("heading", name=re.compile("montags um 06:30 Uhr")).is_visible()


def test_04_run_now_and_watch_the_progress_move(page, place):
    page.goto("/verwaltung/quellen")
    page.get_by_role("button", name="Jetzt lesen Landkreis Falmtal").click()
    for _ in range(100):
        page.goto("/verwaltung/laeufe")
        link = page.get_by_role("region", name="Läufe").get_by_role("link")
        if link.count():
            break
        time.sleep(0.1)
    link.first.click()
    first = page.locator("[data-count=new]").inner_text()
    picture(page, "05-lauf-unterwegs")
    page.wait_for_selector("text=vollständig")  # the live view reloads itself at the end
    last = page.locator("[data-count=new]").inner_text()
    picture(page, "06-lauf-fertig")

    assert int(last) > int(first)
    assert int(last) > 100
    wait_for_index(place)


def wait_for_index(place):
    for _ in range(200):
        if place.services.search.sequence() == place.services.articles.last_sequence():
            return
        time.sleep(0.1)
    raise AssertionError("the index has not followed")


def test_05_a_changed_article_shows_its_difference(page, place):
    place.publisher.move_to(2)
    run_and_wait(page, "Landkreis Falmtal")
    wait_for_index(place)
    changed = next(found for found in place.services.articles.all() if found.versions > 1)

    page.goto(f"/verwaltung/meldungen/{changed.id}")
    page.get_by_role("link", name="Fassungen vergleichen").click()

    assert page.locator("ins, del").count() > 0
    picture(page, "07-fassungen")


def test_06_a_corrected_place_is_in_facet_feed_and_export_at_once(page, place):
    article = next(
        found
        for found in place.services.articles.all()
        if found.places and found.published and found.status.value == "live"
    )
    known = {one.key for one in article.places}
    other = next(
        one
        for one in place.services.search.values("ort")
        if one.value.count("/") > 1 and not any(key.startswith(one.value) for key in known)
    )
    before = other.count
    page.goto(f"/verwaltung/meldungen/{article.id}")
    picture(page, "08-meldung")
    form = page.get_by_role("form", name="Orte")
    for box in form.get_by_role("checkbox").all():
        box.uncheck()
    form.get_by_label("Ort hinzufügen").fill(other.value)
    form.get_by_label("Grund").fill("Leserbrief")
    form.get_by_role("button", name="Orte speichern").click()
    assert "auf der Seite, in Feeds und Exporten" in page.locator(".notice.good").inner_text()

    fresh = next(one for one in place.services.search.values("ort") if one.value == other.value)
    query = {"ort": other.value}
    feed = page.request.get("/feed.atom", params=query).text()
    export = page.request.get("/export.jsonl", params=query).text()
    assert fresh.count == before + 1
    assert article.id in export
    assert article.id in feed or fresh.count > 20  # a feed holds the newest
    page.goto(f"/meldung/{article.id}")
    assert "edaktionell berichtigt" in page.locator("main").inner_text()


def test_07_a_hidden_article_leaves_everywhere(page, place):
    article = next(found for found in place.services.articles.all() if found.status.value == "live")
    page.goto(f"/verwaltung/meldungen/{article.id}")
    form = page.get_by_role("form", name="Sichtbarkeit")
    form.get_by_label("Grund").fill("Datenschutz")
    form.get_by_role("button", name="Verbergen").click()
    page.locator(".notice.good").wait_for()

    answers = {
        "page": page.request.get(f"/meldung/{article.id}").status,
        "search": article.id in page.request.get("/suche", params={"q": article.title}).text(),
        "api": article.id in page.request.get("/api/suche", params={"q": article.title}).text(),
        "feed": article.id in page.request.get("/feed.atom").text(),
        "export": article.id in page.request.get("/export.jsonl").text(),
        "typeahead": article.title
        in page.request.get("/vorschlaege", params={"q": article.title[:20]}).text(),
    }
    assert answers.pop("page") == 404
    assert not any(answers.values()), answers


def test_08_an_approved_project_appears_on_old_articles(page, place):
    page.goto("/verwaltung/register")
    picture(page, "09-register")
    page.get_by_label("Name").fill("Sirenen")
    page.get_by_role("button", name="Als Vorschlag eintragen").click()
    page.get_by_role("form", name="Freigeben").get_by_role("button", name="Wirkung zeigen").click()
    told = page.locator("main").inner_text()
    picture(page, "10-wirkung")
    page.get_by_role("button", name="So ändern").click()
    page.locator(".notice.good").wait_for()

    count = int(re.search(r"(\d+) Meldung", told)[1])
    values = {one.value: one.count for one in place.services.search.values("projekt")}
    assert count > 0
    assert values["Sirenen"] == count


def test_09_a_run_is_stopped(page, place):
    place.publisher.publisher.delay = 0.2 if hasattr(place.publisher.publisher, "delay") else 0
    source = place.services.sources.all()[0]
    from archive.runs import RunStore

    page.goto("/verwaltung/quellen")
    page.get_by_role("button", name="Jetzt lesen Landkreis Falmtal").click()
    runs = RunStore(place.services.database)
    active = None
    for _ in range(200):
        active = runs.active(source.id)
        if active:
            break
        time.sleep(0.02)
    assert active
    page.goto(f"/verwaltung/laeufe/{active.id}")
    button = page.get_by_role("button", name=re.compile("Anhalten"))
    if button.count():
        button.click()
    for _ in range(200):
        ended = runs.get(active.id)
        if not ended.active:
            break
        time.sleep(0.1)

    assert ended.state.value in ("stopped", "complete", "partial")
    page.goto(f"/verwaltung/laeufe/{active.id}")
    picture(page, "11-angehalten")


def test_10_the_desk_says_why_an_address_is_missing(page, place):
    page.goto("/verwaltung/warum")
    page.get_by_label("Adresse beim Herausgeber").fill(f"{place.publisher.url}gibt-es-nicht/")
    page.get_by_role("button", name="Nachsehen").click()

    assert "Nie gesehen" in page.get_by_role("heading", level=2).inner_text()
    picture(page, "12-warum")


def test_11_the_other_pages_can_be_looked_at(page):
    for number, path in enumerate(
        ("", "/quellen", "/laeufe", "/meldungen?q=Feuerwehr", "/suche", "/hinweise", "/betrieb",
         "/betrieb/protokoll"), start=13
    ):  # fmt: skip
        page.goto(f"/verwaltung{path}")
        picture(
            page, f"{number}-{path.strip('/').partition('?')[0].replace('/', '-') or 'uebersicht'}"
        )

        assert page.get_by_role("heading", level=1).count() == 1


def test_12_without_javascript_a_run_is_started_and_read_by_reloading(chromium, place):
    context = chromium.new_context(base_url=place.base, java_script_enabled=False)
    page = context.new_page()
    page.goto("/verwaltung/quellen")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Passwort").fill(SECRET)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("button", name="Jetzt lesen Landkreis Falmtal").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Läufe"
    page.goto("/verwaltung/laeufe/1")
    assert page.locator("[data-count=new]").inner_text().isdigit()
    context.close()
