"""What the judges say of the desk: axe at three widths, light and dark; the Nu checker."""

import json
import subprocess
import threading
import time
import urllib.request
from datetime import timedelta

import pytest
import uvicorn

from archive.curation import PinStore, SynonymStore
from archive.editing import CorrectionStore
from archive.queue import RunQueue, WorkerRegister
from archive.reports import ReportStore
from archive.runs import RunState, RunStore
from archive.schedules import ScheduleStore
from archive.timetable import read_timetable
from tests.desk import NOW, SECRET, Desk
from tests.newsroom import open_newsroom

pytestmark = pytest.mark.browser
PAGES = {
    "uebersicht": "",
    "quellen": "/quellen",
    "neu": "/quellen/neu",
    "quelle": "/quellen/falmtal",
    "zeitplaene": "/zeitplaene",
    "laeufe": "/laeufe",
    "lauf": "/laeufe/2",
    "meldungen": "/meldungen?q=Schule",
    "meldung": "/meldungen/{article}",
    "warum": "/warum?adresse=https://www.landkreis-falmtal.test/nie/",
    "register": "/register",
    "eintrag": "/register/eintrag?name=Stadtradeln",
    "orte": "/register/orte?name=Hinterhag",
    "ort": "/register/orte/eintrag?ort=Falmstedt",
    "suche": "/suche",
    "synonym": "/suche/synonyme/1",
    "hinweise": "/hinweise",
    "betrieb": "/betrieb",
    "protokoll": "/betrieb/protokoll",
    "passwort": "/passwort",
}


def lived_in(services):
    """Let things have happened, so that every page has something to show."""
    database = services.database
    article = next(found for found in services.articles.all() if found.places and found.topics)
    CorrectionStore(database).correct(
        [article.id], "topics", ["Probe"], editor="betrieb", reason="Leserbrief", at=NOW
    )
    runs = RunStore(database)
    first = runs.start("falmtal", started_by="cli", now=NOW - timedelta(hours=3))
    counts = {"found": 10, "new": 3, "failed": 2, "skipped": {"robots": 1}}
    runs.end(first.id, RunState.FAILED, counts, reason="http-500", now=NOW - timedelta(hours=2))
    second = runs.start("falmtal", started_by="user:anna", now=NOW - timedelta(minutes=5))
    runs.beat(second.id, counts, now=NOW)
    ScheduleStore(database).add(
        "crawl", "falmtal", read_timetable(anchor=NOW, every="6h", quiet="22:00-06:00"), now=NOW
    )
    RunQueue(database).ask("backup", "", by="user:anna", now=NOW)
    WorkerRegister(database).report("w1", now=NOW)
    SynonymStore(database).put("Kita", ["Hort"], both_ways=True, editor="anna", at=NOW)
    PinStore(database).put("kita", article.id, until=None, editor="anna", at=NOW)
    ReportStore(database).add(article.id, "datum", "Das war 2023.", "", made=NOW)
    return article


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    services = open_newsroom(tmp_path_factory.mktemp("judged"))
    opened = Desk(services)
    opened.people()
    opened.article = lived_in(services)
    server = uvicorn.Server(uvicorn.Config(opened.app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    opened.base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield opened
    server.should_exit = True
    thread.join(10)
    services.close()


def path_of(desk, name):
    return "/verwaltung" + PAGES[name].format(article=desk.article.id)


@pytest.fixture(scope="module")
def windows(chromium, desk):
    """Signed-in windows by width and mode."""
    opened = {}

    def window(width, mode):
        if (width, mode) not in opened:
            context = chromium.new_context(
                base_url=desk.base,
                viewport={"width": width, "height": 900},
                color_scheme=mode,
                bypass_csp=True,
            )
            page = context.new_page()
            page.goto("/verwaltung/anmelden")
            page.get_by_label("Name").fill("betrieb")
            page.get_by_label("Passwort").fill(SECRET)
            page.get_by_role("button", name="Anmelden").click()
            opened[width, mode] = page
        return opened[width, mode]

    yield window
    for page in opened.values():
        page.context.close()


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(
    windows, desk, tool, name, width, mode
):
    page = windows(width, mode)
    page.goto(path_of(desk, name))
    page.add_script_tag(path=tool("axe-core/axe.min.js"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    found = page.evaluate("tags => axe.run({runOnly: tags})", tags)["violations"]

    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert not told
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_nu_checker_finds_no_error(windows, desk, tool, tmp_path):
    request = windows(1280, "light").request
    for name in PAGES:
        answer = request.get(path_of(desk, name))
        assert answer.status == 200, name
        (tmp_path / f"{name}.html").write_text(answer.text(), "utf-8")
    with urllib.request.urlopen(f"{desk.base}/verwaltung/anmelden") as answer:
        (tmp_path / "anmelden.html").write_bytes(answer.read())
    jar = tool("vnu-jar/build/dist/vnu.jar")
    command = ["java", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always"]

    answer = subprocess.run([*command, *tmp_path.glob("*.html")], capture_output=True, check=True)

    told = json.loads(answer.stdout)["messages"]
    lines = [(one.get("url", "")[-20:], one["message"], one.get("extract")) for one in told]
    assert not lines, "\n".join(map(str, lines))
