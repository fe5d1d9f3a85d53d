import contextlib
import json
import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.article import Evidence
from archive.errors import ExtractionError, NotAnArticle
from archive.records import from_record, to_record
from archive.settings import Settings
from crawler.extraction import examine, extract
from crawler.german_dates import BERLIN
from crawler.knowledge import load_knowledge
from crawler.page import Hints, Page

PAGES = Path(__file__).parent / "pages"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KNOWLEDGE = load_knowledge(Settings(district="schmalkalden-meiningen"), None)
TEXT = "<p>Der Kreistag hat am Montag den Bau der neuen Brücke mit großer Mehrheit beschlossen.</p>"
SEED = Path(__file__).parents[2] / "shared/seed/landratsamt-zu-gast-in-bytow.txt"


def read(markup, *, url="https://kreis.test/meldung", **given):
    body = markup if isinstance(markup, bytes) else markup.encode()
    headers = given.pop("headers", {})
    return extract(
        Page(url, body, headers=headers), source="kreis", knowledge=KNOWLEDGE, now=NOW, **given
    )


def gold_pages():
    for path in sorted(PAGES.rglob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        if "text" in gold and path.with_suffix(".html").exists():
            yield pytest.param(
                path.with_suffix(".html"), gold, id=f"{path.parent.name}-{path.stem}"
            )


def words(text):
    return "".join(letter if letter.isalnum() else " " for letter in text).lower().split()


@pytest.mark.parametrize(
    ("path", "gold"), [each for each in gold_pages() if not each.values[1]["held_out"]]
)
def test_a_saved_page_yields_headline_text_and_date(path, gold):
    article = read(path.read_bytes(), url=gold["url"])

    assert article.title == gold["title"]
    published = article.published and article.published.value.astimezone(BERLIN).date().isoformat()
    assert published == gold["published"]
    extra = set(words(article.text)) - set(words(gold["text"]))
    missing = set(words(gold["text"])) - set(words(article.text))
    assert len(extra) + len(missing) <= 0.08 * len(set(words(gold["text"]))), (extra, missing)


def test_an_extracted_article_survives_export_and_import():
    article = read("<h1>Neue Brücke beschlossen</h1>" + TEXT)

    assert from_record(to_record(article)) == article


def test_the_markup_of_an_article_holds_no_scripts_ids_or_classes():
    article = read(
        "<h1>Neue Brücke beschlossen</h1><p id=a class=b style='x' onclick='y'>Der Kreistag hat "
        "den <a href='/plan' onmouseover='z'>Bauplan</a> und <a href='javascript:alert(1)'>mehr"
        "</a> <b>einstimmig</b> beschlossen.<script>boese()</script></p>" + TEXT
    )

    assert 'href="https://kreis.test/plan"' in article.html
    assert "<strong>einstimmig</strong>" in article.html
    for bad in ("id=", "class=", "style", "onclick", "onmouse", "javascript", "script", "boese"):
        assert bad not in article.html


def test_a_notice_of_one_sentence_is_not_lost():
    article = read("<h1>Amt geschlossen</h1><p>Am Freitag bleibt das Amt zu.</p>")

    assert article.text == "Am Freitag bleibt das Amt zu."


def test_lists_and_tables_stay_in_text_and_markup():
    article = read(
        "<h1>Neue Gebühren</h1>" + TEXT + "<ul><li>Personalausweis</li><li>Reisepass</li></ul>"
        "<table><tr><th>Amt</th><th>Euro</th></tr><tr><td>Meldeamt</td><td>37</td></tr></table>"
        + TEXT
    )

    assert "Personalausweis\nReisepass" in article.text
    assert "Amt\tEuro\nMeldeamt\t37" in article.text
    assert "<ul><li>Personalausweis</li><li>Reisepass</li></ul>" in article.html
    assert "<tr><td>Meldeamt</td><td>37</td></tr>" in article.html


def test_files_pictures_captions_and_contact_are_set_apart():
    article = read(
        "<article><h1>Neue Brücke beschlossen</h1><figure><img src=/b.jpg alt=Brücke>"
        "<figcaption>Die alte Brücke im Mai</figcaption></figure>"
        + TEXT
        * 3
        + "<p><a href='/plan.pdf'>"
        "Bauplan (PDF)</a></p><p>Pressekontakt<br>Landratsamt, Telefon 03693 485-0</p></article>"
    )

    assert [(file.url, file.title) for file in article.attachments if file.title] == [
        ("https://kreis.test/plan.pdf", "Bauplan (PDF)")
    ]
    picture = next(file for file in article.attachments if file.alt)
    assert (picture.url, picture.caption) == ("https://kreis.test/b.jpg", "Die alte Brücke im Mai")
    assert article.captions == ("Die alte Brücke im Mai",)
    assert "03693" in article.contact
    assert "Die alte Brücke" not in article.text
    assert "03693" not in article.text


def test_what_rest_told_wins_over_the_page():
    told = Evidence(datetime(2024, 3, 1, 8, tzinfo=UTC), "rest")
    hints = Hints(cms_id="77", title="Titel aus der Schnittstelle", published=told,
                  categories=("Verkehr", "Startseite Reihe 2 Rechts"))  # fmt: skip

    article = read(
        "<h1>Titel der Seite</h1><time class=published>2.3.2024</time>" + TEXT, hints=hints
    )

    assert article.title == "Titel aus der Schnittstelle"
    assert article.published is not None
    assert article.published.value == told.value
    assert (article.cms_id, article.topics) == ("77", ("Verkehr",))


def test_the_cms_own_rendering_is_preferred_when_it_is_complete():
    page = (
        "<h1>Neue Brücke</h1><div>"
        + TEXT * 2
        + "<p>Abonnieren Sie unseren Rundbrief und gewinnen Sie.</p></div>"
    )

    full = read(page, hints=Hints(html=TEXT * 2))
    excerpt = read(page, hints=Hints(html="<p>Der Kreistag hat […]</p>"))

    assert "Rundbrief" not in full.text
    assert "großer Mehrheit" in excerpt.text


def test_text_hidden_behind_scripts_is_read_from_linked_data():
    body = "Der Kreistag hat den Haushalt beschlossen. " * 12
    data = json.dumps({"@type": "NewsArticle", "headline": "Haushalt", "articleBody": body})

    article = read(
        f"<script type='application/ld+json'>{data}</script><h1>Haushalt</h1><div id=app></div>"
    )

    assert article.text == body.strip()


def test_blocks_known_from_most_pages_of_the_source_are_left_out():
    from crawler.boilerplate import block_hash

    slogan = "Imagefilm über unsere Prachtregion, jetzt ansehen und staunen."

    article = read(f"<h1>Neue Brücke</h1><p>{slogan}</p>" + TEXT, boilerplate={block_hash(slogan)})

    assert "Imagefilm" not in article.text


@pytest.mark.parametrize(
    "markup",
    [
        "<body class='archive category'><link href=/wp-content/x.css><h1>Kategorie</h1>" + TEXT,
        "<h1>Seite nicht gefunden</h1>" + TEXT,
        "<h1>Aktuelles</h1>" + "".join(
            f"<div><h3><a href=/{n}>Meldung Nummer {n} von heute</a></h3><p>Anriss der {n}., "
            "kurz gesagt und mehr nicht.</p></div>" for n in range(9)
        ),
        "<nav><a href=/>Start</a></nav>",
    ],
)  # fmt: skip
def test_lists_and_error_pages_are_no_articles(markup):
    with pytest.raises(NotAnArticle):
        read(markup)


@pytest.mark.parametrize(
    "title",
    ["500 Jahre Reformation im Kreis", "Vermisster noch nicht gefunden", "404 neue Bäume am Wehr"],
)
def test_a_headline_that_only_sounds_like_an_error_is_an_article(title):
    assert read(f"<h1>{title}</h1>" + TEXT).title == title


@pytest.mark.parametrize("title", ["404", "Fehler 404", "404 - Seite nicht gefunden", "Not Found"])
def test_an_error_page_is_refused_by_its_headline(title):
    with pytest.raises(NotAnArticle):
        read(f"<h1>{title}</h1>" + TEXT)


@pytest.mark.parametrize("body", [b"", b" \n", b"\x00\x00", b"\xef\xbb\xbf", b"%PDF-1.4 x"])
def test_a_page_without_markup_is_told_as_such(body):
    with pytest.raises(ExtractionError):
        read(body)


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ul><li", "blockquote", "section"])
def test_twenty_thousand_nested_tags_neither_crash_nor_lose_the_text(tag):
    article = read(f"<body><h1>Titel der Meldung</h1>{f'<{tag}>' * 20_000}{TEXT}</body>")

    assert "großer Mehrheit" in article.text


def test_a_monstrous_page_is_cut_with_a_note():
    article = read("<h1>Titel der Meldung</h1>" + TEXT * 9000)

    assert any("page cut" in note for note in article.notes)
    assert len(article.text) < 700_000


def test_nothing_unprintable_reaches_the_article():
    data = '{"@type":"NewsArticle","headline":"Neu\\ud800e Br\\u00fccke"}'

    article = read(
        f"<script type='application/ld+json'>{data}</script><h1>Neue Brücke&#xD800;</h1>"
        "<p>Der Kreistag\x00 hat die Brücke am\x07 Montag &#0; endlich beschlossen.</p>"
    )

    assert json.dumps(to_record(article), ensure_ascii=False).encode()
    assert not {"\x00", "\x07"} & set(article.text)


@pytest.mark.parametrize("url", ["http://[::1", "http://a b:xx/", "", "kein Schema"])
def test_an_odd_address_does_not_keep_a_page_from_being_read(url):
    assert "Kreistag" in read("<h1>Titel der Meldung</h1>" + TEXT, url=url).text


def test_the_same_post_has_one_id_under_all_its_addresses():
    markup = "<body class='single postid-4711'><link href=/wp-content/x.css><h1>Brücke</h1>" + TEXT

    first = read(markup, url="https://kreis.test/?p=4711")
    second = read(markup, url="https://kreis.test/neue-bruecke")

    assert first.id == second.id


def test_a_text_of_days_hours_and_places_alone_is_kept():
    lines = ("Montag: Fambach, 9 Uhr, Parkplatz", "Montag: Heßles, 11 Uhr, Dorfplatz",
             "Dienstag: Roßdorf, 9 Uhr, Gemeindeamt")  # fmt: skip

    article = read(f"<h1>Termine der Schadstoffsammlung</h1><p>{'<br>'.join(lines)}</p>")

    assert all(line in article.text for line in lines)


def test_a_line_of_day_and_hour_alone_is_no_text():
    with pytest.raises(NotAnArticle):
        read("<h1>Neue Brücke</h1><p>12.03.2019, 14:05 Uhr</p><p>Redaktion</p>")


def test_a_ticker_is_known_as_rolling():
    entries = "".join(f"<p>{n}. Mai 2024, 1{n}:00 Uhr</p>" + TEXT for n in range(1, 8))

    assert read("<h1>Hochwasser im Kreis</h1>" + entries).rolling
    assert not read("<h1>Neue Brücke</h1>" + TEXT).rolling


def test_every_decision_can_be_explained():
    page = Page(
        "https://kreis.test/a",
        ("<h1>Neue Brücke</h1><p class=date>3. Mai 2024</p>" + TEXT * 2).encode(),
    )

    examined = examine(page, source="kreis", knowledge=KNOWLEDGE, now=NOW)

    winners = {one.subject for one in examined.candidates if one.won}
    assert winners == {"title", "body", "published"}
    assert all(one.verdict for one in examined.candidates)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_an_article_or_an_extraction_error(text, junk):
    body = b"<html><body><h1>Titel</h1><p>" + text.encode() + junk + b"</p><div class='" + junk

    try:
        article = read(body)
    except ExtractionError:
        return
    assert article.text.encode()
    assert replace(article, notes=()).id


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not here")
def test_the_seed_article_in_a_divi_page_yields_its_facts():
    parts = SEED.read_text("utf-8").split("\n\n")
    title, paragraphs = parts[2], parts[3:]
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    markup = f"""<html><head><title>{title} - Landkreis</title></head>
    <body class="single postid-3568 et-tb-has-body et_divi_theme"><link href="/wp-content/x.css">
    <div class="et_pb_section"><div class="et_pb_code_inner">Home 9 News 9 {title}</div></div>
    <div class="et_pb_title_container"><img alt="{title}"><h1 class="entry-title">{title}</h1></div>
    <div class="et_pb_module et_pb_post_content et_pb_post_content_0_tb_body">{body}</div>
    <div class="et_pb_posts"><article class="et_pb_post"><h2 class="entry-title">
    <a href="/y">Anderes</a></h2><span class="published">Okt 13, 2022</span>
    <div class="post-content">Ein anderer Beitrag.
    </div></article></div></body></html>"""

    article = read(markup, url="https://www.lra-sm.de/?p=3568")

    assert article.title == title
    assert title not in article.text
    assert article.published is None
    assert next((event.start, event.end) for event in article.events) == (
        date(2023, 3, 23), date(2023, 3, 26),
    )  # fmt: skip
    assert article.text.startswith("Vom 23. bis 26. März 2023")
    assert "Anderes" not in article.text
    assert "Titelfoto" in article.captions[0]


@pytest.mark.slow
def test_a_thousand_damaged_pages_are_read_or_refused_without_a_crash():
    chance = random.Random(11)
    pages = [path.read_bytes() for path in sorted(PAGES.rglob("*.html"))]
    splinters = [b"<", b'"', b"</div>", b"<table>", b"\x00", b"\xff", b"&#xD800;", b"<!--", b"<a>"]
    read_ones = 0

    for _ in range(1000):
        body = bytearray(chance.choice(pages))
        for _ in range(chance.choice([1, 5, 50])):
            place = chance.randrange(len(body))
            body[place : place + chance.randrange(3)] = chance.choice(splinters)
        try:
            article = read(bytes(body))
        except ExtractionError:
            continue
        read_ones += 1
        assert json.dumps(to_record(article), ensure_ascii=False).encode()

    assert read_ones > 600


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "<h1>Titel</h1>" + TEXT * 90_000,
        "<h1>Titel</h1><p>" + "x" * 10_000_000,
        "<h1>Titel</h1><p>" + "a<br>" * 2_000_000,
        f"<h1 class='{'x' * 10_000_000}'>Titel</h1>" + TEXT,
        "<" * 10_000_000,
        "<h1>Titel</h1><p>" + "12.03.2019 " * 900_000,
    ],
    ids=["paragraphs", "one-word", "line-breaks", "attribute", "brackets", "dates"],
)
def test_ten_megabytes_neither_crash_nor_hang(body):
    started = time.process_time()

    with contextlib.suppress(ExtractionError):
        read(body)

    assert time.process_time() - started < 60


