"""Pages put together by lot from what German sites do: many designs that nobody thought out.

    python -m benchmarks.open_world.composed FOLDER [--pages 400]
    python benchmarks/extraction.py FOLDER/composed --peers

Every second design is held out; one design makes one page. Gold is known by construction.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.open_world.__main__ import shown
from benchmarks.open_world.crowded import Crowd
from benchmarks.open_world.stories import Story, story
from crawler.german_dates import BERLIN

NOW = datetime(2024, 6, 1, 12, tzinfo=BERLIN)
SITES = ("Falmtaler Bote", "Rhönblick", "Netzwinkel", "Stadtwerk Blog", "Die Woche am Fluss")
FORMS = (
    "%d.%m.%Y", "%e. %B %Y", "%A, %e. %B %Y", "%d.%m.%Y, %H:%M Uhr", "%d.%m.%Y %H:%M",
    "%a., %d.%m.%Y - %H:%M Uhr", "%e. %b. %Y", "%e.%k.%Y", "%d.%m.%y", "%B %e, %Y", "%Y-%m-%d",
    "%e. %B %Y um %H:%M", "%d. %B %Y | %H:%M Uhr", "%A, den %d.%m.%Y",
)  # fmt: skip
LABELS = ("", "", "", "Veröffentlicht am ", "Veröffentlicht: ", "Erstellt: ", "Datum: ",
          "Geschrieben am ", "Vom ", "Artikel vom ", "Pressemitteilung vom ",
          "Online seit ")  # fmt: skip
CHANGED = ("Aktualisiert: ", "Zuletzt aktualisiert am ", "Letzte Änderung: ", "Update: ",
           "Aktualisiert am ", "Stand: ")  # fmt: skip
DATE_NAMES = ("date", "datum", "meta", "entry-meta", "article__date", "info", "post-info", "time",
              "byline", "", "", "small", "x1k3", "dateline")  # fmt: skip
BODIES = ("entry-content", "content", "article-body", "text", "artikel", "post", "c-richtext",
          "news-detail", "bodytext", "", "main-col", "story", "b12", "inhalt")  # fmt: skip


class Design:
    """One site's way to lay out an article."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(f"design {number}")
        self.told: Story = story(
            f"composed {number}", long=self.chance.random() < 0.6,
            subheads=self.chance.random() < 0.5,
        )  # fmt: skip
        self.others = [story(f"composed {number} {n}", long=False) for n in range(9)]
        self.site = self.chance.choice(SITES)
        self.form = self.chance.choice(FORMS)
        self.known = self.chance.random() < 0.9  # whether anything tells the date
        self.kicker = self.chance.random() < 0.35
        self.lead = self.chance.random() < 0.5
        self.crowd = Crowd(number, self.others) if number // 100 % 2 else None
        self.added: list[str] = []  # what the crowd put into the text

    def maybe(self, share: float, make: Callable[[], str]) -> str:
        """Return what *make* makes in *share* of the designs."""
        return make() if self.chance.random() < share else ""

    def one(self, *choices: str) -> str:
        """Return one of *choices*."""
        return self.chance.choice(choices)

    def named(self, tag: str, text: str, names: Sequence[str]) -> str:
        """Return *text* in an element that bears one of *names* or none."""
        name = self.chance.choice(names)
        return f'<{tag} class="{name}">{text}</{tag}>' if name else f"<{tag}>{text}</{tag}>"


