from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.article import Evidence
from archive.settings import Settings
from crawler.events import find_events
from crawler.extraction import examine
from crawler.german_dates import BERLIN, find_dates, read_moment
from crawler.knowledge import load_knowledge
from crawler.page import Hints, Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KNOWLEDGE = load_knowledge(Settings(), None)
TEXT = "<p>Der Kreistag hat am Montag den Bau der neuen Brücke mit Mehrheit beschlossen.</p>" * 3


def article_of(markup, *, head="", hints=Hints(), url="https://kreis.test/a"):
    body = f"<html><head>{head}</head><body>{markup}</body></html>".encode()
    return examine(
        Page(url, body), source="kreis", knowledge=KNOWLEDGE, hints=hints, now=NOW
    ).article


def day_of(markup, **given):
    published = article_of(markup, **given).published
    return published.value.astimezone(BERLIN).date().isoformat() if published else None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12.03.2019, 14:05 Uhr", "2019-03-12T14:05"),
        ("12. März 2019 um 9 Uhr", "2019-03-12T09:00"),
        ("am Donnerstag, den 6. November 2025", "2025-11-06T12:00"),
        ("Okt 13, 2022", "2022-10-13T12:00"),
        ("Jun 2, 2020", "2020-06-02T12:00"),
        ("October 3rd, 2012 at 4:05 pm", "2012-10-03T16:05"),
        ("1.2.99", "1999-02-01T12:00"),
        ("6. Nov. '13", "2013-11-06T12:00"),
        ("13/04/2019", "2019-04-13T12:00"),
        ("2019/03/12", "2019-03-12T12:00"),
        ("2019.03.12", "2019-03-12T12:00"),
        ("13-04-2019", "2019-04-13T12:00"),
        ("12-Mär-2019", "2019-03-12T12:00"),
        ("12th März 2019", "2019-03-12T12:00"),
        ("März 12. 2019", "2019-03-12T12:00"),
        ("19.05.2019 14.30 Uhr", "2019-05-19T14:30"),
    ],
)
def test_german_forms_of_dates_are_read(text, moment):
    (found,) = find_dates(text)

    assert found.moment.replace(tzinfo=None).isoformat(timespec="minutes") == moment


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2019",
        "03-04-2019",
        "2019.03-12",
        "31.02.2020",
        "12.13.2019",
        "3.50 Euro",
        "1.2.3.4",
        "März 2019",
    ],
)
def test_what_is_ambiguous_or_no_day_is_no_date(text):
    assert find_dates(text) == []


@given(st.dates(date(1992, 1, 1), date(2099, 1, 1)))
def test_day_and_month_are_never_swapped(day):
    forms = (f"{day:%d.%m.%Y}", f"{day:%Y-%m-%d}", f"{day.day}.{day.month}.{day.year}")

    assert {found.day for form in forms for found in find_dates(form)} == {day}


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2019-03-12", "2019-03-12"),
        ("2019-03-12T00:00:00+01:00", "2019-03-12"),
        ("2019-03-11T23:00:00Z", "2019-03-12"),
        ("20190312", "2019-03-12"),
        ("Tue, 12 Mar 2019 14:05:00 GMT", "2019-03-12"),
        ("2019-03-12 14:05:33.123", "2019-03-12"),
    ],
)
def test_a_day_is_the_same_day_in_utc_and_in_berlin(value, day):
    moment = read_moment(value)

    assert moment is not None
    assert moment.date().isoformat() == moment.astimezone(BERLIN).date().isoformat() == day


PUBLISHED = '<meta property="article:published_time" content="2020-05-01T08:00:00+02:00">'
LINKED = (
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Brücke",'
    '"datePublished":"2020-05-02T08:00:00+02:00"}</script>'
)


def test_better_evidence_wins_over_weaker():
    page = "<h1>Brücke</h1><time class=published datetime=2020-05-04>x</time><p>5.5.2020</p>" + TEXT
    feed = Hints(published=Evidence(datetime(2020, 5, 3, 8, tzinfo=UTC), "feed"))
    rest = Hints(published=Evidence(datetime(2020, 5, 6, 8, tzinfo=UTC), "rest"))

    assert day_of(page, head=PUBLISHED + LINKED, hints=rest) == "2020-05-06"
    assert day_of(page, head=PUBLISHED + LINKED, hints=feed) == "2020-05-03"
    assert day_of(page, head=PUBLISHED + LINKED) == "2020-05-02"
    assert day_of(page, head=PUBLISHED) == "2020-05-01"
    assert day_of(page) == "2020-05-04"


