"""What the judges say: axe, the Nu checker, html-validate, Lighthouse, linkinator, the scales."""

import gzip
import json
import os
import re
import subprocess
import urllib.request

import pytest

from benchmarks.screenshots import CHROMIUM, FLAGS

pytestmark = pytest.mark.browser
PAGE_NAMES = [
    *("start", "suche", "alle", "gefiltert", "filter", "nichts", "auswahl", "warum", "meldung"),
    *("fassungen", "melden", "orte", "projekte", "projekt", "jahre", "themen", "hilfe", "stand"),
    *("quelle", "impressum", "schnittstelle", "erweitert", "fehler"),
]
HEAVIEST = 60_000  # bytes of a page with all it loads, compressed
JUDGED_BY_LIGHTHOUSE = ["start", "suche", "meldung", "orte"]
RECORDINGS = 3
# What Lighthouse says when Chromium gave it no trace of the page or could not be reached.
NOT_RECORDED = (
    "NO_NAVSTART|NO_FCP|NO_SCREENSHOTS|NO_TRACING_STARTED|NO_RESOURCE_REQUEST"
    "|PROTOCOL_TIMEOUT|CRI_TIMEOUT|TARGET_CRASHED|ECONNREFUSED|ECONNRESET"
)


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", PAGE_NAMES)
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(
    reader, pages, tool, name, width, mode
):
    page = reader(width, color_scheme=mode, bypass_csp=True)
    page.goto(pages[name])
    page.add_script_tag(path=tool("axe-core/axe.min.js"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    found = page.evaluate("tags => axe.run({runOnly: tags})", tags)["violations"]

    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert not told
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_nu_checker_finds_no_error(site, pages, tool, tmp_path):
    for name, path in pages.items():
        (tmp_path / f"{name}.html").write_bytes(fetched(site + path.split("#")[0]))
    jar = tool("vnu-jar/build/dist/vnu.jar")
    command = ["java", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always"]

    answer = subprocess.run([*command, *tmp_path.glob("*.html")], capture_output=True, check=True)

    told = json.loads(answer.stdout)["messages"]
    lines = [(one.get("url", "")[-20:], one["message"], one.get("extract")) for one in told]
    assert not lines, "\n".join(map(str, lines))


def test_html_validate_finds_no_error(site, pages, tool, tmp_path):
    for name, path in pages.items():
        (tmp_path / f"{name}.html").write_bytes(fetched(site + path.split("#")[0]))
    rules = {
        "extends": ["html-validate:standard", "html-validate:a11y"],
        "rules": {"void-style": "off", "no-trailing-whitespace": "off", "long-title": "off"},
    }
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(rules))
    command = [tool(".bin/html-validate"), "--formatter", "json", *tmp_path.glob("*.html")]

    answer = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    told = [
        (one["filePath"][-20:], message["ruleId"], message["message"], message["line"])
        for one in json.loads(answer.stdout or "[]")
        for message in one["messages"]
    ]
    assert not told, "\n".join(map(str, told))


@pytest.mark.parametrize("name", JUDGED_BY_LIGHTHOUSE)
def test_lighthouse_gives_full_marks(site, pages, tool, name, tmp_path):
    report = lighthouse(tool(".bin/lighthouse"), site + pages[name], tmp_path)

    marks = {name: round(100 * part["score"]) for name, part in report["categories"].items()}
    lost = [one["id"] for one in report["audits"].values() if one.get("score") not in (None, 1)]
    assert marks["accessibility"] == 100, lost
    assert marks["best-practices"] == 100, lost
    assert marks["performance"] >= 95, (marks, lost)


def test_no_link_leads_nowhere(site, pages, tool):
    starts = [site + path.split("#")[0] for name, path in pages.items() if name != "fehler"]
    skip = rf"^(?!{site})"
    command = [tool(".bin/linkinator"), *starts, "--skip", skip, "--format", "json"]

    answer = subprocess.run([*command, "--concurrency", "8"], capture_output=True, text=True)

    links = json.loads(answer.stdout)["links"]
    broken = [
        (one["url"], one["status"], one.get("parent")) for one in links if one["state"] == "BROKEN"
    ]
    assert len(links) > 300
    assert not broken


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_a_page_with_all_it_loads_is_light(reader, site, pages, name):
    page = reader()
    weight = []
    page.on("response", lambda answer: weight.append(packed(answer.body())))

    page.goto(pages[name], wait_until="networkidle")

    assert 1_000 < sum(weight) <= HEAVIEST


def lighthouse(program, address, folder):
    """Return Lighthouse's report; when it saw no page at all (not: a bad one) it is run again."""
    for attempt in range(RECORDINGS):
        out = folder / f"report-{attempt}.json"
        flags = " ".join(["--headless=new", *FLAGS, f"--user-data-dir={folder / str(attempt)}"])
        command = [
            *(program, address, "--quiet", "--output=json", f"--output-path={out}"),
            "--only-categories=performance,accessibility,best-practices",
            f"--chrome-flags={flags}",
        ]
        told = recorded(command)
        if told is None:
            return json.loads(out.read_text("utf-8"))
        print(told)
    pytest.fail(f"Lighthouse recorded nothing in {RECORDINGS} attempts")


def recorded(command):
    """Run Lighthouse and return None, or what kept it from recording the page."""
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=180
        )
    except subprocess.TimeoutExpired:
        return "no answer in 180 s"
    if ended.returncode == 0:
        return None
    assert re.search(NOT_RECORDED, ended.stderr), ended.stderr
    return ended.stderr


def fetched(address):
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        return error.read()


def packed(body):
    return len(gzip.compress(body, 5))
