"""The desk in a real browser, second day: runs held and given up, places, many articles at once."""

import re
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from archive.accounts import AccountStore, Role
from archive.app.composition import open_services
from archive.app.demo.server import running_publisher
from archive.runs import RunStore
from archive.settings import load_settings
from archive.sources import Source
from tests.browser.test_admin_walk import picture, served, wait_for_index, working
from tests.desk import SECRET

pytestmark = pytest.mark.browser
NAME = "Landkreis Falmtal"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A fresh archive whose crawl takes its time, so that a person can act in its midst."""
    data = tmp_path_factory.mktemp("runs")
    with running_publisher() as publisher:
        (data / "newsarchive.toml").write_text(
            f'private_hosts = "{publisher.host}"\nprivate_pace = 0.12\n'
            'district = "falmtal"\nindex_seconds = 0.5\nrequests_per_second = 0\n'
        )
        services = open_services(load_settings(data=data))
        now = datetime.now(UTC)
        AccountStore(services.database).add("anna", Role.BETRIEB, SECRET, now=now)
        services.sources.put(Source("falmtal", publisher.url, NAME, created=now))
        with served(services) as base, working(data):
            yield SimpleNamespace(base=base, publisher=publisher, services=services, data=data)
        services.close()


@pytest.fixture(scope="module")
def page(chromium, place):
    context = chromium.new_context(base_url=place.base, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.goto("/verwaltung/anmelden")
    opened.get_by_label("Name").fill("anna")
    opened.get_by_label("Passwort").fill(SECRET)
    opened.get_by_role("button", name="Anmelden").click()
    yield opened
    context.close()


def begin(page, place):
    """Press the button and open the page of the run."""
    page.goto("/verwaltung/quellen")
    page.get_by_role("button", name=f"Jetzt lesen {NAME}").click()
    page.wait_for_url("**/laeufe*")
    runs = RunStore(place.services.database)
    for _ in range(300):
        active = runs.active("falmtal")
        if active:
            page.goto(f"/verwaltung/laeufe/{active.id}")
            return active.id
        time.sleep(0.05)
    raise AssertionError("no run has begun")


def number(page, name):
    return int(page.locator(f"[data-count={name}]").inner_text().replace(".", ""))


def ended(place, run):
    runs = RunStore(place.services.database)
    for _ in range(300):
        found = runs.get(run)
        if not found.active:
            return found
        time.sleep(0.1)
    raise AssertionError("the run has not ended")


def wait_until(condition, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_01_a_run_is_paused_stands_still_and_goes_on(page, place):
    run = begin(page, place)
    assert wait_until(lambda: number(page, "new") > 5)

    page.get_by_role("button", name="Pause").click()
    page.locator(".notice.good").wait_for()
    told = page.locator("[data-state]").inner_text()
    time.sleep(2)
    page.reload()
    before = number(page, "new")
    time.sleep(2)
    page.reload()
    after = number(page, "new")
    picture(page, "21-pausiert")
    page.get_by_role("button", name="Fortsetzen").click()
    page.locator(".notice.good").wait_for()
    moved = wait_until(lambda: number(page, "new") > after)

    assert told == "pausiert"
    assert after == before
    assert moved
    assert RunStore(place.services.database).get(run).active


def test_02_a_stopped_run_keeps_what_it_has_and_the_next_one_goes_on(page, place):
    run = RunStore(place.services.database).active("falmtal").id
    page.goto(f"/verwaltung/laeufe/{run}")
    page.get_by_role("button", name=re.compile("Anhalten")).click()
    page.locator(".notice.good").wait_for()
    stopped = ended(place, run)
    kept = sum(place.services.articles.count().values())

    next_run = begin(page, place)
    assert wait_until(lambda: number(page, "new") > 3)
    page.reload()

    assert stopped.state.value == "stopped"
    assert kept >= stopped.counts["new"] > 5
    assert next_run == run + 1
    assert page.get_by_role("row", name=re.compile(f"Lauf davor .{run}.")).is_visible()


def test_03_a_cancelled_run_says_so_and_throws_its_queue_away(page, place):
    run = RunStore(place.services.database).active("falmtal").id
    page.get_by_role("button", name=re.compile("Abbrechen")).click()
    page.locator(".notice.good").wait_for()
    cancelled = ended(place, run)
    page.goto(f"/verwaltung/laeufe/{run}")
    picture(page, "22-abgebrochen")

    assert cancelled.reason == "cancelled"
    assert "angehalten" in page.locator("[data-state]").inner_text()
    assert page.get_by_role("button", name="Pause").count() == 0


def test_04_the_trail_of_a_run_is_read_by_decision_and_address(page, place):
    page.goto("/verwaltung/laeufe/1")
    page.get_by_role("link", name="gespeichert").first.click()
    rows = page.get_by_role("region", name="Adressen").locator("tbody tr")
    assert rows.count() > 3
    rows.first.get_by_role("link").first.click()

    assert page.get_by_role("heading", level=1).inner_text() == "Warum fehlt eine Meldung?"
    assert page.get_by_role("region", name="Verlauf").is_visible()


def test_05_quiet_hours_and_left_out_categories_are_set_and_hold(page, place):
    page.goto("/verwaltung/quellen/falmtal")
    page.get_by_label("Ruhezeit").fill("00:00-23:59")
    page.get_by_label("Kategorien, die nicht gelesen werden").fill("Ausschreibungen")
    page.get_by_role("button", name="Speichern").click()
    page.locator(".notice.good").wait_for()
    options = place.services.sources.get("falmtal").options
    run = begin_and_end(page, place)
    page.goto(f"/verwaltung/laeufe/{run.id}")
    told = page.locator("main").inner_text()
    page.goto("/verwaltung/quellen/falmtal")
    page.get_by_label("Ruhezeit").fill("")
    page.get_by_role("button", name="Speichern").click()

    assert options["quiet_hours"] == "00:00-23:59"
    assert options["ignored_categories"] == ["Ausschreibungen"]
    assert run.reason == "quiet-hours"
    assert "Ruhezeit" in told


def begin_and_end(page, place):
    runs = RunStore(place.services.database)
    last = runs.latest(source="falmtal", limit=1)[0].id
    page.goto("/verwaltung/quellen")
    page.get_by_role("button", name=f"Jetzt lesen {NAME}").click()
    page.wait_for_url("**/laeufe*")
    assert wait_until(lambda: runs.latest(source="falmtal", limit=1)[0].id > last)
    return ended(place, runs.latest(source="falmtal", limit=1)[0].id)


def test_06_a_renamed_place_is_on_old_articles_at_once_and_taken_back(page, place):
    wait_for_index(place)
    count = {one.value: one.count for one in place.services.search.values("ort")}
    old, new = (f"Deutschland/{NAME}/{name}" for name in ("Falmstedt", "Neufalmstedt"))
    page.goto("/verwaltung/register/orte")
    page.locator("#ort").fill("Falmstedt")
    page.get_by_role("button", name="Nachschlagen").click()
    picture(page, "26-ort")
    form = page.get_by_role("form", name="Umbenennen")
    form.get_by_label("Neuer Name").fill("Neufalmstedt")
    form.get_by_role("button", name="Wirkung zeigen").click()
    told = page.locator("main").inner_text()
    picture(page, "23-ort-wirkung")
    page.get_by_label("Grund").fill("Beschluss des Stadtrats")
    page.get_by_role("button", name="So ändern").click()
    page.locator(".notice.good").wait_for()
    picture(page, "24-orte")
    feed = page.request.get("/feed.atom", params={"ort": new}).text()
    export = page.request.get("/export.jsonl", params={"ort": new}).text()
    values = {one.value: one.count for one in place.services.search.values("ort")}
    page.get_by_role("button", name=re.compile("Zurücknehmen.*Neufalmstedt")).click()
    page.get_by_role("button", name="So ändern").click()
    page.locator(".notice.good").wait_for()

    changed = int(re.search(r"(\d+) Meldung", told)[1])
    assert changed == count[old] > 3
    assert values[new] == changed
    assert values.get(old, 0) == 0
    assert export.count("\n") == changed
    assert "<entry>" in feed
    assert {one.value: one.count for one in place.services.search.values("ort")} == count


def test_07_a_whole_search_result_is_corrected_and_taken_back_together(page, place):
    page.goto("/verwaltung/meldungen?q=Feuerwehr")
    page.get_by_label("alle auswählen").check()
    chosen = page.locator("input[name=meldung]").count()
    page.get_by_label("Was", exact=True).select_option("topics")
    page.get_by_label("Wert", exact=False).and_(page.locator("textarea")).fill("Brandschutz")
    page.get_by_label("Grund").fill("Sammelprobe")
    page.get_by_role("button", name="Ändern", exact=True).click()
    page.locator(".notice.good").wait_for()
    picture(page, "25-viele")
    values = {one.value: one.count for one in place.services.search.values("thema")}
    page.get_by_role("button", name=re.compile(r"Alle \d+ zurücknehmen")).first.click()
    page.locator(".notice.good").wait_for()
    after = {one.value: one.count for one in place.services.search.values("thema")}

    assert chosen > 1
    assert values["Brandschutz"] == chosen
    assert after.get("Brandschutz", 0) == 0