@pytest.mark.parametrize(
    "line",
    [
        "<p>Veröffentlicht am 3. Mai 2021</p>", "<p>03.05.2021, 14:05 Uhr</p>",
        "<div class=info>Montag, 3. Mai 2021 | Von Anna Muster</div>",
        "<p>Pressemitteilung Nr. 12/2021 vom 3. Mai 2021</p>", "<p>Stand: 03.05.2021 14:05 Uhr</p>",
        "<span class=entry-date>3. Mai 2021</span>", "<p>Datum: 3.5.2021</p>",
        "<time datetime='2021-05-03T10:00:00+02:00' itemprop=datePublished>Mai</time>",
    ],
)  # fmt: skip
def test_a_date_beside_the_headline_is_evidence(line):
    assert day_of("<h1>Neue Brücke</h1>" + line + TEXT) == "2021-05-03"


@pytest.mark.parametrize(
    "line",
    [
        "<p class=date>vor 12 Jahren, 8 Monaten</p>", "<p>vor 3 Tagen</p>",
        "<p>Am 3. Mai 2021 wurde der erste Spatenstich für diese Brücke gesetzt.</p>",
        "<p>Termin: 3. Mai 2021, 19 Uhr</p>", "<p class=event-date>3. Mai 2021</p>",
        "<p>Anmeldeschluss ist der 03.05.2021</p>", "<p>vom 3.5.2021 bis 8.5.2021</p>",
        "<table><tr><td>Ende der Frist</td><td>03.05.2021</td></tr></table>",
        "<p>Letzte Änderung: 03.05.2021</p>",
    ],
)  # fmt: skip
def test_other_dates_leave_the_publication_unknown(line):
    assert day_of("<h1>Neue Brücke</h1>" + line + TEXT) is None


def test_a_date_of_a_related_article_is_not_the_articles():
    related = (
        "<div class=related><article><h3><a href=/x>Anderes</a></h3>"
        "<time class=published datetime=2021-01-01>1.1.2021</time></article></div>"
    )

    assert day_of("<article><h1>Neue Brücke</h1>" + TEXT + related + "</article>") is None


def test_a_future_date_is_refused_with_a_note():
    later = (NOW + timedelta(days=30)).isoformat()
    head = f'<meta property="article:published_time" content="{later}">'

    article = article_of("<h1>Neue Brücke</h1>" + TEXT, head=head)

    assert article.published is None
    assert any("future" in note for note in article.notes)


def test_a_date_in_the_address_is_weak_evidence():
    article = article_of("<h1>Neue Brücke</h1>" + TEXT, url="https://blog.test/2019/03/12/bruecke/")

    assert article.published is not None
    assert article.published.source == "address"
    assert article.published.confidence < 0.7