def page(number: int) -> tuple[str, dict[str, object]]:
    """Return the page of design *number* and its gold."""
    a = Design(number)
    head = f"<title>{_head_title(a)}</title>" + _metadata(a)
    article = _article(a)
    crowded = a.crowd.before() if a.crowd else ""
    if a.crowd:
        article = a.crowd.wrapped(article) + a.crowd.after(a.told)
    around = [_menu(a), a.maybe(0.4, lambda: _today(a)), a.maybe(0.35, lambda: _sidebar(a))]
    after = a.maybe(0.5, lambda: _sidebar(a)) + _foot(a)
    wrap = a.one("<main>{}</main>", '<div id="wrap"><div id="col">{}</div></div>', "{}",
                 '<table><tr><td width="150">&nbsp;</td><td>{}</td></tr></table>')  # fmt: skip
    markup = (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">{head}</head>'
        f"<body>{''.join(around)}{crowded}{wrap.format(article)}{after}</body></html>"
    )
    parts = [text for _, text in a.told.body] + a.added
    return markup, {
        "url": f"https://www.{_host(a.site)}.test/a/{number}",
        "title": a.told.title,
        "text": "\n\n".join([a.told.lead, *parts] if a.lead else parts),
        "published": f"{a.told.at:%Y-%m-%d}" if a.known else None,
        "held_out": number % 2 == 1,
    }


def _host(site: str) -> str:
    return site.lower().replace(" ", "-").replace("ö", "oe")


def _head_title(a: Design) -> str:
    title, site, kicker = a.told.title, a.site, a.told.kicker
    if a.kicker:
        title = a.one(f"{kicker}: {title}", title)
    return a.one(f"{title} | {site}", f"{title} - {site}", f"{site}: {title}", title,
                 f"{site} » {title}", f"{title} – Region – {site}", site)  # fmt: skip


def _metadata(a: Design) -> str:
    stamp = "%Y-%m-%dT%H:%M:%S%z"
    delivered = NOW - timedelta(minutes=3)
    meta = '<meta property="{}" content="{}">'.format
    return (
        a.maybe(0.4, lambda: f'<meta property="og:title" content="{_quoted(a.told.title)}">')
        + a.maybe(0.15, lambda: meta("og:updated_time", shown(a.told.changed, stamp)))
        + a.maybe(0.1, lambda: meta("last-modified", shown(delivered, stamp)))
        + a.maybe(0.3, lambda: f'<meta property="og:site_name" content="{a.site}">')
        + a.maybe(0.1, lambda: _linked_teasers(a))
    )  # fmt: skip


def _quoted(text: str) -> str:
    return text.replace('"', "&quot;")


def _linked_teasers(a: Design) -> str:
    nodes = [
        {"@type": "NewsArticle", "headline": one.title + " im Überblick", "url": f"/b/{one.number}",
         "datePublished": shown(one.at, "%Y-%m-%dT%H:%M:%S%z")}
        for one in a.others[:3]
    ]  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'


def _article(a: Design) -> str:
    place = a.one("above", "below", "below", "below", "after lead", "end") if a.known else ""
    date = _date(a) if a.known else ""
    tag = a.one("h1", "h1", "h1", "h2", "h2", "h3")
    heading = _heading(a, tag)
    lead = ""
    if a.lead:
        lead = a.one("<p><strong>{}</strong></p>", '<p class="lead">{}</p>', "<p>{}</p>",
                     '<div class="teaser-text">{}</div>', '<h4 class="intro">{}</h4>',
                     '<div class="vorspann"><b>{}</b></div>').format(a.told.lead)  # fmt: skip
    event = a.maybe(0.08, lambda: _event(a)) if a.known else ""
    picture = a.maybe(0.4, lambda: _picture(a))
    author = a.maybe(0.4, lambda: f'<p class="autor">Von {a.told.author}</p>')
    head = {"above": date + heading, "below": heading + date}.get(place, heading)
    top = head + author + picture + lead + (date if place == "after lead" else "")
    text = a.named(a.one("div", "section"), event + _text(a), BODIES)
    end = (date if place == "end" else "") + _ending(a)
    whole = a.one("<article>{}</article>", '<div class="article">{}</div>', "<div>{}</div>", "{}",
                  '<div class="hentry post">{}</div>')  # fmt: skip
    inner = top + text + (end if a.chance.random() < 0.7 else "")
    return whole.format(inner) + ("" if inner.endswith(end) else end) + _below(a)