LONG = (
    "Die Verwaltung hat die Kosten des Neubaus noch einmal geprüft und hält den Zeitplan für "
    "machbar, obwohl zwei Anwohner dagegen klagen und der Haushalt noch nicht genehmigt ist."
)
TEASER = (
    "<div class=k><a href='/{0}'><h3>Ganz andere Nachricht {0}</h3></a><i>{0}.3.2014</i>"
    "<p>{1}</p></div>"
)
COMMENT = "<div class=z><b>Karl</b> {0}.4.2014, 12:0{0} Uhr<p>{1}</p></div>"


@pytest.mark.parametrize(
    "after",
    [
        "".join(TEASER.format(n, f"Der Verein {n} {LONG[14:]}") for n in range(1, 7)),
        "".join(COMMENT.format(n, f"Leser {n} meint: {LONG[14:]}") for n in range(1, 6)),
        "<div>Kommentare</div>" + f"<div><p>Das sehe ich anders. {LONG[14:]}</p></div>" * 3,
    ],
    ids=["teasers", "dated comments", "comments under their heading"],
)
def test_a_short_article_ends_before_what_other_people_and_articles_say(after):
    page = f"<div><div><h1>Neubau kommt</h1><div><p>{LONG}</p><p>{TEXT[3:-4]}</p></div></div>"

    text = read(page + after + "</div>").text

    assert "Die Verwaltung hat die Kosten" in text
    assert "Verein" not in text and "Leser" not in text and "anders" not in text


