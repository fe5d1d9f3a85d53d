"""A town's site as Contao 3, 4 and 5 write it: no feed, no sitemap, lists by `?page_n12=2`."""

# ruff: noqa: E501  # markup stands as the system writes it

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from archive.app.demo.media import pdf
from tests.evil import Answer, EvilServer, respond
from tests.publishers import Publisher

PER_PAGE = 5
STREETS = (
    "Lange Gasse", "Mühlplatz", "Erlengrund", "Uferstraße", "Am Galgenberg", "Walkmühle",
    "Bahnhofstraße", "Färbergraben", "Kirchsteig", "Steinweg", "Hohe Leite", "Brunnenhof",
    "Ziegelei", "Rosengarten", "Marktgasse", "Tannenweg", "Schlossbreite",
)  # fmt: skip
WORKS = ("erneuert", "gesperrt", "begrünt", "neu beleuchtet", "vermessen")


@dataclass(frozen=True)
class News:
    """One entry of the news archive."""

    number: int

    @property
    def title(self) -> str:
        return f"{STREETS[self.number]} wird {WORKS[self.number % 5]}"

    @property
    def alias(self) -> str:
        return f"nachricht-{self.number}-{quote(STREETS[self.number].split()[0].lower())}"

    @property
    def date(self) -> str:
        return f"2019-{self.number % 12 + 1:02}-{self.number + 3:02}"

    @property
    def text(self) -> str:
        place = STREETS[self.number]
        return (
            f"Die Stadt Quellbach lässt in der Lage {place} arbeiten, Abschnitt {self.number}. "
            f"Das hat der Bauausschuss mit {self.number + 4} Stimmen beschlossen. Rund "
            f"{self.number * 37 + 120} Meter sind betroffen; wer bei {place} wohnt, kommt zu Fuß "
            "jederzeit an sein Grundstück."
        )


NEWS = tuple(News(number) for number in range(len(STREETS)))


