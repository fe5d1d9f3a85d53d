"""Articles go out as JSON Lines and come in again; given facts win, bad lines are told."""

import json

import pytest
from typer.testing import CliRunner

from archive.app.__main__ import build

LINE = {
    "url": "https://kreis.test/a",
    "title": "Vollsperrung in Walldorf",
    "text": "In Walldorf wird die Brücke gebaut. Die Straße ist gesperrt.",
    "published": "2024-05-03T10:00:00+02:00",
}


@pytest.fixture
def run(tmp_path):
    runner = CliRunner()

    def call(*arguments, **options):
        return runner.invoke(build(), [*arguments, "--data", str(tmp_path / "data")], **options)

    return call


def lines(*records):
    return "\n".join(json.dumps(record) for record in records)


def exported(run):
    return [json.loads(line) for line in run("export").stdout.splitlines()]


def test_an_imported_article_is_exported_in_the_same_shape(run):
    result = run("import", "-", "--json", input=lines(LINE))

    assert (result.exit_code, json.loads(result.stdout)["new"]) == (0, 1)
    record = exported(run)[0]
    assert {name: record[name] for name in LINE} == LINE
    assert record["published_evidence"]["source"] == "import"
    assert "Walldorf" in [place["name"] for place in record["places"]]


def test_given_facts_win_over_found_ones(run):
    given = {**LINE, "places": [{"name": "Anderswo", "path": ["Anderswo"], "role": "about"}]}

    run("import", "-", input=lines(given))

    assert [place["name"] for place in exported(run)[0]["places"]] == ["Anderswo"]


def test_an_export_can_be_imported_elsewhere_without_a_loss(run, tmp_path):
    run("import", "-", input=lines(LINE))
    first = run("export").stdout

    CliRunner().invoke(build(), ["import", "-", "--data", str(tmp_path / "other")], input=first)
    again = CliRunner().invoke(build(), ["export", "--data", str(tmp_path / "other")]).stdout

    moments = ("first_seen", "checked", "changed")
    assert [
        {name: value for name, value in json.loads(line).items() if name not in moments}
        for line in again.splitlines()
    ] == [
        {name: value for name, value in json.loads(line).items() if name not in moments}
        for line in first.splitlines()
    ]


def test_a_second_import_changes_nothing(run):
    run("import", "-", input=lines(LINE))

    result = run("import", "-", "--json", input=lines(LINE))

    assert json.loads(result.stdout) == {
        "found": 1,
        "new": 0,
        "changed": 0,
        "unchanged": 1,
        "failed": 0,
    }


def test_a_bad_line_is_told_by_number_and_the_rest_is_taken(run):
    text = "\n".join([json.dumps(LINE), "{kaputt", "[]", json.dumps({"url": "u", "title": "t"})])

    result = run("import", "-", "--json", input=text)

    assert result.exit_code == 3
    assert json.loads(result.stdout)["failed"] == 3
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "line 2",
        "line 3",
        "line 4",
    ]


def test_an_import_without_one_good_line_fails(run):
    assert run("import", "-", input="kaputt").exit_code == 1


def test_a_missing_file_is_a_usage_error(run):
    assert run("import", "/gibt/es/nicht.jsonl").exit_code == 2


def test_what_was_imported_is_found_at_once(run):
    run("import", "-", input=lines(LINE))

    result = run("search", "Vollsperrung", "--json")

    assert json.loads(result.stdout)["total"] == 1


def test_a_place_given_by_its_name_alone_gets_its_path(run):
    run("import", "-", input=lines({**LINE, "places": ["Walldorf"]}))

    assert exported(run)[0]["places"][0]["path"][-2:] == ["Meiningen", "Walldorf"]


def test_a_path_may_be_written_as_one_line(run):
    place = {"name": "Walldorf", "path": "Deutschland > Kreis > Meiningen > Walldorf"}

    run("import", "-", input=lines({**LINE, "places": [place]}))

    assert exported(run)[0]["places"][0]["path"][1:3] == ["Kreis", "Meiningen"]


def test_a_day_that_has_not_come_is_no_day_of_publication(run):
    run("import", "-", input=lines({**LINE, "published": "2999-01-01"}))

    record = exported(run)[0]
    assert record["published"] is None
    assert "future" in record["notes"][0]


def test_the_terminal_shows_the_day_in_berlin(run):
    run("import", "-", input=lines({**LINE, "published": "2024-05-03"}))

    assert "03.05.2024" in run("search", "Vollsperrung").stdout
