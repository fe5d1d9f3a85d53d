"""Publishers nobody has a profile for: every article once, and nothing that is none."""

# ruff: noqa: E501  # markup stands as strange systems write it

import gzip
import json
from urllib.parse import parse_qs, quote

import pytest

from tests.evil import EvilServer, respond
from tests.publishers import Publisher, room

COUNT, PER_PAGE = 12, 4
PLACES = [
    "Wasungen",
    "Walldorf",
    "Rohr",
    "Breitungen",
    "Rosa",
    "Floh",
    "Steinbach",
    "Oberhof",
    "Zella",
    "Brotterode",
    "Kaltensundheim",
    "Dreißigacker",
]
TITLES = [f"Neue Brücke in {place} wird für den Verkehr freigegeben" for place in PLACES]


def text(number):
    place = PLACES[number - 1]
    return (
        f"<p>Die Brücke in {place} ist fertig. Der Landkreis hat sie in {number + 3} Monaten gebaut und gibt sie am "
        f"Montag frei. Nach {place} fahren dann auch die Busse wieder auf dem kurzen Weg.</p><p>Die Kosten betragen "
        f"{number},5 Millionen Euro. Anwohnerinnen und Anwohner sind zur Eröffnung eingeladen.</p>"
    )


def page(main, *, head="", nav=""):
    return respond(
        f"<!doctype html><html lang='de'><head><meta charset='utf-8'>{head}<title>Landkreis</title></head><body>"
        f"<nav><ul><li><a href='/'>Start</a></li>{nav}<li><a href='/kontakt'>Kontakt und Anfahrt zum Amt</a></li></ul></nav>"
        f"<main>{main}</main><footer><a href='/impressum'>Impressum und Haftung</a> <a href='/datenschutz'>Datenschutzerklärung</a></footer></body></html>"
    )


def story(number, *, head=""):
    return page(f"<h1>{TITLES[number - 1]}</h1>{text(number)}", head=head)


def entry(url, number):
    return f"<div class='eintrag'><h3><a href='{url}'>{TITLES[number - 1]}</a></h3><p>Die Brücke in {PLACES[number - 1]} …</p></div>"


def part(number):
    """Return the numbers of the articles on list page *number*, newest first."""
    newest = list(range(COUNT, 0, -1))
    return newest[(number - 1) * PER_PAGE : number * PER_PAGE]