def test_a_box_in_the_midst_goes_and_the_paragraphs_after_it_stay():
    box = '<div class=w><h4>Newsletter „Guten Morgen“</h4><a href="/n">Jetzt anmelden</a></div>'
    rest = "".join(f"<p>Absatz {n}. {LONG}</p>" for n in range(4))

    text = read(f"<h1>Neubau kommt</h1><div><p>{LONG}</p>{box}{rest}</div>").text

    assert "Absatz 3." in text and "anmelden" not in text


def test_author_and_date_under_a_lead_are_not_text():
    signed = "<p>von Anna Berg</p><p>Stand: 2. Mai 2017, 14:17 Uhr</p>"
    page = f"<h1>Neubau kommt</h1><p>{LONG}</p>{signed}"

    text = read(page + f"<p>{LONG[4:]}</p>" * 3).text

    assert "Anna Berg" not in text and "Stand" not in text


def test_an_article_cut_in_pieces_by_inserts_is_read_whole():
    pieces = "".join(f"<div class=article-text><p>Teil {n}. {LONG}</p></div>" for n in range(5))
    picture = "<div class=foto><img src=a.jpg><div>Die Brücke im Winter.</div></div>"

    article = read(f"<main><h1>Neubau kommt</h1>{picture}{pieces}</main>")

    assert "Teil 0." in article.text and "Teil 4." in article.text
    assert "im Winter" not in article.text and article.captions == ("Die Brücke im Winter.",)


def test_the_longest_run_of_paragraphs_is_the_article_though_its_part_is_named_like_layout():
    body = "".join(f"<p>Absatz {n}. {LONG}</p>" for n in range(3))
    voices = "".join(f"<div class=s><p>Stimme {n}: {LONG}</p></div>" for n in range(6))

    text = read(f"<h1>Neubau kommt</h1><div class='widget print'>{body}</div>{voices}").text

    assert "Absatz 2." in text


def test_an_article_is_not_refused_for_a_list_class_when_its_data_say_article():
    head = "<head><meta property=og:type content=article><link href='/wp-content/a.css'></head>"

    article = read(f"<html>{head}<body class=blog><h1>Neubau kommt</h1>{TEXT * 4}</body></html>")

    assert article.title == "Neubau kommt"
