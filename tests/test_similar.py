"""Similar articles with their reason."""

import pytest

from index.similar import likeness
from tests.indexed import article, service_over

FILLER = [
    article(f"Anderes {n}", f"Ganz andere Dinge Nummer {n}.", name=f"f{n}") for n in range(20)
]
WATER = article("Hochwasserschutz an der Werra", "Der Damm an der Werra wird erhöht.", name="w1",
                projects=["Werra-Deich"])  # fmt: skip
DAM = article("Neuer Deich", "Hochwasserschutz: ein Damm für Wasungen.", name="w2")
PROJECT = article("Spatenstich", "Es geht los.", name="w3", projects=["Werra-Deich"])
TWIN = article("Hochwasserschutz an der Werra", "Der Damm an der Werra wird erhöht.", name="w4")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    own = article(WATER.title, WATER.text, name="w1", projects=["Werra-Deich"], also_at=(TWIN.id,))
    return service_over([own, DAM, PROJECT, TWIN, *FILLER], tmp_path_factory.mktemp("s"))


def test_shared_telling_words_and_projects_make_articles_alike(service):
    found = {hit.title: reason for hit, reason in service.similar(WATER.id, limit=2)}

    assert set(found) == {"Neuer Deich", "Spatenstich"}
    assert found["Spatenstich"] == "gleiches Projekt: Werra-Deich"
    assert "Hochwasserschutz" in found["Neuer Deich"] or "Damm" in found["Neuer Deich"]


def test_the_same_news_elsewhere_is_not_similar(service):
    assert TWIN.id not in {hit.id for hit, _ in service.similar(WATER.id)}


def test_an_unknown_article_has_none(service):
    assert service.similar("gibtsnicht") == ()


@pytest.mark.parametrize(
    ("projects", "places", "words", "expected"),
    [
        (["A"], ["X/Y"], ["w"], "gleiches Projekt: A"),
        ([], ["X/Y"], ["w"], "gleicher Ort: Y · w"),
        ([], ["X/Y"], [], "gleicher Ort: Y"),
        ([], [], ["a", "b", "c", "d"], "gleiches Thema: a, b, c"),
        ([], [], [], "ähnlicher Text"),
    ],
)
def test_the_strongest_reason_is_told(projects, places, words, expected):
    assert likeness(projects, places, words) == expected
