"""Understanding the whole archive anew when editors decide about projects."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from archive.app.composition import open_services
from archive.app.understanding import (
    apply_register,
    changed_names,
    gather_proposals,
    preview,
    reunderstand,
)
from archive.article import Article, Place, Project
from archive.register import Entry, RegisterStore
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


def test_an_approved_project_reaches_articles_already_stored(services):
    put(services, "a", "Die Waldkinder treffen sich in Meiningen.")
    put(services, "b", "Es regnet.")
    register = RegisterStore(services.database).load().with_entry(Entry("Waldkinder"))

    shown = preview(services, register)
    before = projects_of(services, "a")
    outcome = apply_register(services, register, now=LATER)

    assert (shown.changed, dict(shown.gained), shown.examples) == (1, {"Waldkinder": 1}, ["a"])
    assert before == []
    assert outcome.changed == 1
    assert projects_of(services, "a") == ["Waldkinder"]
    assert services.articles.get("a").changed == LATER
    assert services.articles.get("b").changed == NOW


def test_a_changed_article_is_told_to_the_index(services):
    put(services, "a", "Die Waldkinder treffen sich.")
    before = services.articles.last_sequence()
    register = RegisterStore(services.database).load().with_entry(Entry("Waldkinder"))

    apply_register(services, register, now=LATER)

    ((_, changed),) = services.articles.changed_since(before)
    assert changed.id == "a"


def test_merging_moves_the_articles_of_the_one_to_the_other(services):
    store = RegisterStore(services.database)
    store.save(store.load().with_entry(Entry("Waldkinder")).with_entry(Entry("Hofkinder")), at=NOW)
    put(services, "a", "Die Waldkinder treffen sich.")
    reunderstand(services, now=LATER)

    outcome = apply_register(services, store.load().merge("Waldkinder", "Hofkinder"), now=LATER)

    assert dict(outcome.gained) == {"Hofkinder": 1}
    assert dict(outcome.lost) == {"Waldkinder": 1}
    assert projects_of(services, "a") == ["Hofkinder"]


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


def test_patterns_propose_projects_with_their_proof(services):
    put(services, "a", "Unter dem Motto „Zeit für mich“ trifft man sich.")
    put(services, "b", "Das Projekt „Waldkinder“ läuft.")

    gathered = gather_proposals(services, now=LATER)
    register = RegisterStore(services.database).load()

    assert gathered == 2
    assert {entry.name for entry in register.proposed()} == {"Zeit für mich", "Waldkinder"}
    assert register.get("Waldkinder").proofs[0].article == "b"
    assert gather_proposals(services, now=LATER) == 0


def test_a_rejected_project_leaves_the_archive(services):
    put(services, "a", "Das Projekt „Waldkinder“ läuft.")
    reunderstand(services, now=LATER)
    gather_proposals(services, now=LATER)
    register = RegisterStore(services.database).load()

    outcome = apply_register(services, register.reject("Waldkinder"), now=LATER)

    assert dict(outcome.lost) == {"Waldkinder": 1}
    assert projects_of(services, "a") == []


def test_only_what_two_registers_read_otherwise_is_looked_for(services):
    old = RegisterStore(services.database).load()
    new = old.with_entry(replace(old.get("SuedLink"), first_year=2019))

    assert changed_names(old, old) == set()
    assert changed_names(old, new) >= {"SuedLink", "SüdLink"}
