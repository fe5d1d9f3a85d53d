import pytest

from crawler.blocks import blocks_of
from crawler.document import parse
from crawler.page import Hints, Page
from crawler.profile import recognise_markup
from crawler.title import read_title

TEXT = "<p>Der Kreistag hat am Montag den Bau der neuen Brücke mit Mehrheit beschlossen.</p>" * 3

HIDDEN_COLON = (
    "<h1><strong class=dachzeile>Verkehr<span class=visually-hidden>: </span></strong>"
    "Neue Brücke für Rohr</h1>"
)
DISTRICT = (
    "<meta property=og:site_name content='Landkreis Musterland'>"
    "<title>Neue Brücke für Rohr | Landkreis Musterland</title>"
)
BROKEN_DATA = (
    "<script type='application/ld+json'>{'@type': 'x',}</script>"
    '<script type="application/ld+json">{"@type":"NewsArticle",'
    '"headline":"Neue Br&uuml;cke für Rohr",}</script>'
)

UNDER_SECTION = (
    f"<h2>Neue Brücke für Rohr</h2>{TEXT}<h2>Kosten</h2>{TEXT * 3}<h2>Wie weiter</h2>{TEXT}"
)


def title_of(body, head="", hints=Hints(), url="https://www.kreisbote.test/a/b"):
    document = parse(Page(url, f"<html><head>{head}</head><body>{body}</body></html>".encode()))
    profile = recognise_markup(document.markup)
    return read_title(document, profile, hints, blocks_of(document.body)).text


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Neue Brücke für Rohr | Kreisbote</title>", "<h1>Neue Brücke für Rohr</h1>"),
        (
            "<title>Kreisbote</title>",
            "<h1><a href='/'>Kreisbote</a></h1><h2>Neue Brücke für Rohr</h2>",
        ),
        ("<title>Kreisbote - Artikel</title>", "<h1>Aktuelles</h1><h2>Neue Brücke für Rohr</h2>"),
        (
            "<title>Meldungen - Partei Kreis Falm</title>",
            f"<h1>Meldungen</h1><h2>Neue Brücke für Rohr</h2>{TEXT}<h2>Kosten</h2>{TEXT * 3}",
        ),
        (
            "<title>Verwaltungsgemeinschaft Talblick</title>",
            f"<p>Verwaltungsgemeinschaft Talblick</p><h1>Neuigkeiten</h1>{UNDER_SECTION}",
        ),
        ("<title>Neue Brücke für Rohr - Nachrichten - Kreisbote</title>", ""),
        ("<title>x</title><meta property=og:title content='Neue Brücke für Rohr - Kreisbote'>", ""),
        ("", "<h1><span class=kicker>Verkehr</span> Neue Brücke für Rohr</h1>"),
        ("", HIDDEN_COLON),
        (
            "<title>Kreisbote: Neue Brücke für Rohr</title>",
            "<div class=titel>Neue Brücke für Rohr</div>",
        ),
        (DISTRICT, "<h1>Landkreis Musterland</h1><h3>Neue Brücke für Rohr</h3>"),
        (BROKEN_DATA, ""),
    ],
)
def test_the_headline_is_found_without_site_and_section(head, body):
    related = "<aside><h2><a href='/x'>Etwas ganz anderes</a></h2></aside>"

    assert title_of(body + TEXT + related, head) == "Neue Brücke für Rohr"


def test_a_headline_keeps_its_own_colons_dashes_and_quotes():
    title = 'Haushalt: "Wir sparen" – Kreistag stimmt zu'

    assert title_of(f"<h1>{title}</h1>" + TEXT, f"<title>{title} | Kreisbote</title>") == title


def test_a_headline_linked_to_its_own_page_is_still_the_headline():
    body = "<h2><a href='https://www.kreisbote.test/a/b'>Neue Brücke für Rohr</a></h2>" + TEXT

    assert (
        title_of(body, "<title>Kreisbote » Neue Brücke für Rohr</title>") == "Neue Brücke für Rohr"
    )


def test_the_cms_own_title_is_believed():
    assert title_of("<h1>Anders</h1>" + TEXT, hints=Hints(title="Neue Brücke")) == "Neue Brücke"


@pytest.mark.parametrize(
    "heading",
    [
        "<h1><strong>Justiz:</strong>Gericht gibt Gemeinde recht</h1>",
        "<h2><span class=a-Emphasis>Justiz :</span> <span>Gericht gibt Gemeinde recht</span></h2>",
        "<h1><b class=k>Justiz</b><b class=c-title>Gericht gibt Gemeinde recht</b></h1>",
    ],
)
def test_a_part_before_the_headline_that_ends_in_a_colon_or_is_named_otherwise_is_its_kicker(
    heading,
):
    title = title_of(f"<title>Justiz: Gericht gibt Gemeinde recht - Bote</title>{heading}{TEXT}")

    assert title == "Gericht gibt Gemeinde recht"


def test_a_page_without_headings_has_its_headline_in_bold_above_the_text():
    page = (
        "<title>Radio - Nachrichten</title><table><tr><td><a href=/>Home</a></td><td>"
        f"1.2.2010<br><font><b>Das Ende der Telefonzelle</b></font><br><br>{TEXT}</td></tr></table>"
    )

    assert title_of(page) == "Das Ende der Telefonzelle"


def test_of_headings_alike_in_one_part_the_first_heads_the_article():
    page = f"<h1>Meldungen</h1><h2>Neue Brücke für Rohr</h2>{TEXT}<h2>Wie es weitergeht</h2>"

    assert title_of(page + TEXT * 3, "<title>Gemeinde Rohr</title>") == "Neue Brücke für Rohr"


def test_a_small_heading_that_the_head_names_beats_the_name_of_the_house():
    head = "<title>Schützenverein Oberdorf :: News :: Neue Brücke für Rohr</title>"
    page = f"<h1>Schützenverein Oberdorf 1899 e.V.</h1><h4>Neue Brücke für Rohr</h4>{TEXT}"

    assert title_of(page, head) == "Neue Brücke für Rohr"


def test_a_kicker_that_the_heads_title_sets_apart_is_no_part_of_the_headline():
    head = "<title>Verkehr: Neue Brücke für Rohr - Inland - KREISBOTE</title>"
    heading = "<h1><span class='Stichwort'>Verkehr</span> Neue Brücke für Rohr</h1>"

    assert title_of(heading + TEXT, head) == "Neue Brücke für Rohr"


def test_a_subhead_inside_the_text_is_not_the_headline_though_more_stands_under_it():
    page = (
        f"<div><h2>„Wir bauen“</h2><section>{TEXT}<h2>Streit um die Kosten</h2>{TEXT * 3}"
        "</section></div>"
    )

    assert title_of(page, "<title>Stadtblog</title>") == "„Wir bauen“"
