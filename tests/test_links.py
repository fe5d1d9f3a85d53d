"""Every address of the site comes from one place."""

from archive.app.site.links import article_url, citations, discovery, exports, facet_url, feeds
from archive.app.site.paging import paging
from index.results import Search


def test_an_articles_address_has_its_id_and_readable_words():
    assert article_url("abc", "Straße gesperrt: B 19!") == "/meldung/abc/strasse-gesperrt-b-19"


def test_an_article_without_readable_words_still_has_an_address():
    assert article_url("abc", "???") == "/meldung/abc/meldung"


def test_an_article_remembers_the_search_it_was_found_by():
    search = Search(query="Radweg", filters={"thema": ("Bau",)})

    assert article_url("abc", "Neu", search) == "/meldung/abc/neu?q=Radweg&thema=Bau"


def test_a_place_is_one_readable_filter():
    assert facet_url("ort", "Deutschland/Landkreis Falmtal") == (
        "/suche?ort=Deutschland/Landkreis+Falmtal"
    )


def test_exports_and_feeds_ask_for_exactly_the_same_search():
    search = Search(query="Radweg & Brücke")

    queries = {link.href.partition("?")[2] for link in (*exports(search), *feeds(search))}

    assert queries == {"q=Radweg+%26+Br%C3%BCcke"}


def test_feeds_found_by_programs_follow_the_search():
    found = discovery("Archiv", "q=Radweg")

    assert found[0].href == "/feed.atom?q=Radweg"
    assert found[-1].rel == "search"


def test_citations_are_offered_in_three_formats():
    assert [link.href for link in citations("abc")] == [
        "/meldung/abc/zitat.bib",
        "/meldung/abc/zitat.ris",
        "/meldung/abc/zitat.json",
    ]


def test_page_links_show_first_last_and_neighbours():
    links = paging(7, 20, str).links

    assert [number for number, _ in links] == [1, None, 6, 7, 8, None, 20]
    assert dict(links)[7] is None


def test_a_gap_of_one_page_is_that_page():
    assert [number for number, _ in paging(4, 9, str).links] == [1, 2, 3, 4, 5, None, 9]


def test_the_only_page_has_no_neighbours():
    only = paging(1, 1, str)

    assert (only.previous, only.next) == (None, None)
