"""When an article fetched again is a new version: the rules alone."""

from dataclasses import replace

import pytest

from archive.article import Article, Status
from archive.versions import Change, Known, Ruling, ruling

NEWS = Article(id="a", url="u", source="s", title="Titel", text="Der Text.")
RECORD = {"title": "Titel", "text": "Der Text."}


def known(**facts):
    return replace(Known(NEWS.content_hash, RECORD, "live", 4), **facts)


def test_the_same_again_changes_nothing():
    assert ruling(known(), NEWS, RECORD, reread=False) == Ruling(Change.SAME, 4, "live")


@pytest.mark.parametrize("change", [{"text": "Der neue Text."}, {"title": "Neuer Titel"}])
def test_another_title_or_text_is_the_next_version(change):
    found = replace(NEWS, **change)

    ruled = ruling(known(), found, {**RECORD, **change}, reread=False)

    assert ruled == Ruling(Change.CHANGED, 5, "live")


@pytest.mark.parametrize("text", ["Der  Text.\n", "Der Te\u00adxt.", " Der Text. "])
def test_white_space_and_soft_hyphens_are_no_version(text):
    ruled = ruling(known(), replace(NEWS, text=text), {**RECORD, "text": text}, reread=False)

    assert ruled == Ruling(Change.UPDATED, 4, "live")


def test_another_fact_is_no_version():
    ruled = ruling(known(), NEWS, {**RECORD, "topics": ["Verkehr"]}, reread=False)

    assert ruled == Ruling(Change.UPDATED, 4, "live")


def test_what_the_publisher_did_not_change_is_put_right_without_a_version():
    found = replace(NEWS, text="Anders gelesen.")

    ruled = ruling(known(), found, {**RECORD, "text": "Anders gelesen."}, reread=True)

    assert ruled == Ruling(Change.UPDATED, 4, "live")


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.TAKEN_DOWN])
@pytest.mark.parametrize(
    ("text", "change", "number"), [("Der Text.", Change.SAME, 4), ("Neu.", Change.CHANGED, 5)]
)
def test_what_an_editor_hid_stays_so_whatever_comes(status, text, change, number):
    found, record = replace(NEWS, text=text), {**RECORD, "text": text}

    ruled = ruling(known(status=status.value), found, record, reread=False)

    assert ruled == Ruling(change, number, status.value)


@pytest.mark.parametrize("status", ["gone", "delisted", "quarantined"])
def test_what_was_gone_and_comes_back_is_live_without_a_version(status):
    ruled = ruling(known(status=status), NEWS, RECORD, reread=False)

    assert ruled == Ruling(Change.UPDATED, 4, "live")


def test_an_article_found_delisted_says_so():
    found = replace(NEWS, status=Status.DELISTED)

    assert ruling(known(), found, RECORD, reread=False) == Ruling(Change.UPDATED, 4, "delisted")