def _heading(a: Design, tag: str) -> str:
    title = a.told.title
    above = ""
    if a.kicker:
        way = a.one("inside", "line", "span")
        if way == "inside":
            title = (
                f'<span class="{a.one("kicker", "dachzeile", "k")}">{a.told.kicker}:</span> {title}'
            )
        elif way == "line":
            above = f'<p class="{a.one("kicker", "topline", "rubrik")}">{a.told.kicker}</p>'
        else:
            above = f"<span>{a.told.kicker}</span>"
    if a.chance.random() < 0.3:
        title = f'<a href="#" rel="bookmark">{title}</a>'
    name = a.one("", ' class="entry-title"', ' class="headline"', ' class="t"')
    return f"{above}<{tag}{name}>{title}</{tag}>"


def _date(a: Design) -> str:
    at, changed = a.told.at, a.told.changed
    told = a.one(*LABELS) + _marked(a, at)
    if a.chance.random() < 0.25:
        later = a.one(*CHANGED) + _marked(a, changed)
        joined = a.one(" | ", " · ", "<br>", ", ")
        told = f"{told}{joined}{later}" if a.chance.random() < 0.75 else f"{later}{joined}{told}"
    extras = [
        a.maybe(0.3, lambda: f"von {a.told.author}"), a.maybe(0.2, lambda: "3 Kommentare"),
        a.maybe(0.2, lambda: '<a href="/k">Allgemein</a>'), a.maybe(0.1, lambda: "Falmstadt"),
    ]  # fmt: skip
    pieces = [one for one in extras if one]
    pieces.insert(a.chance.randrange(len(pieces) + 1), told)
    joint = a.one(" | ", " · ", " / ", " ")
    return a.named(a.one("div", "p", "span", "div"), joint.join(pieces), DATE_NAMES)


def _marked(a: Design, at: datetime) -> str:
    text = shown(at, a.form)
    return a.one(
        text, text, f"<span>{text}</span>", f"<time>{text}</time>", f"<em>{text}</em>",
        f'<time datetime="{shown(at, "%Y-%m-%dT%H:%M:%S%z")}">{text}</time>',
        f'<span class="date">{text}</span>',
    )  # fmt: skip


def _event(a: Design) -> str:
    when = shown(a.told.at + timedelta(days=20), "%A, %e. %B %Y, 19 Uhr")
    return f'<div class="box"><h4>Termin</h4><p>{when}, Stadthalle</p></div>'


def _picture(a: Design) -> str:
    return a.one(
        f'<figure><img src="p.jpg" alt=""><figcaption>{a.told.caption}</figcaption></figure>',
        '<div class="bild"><img src="p.jpg"><span class="bildunterschrift">'
        f"{a.told.caption}</span></div>",
        '<img src="p.jpg" alt="Bild">',
    )  # fmt: skip


def _text(a: Design) -> str:
    p = a.one("<p>{}</p>", "<p>{}</p>", '<p class="par">{}</p>', "{}<br><br>", "<div>{}</div>")
    h = a.one("<h2>{}</h2>", "<h3>{}</h3>", "<p><strong>{}</strong></p>")
    if p.startswith("{}"):
        h = "<b>{}</b><br>"
    made = [(h if kind == "h" else p).format(text) for kind, text in a.told.body]
    if a.crowd:
        made, a.added = a.crowd.text(made, a.told)
    if len(made) > 4:
        other = f'<a href="/b/1">{a.others[0].title}</a>'
        made.insert(2, a.maybe(0.35, lambda: a.one(
            f'<div class="inline-teaser"><b>Lesen Sie auch:</b> {other}</div>',
            f"<aside><h4>Mehr zum Thema</h4>{other}</aside>",
            '<div class="adv">Anzeige</div>',
            '<div class="nl"><p>Melden Sie sich für unseren Newsletter an und verpassen Sie keine '
            'Nachricht aus der Region.</p><a href="/nl">Zur Anmeldung</a></div>',
        )))  # fmt: skip
    return "\n".join(made)