def test_sitemap_and_update_lines_tell_of_the_change_only():
    hints = Hints(modified=Evidence(datetime(2022, 1, 1, tzinfo=UTC), "sitemap"))

    article = article_of("<h1>Neue Brücke</h1>" + TEXT, hints=hints)

    assert article.published is None
    assert article.modified is not None
    assert article.modified.source == "sitemap"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("am Donnerstag, den 6. November 2025", (2025, 11, 6), None),
        ("10 Juni, 13 Uhr", (2025, 6, 10), None),
        ("25./26.8.", (2025, 8, 25), (2025, 8, 26)),
        ("in der 36. KW / 2025", (2025, 9, 1), (2025, 9, 7)),
        ("vom 23. bis 26. März 2023", (2023, 3, 23), (2023, 3, 26)),
        ("30. April bis 2. Mai", (2025, 4, 30), (2025, 5, 2)),
        ("28.12.–3.1.2025", (2024, 12, 28), (2025, 1, 3)),
        ("28. Dezember bis 3. Januar", (2025, 12, 28), (2026, 1, 3)),
    ],
)
def test_event_dates_are_found_with_the_year_that_fits(text, start, end):
    (event,) = find_events(text, date(2025, 6, 1))

    assert event.start == date(*start)
    assert event.end == (date(*end) if end else None)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("am 1., 8. und 15. Juli", [(7, 1), (7, 8), (7, 15)]),
        ("jeweils am 5.6., 12.6. und 19.6.", [(6, 5), (6, 12), (6, 19)]),
        ("am 3. sowie am 17. Juli", [(7, 17)]),
        ("Paragraf 3.4. der Satzung, Kapitel 2.1. und 3.2., Artikel 5.6.", []),
        ("Version 1.2.2024 auf Konto 12.03.45", []),
        ("am 31. Juni und am 29.2.2025", []),
        ("14.30 Uhr bis 16.30 Uhr, 12. Klasse, 1. Spieltag, 12.500 Besucher", []),
    ],
)
def test_lists_of_days_are_days_and_numbered_paragraphs_are_none(text, days):
    events = find_events(text, date(2025, 6, 1))

    assert [(one.start.month, one.start.day) for one in events] == days
    assert all(one.end is None for one in events)


def test_a_span_between_two_days_stays_one():
    (event,) = find_events("zwischen dem 1. und 15. September 2025")

    assert (event.start.day, event.end.day) == (1, 15)


def test_a_day_without_a_year_takes_the_year_named_before_or_none():
    assert find_events("am 25. März") == ()
    days = [event.start for event in find_events("Am 1. Mai 2021 und am 8. Mai war es so weit.")]
    assert days == [date(2021, 5, 1), date(2021, 5, 8)]


@given(st.text(alphabet=st.sampled_from("0123456789./-. KWbisundMärzJuni\n"), max_size=60))
def test_no_text_breaks_the_search_for_events(text):
    for event in find_events(text, date(2025, 6, 1)):
        assert event.end is None or event.start < event.end


@pytest.mark.parametrize(
    "markup",
    [
        (
            f"<h1>Neue Brücke</h1><p>Stand: 7.11.2021 17:03 Uhr</p>{TEXT * 4}"
            "<h2>Mehr zum Thema</h2><article><h3><a href=/a>Anderes</a></h3>4.3.2021</article>"
        ),
        f"<h1>Neue Brücke</h1>{TEXT}<dl><dt>Datum</dt><dd>07.11.2021</dd></dl>",
        (
            "<p>Dieser Beitrag wurde am Sonntag, 7. November 2021 um 10:02 Uhr veröffentlicht und "
            f"unter Politik abgelegt.</p><h2>Neue Brücke</h2>{TEXT}"
        ),
        (
            "<table><tr><td>1.6.2024</td></tr><tr><td><a href=/>Home</a><br><a href=/n>N</a></td>"
            f"<td>07.11.2021 - 7:31 Uhr<br><b>Das Ende der alten Brücke</b><br><br>{TEXT}</td></tr>"
            "</table>"
        ),
    ],
    ids=["state under the headline", "label and value", "entry note", "line in a layout table"],
)
def test_the_date_nearest_to_the_headline_or_marked_as_such_is_the_publication(markup):
    assert day_of(markup) == "2021-11-07"


def test_a_date_by_delivery_loses_against_the_one_that_readers_see():
    head = '<meta name="dc.date" content="2024-06-01">'

    assert day_of(f"<h1>Neue Brücke</h1><p>Datum 7.11.2021</p>{TEXT}", head=head) == "2021-11-07"


def test_beside_a_line_that_tells_only_how_long_ago_no_other_visible_day_is_believed():
    page = f"<h1>Neue Brücke</h1><p>Anna Berg, vor 12 Jahren, 8 Monaten</p>{TEXT}<p>7.11.2021</p>"

    assert day_of(page) is None


def test_the_date_line_at_the_end_of_the_article_counts_where_none_stands_above():
    line = "<p class=line>7.11.2021, 10:02 von Karl</p>"
    page = f"<div id=e><h2>Neue Brücke</h2>{TEXT * 4}{line}</div>"

    assert day_of(page) == "2021-11-07"
