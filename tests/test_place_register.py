"""The register of places: editors' rules over the gazetteer, and what they do to articles."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.accounts import Role
from archive.app.composition import open_services
from archive.app.indexing import sync
from archive.app.placing import (
    PlaceChange,
    apply_places,
    catch_up_places,
    place_effects,
    unknown_villages,
)
from archive.app.registering import catch_up_projects
from archive.app.rereading import reread_all
from archive.app.understanding import reunderstand
from archive.article import Article, Evidence
from archive.backup import make_backup
from archive.editing import CorrectionStore
from archive.errors import RegisterError
from archive.gazetteer import load_gazetteer
from archive.place_register import (
    PlaceRuleStore,
    add_alias,
    add_place,
    merge,
    put_below,
    refuse,
    rename,
    split,
)
from archive.place_rules import PlaceRules
from archive.register import Entry
from archive.register_store import RegisterStore
from archive.restoring import restore
from archive.settings import load_settings
from crawler.knowledge import Knowledge
from crawler.metadata import understand
from index.results import Search
from tests.databases import of_settings
from tests.desk import Desk

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DISTRICT = ("Deutschland", "Landkreis Falmtal")
KALTEN = (*DISTRICT, "Kaltensülz")
OSTRE = (*DISTRICT, "Ostrebach")
WHERE = {"Kaltensülz": "Straßenbau in Kaltensülz", "Ostrebach": "Schulfest in Ostrebach"}


def with_rules(*edits):
    """The gazetteer after *edits*, each made over what the ones before left."""
    rules = PlaceRules()
    for edit in edits:
        rules = rules.added(edit(load_gazetteer("falmtal", rules=rules)))
    return load_gazetteer("falmtal", rules=rules)


def paths(gazetteer, name):
    return [spot.path for spot in gazetteer.lookup(name)]


# -- rules ---------------------------------------------------------------------------------------


def test_an_alias_means_its_place_in_every_form():
    known = with_rules(lambda g: add_alias(g, "Sülzer Winkel", KALTEN))

    assert paths(known, "sülzer-winkel") == [KALTEN]
    assert known.probe("suelzer").longer
    assert known.names_of(KALTEN) == ("Kaltensülz", "Sülzer Winkel")


def test_a_new_hamlet_lies_where_its_municipality_lies():
    spot = with_rules(lambda g: add_place(g, "Hinterhag", KALTEN)).lookup("Hinterhag")[0]

    assert spot.path == (*KALTEN, "Hinterhag")
    assert (spot.kind, spot.own, spot.lat) == ("locality", True, 50.802)


def test_a_new_place_may_tell_where_it_lies_and_may_be_a_municipality():
    spot = with_rules(lambda g: add_place(g, "Neustedt", DISTRICT, lat=50.7, lon=11.1)).lookup(
        "Neustedt"
    )[0]

    assert (spot.kind, spot.lat, spot.lon) == ("municipality", 50.7, 11.1)


def test_a_name_that_is_no_place_means_nothing_and_its_places_stay():
    known = with_rules(lambda g: refuse(g, "Brackenau"))

    assert known.lookup("Brackenau") == ()
    assert known.refuses("brackenau")
    assert paths(known, "Torfhain") == [(*DISTRICT, "Brackenau", "Torfhain")]


def test_one_namesake_can_be_ruled_out():
    given = load_gazetteer("falmtal").lookup("Neustadt")
    known = with_rules(lambda g: refuse(g, "Neustadt", given[0].path))

    assert paths(known, "Neustadt") == [spot.path for spot in given[1:]]


def test_a_renamed_place_is_found_by_both_names_with_all_that_lies_in_it():
    known = with_rules(lambda g: rename(g, KALTEN, "Neusülz"))

    new = (*DISTRICT, "Neusülz")
    assert paths(known, "Kaltensülz") == paths(known, "Neusülz") == [new]
    assert paths(known, "Kleinsülz") == [(*new, "Kleinsülz")]
    assert new in {spot.path for spot in known.places()}
    assert KALTEN not in {spot.path for spot in known.places()}


def test_a_merged_place_counts_as_the_other_one():
    known = with_rules(lambda g: merge(g, OSTRE, KALTEN))

    assert paths(known, "Ostrebach") == [KALTEN]
    assert paths(known, "Hörstelroda") == [(*KALTEN, "Hörstelroda")]


def test_a_municipality_that_joined_another_is_its_part_beside_its_own_parts():
    known = with_rules(lambda g: put_below(g, OSTRE, KALTEN))

    assert paths(known, "Ostrebach") == [(*KALTEN, "Ostrebach")]
    assert known.lookup("Ostrebach")[0].kind == "locality"
    assert paths(known, "Hörstelroda") == [(*KALTEN, "Hörstelroda")]


def test_later_rules_speak_of_places_as_earlier_ones_left_them():
    known = with_rules(
        lambda g: add_alias(g, "Winkel", KALTEN),
        lambda g: rename(g, KALTEN, "Neusülz"),
        lambda g: rename(g, (*DISTRICT, "Neusülz"), "Altsülz"),
        lambda g: add_place(g, "Hinterhag", (*DISTRICT, "Altsülz")),
    )

    assert paths(known, "Winkel")[0] == (*DISTRICT, "Altsülz")
    assert paths(known, "Hinterhag") == [(*DISTRICT, "Altsülz", "Hinterhag")]
    assert paths(known, "Kaltensülz") == [(*DISTRICT, "Altsülz")]


def test_renaming_there_and_back_is_as_before():
    known = with_rules(
        lambda g: rename(g, KALTEN, "Neusülz"),
        lambda g: rename(g, (*DISTRICT, "Neusülz"), "Kaltensülz"),
    )

    assert paths(known, "Kaltensülz") == [KALTEN]
    assert known.lookup("Kaltensülz")[0].kind == "municipality"


def test_a_split_makes_a_spelling_a_place_of_its_own():
    known = with_rules(
        lambda g: add_alias(g, "Hinterhag", KALTEN), lambda g: split(g, KALTEN, "Hinterhag")
    )

    assert paths(known, "Hinterhag") == [(*DISTRICT, "Hinterhag")]


@pytest.mark.parametrize(
    "edit",
    [
        lambda g: add_alias(g, "Kaltensülz", KALTEN),
        lambda g: add_alias(g, "X", (*DISTRICT, "Nirgends")),
        lambda g: add_alias(g, "!?", KALTEN),
        lambda g: add_alias(g, "a/b", KALTEN),
        lambda g: add_place(g, "Kleinsülz", KALTEN),
        lambda g: refuse(g, "Ostrebach", KALTEN),
        lambda g: rename(g, KALTEN, "Kaltensülz"),
        lambda g: rename(g, KALTEN, "Ostrebach"),
        lambda g: merge(g, KALTEN, (*KALTEN, "Kleinsülz")),
        lambda g: put_below(g, KALTEN, KALTEN),
        lambda g: put_below(g, OSTRE, DISTRICT),
        lambda g: split(g, KALTEN, "Kaltensülz"),
        lambda g: split(g, KALTEN, "Ostrebach"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(edit):
    with pytest.raises(RegisterError):
        edit(load_gazetteer("falmtal"))


# -- articles ------------------------------------------------------------------------------------


def text_about(name):
    return f"Der Verein aus Falmstedt lädt nach {name} ein. In {name} wird am Sonnabend gefeiert."


@pytest.fixture
def services(tmp_path):
    opened = open_services(
        load_settings(
            data=tmp_path / "data",
            database=of_settings(tmp_path),
            district="falmtal",
            requests_per_second=0,
        )
    )
    knowledge = opened.knowledge
    for number, name in enumerate(("Hinterhag", "Kaltensülz", "Ostrebach", "Kleinsülz")):
        article = Article(
            f"a{number}", f"https://a.test/{number}", "a", f"Fest in {name}", text_about(name),
            published=Evidence(NOW, "meta"),
        )  # fmt: skip
        opened.articles.put(understand(article, knowledge), seen=NOW)
    sync(opened.articles, opened.search)
    yield opened
    opened.close()


def make(services, rules=(), undo=None):
    change = PlaceChange(tuple(rules), undo)
    with services.database.write() as connection:
        found = apply_places(
            services, change, editor="anna", reason="Probe", at=NOW, joined=connection
        )
    sync(services.articles, services.search)
    return found


def keys(services, article):
    return {place.key for place in services.articles.get(article).places}


HAMLET = "/".join((*KALTEN, "Hinterhag"))


def hamlet(services):
    return add_place(services.knowledge.gazetteer, "Hinterhag", KALTEN)


def test_the_preview_tells_which_articles_change_and_changes_none(services):
    before = services.articles.last_sequence()

    effects = place_effects(services, PlaceChange(hamlet(services)))

    assert [(one.article, one.came) for one in effects] == [("a0", (HAMLET,))]
    assert services.articles.last_sequence() == before
    assert PlaceRuleStore(services.database).load() == PlaceRules()


def test_a_new_hamlet_is_on_old_articles_and_in_the_facet_and_can_be_taken_back(services):
    make(services, hamlet(services))
    found = list(services.search.ids(Search(filters={"ort": (HAMLET,)})))
    number = PlaceRuleStore(services.database).load().rules[0].id

    undone = make(services, undo=number)

    assert found == ["a0"]
    assert [one.article for one in undone] == ["a0"]
    assert HAMLET not in keys(services, "a0")
    assert list(services.search.ids(Search(filters={"ort": (HAMLET,)}))) == []


def test_a_renamed_municipality_takes_its_articles_along_and_back(services):
    before = {article: keys(services, article) for article in ("a1", "a3")}
    make(services, rename(services.knowledge.gazetteer, KALTEN, "Neusülz"))
    renamed = keys(services, "a1") | keys(services, "a3")

    make(services, undo=PlaceRuleStore(services.database).load().rules[0].id)

    assert "/".join((*DISTRICT, "Neusülz", "Kleinsülz")) in renamed
    assert not any("Kaltensülz" in key for key in renamed)
    assert {article: keys(services, article) for article in ("a1", "a3")} == before


def test_a_name_that_is_no_place_leaves_all_articles(services):
    make(services, refuse(services.knowledge.gazetteer, "Ostrebach"))

    assert not any("Ostrebach" in key for key in keys(services, "a2"))


def test_what_an_editor_has_set_stays_and_the_preview_says_so(services):
    place = {"name": "Falmstedt", "path": [*DISTRICT, "Falmstedt"], "role": "about", "weight": 1.0}
    CorrectionStore(services.database).correct(
        ["a0"], "places", [place], editor="anna", reason="", at=NOW
    )

    effects = place_effects(services, PlaceChange(hamlet(services)))
    make(services, hamlet(services))

    assert [one.fixed for one in effects] == [True]
    assert keys(services, "a0") == {"/".join((*DISTRICT, "Falmstedt"))}


def test_places_that_came_with_an_import_stay(services):
    given = {"name": "Hinterhag", "path": ["Frankreich", "Hinterhag"]}
    with services.database.write() as connection:
        from archive.tables.articles import article

        row = connection.execute(article.select().where(article.c.id == "a0")).one()
        told = {**row.extracted, "places": [given]}
        connection.execute(article.update().where(article.c.id == "a0").values(extracted=told))

    assert place_effects(services, PlaceChange(hamlet(services))) == []


def test_a_rule_survives_reading_again_reindexing_backup_and_restore(services, tmp_path):
    make(services, hamlet(services))
    reread_all(services)
    reunderstand(services, now=NOW)
    services.articles.put(
        understand(
            Article("a0", "https://a.test/0", "a", "Fest in Hinterhag!", text_about("Hinterhag")),
            services.knowledge_of("a"),
        ),
        seen=NOW,
    )
    backup = make_backup(services.settings, services.database, tmp_path / "b", now=NOW)
    settings = load_settings(
        data=tmp_path / "other", database=of_settings(tmp_path), district="falmtal"
    )
    restore(backup.folder, settings, now=NOW)
    other = open_services(settings)
    sync(other.articles, other.search)

    assert HAMLET in keys(services, "a0")
    assert list(other.search.ids(Search(filters={"ort": (HAMLET,)}))) == ["a0"]
    assert paths(other.knowledge.gazetteer, "Hinterhag")[0] == (*KALTEN, "Hinterhag")
    other.close()


def test_what_a_run_read_by_the_old_rules_is_brought_up_to_the_new_ones(services):
    seen = services.knowledge_of("a").gazetteer.rules
    make(services, hamlet(services))
    late = Article("late", "https://a.test/late", "a", "Fest", text_about("Hinterhag"))
    old = Knowledge(load_gazetteer("falmtal", rules=seen), services.knowledge.register, "falmtal")
    services.articles.put(understand(late, old), seen=NOW)
    before = keys(services, "late")

    count = catch_up_places(services, seen, at=NOW)

    assert HAMLET not in before
    assert count == 1
    assert HAMLET in keys(services, "late")
    now = PlaceRuleStore(services.database).load()
    assert catch_up_places(services, now, at=NOW) == 0


def test_projects_approved_while_a_run_goes_on_reach_what_it_reads(services):
    seen = services.knowledge.register
    store = RegisterStore(services.database)
    store.save(seen.with_entry(Entry("Wanderbühne")), at=NOW)
    text = "Die Wanderbühne kommt nach Falmstedt."
    late = Article("late", "https://a.test/late", "a", "Theater", text)
    old = replace(services.knowledge, register=seen)
    services.articles.put(understand(late, old), seen=NOW)

    count = catch_up_projects(services, seen, at=NOW)

    assert count == 1
    assert [one.name for one in services.articles.get("late").projects] == ["Wanderbühne"]


def test_villages_no_list_knows_are_proposed_until_an_editor_has_decided(services):
    article = Article(
        "u", "https://a.test/u", "a", "Unfall", "In der Ortslage Quabbelhausen brannte es."
    )
    services.articles.put(understand(article, services.knowledge), seen=NOW)
    sync(services.articles, services.search)
    before = [value.label for value in unknown_villages(services)]

    make(services, refuse(services.knowledge.gazetteer, "Quabbelhausen"))

    assert before == ["Quabbelhausen"]
    assert unknown_villages(services) == []
    assert keys(services, "u") == set()


# -- desk ----------------------------------------------------------------------------------------


@pytest.fixture
def desk(services, monkeypatch):
    async def in_process(_settings, **_options):
        return sync(services.articles, services.search)

    monkeypatch.setattr("archive.app.admin.articles.update_index", in_process)
    opened = Desk(services)
    opened.people()
    opened.sign_in(Role.REDAKTION.value)
    return opened


def test_an_editor_sees_the_effect_makes_the_change_and_takes_it_back(desk):
    fields = {"name": "Hinterhag", "ziel": "Kaltensülz"}
    shown = desk.post("/verwaltung/register/orte/pruefen", tun="anlegen", **fields)
    untouched = keys(desk.services, "a0")
    made = desk.post("/verwaltung/register/orte/aendern", tun="anlegen", grund="Weiler", **fields)
    feed = desk.get("/feed.atom", params={"ort": HAMLET}).text
    export = desk.get("/export.jsonl", params={"ort": HAMLET}).text
    listed = desk.get("/verwaltung/register/orte").text
    number = PlaceRuleStore(desk.services.database).load().rules[0].id
    undoing = desk.post("/verwaltung/register/orte/pruefen", tun="zuruecknehmen", regel=number)
    desk.post("/verwaltung/register/orte/aendern", tun="zuruecknehmen", regel=number)
    log = desk.get("/verwaltung/register/orte").text

    assert "1 Meldung ändert" in shown.text
    assert HAMLET not in untouched
    assert made.headers["location"].endswith("gesagt=gespeichert")
    assert "Fest in Hinterhag" in feed
    assert '"a0"' in export
    assert "Hinterhag liegt in Landkreis Falmtal › Kaltensülz." in listed
    assert "1 Meldung ändert" in undoing.text
    assert "Bisher gilt nur" in log
    assert HAMLET not in keys(desk.services, "a0")


def test_each_change_is_in_the_audit_log_with_its_reason(desk):
    from archive.audit import AuditLog

    desk.post(
        "/verwaltung/register/orte/aendern",
        tun="schreibweise", name="Winkel", ziel="Kaltensülz", grund="So sagt man dort",
    )  # fmt: skip

    entry = AuditLog(desk.services.database).page(limit=1)[0]
    assert (entry.user, entry.action, entry.reason) == (
        "redaktion", "place.schreibweise", "So sagt man dort",
    )  # fmt: skip
    assert entry.after["articles"] == 0


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        ("schreibweise", {"name": "Winkel", "ziel": "Nirgends"}),
        ("schreibweise", {"name": "", "ziel": "Kaltensülz"}),
        ("anlegen", {"name": "Hinterhag", "ziel": "Kaltensülz", "breite": "x", "laenge": "1"}),
        ("anlegen", {"name": "Hinterhag", "ziel": "Kaltensülz", "breite": "50"}),
        ("anlegen", {"name": "Hinterhag", "ziel": "Neustadt"}),
        ("umbenennen", {"ort": "Kaltensülz", "name": "Ostrebach"}),
        ("zuruecknehmen", {"regel": "77"}),
    ],
)
def test_a_change_that_makes_no_sense_is_told(desk, word, fields):
    for door in ("pruefen", "aendern"):
        answer = desk.post(f"/verwaltung/register/orte/{door}", tun=word, **fields)

        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


@pytest.mark.parametrize("fields", [{"tun": "unsinn"}, {"tun": "zuruecknehmen", "regel": "٣"}])
def test_a_form_of_no_known_kind_is_refused(desk, fields):
    assert desk.post("/verwaltung/register/orte/pruefen", **fields).status_code == 400