LAST = -(-COUNT // PER_PAGE)


class Strange:
    """Pages by target; `other` answers what is not in them."""

    def __init__(self, pages, *, other=None, robots="User-agent: *\nDisallow:\n", name="127.0.0.1"):
        publisher = Publisher(
            doors=set(), pages=dict(pages), robots=robots, server=EvilServer(name=name)
        )
        usual = publisher._page
        publisher._page = lambda request: (other and other(request)) or usual(request)
        self.publisher = publisher


def lists(
    list_at,
    article_at,
    following,
    *,
    entry=entry,
    home=None,
    head="",
    story=story,
    list_head=lambda number: "",
):
    pages = {
        "/": home
        or page(
            "<h1>Willkommen</h1>", nav=f"<li><a href='{list_at(1)}'>Aktuelles</a></li>", head=head
        )
    }
    for number in range(1, LAST + 1):
        main = "".join(entry(article_at(n), n) for n in part(number))
        main += following(number) if number < LAST or following is numbered_all else ""
        pages[list_at(number)] = page(f"<h1>Aktuelles</h1>{main}", head=head + list_head(number))
    pages |= {article_at(n): story(n) for n in range(1, COUNT + 1)}
    return pages


def numbered_all(_number):
    return "".join(f"<a href='/aktuelles?page={n}'>{n}</a> " for n in range(1, LAST + 1))


def base_href():
    pages = lists(
        lambda n: f"/portal/news{n}.html",
        lambda n: f"/portal/meldung/{n}.html",
        lambda n: f"<a href='news{n + 1}.html'>weiter</a>",
        entry=lambda url, n: entry(url.removeprefix("/portal/"), n),
        head="<base href='/portal/'>",
        story=lambda n: story(n, head="<base href='/portal/'>"),
    )
    pages["/"] = page(
        "<h1>Hallo</h1>",
        nav="<li><a href='news1.html'>Aktuelles</a></li>",
        head="<base href='/portal/'>",
    )
    return Strange(pages)


def rel_next():
    return Strange(
        lists(
            lambda n: f"/presse/{'x' * n}/",
            lambda n: f"/presse/bruecke-{n}/",
            lambda n: "",
            list_head=lambda n: (
                f"<link rel='next' href='/presse/{'x' * (n + 1)}/'>" if n < LAST else ""
            ),
        )
    )


def numbered():
    return Strange(
        lists(
            lambda n: f"/aktuelles?page={n}" if n > 1 else "/aktuelles",
            lambda n: f"/bruecke-in-ort-{n}",
            numbered_all,
        )
    )


def page_path():
    return Strange(
        lists(
            lambda n: f"/news/page/{n}/" if n > 1 else "/news/",
            lambda n: f"/news/bruecke-{n}/",
            lambda n: f"<a href='/news/page/{n + 1}/'>Ältere Beiträge »</a>",
        )
    )


def offset():
    return Strange(
        lists(
            lambda n: f"/meldungen?offset={(n - 1) * PER_PAGE}" if n > 1 else "/meldungen",
            lambda n: f"/meldungen/id/{n}",
            lambda n: f"<a class='btn' href='/meldungen?offset={n * PER_PAGE}'>&gt;</a>",
        )
    )


def load_more():
    return Strange(
        lists(
            lambda n: f"/nachrichten?ab={(n - 1) * PER_PAGE}" if n > 1 else "/nachrichten",
            lambda n: f"/n/{n}/bruecke",
            lambda n: f"<a class='mehr' href='/nachrichten?ab={n * PER_PAGE}'>Mehr laden</a>",
        )
    )


def load_button():
    return Strange(
        lists(
            lambda n: f"/nachrichten/teil{n}" if n > 1 else "/nachrichten",
            lambda n: f"/nachrichten/bruecke-in-{n}-eroeffnet",
            lambda n: f"<button data-url='/nachrichten/teil{n + 1}'>Mehr anzeigen</button>",
        )
    )


def get_form():
    return Strange(
        lists(
            lambda n: f"/presse?seite={n}" if n > 1 else "/presse",
            lambda n: f"/presse/artikel{n}.html",
            lambda n: (
                f"<form action='/presse' method='get'><input type='hidden' name='seite' value='{n + 1}'><button>Nächste Seite</button></form>"
            ),
        )
    )


def cards():
    def card(url, n):
        return f"<a class='karte' href='{url}'><h3>{TITLES[n - 1]}</h3><p>Die Brücke …</p><span>mehr</span></a>"

    return Strange(
        lists(
            lambda n: f"/aktuelles?page={n}" if n > 1 else "/aktuelles",
            lambda n: f"/a/{n}",
            lambda n: f"<a rel='next' href='/aktuelles?page={n + 1}'>›</a>",
            entry=card,
        )
    )


def only_more_links():
    def teaser(url, n):
        return f"<div class='teaser'><h3>{TITLES[n - 1]}</h3><p>Die Brücke ist fertig.</p><a href='{url}'>mehr</a></div>"

    return Strange(
        lists(
            lambda n: f"/aktuelles/{n}/" if n > 1 else "/aktuelles/",
            lambda n: f"/aktuelles/text/{n}.htm",
            lambda n: f"<a href='/aktuelles/{n + 1}/'>weiter »</a>",
            entry=teaser,
        )
    )


def sessions():
    asked = [0]

    def link(url):
        asked[0] += 1
        return f"{url}{'&amp;' if '?' in url else '?'}PHPSESSID={asked[0]:032x}#inhalt"

    def other(request):
        plain, _, query = request.target.partition("?")
        left = [piece for piece in query.split("&") if piece and not piece.startswith("PHPSESSID")]
        target = plain + ("?" + "&".join(left) if left else "")
        if target in ("/", "/index.php"):
            return page(
                "<h1>Hallo</h1>", nav=f"<li><a href='{link('/news.php')}'>Aktuelles</a></li>"
            )
        number = int(parse_qs(query).get("seite", ["1"])[0])
        if plain == "/news.php":
            main = "".join(entry(link(f"/artikel.php?nr={n}"), n) for n in part(number))
            return page(
                main
                + (
                    f"<a href='{link(f'/news.php?seite={number + 1}')}'>weiter</a>"
                    if number < LAST
                    else ""
                )
            )
        if plain == "/artikel.php" and query:
            return story(int(parse_qs(query)["nr"][0]))
        return None

    return Strange({}, other=other)


def umlauts():
    def at(n):
        return f"/meldungen/straße-und-brücke-{n}.html"

    pages = lists(
        lambda n: f"/neuigkeiten?page={n}" if n > 1 else "/neuigkeiten",
        at,
        lambda n: f"<a href='/neuigkeiten?page={n + 1}'>weiter</a>",
    )
    pages["/feed.xml"] = respond(
        "<rss><channel>"
        + "".join(
            f"<item><link>{quote(at(n)).lower()}</link><title>{TITLES[n - 1]}</title></item>"
            for n in part(1)
        )
        + "</channel></rss>",
        kind="text/xml",
    )
    return Strange({quote(target, safe="/?=&"): answer for target, answer in pages.items()})


def shouting_host():
    site = Strange({}, name="localhost")

    def absolute(path):
        return f"HTTP://LOCALHOST:{site.publisher.server.port}{path}"

    def other(request):
        pages = lists(
            lambda n: f"/aktuelles?page={n}" if n > 1 else "/aktuelles",
            lambda n: f"/brueckenbau-{n}",
            lambda n: f"<a href='{absolute(f'/aktuelles?page={n + 1}')}'>weiter</a>",
            entry=lambda url, n: (
                entry(absolute(url), n) + f"<p><a href='{url}#kommentare'>Weiterlesen</a></p>"
            ),
        )
        return pages.get(request.target)

    site.publisher._page, usual = (
        lambda request: other(request) or usual(request),
        site.publisher._page,
    )
    return site


def endless_calendar():
    def other(request):
        query = parse_qs(request.query)
        if request.path in ("/termine", "/aktuelles/archiv"):
            month = int(query.get("monat", ["0"])[0])
            days = "".join(
                f"<td><a href='{request.path}?monat={month}&amp;tag={day}'>Alle Einträge vom {day}. dieses Monats</a></td>"
                for day in range(1, 29)
            )
            return page(
                f"<h1>Kalender</h1><table><tr>{days}</tr></table><a rel='next' href='{request.path}?monat={month + 1}'>nächster Monat</a>"
            )
        return None

    pages = lists(
        lambda n: f"/aktuelles?page={n}" if n > 1 else "/aktuelles",
        lambda n: f"/aktuelles/bruecke-{n}.html",
        lambda n: f"<a href='/aktuelles?page={n + 1}'>weiter</a>",
    )
    pages["/"] = page(
        "<h1>Hallo</h1>",
        nav="<li><a href='/aktuelles'>Aktuelles</a></li><li><a href='/termine'>Termine</a></li><li><a href='/aktuelles/archiv'>Archiv nach Tagen</a></li>",
    )
    return Strange(pages, other=other)


MONTHS = [
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
]


def named_calendar(month_at, *, tells=True):
    """A calendar under a name like news whose every month has a title and entries of its own."""

    def name(number):
        return f"{MONTHS[number % 12]} {2026 + number // 12}" if tells else f"Blatt {number}"

    def other(request):
        for number in range(2_000):
            if request.target == month_at(number):
                days = "".join(
                    f"<li><h3><a href='/aktuelles/archiv/eintrag-{number}-{day}.html'>"
                    f"Vormerkungen am {day}. {name(number)} ansehen</a></h3></li>"
                    for day in range(1, 8)
                )
                return page(
                    f"<h1>Kalender {name(number)}</h1><ul>{days}</ul>"
                    f"<a rel='next' href='{month_at(number + 1)}'>nächster Monat</a>"
                )
        if request.path.startswith("/aktuelles/archiv/eintrag-"):
            return page("<form><input name='suche'></form>")
        return None

    pages = lists(
        lambda n: f"/aktuelles?page={n}" if n > 1 else "/aktuelles",
        lambda n: f"/aktuelles/bruecke-{n}.html",
        lambda n: f"<a href='/aktuelles?page={n + 1}'>weiter</a>",
    )
    pages["/"] = page(
        "<h1>Hallo</h1>",
        nav="<li><a href='/aktuelles'>Aktuelles</a></li>"
        f"<li><a href='{month_at(0)}'>Archiv nach Monaten</a></li>",
    )
    return Strange(pages, other=other)


def monthly():
    return named_calendar(lambda n: f"/aktuelles/archiv/{2026 + n // 12}/{n % 12 + 1:02}/")


def counted_months():
    return named_calendar(lambda n: f"/aktuelles/archiv?blatt={n}", tells=False)


def shuffled():
    """A list whose next page never ends and only shows known entries in other company."""

    def other(request):
        if request.path != "/aktuelles":
            return None
        number = int(parse_qs(request.query).get("page", ["1"])[0])
        shown = part(number) if number <= LAST else [
            number % COUNT + 1, (number * 5) % COUNT + 1, (number * 7 + 3) % COUNT + 1,
        ]  # fmt: skip
        main = "".join(entry(f"/aktuelles/bruecke-{n}.html", n) for n in dict.fromkeys(shown))
        return page(f"{main}<a href='/aktuelles?page={number + 1}'>weiter</a>")

    pages = {"/": page("<h1>Hallo</h1>", nav="<li><a href='/aktuelles'>Aktuelles</a></li>")}
    pages |= {f"/aktuelles/bruecke-{n}.html": story(n) for n in range(1, COUNT + 1)}
    return Strange(pages, other=other)


def endless_facets():
    def other(request):
        if request.path != "/aktuelles" or not request.query:
            return None
        query = parse_qs(request.query)
        number = int(query.get("page", ["1"])[0])
        return liste(number, request.target)

    def liste(number, here):
        facets = "".join(
            f"<a href='{here}{'&amp;' if '?' in here else '?'}{name}={value}'>{name.title()}: {value} anzeigen lassen</a> "
            for name in ("thema", "ort", "jahr", "sort")
            for value in ("a", "b", "c")
        )
        main = "".join(entry(f"/aktuelles/bruecke-{n}.html", n) for n in part(number))
        following = f"<a href='/aktuelles?page={number + 1}'>weiter</a>" if number < LAST else ""
        return page(f"<div class='filter'>{facets}</div>{main}{following}")

    pages = {
        "/": page("<h1>Hallo</h1>", nav="<li><a href='/aktuelles'>Aktuelles</a></li>"),
        "/aktuelles": liste(1, "/aktuelles"),
    }
    pages |= {f"/aktuelles/bruecke-{n}.html": story(n) for n in range(1, COUNT + 1)}
    return Strange(pages, other=other)


def two_categories():
    pages = lists(
        lambda n: f"/aktuelles?page={n}" if n > 1 else "/aktuelles",
        lambda n: f"/aktuelles/verkehr/bruecke-{n}.html",
        lambda n: f"<a href='/aktuelles?page={n + 1}'>weiter</a>",
        entry=lambda url, n: entry(url, n) + entry(url.replace("verkehr", "bauen"), n),
    )
    pages |= {f"/aktuelles/bauen/bruecke-{n}.html": story(n) for n in range(1, COUNT + 1)}
    return Strange(pages)


def root_tiles():
    return tiles(folder="", article_at=lambda n: f"/bruecke-in-ort-{n}/")


def tiles(folder="/leben", article_at=lambda n: f"/aktuelles/bruecke-{n}.html"):
    services = {
        f"{folder}/{name}/": title
        for name, title in (
            ("familie", "Familie und Kinder im Landkreis"),
            ("bauen", "Bauen und Wohnen im Landkreis"),
            ("umwelt", "Umwelt und Natur im Landkreis"),
            ("auto", "Kraftfahrzeuge zulassen und abmelden"),
        )
    }
    pages = lists(
        lambda n: f"/aktuelles?page={n}" if n > 1 else "/aktuelles",
        article_at,
        lambda n: f"<a href='/aktuelles?page={n + 1}'>weiter</a>",
    )
    tile = "".join(
        f"<div class='kachel'><h3><a href='{url}'>{title}</a></h3></div>"
        for url, title in services.items()
    )
    pages["/"] = page(
        f"<section>{tile}</section><section>{''.join(entry(article_at(n), n) for n in part(1))}</section>",
        nav="<li><a href='/aktuelles'>Aktuelles</a></li>",
    )
    for url, title in services.items():
        pages[url] = page(
            f"<h1>{title}</h1><p>Hier finden Sie alle Dienstleistungen unseres Amtes rund um dieses Thema, Formulare und Ansprechpartner. Kommen Sie gern vorbei, wir beraten Sie.</p>"
            * 2
        )
    return Strange(pages)


def sitemap_packed():
    site = Strange({"/": page("<h1>Hallo</h1>")})
    url = site.publisher.server.url
    usual = site.publisher._page

    def other(request):
        if request.path == "/robots.txt":
            return respond(
                f"User-agent: *\nDisallow: /intern/\nSitemap: {url('/karten/alle.xml.gz')}\n",
                kind="text/plain",
            )
        if request.path == "/karten/alle.xml.gz":
            inner = "".join(
                f"<sitemap><loc>/karten/teil{n}.xml.gz</loc></sitemap>" for n in (1, 2, 3)
            )
            return respond(
                gzip.compress(
                    f"<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inner}</sitemapindex>".encode()
                ),
                kind="application/x-gzip",
            )
        for n in (1, 2, 3):
            if request.path == f"/karten/teil{n}.xml.gz":
                inner = "".join(
                    f"<url><loc> {url(f'/bruecke/{m}')} </loc><lastmod>2025-0{n}-01</lastmod></url>"
                    for m in part(n)
                )
                return respond(
                    gzip.compress(f"<urlset>{inner}</urlset>".encode()),
                    kind="application/octet-stream",
                )
        for m in range(1, COUNT + 1):
            if request.path == f"/bruecke/{m}":
                return story(m)
        return usual(request)

    site.publisher._page = other
    return site


def feed_of(kind):
    def at(n):
        return f"beitrag/{n}.html"

    if kind == "rss":
        body = (
            "<rss><channel>"
            + "".join(
                f"<item><title>{TITLES[n - 1]}</title><link>{at(n)}</link></item>"
                for n in range(1, COUNT + 1)
            )
            + "</channel></rss>"
        )
    elif kind == "atom":
        body = (
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/amt/'>"
            + "".join(
                f"<entry><title>{TITLES[n - 1]}</title><link href='{at(n)}'/><updated>2025-05-01T08:00:00Z</updated></entry>"
                for n in range(1, COUNT + 1)
            )
            + "</feed>"
        )
    else:
        body = json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [
                    {"id": str(n), "url": at(n), "title": TITLES[n - 1]}
                    for n in range(1, COUNT + 1)
                ],
            }
        )
    types = {"rss": "rss+xml", "atom": "atom+xml", "json": "feed+json"}
    pages = {
        "/": page(
            "<h1>Hallo</h1>",
            head=f"<link rel=alternate type=application/{types[kind]} href=/portal/feed>",
        ),
        "/portal/feed": respond(body, kind=f"application/{types[kind]}"),
    }
    folder = "/amt" if kind == "atom" else "/portal"
    pages |= {f"{folder}/{at(n)}": story(n) for n in range(1, COUNT + 1)}
    return Strange(pages)


