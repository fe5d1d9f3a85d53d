"""Search as readers use it: words, filters, dates, order, counts, notes."""

from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import QueryRefused
from index.results import Search
from index.whoosh_engine.execution import Execution
from index.whoosh_engine.nodes import All, Leaf, Near
from tests.indexed import DISTRICT, article, service_over

WALLDORF = "/".join((*DISTRICT, "Meiningen", "Walldorf"))
MEININGEN = "/".join((*DISTRICT, "Meiningen"))

NEWS = [
    article("Radweg nach Walldorf fertig", "Der neue Radweg ist offen. " * 3, name="radweg",
            day="2024-05-02", places=["Meiningen/Walldorf"], projects=["Radwege 2030"],
            topics=["Verkehr"]),
    article("Müllgebühren steigen", "Die Müllgebühren steigen im Landkreis um drei Prozent.",
            name="müll", day="2023-11-20", places=["Meiningen"], topics=["Abfall"]),
    article("Kita in Wasungen", "Die Kita öffnet; der Radweg davor bleibt gesperrt.", name="kita",
            day="2022-01-10", places=["Wasungen"], topics=["Familie"], source="stadt"),
    article("Sitzung des Kreistags", "Der Kreistag berät über Straßen, Radwege und Brücken.",
            name="sitzung", places=["Meiningen", "Wasungen"], projects=["Radwege 2030"]),
    article("Jahresbericht", "Zahlen und Fakten.", name="bericht", day="2024-01-05",
            pages=["Vorwort des Landrats", "Der Haushalt enthält Mittel für Hochwasserschutz."]),
]  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    return service_over(NEWS, tmp_path_factory.mktemp("news"))


def titles(service, query="", **given):
    return [hit.title.split()[0] for hit in service.search(Search(query, **given)).hits]


def counts(results, facet):
    return {count.value: count.count for count in results.facets[facet]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Radweg", {"Radweg", "Kita", "Sitzung"}),
        ("radwege", {"Radweg", "Kita", "Sitzung"}),
        ("Muellgebuehren", {"Müllgebühren"}),
        ("Strassen", {"Sitzung"}),
        ('"neue Radweg"', {"Radweg"}),
        ('"Radweg neue"', set()),
        ("Radweg -Kita", {"Radweg", "Sitzung"}),
        ("Kita ODER Kreistag", {"Kita", "Sitzung"}),
        ("titel:Radweg", {"Radweg"}),
        ("Gebü*", set()),
        ("Müllge*", {"Müllgebühren"}),
        ("Kreistak~", {"Sitzung"}),
        ("ort:Walldorf", {"Radweg"}),
        ("Radweg ort:Wasungen", {"Kita", "Sitzung"}),
        ("von:2024-01-01", {"Radweg", "Jahresbericht"}),
    ],
)
def test_queries_find_what_they_say(service, query, expected):
    assert set(titles(service, query, match="all")) == expected


def test_the_text_of_an_attachment_is_found_with_its_page(service):
    (hit,) = service.search(Search("Hochwasserschutz")).hits

    assert hit.origin == "im Anhang S. 2"
    assert "".join(f.text for f in hit.snippet if f.marked) == "Hochwasserschutz"


def test_words_that_no_article_has_find_nothing_beside_a_question_word(service):
    assert service.search(Search("Wann Xylophonquintett", match="any")).total == 0


def test_an_exact_title_comes_first(tmp_path):
    found = service_over(
        [
            article("Kreistag Kreistag Kreistag", "Kreistag tagt. " * 20, day="2024-05-01"),
            article("Kreistag tagt", "Kurz.", day="2015-01-01"),
        ],
        tmp_path,
    )

    assert found.search(Search("kreistag tagt")).hits[0].title == "Kreistag tagt"


def test_the_newer_of_two_equal_articles_comes_first(tmp_path):
    texts = [
        article("Radweg", "Text.", name=f"{year}", day=f"{year}-05-01")
        for year in range(2010, 2024)
    ]
    found = service_over(texts, tmp_path)

    years = [hit.published.year for hit in found.search(Search("Radweg", page_size=20)).hits]

    assert years == sorted(years, reverse=True)


def test_sorting_by_date_puts_unknown_dates_last_both_ways(service):
    assert titles(service, sort="neueste")[-1] == "Sitzung"
    assert titles(service, sort="aelteste") == [
        "Kita",
        "Müllgebühren",
        "Jahresbericht",
        "Radweg",
        "Sitzung",
    ]


def test_days_are_those_of_berlin_and_both_ends_count(service):
    found = service.search(Search(since=date(2023, 11, 20), until=date(2024, 1, 5)))

    assert {hit.title for hit in found.hits} == {"Müllgebühren steigen", "Jahresbericht"}


def test_a_facet_counts_without_its_own_filter_but_with_all_others(service):
    found = service.search(Search("Radweg", filters={"ort": ("Walldorf",), "quelle": ("kreis",)}))

    assert found.total == 1
    assert counts(found, "ort")["/".join((*DISTRICT, "Wasungen"))] == 1  # the one of "stadt" is out
    assert counts(found, "projekt") == {"Radwege 2030": 1}
    assert [c.value for c in found.facets["ort"] if c.selected] == [WALLDORF]