@dataclass(frozen=True)
class Town:
    """The site of a town that runs Contao *version* (3, 4 or 5)."""

    version: int

    def path(self, alias: str, query: str = "") -> str:
        return f"/{alias}{'' if self.version == 5 else '.html'}{query}"

    def article(self, news: News) -> str:
        return self.path(f"aktuelles/{'details/' if self.version == 3 else ''}{news.alias}")

    def file(self, news: News) -> str:
        name = f"plan-{news.number}.pdf"
        if self.version == 5:
            return f"{self.article(news)}?p=downloads%2F2019%2F{name}&d=inline&ctx=a%3A1"
        return f"{self.article(news)}?file=files/downloads/2019/{name}"

    def publisher(self) -> Publisher:
        pages = {target: respond(body) for target, body in self._pages().items()}
        pages |= {self.file(news): self._plan(news) for news in NEWS}
        return Publisher(doors=set(), pages=pages, server=EvilServer())

    def _plan(self, news: News) -> Answer:
        body = pdf([[f"Lageplan {STREETS[news.number]}", "Maßstab eins zu fünfhundert"]])
        return respond(body, kind="application/pdf")

    def _pages(self) -> dict[str, str]:
        pages = {self.article(news): self._reader(news) for news in NEWS}
        newest = NEWS[::-1]
        last = -(-len(NEWS) // PER_PAGE)
        for page in range(1, last + 1):
            shown = newest[(page - 1) * PER_PAGE : page * PER_PAGE]
            body = f"<h1 class='ce_headline first'>Aktuelles</h1>{self._list(shown, page, last)}"
            pages[self.path("aktuelles", f"?page_n12={page}" if page > 1 else "")] = self._page(
                "Aktuelles", body
            )
        month = self._list(newest[:2], 1, 1).replace("mod_newslist", "mod_newsarchive")
        pages[self.path("aktuelles", "?month=201905")] = self._page("Aktuelles", month)
        pages["/"] = self._home(newest[:3])
        pages[self.path("termine")] = self._page("Termine", self._events())
        for day in range(1, 5):
            pages[self.path(f"termine/fruehjahrsmarkt-der-vereine-{day}")] = self._page(
                "Termine", self._event(day)
            )
        for alias in ("impressum", "kontakt", "rathaus", "pressestelle"):
            pages[self.path(alias)] = self._page(alias.title(), self._text(f"Seite {alias}. " * 30))
        return pages

    def _home(self, newest: tuple[News, ...]) -> str:
        """Return the front page: version 3 shows events on it, the others the latest news."""
        shown = self._events() if self.version == 3 else self._list(newest, 1, 1, "layout_latest")
        welcome = self._text("Willkommen in Quellbach.")
        return self._page("Stadt Quellbach", welcome + shown, beside=self.version != 3)

    def _list(
        self, shown: tuple[News, ...], page: int, last: int, layout: str = "layout_short"
    ) -> str:
        entries = "".join(
            f"<div class='{layout} arc_3 block'><p class='info'><time datetime='{news.date}T09:00:00+02:00'>"
            f"{news.date}</time></p><h2><a href='{self._link(self.article(news))}' title='Den Artikel lesen: "
            f"{news.title}'>{news.title}</a></h2><div class='ce_text block'><p>{news.text[:70]}</p></div>"
            f"<p class='more'><a href='{self._link(self.article(news))}'>Weiterlesen …</a></p></div>"
            for news in shown
        )
        return f"<div class='mod_newslist block'>{entries}{self._paging(page, last)}</div>"

    def _paging(self, page: int, last: int) -> str:
        if last == 1:
            return ""

        def to(number: int, mark: str, words: str) -> str:
            target = self._link(self.path("aktuelles", f"?page_n12={number}"))
            return (
                f"<li class='{mark}'><a href='{target}' class='{mark or 'link'}'>{words}</a></li>"
            )

        numbers = "".join(
            f"<li><span class='current'>{n}</span></li>" if n == page else to(n, "", str(n))
            for n in range(1, last + 1)
        )
        before = to(page - 1, "previous", "Zurück") if page > 1 else ""
        after = to(page + 1, "next", "Vorwärts") + to(last, "last", "Ende »") if page < last else ""
        return f"<div class='pagination block'><p>Seite {page} von {last}</p><ul>{before}{numbers}{after}</ul></div>"

    def _link(self, path: str) -> str:
        """Return *path* as the system writes it: relative to <base> before version 5."""
        return escape(path if self.version == 5 else path.lstrip("/") or "./")

    def _text(self, words: str) -> str:
        return f"<div class='{'content-text' if self.version == 5 else 'ce_text block'}'><p>{words}</p></div>"

    def _reader(self, news: News) -> str:
        link = f"<a href='{self._link(self.file(news))}' title='Die Datei herunterladen' type='application/pdf'>Lageplan <span class='size'>(84 KiB)</span></a>"
        files = {
            3: f"<div class='enclosure'><p><img src='assets/contao/images/iconPDF.gif' width='18' height='18' class='mime_icon'> {link}</p></div>",
            4: f"<div class='ce_downloads block'><ul><li class='download-element ext-pdf'>{link}</li></ul></div>",
            5: f"<div class='content-downloads'><ul><li class='download-element ext-pdf'>{link}</li></ul></div>",
        }
        body = (
            f"<div class='mod_newsreader block'><div class='layout_full block'><h1>{news.title}</h1><p class='info'>"
            f"<time datetime='{news.date}T09:00:00+02:00'>{news.date}</time> von Renate Holunder</p>"
            f"{self._text(news.text)}{files[self.version]}</div><p class='back'>"
            "<a href='javascript:history.go(-1)' title='Zurück'>Zurück</a></p></div>"
        )
        return self._page(news.title, body)

    def _events(self) -> str:
        entries = "".join(
            f"<div class='event layout_upcoming upcoming'><time datetime='2019-05-{day + 20}'>{day + 20}.05.2019</time> "
            f"<h2><a href='{self._link(self.path(f'termine/fruehjahrsmarkt-der-vereine-{day}'))}'>Frühjahrsmarkt der Vereine {day}</a></h2></div>"
            for day in range(1, 5)
        )
        return f"<div class='mod_eventlist block'>{entries}</div>"

    def _event(self, day: int) -> str:
        return (
            f"<div class='mod_eventreader block'><div class='event layout_full block'><h1>Frühjahrsmarkt der Vereine {day}</h1>"
            f"<p class='info'><time datetime='2019-05-{day + 20}'>{day + 20}.05.2019</time></p>"
            f"{self._text('Stände, Musik und Kuchen auf dem Mühlplatz. ' * 6)}</div></div>"
        )

    def _page(self, title: str, main: str, *, beside: bool = True) -> str:
        menu = "".join(
            f"<li><a href='{self._link(self.path(alias))}' title='{alias.title()}'>{alias.title()}</a></li>"
            for alias in ("aktuelles", "termine", "rathaus", "pressestelle", "kontakt")
        )
        months = self._link(self.path("aktuelles", "?month=201905"))
        latest = "".join(
            f"<div class='layout_simple arc_3 block'><time datetime='{news.date}'>{news.date}</time> "
            f"<a href='{self._link(self.article(news))}' title='Den Artikel lesen: {news.title}'>{news.title}</a></div>"
            for news in NEWS[-2:]
        )
        latest = f"<div class='mod_newslist block'><h3>Weitere Meldungen</h3>{latest}</div>"
        base = "" if self.version == 5 else "<base href='/'>"
        return (
            f"<!DOCTYPE html><html lang='de'><head><meta charset='utf-8'><title>{title} - Stadt Quellbach</title>{base}"
            "<meta name='generator' content='Contao Open Source CMS'></head><body id='top'><div id='wrapper'>"
            f"<header id='header'><div class='inside'><!-- indexer::stop --><nav class='mod_navigation block'><ul class='level_1'>{menu}</ul></nav>"
            f"<!-- indexer::continue --></div></header><div id='container'><main id='main'><div class='inside'>"
            f"<div class='mod_article first last block'><a href='{months}&amp;pdf=41' rel='nofollow'>Artikel als PDF</a>{main}</div></div></main>"
            f"<aside id='left'><div class='inside'><nav class='mod_newsmenu block'><ul><li><a href='{months}'>Mai 2019 (2 Einträge)</a></li></ul></nav>"
            f"{latest if beside else ''}</div></aside></div>"
            f"<footer id='footer'><div class='inside'><a href='{self._link(self.path('impressum'))}'>Impressum</a></div></footer></div></body></html>"
        )