SITES = {
    "base": base_href, "rel-next": rel_next, "numbers": numbered, "page-path": page_path, "offset": offset,
    "load-more": load_more, "load-button": load_button, "get-form": get_form, "cards": cards, "more-links": only_more_links,
    "sessions": sessions, "umlauts": umlauts, "shouting-host": shouting_host, "calendar": endless_calendar,
    "facets": endless_facets, "two-categories": two_categories, "tiles": tiles, "root-tiles": root_tiles, "monthly": monthly,
    "counted-months": counted_months, "shuffled": shuffled, "packed-sitemap": sitemap_packed,
    "rss": lambda: feed_of("rss"), "atom": lambda: feed_of("atom"), "json": lambda: feed_of("json"),
}  # fmt: skip


CALENDARS = ("monthly", "counted-months")  # a year of their pages is looked at
QUICK = ("page-path", "rss", "umlauts")  # one of each way to find articles; the long run has all


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in SITES],
)
def test_every_article_comes_once_and_nothing_else(tmp_path, name):
    with room(tmp_path / "data", SITES[name]().publisher) as site:
        report = site.crawl()
        titles = sorted(one.title for one in site.services.articles.all())

        assert titles == sorted(TITLES)
        assert report.state.value == "complete"
        assert report.requests < 5 * COUNT + (160 if name in CALENDARS else 40)
        again = site.crawl()
        assert (again.new, again.changed) == (0, 0)