def _ending(a: Design) -> str:
    tags = '<a href="/t/1">Wald</a>, <a href="/t/2">Geld</a>'
    share = '<span>Teilen:</span> <a href="#f">Facebook</a> <a href="#t">Twitter</a>'
    about = f"{a.told.author} lebt in Falmstadt und schreibt seit 2009 über Menschen und Politik."
    return (
        a.maybe(0.3, lambda: f'<p class="tags">Schlagwörter: {tags}</p>')
        + a.maybe(0.25, lambda: f'<div class="share">{share}</div>')
        + a.maybe(
            0.15, lambda: f'<div class="autor-box"><h4>Über den Autor</h4><p>{about}</p></div>'
        )
        + a.maybe(0.15, lambda: f"<p>Quelle: {a.site}</p>")
        + a.maybe(0.15, lambda: '<p><a href="/alle">« Zurück zur Übersicht</a></p>')
        + a.maybe(0.1, lambda: "<p>Diesen Artikel drucken</p>")
    )


def _below(a: Design) -> str:
    return a.maybe(0.4, lambda: _related(a)) + a.maybe(0.4, lambda: _comments(a))


def _related(a: Design) -> str:
    form = a.one("", "%d.%m.%Y", "%e. %B %Y")
    items = "".join(
        f'<div class="item"><h3><a href="/b/{one.number}">{one.title}</a></h3>'
        + (f"<span>{shown(one.at, form)}</span>" if form else "")
        + (f"<p>{one.lead}</p>" if form else "") + "</div>"
        for one in a.others[:4]
    )  # fmt: skip
    title = a.one("Das könnte Sie auch interessieren", "Ähnliche Beiträge", "Weitere Artikel")
    return f'<div class="{a.one("related", "more", "x9")}"><h3>{title}</h3>{items}</div>'


def _comments(a: Design) -> str:
    items = "".join(
        f"<li><b>{one.author}</b> {shown(a.told.at + timedelta(days=n + 1), '%d.%m.%Y um %H:%M')}"
        f"<p>{one.lead}</p></li>"
        for n, one in enumerate(a.others[: a.chance.randrange(1, 5)])
    )
    title = a.one(
        "Kommentare", "3 Kommentare", f"2 Gedanken zu „{a.told.title}“", "Leserkommentare"
    )
    name = a.one("comments", "kommentare", "k2")
    return f'<div class="{name}"><h3>{title}</h3><ol>{items}</ol></div>'


def _menu(a: Design) -> str:
    links = "".join(f'<li><a href="/{one}/">{one}</a></li>'
                    for one in ("Politik", "Wirtschaft", "Sport", "Kultur", "Region"))  # fmt: skip
    brand = a.one(
        f'<h1><a href="/">{a.site}</a></h1>',
        f'<a href="/" class="logo">{a.site}</a>',
        f'<div id="logo"><a href="/"><img src="l.png" alt="{a.site}"></a></div>',
    )
    menu = a.one("<nav><ul>{}</ul></nav>", '<div class="menu"><ul>{}</ul></div>', "<ul>{}</ul>")
    return f'<div id="head">{brand}{menu.format(links)}</div>'


def _today(a: Design) -> str:
    return a.named("div", shown(NOW, "%A, %e. %B %Y"), ("heute", "top-date", "date", ""))


def _sidebar(a: Design) -> str:
    form = a.one("%d.%m.%Y", "%e. %B %Y", "")
    items = "".join(
        f'<li>{shown(one.at, form) if form else ""} <a href="/b/{one.number}">{one.title}</a></li>'
        for one in a.others[4:8]
    )
    name = a.one('class="sidebar"', 'id="right"', 'class="col-3"', 'class="widget"')
    return f"<div {name}><h3>{a.one('Neueste Beiträge', 'Meistgelesen')}</h3><ul>{items}</ul></div>"


def _foot(a: Design) -> str:
    return a.named(
        "div", f"© {NOW.year} {a.site} · <a href='/i'>Impressum</a>", ("footer", "f", "")
    )


def main() -> None:
    """Write all pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=400)
    given = parser.parse_args()
    folder = given.folder / "composed"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(given.pages):
        markup, gold = page(number)
        (folder / f"{number:04}.html").write_text(markup, encoding="utf-8")
        (folder / f"{number:04}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
