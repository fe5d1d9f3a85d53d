"""Readers' journeys in a real browser, from the question to the answer."""

import csv
import io
import re

import feedparser
import pytest

from archive.app.site.links import article_url
from archive.app.site.state import write_state
from index.results import Search

pytestmark = pytest.mark.browser


def total(page):
    return int(re.sub(r"\D", "", page.locator("#summe").inner_text().split("Meldung")[0]) or 0)


def test_a_resident_finds_an_article_with_everyday_words_and_comes_back(reader):
    page = reader()
    page.goto("/")
    page.get_by_label("Was suchen Sie?").fill("radwege")
    page.get_by_role("button", name="Suchen").click()
    found = page.url
    first = page.locator(".hit h3 a").first
    title = first.inner_text()

    first.click()
    heading = page.locator("h1").inner_text()
    page.get_by_role("link", name="Zurück zu den Treffern").click()

    assert heading == title
    assert page.url == found


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reporter_narrows_by_town_and_project_and_takes_exactly_these(reader, scripts):
    page = reader(java_script_enabled=scripts)
    page.goto("/suche?q=Landkreis")
    for facet in ("ort", "projekt"):
        label = page.locator(f"[data-facet={facet}] label").nth(1 if facet == "ort" else 0)
        wanted = int(label.locator(".count").inner_text().split()[0])
        label.click()
        if not scripts:
            page.get_by_role("button", name="Filter anwenden").click()
        page.wait_for_function(
            "n => parseInt(document.getElementById('summe').innerText) === n", arg=wanted
        )

    assert page.locator("a.chip").count() == 2
    file = page.request.get(page.get_by_role("link", name="CSV").get_attribute("href"))
    rows = list(csv.reader(io.StringIO(file.body().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == total(page) + 1


def test_filters_applied_by_script_are_told_and_the_back_button_takes_them_away(reader):
    page = reader()
    page.goto("/suche")
    before = total(page)

    box = page.locator("[data-facet=thema] input").first
    value = box.get_attribute("value")
    box.check()
    page.wait_for_url("**/suche?thema=*")
    narrowed, status = total(page), page.get_by_role("status").inner_text()
    focused = page.evaluate("document.activeElement.value")
    page.go_back()
    page.wait_for_function(
        "n => parseInt(document.getElementById('summe').innerText) === n", arg=before
    )

    assert narrowed < before
    assert f"{narrowed} Meldung" in status
    assert focused == value
    assert total(page) == before


def test_a_filtered_search_can_be_shared_and_followed_as_a_feed(reader, newsroom):
    town = newsroom.search.values("ort")[2].value
    search = Search(filters={"ort": (town,)})
    page = reader()
    page.goto(f"/suche?{write_state(search)}")

    feed = feedparser.parse(
        page.request.get(page.get_by_role("link", name="Atom").get_attribute("href")).text()
    )
    discovered = page.locator("link[type='application/atom+xml']").get_attribute("href")

    assert feed.bozo == 0
    assert len(feed.entries) == min(total(page), 50)
    assert discovered.endswith(write_state(search))


def test_everything_from_search_to_article_works_by_keyboard(reader):
    page = reader()
    page.goto("/suche")

    page.keyboard.press("/")
    page.keyboard.type("Radweg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=Radweg")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.hit h3')"):
            break
    title = page.evaluate("document.activeElement.innerText")
    visible = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    page.wait_for_url("**/meldung/**")

    assert skip == "Zu den Treffern"
    assert visible != "none"
    assert page.locator("h1").inner_text() == title


def test_on_a_narrow_phone_filters_open_and_close_without_scripts(reader):
    page = reader(320, java_script_enabled=False)
    page.goto("/suche?q=Kreis")
    assert not page.locator("#filter").is_visible()

    page.get_by_role("link", name="Eingrenzen").click()
    opened = page.locator("#filter").is_visible()
    page.locator("[data-facet=projekt] label").first.click()
    page.get_by_role("button", name="Filter anwenden").click()

    assert opened
    assert not page.locator("#filter").is_visible()
    assert "projekt=" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_suggestions_follow_the_combobox_pattern_and_can_be_switched_off(reader):
    page = reader()
    page.goto("/")
    box = page.get_by_role("combobox", name="Was suchen Sie?")
    box.press_sequentially("Falm", delay=30)
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"

    box.press("ArrowDown")
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    selected, target = active.get_attribute("aria-selected"), active.get_attribute("data-address")
    box.press("Escape")
    closed = box.get_attribute("aria-expanded")
    box.press("ArrowDown")
    page.wait_for_selector("[role=option]")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"**{target}")

    page.goto("/hilfe")
    page.get_by_label("Vorschläge beim Tippen zeigen").uncheck()
    page.goto("/")
    assert (selected, closed) == ("true", "false")
    assert page.get_by_role("combobox").count() == 0


def test_a_reader_compares_two_versions(reader, newsroom):
    changed = next(article for article in newsroom.articles.all() if article.versions > 1)
    page = reader()
    page.goto(article_url(changed.id, changed.title))

    page.get_by_role("link", name="vergleichen").click()

    assert page.locator("ins, del").count() > 1
    assert page.get_by_label("Frühere Fassung").input_value() == "1"


def test_the_reasons_for_a_hit_open_in_place(reader):
    page = reader()
    page.goto("/suche?q=Radweg")
    link = page.locator("a.why").first

    link.click()
    page.wait_for_selector(".whybox")
    text = page.locator(".whybox").inner_text()
    link.click()

    assert "Radweg" in text
    assert page.locator(".whybox").count() == 0


def test_a_reader_reports_an_error_and_is_told_what_is_missing(reader, newsroom):
    article = newsroom.search.search(Search()).hits[0]
    page = reader(java_script_enabled=False)
    page.goto(article_url(article.id, article.title))
    page.get_by_role("link", name="Fehler melden").click()
    page.get_by_role("button", name="Absenden").click()
    told = page.get_by_role("alert").inner_text()

    page.get_by_label("Das Datum stimmt nicht").check()
    page.get_by_label("Was stimmt nicht?").fill("Es war einen Tag später.")
    page.get_by_role("button", name="Absenden").click()

    assert "Bitte wählen Sie aus, worum es geht." in told
    assert page.url.endswith("/danke")


def test_nothing_on_any_page_breaks_the_content_policy(reader, pages):
    page = reader()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    for name, path in pages.items():
        if name != "fehler":
            page.goto(path)

    assert not complaints
