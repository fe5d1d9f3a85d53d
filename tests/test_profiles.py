import dataclasses
import json
from pathlib import Path

import pytest

from crawler.document import matches, parse
from crawler.page import Page
from crawler.profile import profile_named, profiles, recognise

NO_SELECTORS = {"recognised_by", "cms_id"}
PAGES = Path(__file__).parent / "pages"
SAVED = [path for path in sorted(PAGES.rglob("*.html")) if path.with_suffix(".json").exists()]


@pytest.mark.parametrize("path", SAVED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_system_behind_a_saved_page_is_recognised(path):
    gold = json.loads(path.with_suffix(".json").read_text("utf-8"))

    if "profile" in gold:
        assert recognise(Page(gold["url"], path.read_bytes())).name == gold["profile"]


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
