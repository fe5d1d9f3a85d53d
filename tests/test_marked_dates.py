"""Dates that pages mark in their own ways: elements, attributes, lines about the article."""

from datetime import UTC, datetime

import pytest

from archive.settings import Settings
from crawler.extraction import examine
from crawler.german_dates import BERLIN
from crawler.knowledge import load_knowledge
from crawler.page import Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = "<p>Der Kreistag hat am Montag den Bau der neuen Brücke mit Mehrheit beschlossen.</p>" * 3
KNOWLEDGE = load_knowledge(Settings(), None)
HEADLINE = "<h1>Kreistag beschließt Bau der Brücke</h1>"


def evidence_of(markup, *, head="", url="https://blatt.test/a"):
    page = f"<html><head>{head}</head><body>{markup}</body></html>".encode()
    article = examine(Page(url, page), source="blatt", knowledge=KNOWLEDGE, now=NOW).article
    return article.published


def day_of(markup, **given):
    published = evidence_of(markup, **given)
    return published.value.astimezone(BERLIN).date().isoformat() if published else None


def test_a_time_in_the_articles_footer_is_its_publication():
    footer = (
        "<footer><p>Veröffentlicht: <time datetime='2018-03-13'>13.03.2018</time></p>"
        "<p>Geändert: <time datetime='2018-12-11'>11.12.2018</time></p></footer>"
    )

    assert day_of(f"<main><article>{HEADLINE}{TEXT}{footer}</article></main>") == "2018-03-13"


def test_a_time_below_the_text_counts_though_comments_stand_under_it():
    below = "<div class='info'><div><time datetime='2023-09-12'>12.9.23</time></div></div>"
    comment = "<div class='comments'><h3>1 Antwort</h3><time datetime='2023-09-13'></time></div>"

    page = f"<main>{HEADLINE}<div class='txt'>{TEXT}</div>{below}{comment}</main>"

    assert day_of(page) == "2023-09-12"


def test_a_comments_time_is_not_the_articles():
    comment = "<ol class='commentlist'><li><time datetime='2023-09-13'>x</time><p>Ja.</p></li></ol>"

    assert day_of(f"<main>{HEADLINE}<div>{TEXT}</div>{comment}</main>") is None


def test_of_two_times_without_a_word_the_earlier_is_the_publication():
    times = (
        "<div class='m'><span><time datetime='2019-02-14'>14.02.2019</time></span> "
        "<span><time datetime='2018-05-26'>26.05.2018</time></span></div>"
    )

    assert day_of(f"<article>{HEADLINE}{times}{TEXT}</article>") == "2018-05-26"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Aktualisiert am 05.06.2014 · Erstellt am 03.05.2014", "2014-05-03"),
        ("Erstellt: 03.05.2014, 10:22 Uhr Aktualisiert: 05.06.2014", "2014-05-03"),
        ("03.05.2014 | Stand 05.06.2014, 10:22 Uhr", "2014-05-03"),
        ("03.05.2014 – 05.06.2014", None),
        ("Veröffentlicht am 3.5.2014, Update: <b class='date'>5.6.2014</b>", "2014-05-03"),
    ],
)
def test_of_two_dates_in_a_line_the_words_before_them_decide(line, day):
    assert day_of(f"<div>{HEADLINE}<p class='x'>{line}</p>{TEXT}</div>") == day


def test_the_part_of_a_meta_line_that_is_a_date_is_the_publication():
    line = (
        "<div class='fusion-meta-info'>Von <a>Grau</a> | <span class='updated'>2016-01-02</span>"
        "<span>März 15th, 2012</span> | <a>Allgemein</a> | Kommentare deaktiviert für X</div>"
    )

    page = f"<article>{HEADLINE}<div class='post-content'>{TEXT}</div>{line}</article>"

    assert day_of(page) == "2012-03-15"


@pytest.mark.parametrize("value", ["1399104000", "1399104000000", "2014-05-03T10:00:00"])
@pytest.mark.parametrize("name", ["data-time", "data-timestamp", "data-publish-date"])
def test_times_for_scripts_are_read_from_attributes(name, value):
    line = f"<div class='i'><span class='js' {name}='{value}'></span> Max Grau</div>"

    assert day_of(f"<div>{HEADLINE}{line}{TEXT}</div>") == "2014-05-03"


@pytest.mark.parametrize(
    "name", ["data-update-time", "data-end-date", "data-countdown-time", "data-id", "data-now-time"]
)
def test_other_numbers_in_attributes_are_no_publication(name):
    line = f"<div class='i'><span {name}='1399104000'></span> Max Grau</div>"

    assert day_of(f"<div>{HEADLINE}{line}{TEXT}</div>") is None


def test_a_countdown_is_no_publication():
    line = "<div class='countdown'><span data-date='2014-05-03'></span> Tage bis zum Fest</div>"

    assert day_of(f"<div>{HEADLINE}{line}{TEXT}</div>") is None


def test_the_exact_time_behind_a_relative_age_is_read():
    line = "<p class='i'><abbr title='3. Mai 2014, 10:22'>vor 12 Jahren</abbr></p>"

    assert day_of(f"<div>{HEADLINE}{line}{TEXT}</div>") == "2014-05-03"


def test_linked_data_of_other_articles_is_not_the_articles():
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ganz anderes",'
        '"url":"https://blatt.test/b","datePublished":"2011-01-01"}</script>'
    )
    line = "<p class='date'>03.05.2014</p>"

    assert day_of(f"<div>{HEADLINE}{line}{TEXT}</div>", head=head) == "2014-05-03"


