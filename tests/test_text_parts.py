"""What of an article's part of the page is its text."""

from datetime import UTC, datetime

import pytest

from archive.settings import Settings
from crawler.extraction import extract
from crawler.knowledge import load_knowledge
from crawler.page import Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KNOWLEDGE = load_knowledge(Settings(), None)
TEXT = "<p>Der Kreistag hat am Montag den Bau der neuen Brücke mit Mehrheit beschlossen.</p>" * 4
HEADLINE = "<h1>Kreistag beschließt Bau der Brücke</h1>"


def text_of(inner, headline=HEADLINE):
    page = f"<html><body><article>{headline}{inner}</article></body></html>".encode()
    return extract(
        Page("https://blatt.test/a", page), source="blatt", knowledge=KNOWLEDGE, now=NOW
    ).text


@pytest.mark.parametrize(
    "line",
    [
        "Melden Sie sich für unseren Newsletter an und verpassen Sie keine Nachricht.",
        "Gefällt Dir dieser Text? Dann abonniere unseren Newsletter!",
        "Unser Newsletter informiert Sie über alles aus der Region. Hier geht es zur Anmeldung.",
        "Hat Ihnen der Beitrag gefallen? Folgen Sie uns auf Facebook.",
        "Laden Sie unsere neue App kostenlos herunter.",
    ],
)
def test_a_line_that_asks_readers_to_subscribe_is_no_text(line):
    assert line not in text_of(f"{TEXT}<p>{line}</p>{TEXT}")


def test_news_about_a_newsletter_keeps_its_words():
    line = "Zum neuen Newsletter kann man sich ab sofort anmelden."

    assert line in text_of(f"<p>{line}</p>{TEXT}", "<h1>Newsletter des Kreises startet</h1>")
    assert line in text_of(f"<p>{line}</p>")


def test_a_lead_set_as_a_heading_is_text():
    lead = "Nach vier Jahren Streit ist die Entscheidung gefallen, und der Bau beginnt im Mai."

    page = f"<h4 class='intro'>{lead}</h4><div class='article-body'>{TEXT}</div>"

    assert text_of(page).startswith(lead)


def test_a_byline_after_the_lead_is_no_text():
    lead = "<p><strong>Nach vier Jahren Streit ist die Entscheidung gefallen.</strong></p>"
    line = "Falmstadt | 23. Oktober 2022, 09:31 Uhr | Von Max Grau und Anna Bergmann | 3 Kommentare"

    assert line not in text_of(f"{lead}<div class='meta'>{line}</div>{TEXT}")


def test_a_hint_at_other_articles_between_lines_parted_by_breaks_cuts_nothing_off():
    line = "Der Kreistag hat am Montag den Bau der neuen Brücke mit großer Mehrheit beschlossen."
    hint = "<div class='x'><b>Lesen Sie auch:</b> <a href='/b'>Fähre fährt wieder</a></div>"

    text = text_of(f"<section>{line}<br><br>{hint}{line} Punkt.<br><br>{line} Ende.</section>")

    assert text.endswith("Ende.")
    assert "Fähre" not in text


def test_a_short_notice_stays_itself_beside_long_teasers():
    notice = (
        "<p>Der Sprechtag am 12. Juni fällt aus, der nächste Termin ist der 10. Juli um 9 Uhr.</p>"
    )
    teaser = f"<div><h5><a href='/b'>Fähre</a></h5>{TEXT}</div>"

    text = text_of(notice, f"<aside class='sidebar related-news'>{teaser * 3}</aside>{HEADLINE}")

    assert text.startswith("Der Sprechtag")
    assert "Kreistag" not in text


def test_a_sidebar_with_more_text_than_a_short_article_is_beside_it():
    teaser = (
        "<p><a href='/x'>Rat vertagt den Bau</a><br>Der Stadtrat will noch einmal beraten, weil "
        "die Mittel des Bundes sonst verfallen.<br>dpa</p>"
    )
    page = (
        "<html><body><div id='page'><div id='content'><div class='story'>"
        f"<h3>Kreistag beschließt Bau der Brücke</h3>{TEXT}</div></div>"
        f"<div id='sidebar'><h4>Zuletzt</h4>{teaser * 9}</div></div></body></html>"
    )

    found = extract(
        Page("https://blatt.test/a", page.encode()), source="blatt", knowledge=KNOWLEDGE, now=NOW
    )

    assert "Kreistag hat am Montag" in found.text
    assert "Stadtrat" not in found.text
