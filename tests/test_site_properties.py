"""What the page promises holds in every state, not only in those we thought of."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.app.site.state import read_state, with_value, write_state
from archive.article import slug
from index.facets import FACETS
from index.results import Search

QUIET = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = st.sampled_from(["", "Radweg", "Kreistag", "Straße", "Schule Kita", '"Landkreis Falmtal"'])


@st.composite
def states(draw):
    """A search as a reader may have put it together: words, and a value of up to two facets."""
    facets = draw(st.lists(st.sampled_from([f.name for f in FACETS]), max_size=2, unique=True))
    return draw(WORDS), [(name, draw(st.integers(0, 30))) for name in facets]


def search_of(newsroom, state):
    query, chosen = state
    search = Search(query=query)
    for facet, number in chosen:
        values = [v for v in newsroom.search.values(facet, search) if v.count]
        if values:
            search = with_value(search, facet, values[number % len(values)].value)
    return search


def page_of(browse, address):
    answer = browse(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return BeautifulSoup(answer.text, "html.parser")


def summary(page):
    return int(re.sub(r"\D", "", page.find(id="summe").text.split("Meldung")[0]) or 0)


@QUIET
@given(states(), st.integers(0, 200))
def test_the_number_on_a_filter_is_the_number_of_hits_after_choosing_it(
    browse, newsroom, state, number
):
    search = search_of(newsroom, state)
    page = page_of(browse, f"/suche?{write_state(search)}")
    boxes = [
        box
        for box in page.select(".filters input[type=checkbox]")
        if not search.filters.get(box["name"])
    ]
    if not boxes:
        return
    box = boxes[number % len(boxes)]
    count = int(re.sub(r"\D", "", box.parent.select_one(".count").text))

    after = with_value(search, box["name"], box["value"])

    assert summary(page_of(browse, f"/suche?{write_state(after)}")) == count


@QUIET
@given(states())
def test_every_link_of_a_result_page_is_the_one_address_of_a_state(browse, newsroom, state):
    page = page_of(browse, f"/suche?{write_state(search_of(newsroom, state))}")

    for link in page.select("main a[href^='/suche?']"):
        query = urlsplit(link["href"]).query
        pairs = parse_qsl(query)
        assert urlencode(pairs, safe="/") == query
        written = write_state(read_state(pairs, today=None).search)
        assert parse_qsl(written) == pairs


@QUIET
@given(states())
def test_all_pages_together_show_every_hit_once(browse, newsroom, state):
    search = search_of(newsroom, state)
    total = newsroom.search.search(search).total
    seen = []
    address = f"/suche?{urlencode([*parse_qsl(write_state(search)), ('anzahl', '100')])}"
    address = browse(address).headers.get("location", address)
    while address:
        page = page_of(browse, address)
        seen += [link["href"].split("/")[2] for link in page.select(".hit h3 a")]
        following = page.find("a", rel="next")
        address = following["href"] if following else None

    assert len(seen) == len(set(seen)) == total


@QUIET
@given(states())
def test_the_bars_add_up_to_the_hits(browse, newsroom, state):
    search = search_of(newsroom, state)
    page = page_of(browse, f"/suche?{write_state(search)}")
    bars = [int(cell.text.replace(".", "")) for cell in page.select(".timeline tbody td")]

    one_year = {v[:4] for name in ("jahr", "monat") for v in search.filters.get(name, ())}
    if bars and not one_year:
        assert sum(bars) == summary(page)


@QUIET
@given(st.text(max_size=80))
def test_whatever_is_typed_gives_a_page_and_nothing_of_it_becomes_markup(browse, typed):
    text = f"{typed}<b id=pwned>"
    answer = browse("/suche", params={"q": text})
    if answer.status_code == 302:
        answer = browse(answer.headers["location"])

    assert answer.status_code in (200, 400)
    assert 'id="pwned"' not in answer.text
    assert "<b id=pwned" not in answer.text


def test_project_addresses_are_distinct(newsroom):
    slugs = [slug(value.value) for value in newsroom.search.values("projekt")]

    assert len(slugs) == len(set(slugs))