def test_linked_data_under_another_headline_but_this_address_counts():
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Brücke kommt",'
        '"url":"https://blatt.test/a","datePublished":"2011-01-01"}</script>'
    )

    assert day_of(f"<div>{HEADLINE}{TEXT}</div>", head=head) == "2011-01-01"


def test_a_date_before_the_lead_counts_and_a_dateline_does_not():
    rest = TEXT.removeprefix("<p>")

    assert day_of(f"<div>{HEADLINE}<p>03.05.2014 · {rest}</div>") == "2014-05-03"
    assert day_of(f"<div>{HEADLINE}<p>Meiningen/03.05.2014. {rest}</div>") is None


def test_the_day_of_an_event_is_not_the_publication():
    when = "<div>Samstag, 3. Mai 2014, 19:30 Uhr<br>Großer Saal<br>Eintritt: 12 Euro</div>"

    assert day_of(f"<main>{HEADLINE}{when}{TEXT}</main>") is None


def test_a_lone_update_beside_the_headline_is_weak_evidence():
    line = "<p class='i'><time datetime='2014-05-03'>Aktualisiert am 03.05.2014</time></p>"

    published = evidence_of(f"<article>{HEADLINE}{line}{TEXT}</article>")

    assert published.confidence <= 0.6
    assert "last change" in published.source


def test_a_marked_part_with_two_dates_tells_the_one_that_is_no_change():
    line = "<span class='article__date'>Update: 24.10.2023, geschrieben am 23.10.2022</span>"

    assert day_of(f"<article>{HEADLINE}{line}{TEXT}</article>") == "2022-10-23"


def test_a_box_called_termin_tells_no_publication():
    box = "<div class='box'><h4>Termin</h4><p>Mittwoch, 22. Juni 2022, 19 Uhr, Stadthalle</p></div>"

    assert day_of(f"<article>{HEADLINE}{box}{TEXT}</article>") is None


def test_the_last_line_of_a_layout_cell_is_read_and_a_table_cell_is_not():
    long = TEXT * 4
    cell = f"<table><tr><td>&nbsp;</td><td>{HEADLINE}<div>{long}</div><p>01.10.2016</p></td></tr>"
    data = "<table><tr><td>Falmbrücke</td><td>01.10.2016</td></tr></table>"

    assert day_of(f"{cell}</table>") == "2016-10-01"
    assert day_of(f"<article>{HEADLINE}{long}{data}</article>") is None


def test_a_comments_day_below_the_text_is_not_the_articles():
    comment = "<h3>2 Kommentare</h3><div><p>Max Grau, 02.10.2016</p><p>Genau so.</p></div>"

    assert day_of(f"<div>{HEADLINE}<div class='text'>{TEXT * 4}</div>{comment}</div>") is None


def test_the_day_of_a_teaser_with_a_theme_s_own_marks_is_not_the_articles():
    teaser = (
        "<div class='et_pb_posts'><article class='et_pb_post'><h2><a href='/b'>Fähre</a></h2>"
        "<p class='post-meta'><span class='published'>20. Dez. 2022</span></p></article></div>"
    )
    line = "<p>15.11.2015</p>"

    page = f"<div id='et-main-area'>{HEADLINE}{line}<div>{TEXT}</div>{teaser}</div>"

    assert day_of(page) == "2015-11-15"
    assert day_of(page.replace(line, "")) is None


def test_a_time_element_in_unix_seconds_is_read():
    line = "<p class='i'><time datetime='1399104000'>Mai</time></p>"

    assert day_of(f"<article>{HEADLINE}{line}{TEXT}</article>") == "2014-05-03"


def test_a_date_in_a_list_of_links_inside_the_text_is_of_another_article():
    stated = "<p>Stand: 01.08.2020 09:51 Uhr</p>"
    links = "<ul><li><a href='/x'>Rat vertagt den Bau der Brücke</a> (01.02.2012)</li></ul>"

    assert day_of(f"<div>{stated}{HEADLINE}{links}{TEXT}</div>") == "2020-08-01"


def test_the_line_below_the_text_counts_and_not_who_commented_when():
    line = "<p class='fuss'>dpa, <time datetime='2015-10-22'>22. Oktober 2015</time></p>"
    comment = (
        "<li><p>Eva am <time datetime='2015-10-25'>25. Oktober 2015</time>:</p>"
        "<p>Das hätte man schon vor zehn Jahren haben können, und billiger.</p></li>"
    )
    comments = f"<ol class='k'>{comment * 2}</ol>"

    assert day_of(f"<div><div>{HEADLINE}<div>{TEXT}</div>{line}</div>{comments}</div>") == (
        "2015-10-22"
    )


def test_a_page_to_print_has_its_date_above_the_headline_and_no_parts():
    head = (
        "<p><img src='logo.gif' alt='Bote'></p><p>URL: https://bote.test/a<br>05.12.2022, 8 Uhr</p>"
    )

    assert day_of(f"{head}<h4>Verkehr</h4>{HEADLINE}{TEXT}") == "2022-12-05"


def test_created_and_modified_in_english_are_told_apart():
    footer = "<footer><time>Created: 09.12.2018.</time> <time>Modified: 29.09.2019</time></footer>"

    assert day_of(f"<article>{HEADLINE}{TEXT}{footer}</article>") == "2018-12-09"
