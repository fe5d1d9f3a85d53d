"""Meinten Sie: only where another spelling finds more."""

import pytest

from index.results import Search
from tests.indexed import article, service_over


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    news = [article(f"Kreistag {n}", "Der Kreistag und die Müllgebühren.") for n in range(12)]
    return service_over(
        [*news, article("Kreißtag", "Ein Tippfehler.")], tmp_path_factory.mktemp("s")
    )


def offered(service, query):
    return [note.query for note in service.search(Search(query)).notes if note.kind == "spelling"]


@pytest.mark.parametrize("typed", ["Kreistga", "Kreitag", "Kreistagg", "Krestag"])
def test_a_misspelt_word_is_offered_as_it_is_written(service, typed):
    assert offered(service, typed) == ["Kreistag"]


def test_umlauts_come_back(service):
    assert offered(service, "Müllgebürhen") == ["Müllgebühren"]


def test_only_the_wrong_word_of_a_query_is_replaced(service):
    assert offered(service, "Kreistag Müllgebürhen") == ["Kreistag Müllgebühren"]


@pytest.mark.parametrize("typed", ["Kreistag", "Kreistages", "Qxyzvw", "", "abc", "12345"])
def test_nothing_is_offered_where_nothing_better_is_known(service, typed):
    assert offered(service, typed) == []
