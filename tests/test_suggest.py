"""Typeahead: values, words and titles that begin with what was typed."""

import pytest

from tests.indexed import DISTRICT, article, service_over


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    news = [
        article("Radweg nach Walldorf", "Text über Straßenbau.", name="alt", day="2020-01-01",
                places=["Meiningen/Walldorf"]),
        article("Radweg gesperrt", "Straßenbau.", name="neu", day="2024-01-01",
                projects=["Radwege 2030"]),
        article("Walltag", "Straße.", name="x"),
    ]  # fmt: skip
    return service_over(news, tmp_path_factory.mktemp("s"))


def found(service, text, kind, **given):
    return [s.text for s in service.suggest(text, **given) if s.kind == kind]


def test_places_come_with_their_value_and_count(service):
    (place,) = [s for s in service.suggest("wall") if s.kind == "ort"]

    assert (place.text, place.count) == ("Walldorf", 1)
    assert place.value == "/".join((*DISTRICT, "Meiningen", "Walldorf"))


def test_projects_are_offered(service):
    assert found(service, "radwege", "projekt") == ["Radwege 2030"]


def test_words_are_offered_as_they_are_written(service):
    assert found(service, "strasse", "wort") == ["Straßenbau", "Straße"]
    assert found(service, "Straße", "wort") == ["Straßenbau", "Straße"]


def test_titles_are_offered_newest_first(service):
    assert found(service, "radw", "titel") == ["Radweg gesperrt", "Radweg nach Walldorf"]


def test_all_words_typed_must_be_in_the_title(service):
    assert found(service, "radweg wall", "titel") == ["Radweg nach Walldorf"]


@pytest.mark.parametrize("text", ["", " ", "r", "xyzxyz", "((", "\x00", "a" * 5000])
def test_nothing_useful_typed_gives_no_error(service, text):
    assert service.suggest(text) == ()


def test_the_limit_holds(service):
    assert len(service.suggest("ra", limit=2)) == 2
