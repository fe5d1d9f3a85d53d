"""Understanding the whole archive anew when gazetteer or rules have changed."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from archive.app.composition import open_services
from archive.app.understanding import reunderstand
from archive.article import Article, Place, Project
from archive.settings import Settings
from archive.tables.articles import correction

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def services(tmp_path):
    opened = open_services(Settings(data=tmp_path, district="schmalkalden-meiningen"))
    yield opened
    opened.close()


def put(services, ident, text, **facts):
    made = Article(ident, f"https://kreis.test/{ident}", "kreis", "Titel", text, **facts)
    services.articles.put(made, seen=NOW)
    return made


def projects_of(services, ident):
    return [project.name for project in services.articles.get(ident).projects]


def test_a_dry_run_tells_what_would_change_and_writes_nothing(services):
    put(services, "a", "In Meiningen läuft das Projekt „Waldkinder“.")

    outcome = reunderstand(services, now=LATER, dry_run=True)

    assert (outcome.read, outcome.changed, outcome.examples) == (1, 1, ["a"])
    assert dict(outcome.gained) == {"Meiningen": 1, "Waldkinder": 1}
    assert projects_of(services, "a") == []


def test_a_changed_article_is_told_to_the_index_and_others_are_not(services):
    put(services, "a", "Das Projekt „Waldkinder“ läuft.")
    put(services, "b", "Es regnet.")
    before = services.articles.last_sequence()

    outcome = reunderstand(services, now=LATER)

    ((_, changed),) = services.articles.changed_since(before)
    assert (outcome.read, outcome.changed, changed.id) == (2, 1, "a")
    assert changed.changed == LATER
    assert projects_of(services, "a") == ["Waldkinder"]


def test_one_kind_of_facts_can_be_found_alone(services):
    put(services, "a", "In Meiningen läuft das Projekt „Waldkinder“.")

    reunderstand(services, now=LATER, fields=("projects",))

    article = services.articles.get("a")
    assert (article.places, len(article.projects)) == ((), 1)


def test_facts_that_came_with_an_import_stay(services):
    given = (Place("Anderswo", ("Deutschland", "Anderswo")),)
    put(services, "a", "In Meiningen läuft das Projekt „Waldkinder“.", places=given,
        projects=(Project("Gegeben"),))  # fmt: skip

    outcome = reunderstand(services, now=LATER)

    assert outcome.changed == 0
    assert projects_of(services, "a") == ["Gegeben"]


def test_missing_places_are_found_and_a_second_run_changes_nothing(services):
    put(services, "a", "In Meiningen wird gebaut. Auch in Wasungen.")

    first = reunderstand(services, now=LATER)
    second = reunderstand(services, now=LATER)

    assert [place.name for place in services.articles.get("a").places] == ["Meiningen", "Wasungen"]
    assert (first.changed, second.changed) == (1, 0)


def test_an_editors_correction_lies_over_what_is_found(services):
    put(services, "a", "Das Projekt „Waldkinder“ läuft.")
    with services.database.write() as connection:
        connection.execute(
            sa.insert(correction).values(
                article="a",
                field="projects",
                value=[{"name": "Berichtigt", "role": "project"}],
                reason="falsch",
                editor="anna",
                made=NOW,
            )
        )
    services.articles.refresh("a", at=NOW)

    reunderstand(services, now=LATER)

    assert projects_of(services, "a") == ["Berichtigt"]
    assert [p.name for p in services.articles.versions("a")[0].article.projects] == ["Waldkinder"]
