import json

import pytest
from typer.testing import CliRunner

from archive.app.__main__ import build

PAGE = "<html><body><h1>Neue Brücke</h1><p>Der Kreistag hat die neue Brücke beschlossen.</p></body>"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSARCHIVE_DATA", str(tmp_path / "data"))
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    (tmp_path / "leer.html").write_text("", "utf-8")
    app = build()
    return lambda *args, input_=None: CliRunner().invoke(
        app, ["extract", *map(str, args)], input=input_
    )


def test_one_file_is_answered_with_one_article(run, tmp_path):
    result = run(tmp_path / "a.html", "--url", "https://kreis.test/bruecke")

    article = json.loads(result.stdout)
    assert (article["title"], article["url"]) == ("Neue Brücke", "https://kreis.test/bruecke")
    assert article["published"] is None


def test_every_line_of_a_batch_is_answered_in_order(run, tmp_path):
    lines = [{"url": "https://kreis.test/a", "file": str(tmp_path / "a.html")},
             {"url": "https://kreis.test/b", "file": str(tmp_path / "leer.html")}]  # fmt: skip

    result = run("--batch", "-", input_="\n".join(map(json.dumps, lines)))

    first, second = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 0
    assert first["title"] == "Neue Brücke"
    assert "empty" in second["error"]


def test_a_batch_file_may_name_pages_beside_it(run, tmp_path):
    (tmp_path / "list.jsonl").write_text('{"url": "https://kreis.test/a", "file": "a.html"}\n')

    result = run("--batch", tmp_path / "list.jsonl")

    assert json.loads(result.stdout)["title"] == "Neue Brücke"


def test_lines_that_cannot_be_read_end_the_batch_as_partial(run, tmp_path):
    good = json.dumps({"url": "u", "file": str(tmp_path / "a.html")})

    result = run("--batch", "-", input_=f'nonsense\n{{"file": "{tmp_path}/nie"}}\n[]\n{good}\n')

    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 3
    assert ["error" in answer for answer in answers] == [True, True, True, False]


def test_explain_tells_the_candidates_beside_the_json(run, tmp_path):
    result = run(tmp_path / "a.html", "--explain")

    assert json.loads(result.stdout)["title"] == "Neue Brücke"
    assert "won" in result.stderr


def test_neither_or_both_kinds_of_input_is_a_usage_error(run, tmp_path):
    assert run().exit_code == 2
    assert run(tmp_path / "a.html", "--batch", "-").exit_code == 2