def test_a_town_has_the_articles_of_its_villages(service):
    found = service.search(Search())

    assert counts(found, "ort")[MEININGEN] == 3
    assert {c.parent for c in found.facets["ort"] if c.value == WALLDORF} == {MEININGEN}


def test_values_of_one_facet_widen_and_facets_narrow(service):
    either = service.search(Search(filters={"ort": ("Walldorf", "Wasungen")}))
    both = service.search(Search(filters={"ort": ("Walldorf", "Wasungen"), "quelle": ("stadt",)}))

    assert (either.total, both.total) == (3, 1)


def test_the_histogram_counts_hits_by_month(service):
    found = service.search(Search("Radweg"))

    assert found.histogram == {"2022-01": 1, "2024-05": 1, "unbekannt": 1}


def test_nothing_found_tells_what_each_filter_costs(service):
    found = service.search(
        Search("Müllgebühren", filters={"ort": ("Wasungen",)}, since=date(2020, 1, 1))
    )

    assert found.total == 0
    assert found.without == {("ort", "Wasungen"): 1, ("zeit", ""): 0}


def test_words_that_no_article_has_together_are_loosened_with_a_note(service):
    found = service.search(Search("Radweg Müllgebühren"))

    assert found.total >= 1
    assert [note.kind for note in found.notes] == ["relaxed"]
    assert service.search(Search("Radweg Müllgebühren", match="all")).total == 0


def test_pages_do_not_overlap_and_ids_are_all_of_them(tmp_path):
    found = service_over([article("Radweg", f"Nr. {n}", name=str(n)) for n in range(23)], tmp_path)

    pages = [
        [hit.id for hit in found.search(Search("Radweg", page=page)).hits] for page in (1, 2, 3, 4)
    ]

    assert [len(page) for page in pages] == [10, 10, 3, 0]
    assert [key for page in pages for key in page] == list(found.ids(Search("Radweg")))
    assert found.search(Search("Radweg")).pages == 3


def test_neighbours_are_the_hits_before_and_after(service):
    first, second, third = service.ids(Search("Radweg"))

    found = service.neighbours(Search("Radweg"), second)

    assert (found.position, found.total, found.previous, found.next) == (2, 3, first, third)
    assert service.neighbours(Search("Müllgebühren"), second).position == 0


def test_reasons_tell_form_field_and_how(service):
    sitzung = next(a.id for a in NEWS if a.title.startswith("Sitzung"))

    reasons = service.explain(Search("Radweg"), sitzung)

    assert any((r.word, r.form, r.how) == ("Radweg", "Radwege", "gebeugt") for r in reasons)
    assert [r.weight for r in reasons] == sorted((r.weight for r in reasons), reverse=True)
    assert service.explain(Search("Radweg"), "unbekannt") == ()


def test_values_are_uncut_and_unknown_facets_empty(tmp_path):
    towns = [article(name=str(n), places=[f"Ort {n:02}"]) for n in range(60)]
    found = service_over(towns, tmp_path)

    assert len(found.search(Search()).facets["ort"]) < 60
    assert len(found.values("ort")) == 62
    assert found.values("gibtsnicht") == ()


BOMBS = [
    "a* " * 200,
    "abc* " * 200,
    "walldorf~9 " * 50,
    "(" * 3000 + "a" + ")" * 3000,
    "NICHT " * 2000 + "a",
    "wort " * 20_000,
    '"' * 5000,
    "x" * 1_000_000,
    "ort:" * 500,
    "von:9999-99-99 bis:0000-00-00",
    "\x00\ud800 \u202e",
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_query_bombs_are_answered(service, bomb):
    found = service.search(Search(bomb, page=10**9))

    assert found.hits == ()


def test_ten_thousand_filters_are_refused(service):
    with pytest.raises(QueryRefused):
        service.search(Search(filters={"ort": tuple(map(str, range(10_000)))}))


def test_a_query_that_takes_too_long_is_refused(tmp_path):
    ticks = count()
    snapshot = service_over(NEWS, tmp_path)._engine.reader().snapshot

    run = Execution(snapshot, clock=lambda: 1.0, deadline=0.0, work=lambda: float(next(ticks)))

    with pytest.raises(QueryRefused, match="zu lange"):
        run.find(All((Leaf("stamm", "radweg"), Near("wort", ("=radweg", "=nach")))))


def test_a_query_on_a_busy_machine_may_finish(tmp_path):
    snapshot = service_over(NEWS, tmp_path)._engine.reader().snapshot

    run = Execution(snapshot, clock=lambda: 1.0, deadline=0.0, work=lambda: 5.0)

    assert len(run.find(Leaf("stamm", "radweg"))[0]) == 3


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(("auto", "all", "any")))
def test_whatever_is_typed_there_is_an_answer(service, text, match):
    found = service.search(Search(text, match=match))

    assert found.total >= len(found.hits) >= 0
