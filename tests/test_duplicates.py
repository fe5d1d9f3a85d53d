import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.app.composition import open_services
from archive.app.duplicates import mark_duplicates
from archive.app.importing import import_lines
from archive.article import Article, Status
from archive.database import Database
from archive.settings import Settings
from archive.store import ArticleStore
from crawler.duplicates import are_one, duplicates, sketch
from tests.evil import running
from tests.publishers import Publisher, posts, room

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RELEASE = (
    "Der Kreistag hat am Montag den Bau der neuen Brücke über die Werra beschlossen. Die Kosten "
    "betragen 2,4 Millionen Euro, das Land übernimmt 75 Prozent. Begonnen wird im Frühjahr 2025, "
    "die Bauzeit beträgt 14 Monate. Eine Umleitung über Walldorf wird rechtzeitig ausgeschildert."
)
ADAPTED = RELEASE.replace("Der Kreistag hat am Montag", "In Meiningen hat der Kreistag")
OTHER = (
    "Die Stadtbibliothek öffnet nach dem Umbau wieder ihre Türen und zeigt zum Auftakt eine "
    "Ausstellung mit Bildern von 12 Kindern aus 3 Schulen der Stadt, die zwei Wochen dauert."
)
WEEKLY = (
    "In KW 36 wird an diesen Stellen geblitzt: Rohr, Wasungen, Walldorf, Breitungen und Rosa am {} "
    "September."
)


def sketches(**texts):
    return {key: sketch(source, "Titel", text) for key, (source, text) in texts.items()}


def test_the_same_release_at_two_sources_is_found_though_adapted():
    found = duplicates(sketches(a=("kreis", RELEASE), b=("stadt", ADAPTED), c=("stadt", OTHER)))

    assert found == {"a": ("b",), "b": ("a",)}


def test_weekly_notices_that_differ_in_numbers_are_no_duplicates():
    found = duplicates(
        sketches(a=("kreis", WEEKLY.format(4)), b=("kreis", WEEKLY.format(11).replace("36", "37")))
    )

    assert found == {}


def test_a_notice_that_comes_again_on_another_day_is_no_duplicate():
    text = (
        "Der Impfbus steht am 5. März von 9 bis 12 Uhr auf dem Marktplatz und von 14 bis 17 Uhr am "
        "Bahnhof. Fragen beantwortet das Gesundheitsamt unter 03693 485 0 oder 03693 485 100. "
        "Mitzubringen sind Ausweis und Impfpass, eine Anmeldung ist nicht nötig."
    )
    later, next_month = text.replace("5. März", "19. März"), text.replace("März", "April")

    one, other, third = (sketch("a", "Impfbus", each) for each in (text, later, next_month))

    assert not are_one(one, other)
    assert not are_one(one, third)
    assert are_one(one, sketch("b", "Impfbus des Kreises", text))


def test_short_notices_that_share_only_set_phrases_are_no_duplicates():
    end = "Um Verständnis wird gebeten. Auskunft gibt der Bürgerservice während der Sprechzeiten."

    one = sketch("a", "Sperrung", f"Die Straße nach Rohr ist gesperrt. {end}")
    other = sketch("b", "Umzug", f"Das Bürgerbüro zieht in die erste Etage. {end}")

    assert not are_one(one, other)


def test_short_and_empty_texts_are_compared_without_error():
    found = duplicates(sketches(a=("x", ""), b=("y", ""), c=("x", "Amt zu."), d=("y", "Amt zu.")))

    assert found == {"c": ("d",), "d": ("c",)}


def test_duplicates_are_marked_in_the_store_and_unmarked_again(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    database.create()
    store = ArticleStore(database)
    one = Article("a", "https://kreis.test/a", "kreis", "Brücke", RELEASE)
    two = Article("b", "https://stadt.test/b", "stadt", "Brücke", ADAPTED)
    store.put_many([one, two], seen=NOW)
    before = store.last_sequence()

    assert mark_duplicates(store, now=NOW) == 2
    assert mark_duplicates(store, now=NOW) == 0

    marked = store.get("a")
    assert marked is not None
    assert marked.also_at == ("b",)
    assert store.last_sequence() > before
    store.put(replace(two, text=OTHER), seen=NOW)
    assert mark_duplicates(store, now=NOW) == 2
    store.set_status("b", Status.HIDDEN, at=NOW)
    database.close()


def test_an_import_marks_duplicates_and_the_index_follows(tmp_path):
    texts = {"kreis": RELEASE, "stadt": ADAPTED, "amt": OTHER}
    lines = [
        json.dumps(
            {"source": name, "url": f"https://{name}.test/a", "title": "Brücke", "text": text}
        )
        for name, text in texts.items()
    ]
    services = open_services(Settings(data=tmp_path))
    import_lines(
        services, lines, default_source="x", understand=False, now=NOW, complain=pytest.fail
    )

    marked = {one.source: len(one.also_at) for one in services.articles.all()}
    assert marked == {"kreis": 1, "stadt": 1, "amt": 0}
    assert services.search.sequence() == services.articles.last_sequence()
    services.close()


def test_a_crawl_marks_duplicates(tmp_path):
    one, other = Publisher(posts(1)), Publisher(posts(1))
    with room(tmp_path, one) as site, running(other.server):
        site.crawl()
        site.publisher = other
        site.crawl()

        assert [len(found.also_at) for found in site.services.articles.all()] == [1, 1]
