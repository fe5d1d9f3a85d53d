"""The search commands and the corpus to measure with."""

import json
from itertools import islice

import pytest
from typer.testing import CliRunner

from archive.app.__main__ import build
from archive.app.measuring import measure, percentile
from archive.records import to_record
from archive.settings import load_settings
from archive.store import ArticleStore
from benchmarks.search.corpus import articles
from index.results import Search
from index.search import open_search
from tests.indexed import TODAY, article, service_over

NEWS = [
    article("Radweg nach Walldorf", "Der Radweg ist fertig.", day="2024-05-01",
            places=["Meiningen/Walldorf"]),
    article("Kita", "Die Kita öffnet.", day="2023-05-01"),
]  # fmt: skip


@pytest.fixture
def data(tmp_path, database):
    store = ArticleStore(database)
    for each in NEWS:
        store.put(each, seen=each.published.value)
    service = open_search(load_settings(data=tmp_path / "data"), store)
    service.rebuild()
    service.close()
    return tmp_path / "data"


def run(*arguments, given=""):
    return CliRunner().invoke(build(), [str(a) for a in arguments], input=given)


def test_search_prints_the_json_of_the_api(data):
    result = run("search", "radwege", "--data", data, "--ort", "walldorf", "--json")

    found = json.loads(result.stdout)
    assert found["total"] == 1
    assert found["hits"][0]["title"] == "Radweg nach Walldorf"
    assert {"id", "url", "title", "published", "snippet", "score"} <= found["hits"][0].keys()
    assert {"ort", "projekt", "jahr", "monat"} <= found["facets"].keys()
    assert found["took_ms"] > 0


def test_search_prints_hits_for_people(data):
    result = run("search", "kita", "--data", data)

    assert "1 Treffer" in result.stdout
    assert "01.05.2023" in result.stdout


def test_a_wrong_option_is_a_usage_error(data):
    assert run("search", "kita", "--data", data, "--sort", "quatsch").exit_code == 2
    assert run("search", "kita", "--data", data, "--von", "quatsch").exit_code == 2


def test_bench_reports_a_median_for_each_query(data):
    lines = '{"q": "Radweg"}\n\n{"q": "", "ort": ["Walldorf"], "sort": "neueste"}\n'

    result = run("bench", "-", "--data", data, "--repeat", 2, "--json", given=lines)

    report = json.loads(result.stdout)
    assert [query["total"] for query in report["queries"]] == [1, 1]
    assert all(query["ms"] > 0 for query in report["queries"])
    assert report["summary"]["articles"] == 2


@pytest.mark.parametrize("line", ["{", "[]", '"x"'])
def test_bench_tells_which_line_is_wrong(data, line):
    result = run("bench", "-", "--data", data, given='{"q": "a"}\n' + line)

    assert result.exit_code == 2
    assert "line 2" in result.stderr


def test_a_refused_query_is_reported_not_raised(tmp_path):
    service = service_over(NEWS, tmp_path)
    bomb = Search(filters={"ort": tuple(map(str, range(1000)))})

    report = measure(service, [({"ort": "…"}, bomb)], 2)

    assert report["queries"][0]["refused"]


def test_percentiles():
    assert percentile([], 0.99) == 0.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0
    assert percentile([float(n) for n in range(100)], 0.5) == 50.0


def test_the_corpus_is_the_same_every_time_and_can_be_imported():
    once, again = list(islice(articles(5), 5)), list(islice(articles(5), 5))

    assert once == again
    assert all({"url", "title", "text", "published", "places"} <= record.keys() for record in once)
    assert to_record(NEWS[0])["title"] == "Radweg nach Walldorf"
    assert TODAY.year == 2024
