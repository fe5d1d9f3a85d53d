"""Ids are stable, slugs are plain, hashes ignore what no reader sees."""

import re

from hypothesis import given
from hypothesis import strategies as st

from archive.article import Place, article_id, slug, text_hash


def test_an_id_depends_on_source_and_identity_only():
    assert article_id("kreis", "wp:40331") == article_id("kreis", "wp:40331")
    assert article_id("kreis", "wp:40331") != article_id("stadt", "wp:40331")
    assert re.fullmatch(r"[a-z2-7]{12}", article_id("kreis", "wp:40331"))


def test_umlauts_become_two_letters_in_a_slug():
    assert (
        slug("Müllgebühren: Änderung für Groß & Klein")
        == "muellgebuehren-aenderung-fuer-gross-klein"
    )


@given(st.text())
def test_a_slug_of_any_text_is_safe_in_a_path(text):
    assert re.fullmatch(r"[a-z0-9-]{0,80}", slug(text))


@given(st.text())
def test_any_text_has_an_id_and_a_hash(text):
    assert len(article_id("kreis", text)) == 12
    assert text_hash(text) == text_hash(f" {text}\n")


def test_a_slash_in_a_name_does_not_split_a_place_path():
    assert (
        Place("Rhön/Grabfeld", ("Deutschland", "Rhön/Grabfeld")).key == "Deutschland/Rhön∕Grabfeld"
    )
