import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.errors import NotAnArticle
from archive.settings import Settings
from crawler.discovery.lists import read_list
from crawler.document import matches, parse
from crawler.extraction import extract
from crawler.knowledge import load_knowledge
from crawler.page import Page
from crawler.profile import profile_named, profiles, recognise
from crawler.urls import Site

NO_SELECTORS = {"recognised_by", "cms_id"}
PAGES = Path(__file__).parent / "pages"
SAVED = [path for path in sorted(PAGES.rglob("*.html")) if path.with_suffix(".json").exists()]

LISTS = [
    path for path in SAVED if "links" in json.loads(path.with_suffix(".json").read_text("utf-8"))
]
KNOWLEDGE = load_knowledge(Settings(), None)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_system_behind_a_saved_page_is_recognised(path):
    gold = json.loads(path.with_suffix(".json").read_text("utf-8"))

    if "profile" in gold:
        assert recognise(Page(gold["url"], path.read_bytes())).name == gold["profile"]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_saved_list_names_its_articles_and_the_next_page_and_is_none_itself(path):
    gold = json.loads(path.with_suffix(".json").read_text("utf-8"))
    page = Page(gold["url"], path.read_bytes())
    finding = read_list(parse(page), Site(page.url), recognise(page))

    assert [link.url for link in finding.links] == gold["links"]
    assert finding.facts["next"] == gold["next"]
    with pytest.raises(NotAnArticle):
        extract(page, source="kreis", knowledge=KNOWLEDGE, now=NOW)


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.name)
def test_every_selector_of_a_profile_compiles(profile):
    document = parse(Page("https://x.test/", b"<p>x</p>"))
    fields = [each.name for each in dataclasses.fields(profile)]
    given = [getattr(profile, field) for field in fields if field not in NO_SELECTORS]

    for selectors in given:
        if isinstance(selectors, tuple):
            assert list(matches(document.root, selectors)) is not None


@pytest.mark.parametrize("profile", profiles(), ids=lambda profile: profile.name)
def test_every_profile_has_a_saved_page(profile):
    assert list((PAGES / profile.name).glob("*.html"))


def test_an_unknown_page_gets_the_generic_profile():
    assert recognise(Page("https://x.test/", b"<p>hallo</p>")).name == "generic"
    assert profile_named("divi") is not None
    assert profile_named("nichts") is None
