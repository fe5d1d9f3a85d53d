"""What changed between two versions can be read, and nothing is lost on the way."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive.app.site.article_body import body_html, paragraphs
from archive.app.site.difference import MOST_WORDS, compare
from archive.article import Article

ARTICLE = Article("a", "https://kreis.test/a", "kreis", "Radweg fertig", "Eins zwei drei.\n\nVier.")
words = st.lists(st.sampled_from(["Radweg", "Brücke", "wird", "neu", "gebaut"]), max_size=12)
texts = st.lists(words.map(" ".join), max_size=6).map("\n\n".join)


def said(difference, kinds):
    blocks = [block for block in difference.blocks if block.pieces]
    return [
        " ".join("".join(p.text for p in block.pieces if p.kind in kinds).split())
        for block in blocks
    ]


@given(texts, texts)
def test_what_stands_and_what_is_new_together_are_the_new_text(old, new):
    found = compare(replace(ARTICLE, text=old), replace(ARTICLE, text=new))
    shown = [line for line in said(found, ("same", "new")) if line]
    kept = [" ".join(part.split()) for part in new.split("\n\n") if part.strip()]

    assert [line for line in shown if line not in kept] == []
    skipped = sum(block.skipped for block in found.blocks)
    assert len(shown) + skipped == len(kept)


def test_one_changed_word_is_one_word():
    found = compare(ARTICLE, replace(ARTICLE, text="Eins zwei vier.\n\nVier."))

    assert (found.added, found.removed) == (1, 1)
    assert said(found, ("old",)) == ["drei.", ""]


def test_long_stretches_without_a_change_are_left_out_and_counted():
    same = "\n\n".join(f"Absatz {n} bleibt." for n in range(20))

    found = compare(replace(ARTICLE, text=same), replace(ARTICLE, text=f"{same}\n\nNeu."))

    assert found.blocks[0].skipped == 19
    assert found.added == 1


def test_a_changed_headline_counts_too():
    assert compare(ARTICLE, replace(ARTICLE, title="Radweg offen")).added == 1


def test_enormous_paragraphs_are_shown_as_replaced_instead_of_taking_minutes():
    old = " ".join(str(n) for n in range(MOST_WORDS + 1))

    found = compare(replace(ARTICLE, text=old), replace(ARTICLE, text=old[::-1]))

    assert [piece.kind for piece in found.blocks[0].pieces] == ["old", "new"]


def test_headings_start_below_the_pages_own_and_skip_no_level():
    html = "<h1>Eins</h1><p>x</p><h4>Zwei</h4><p>y</p>"

    assert body_html(replace(ARTICLE, html=html)) == "<h2>Eins</h2><p>x</p><h3>Zwei</h3><p>y</p>"


def test_markup_that_acts_is_dropped_whatever_the_publisher_sends():
    html = (
        "<p onclick=x()>a<script>b()</script><img src=x onerror=c()>"
        "<a href='javascript:d()'>e</a><iframe src=f></iframe><style>g{}</style></p>"
    )

    shown = body_html(replace(ARTICLE, html=html))

    assert shown == '<p>a<a rel="noopener nofollow">e</a></p>'


def test_wide_tables_scroll_by_themselves():
    html = "<table border=1 width=2000><tr><td>x</td></tr></table>"

    assert body_html(replace(ARTICLE, html=html)).startswith(
        '<section class="scroll" tabindex="0" aria-label="Tabelle"><table>'
    )


def test_plain_text_becomes_paragraphs_and_a_lost_heading_is_one_again():
    long = "Satz eins steht hier und Satz zwei auch, damit der Absatz länger als ein Titel ist. Ja."

    shown = paragraphs(f"Vorspann & mehr.\n\nEine Überschrift\n\n{long}")

    assert shown.splitlines()[1] == "<h2>Eine Überschrift</h2>"
    assert shown.startswith("<p>Vorspann &amp; mehr.</p>")
