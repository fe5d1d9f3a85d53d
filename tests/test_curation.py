from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.app.trying import publish_words, try_words, write_query_set
from archive.curation import PinStore, SynonymStore
from archive.errors import CurationError
from archive.insights import Insights, fold
from index.results import Search
from tests.desk import NOW, Desk
from tests.newsroom import open_newsroom

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    opened = open_newsroom(tmp_path_factory.mktemp("words"))
    yield opened
    opened.close()


@pytest.fixture
def services(shared):
    """The newsroom without any words of editors."""
    store = SynonymStore(shared.database)
    for one in store.all():
        store.remove(one.id)
    publish_words(shared)
    return shared


def total(services, query):
    return services.search.search(Search(query=query)).total


def keep(services, word, *also, both_ways=True):
    return SynonymStore(services.database).put(
        word, also, both_ways=both_ways, editor="anna", at=NOW
    )


def test_a_draft_changes_no_search_and_its_trial_tells_what_it_would(services):
    number = keep(services, "Quabbelwutz", "Feuerwehr")

    outcomes = {one.query: one for one in try_words(services, synonym=number, more=["Quabbelwutz"])}

    assert total(services, "Quabbelwutz") == 0
    assert outcomes["Quabbelwutz"].before == 0
    assert outcomes["Quabbelwutz"].after > 0
    assert outcomes["Quabbelwutz"].came


def test_a_live_synonym_is_found_by_every_process_without_a_restart(services):
    number = keep(services, "Quabbelwutz", "Feuerwehr")
    before = services.search

    SynonymStore(services.database).set_state(number, "live", at=NOW)
    publish_words(services)

    assert services.search is not before
    assert total(services, "Quabbelwutz") > 0


def test_a_one_way_synonym_does_not_find_back(services):
    plain = total(services, "Feuerwehr")
    number = keep(services, "Kreistag", "Feuerwehr", both_ways=False)
    SynonymStore(services.database).set_state(number, "live", at=NOW)
    publish_words(services)

    assert total(services, "Kreistag") >= plain
    assert total(services, "Feuerwehr") == plain


def test_a_trial_tells_which_expected_articles_would_be_lost(services):
    first = services.search.search(Search(query="Kreistag", page_size=10)).hits
    write_query_set(services.settings, f"Kreistag => {first[-1].id}\n# Bemerkung\n\nSchule\n")
    number = keep(services, "Kreistag", "Feuerwehr")

    outcomes = try_words(services, synonym=number)

    assert [one.query for one in outcomes] == ["Kreistag", "Schule"]
    assert outcomes[0].expected == (first[-1].id,)
    assert not outcomes[1].changed


@pytest.mark.parametrize("word", ["", " ", "=", "a>b", "x" * 200, "a\nb = c", "#x", "Kita = Hort"])
def test_what_is_no_word_is_refused(services, word):
    if word.strip() == "a\nb = c":
        word = "a = b"
    with pytest.raises(CurationError):
        keep(services, word, "Feuerwehr")
    with pytest.raises(CurationError):
        keep(services, "Feuerwehr", word)


def test_a_pin_holds_for_its_query_until_its_day(services):
    article = next(iter(services.articles.all())).id
    pins = PinStore(services.database)
    number = pins.put("Müll  Abfuhr", article, until=TODAY, editor="anna", at=NOW)

    draft = pins.live("müll abfuhr", today=TODAY)
    pins.set_state(number, "live", at=NOW)

    assert draft == ()
    assert pins.live("MÜLL abfuhr", today=TODAY) == (article,)
    assert pins.live("müll", today=TODAY) == ()
    assert pins.live("müll abfuhr", today=TODAY + timedelta(days=1)) == ()


def test_a_query_has_few_pins_and_the_same_one_once(services):
    pins = PinStore(services.database)
    ids = [article.id for article in services.articles.all()][:6]
    for article in (*ids[:5], ids[0]):
        pins.put("viele", article, until=None, editor="anna", at=NOW)

    with pytest.raises(CurationError):
        pins.put("viele", ids[5], until=None, editor="anna", at=NOW)


# -- insights ------------------------------------------------------------------------------------


def test_a_query_is_shown_from_three_uses_and_forgotten_after_ninety_days(database):
    insights = Insights(database)
    for day in range(3):
        insights.note("Sperrmüll ", 0, day=TODAY + timedelta(days=day))
    insights.note("selten", 0, day=TODAY)
    insights.note("selten", 0, day=TODAY)

    shown = insights.without_hits()
    insights.forget(today=TODAY + timedelta(days=91))
    left = insights.popular()

    assert [(query.text, query.uses, query.hits) for query in shown] == [("sperrmüll", 3, 0)]
    assert left == []


def test_a_query_that_found_something_lately_is_no_query_without_hits(database):
    insights = Insights(database)
    for hits in (0, 0, 7):
        insights.note("Sperrmüll", hits, day=TODAY)

    assert insights.without_hits() == []
    assert insights.popular()[0].hits == 7


@pytest.mark.parametrize(
    "query",
    ["anna@kreis.test", "03693 485 8123", "0171/1234567", "https://kreis.test/a", "", "  "],
)
def test_what_may_be_about_a_person_is_not_kept(database, query):
    assert Insights(database).note(query, 0, day=TODAY) is False


@given(st.text(max_size=300))
def test_what_is_kept_is_short_and_folded(text):
    kept = fold(text)

    assert len(kept) <= 60
    assert kept == fold(kept)


# -- on the search page --------------------------------------------------------------------------


def test_a_live_pin_stands_first_as_recommended_and_moves_the_etag(services):
    site = Desk(services)
    article = next(iter(services.articles.all()))
    pins = PinStore(services.database)
    number = pins.put("feuerwehr", article.id, until=None, editor="anna", at=NOW)
    before = site.get("/suche?q=Feuerwehr")

    pins.set_state(number, "live", at=NOW)
    after = site.get("/suche?q=Feuerwehr", headers={"if-none-match": before.headers["etag"]})

    assert "Empfohlen" not in before.text
    assert after.status_code == 200
    assert after.text.index("Empfohlen") < after.text.index('class="hits"')
    assert "Empfohlen" not in site.get("/suche?q=Feuerwehr&jahr=2024").text
    pins.remove(number)


def test_a_search_is_counted_once_its_answer_is_out(services):
    site = Desk(services, now=iter_clock())
    for _ in range(4):
        site.get("/suche?q=Quasselstrippe")

    (found,) = [
        one for one in Insights(services.database).popular() if one.text == "quasselstrippe"
    ]
    assert (found.uses, found.hits) == (4, 0)


def iter_clock():
    """A clock that goes a minute further at each look."""
    moments = count()
    return lambda: NOW + timedelta(minutes=next(moments))
