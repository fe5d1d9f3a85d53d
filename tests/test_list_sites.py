"""Publishers with neither feed nor sitemap nor API, crawled from their list pages alone."""

# ruff: noqa: E501  # markup stands as the systems write it

import pytest

from tests.evil import EvilServer, respond
from tests.publishers import Publisher, room

COUNT, PER_PAGE = 8, 3
TITLES = [f"Kreis erneuert Straße Nummer {number}" for number in range(1, COUNT + 1)]
TEXT = (
    "Der Landkreis lässt die Fahrbahn erneuern. Die Arbeiten beginnen am Montag und dauern drei "
    "Wochen, Anlieger erreichen ihre Grundstücke. Eine Umleitung über den Nachbarort ist ausgeschildert."
)


def shell(main, generator=""):
    return (
        f"<!doctype html><html lang='de'><head>{generator}<title>Kreis</title></head><body><nav class='main-nav'>"
        "<a href='/'>Start</a> <a href='{news}'>Aktuelles</a> <a href='/kontakt/'>Kontakt und Anfahrt</a></nav>"
        f"<main>{main}</main><footer><a href='/impressum/'>Impressum</a></footer></body></html>"
    )


SYSTEMS = {
    "typo3": (
        "<meta name='generator' content='TYPO3 CMS'>", "/aktuelles/",
        lambda page: "/aktuelles/" if page == 1 else f"/aktuelles/seite-{page}/",
        lambda n: f"/aktuelles/detail/strasse-{n}/",
        lambda url, title: f"<div class='article articletype-0'><h3><a href='{url}'>{title}</a></h3></div>",
        lambda url: f"<ul class='f3-widget-paginator'><li class='next'><a href='{url}'>nächste</a></li></ul>",
        lambda title: f"<div class='news news-single'><div class='article'><h1>{title}</h1><div class='news-text-wrap'><p>{TEXT}</p></div></div></div>",
    ),
    "drupal": (
        "<meta name='Generator' content='Drupal 10 (https://www.drupal.org)'>", "/aktuelles",
        lambda page: "/aktuelles" if page == 1 else f"/aktuelles?page={page - 1}",
        lambda n: f"/meldung/strasse-{n}",
        lambda url, title: f"<div class='views-row'><article class='node node--type-news'><h2 class='node__title'><a href='{url}'>{title}</a></h2></article></div>",
        lambda url: f"<nav class='pager'><ul><li class='pager__item pager__item--next'><a href='{url}' rel='next'>››</a></li></ul></nav>",
        lambda title: f"<article class='node node--type-news node--view-mode-full'><h1 class='page-title'>{title}</h1><div class='node__content'><div class='field--name-body'><p>{TEXT}</p></div></div></article>",
    ),
    "joomla": (
        "<meta name='generator' content='Joomla! - Open Source Content Management'>", "/index.php/aktuelles",
        lambda page: "/index.php/aktuelles" if page == 1 else f"/index.php/aktuelles?start={(page - 1) * PER_PAGE}",
        lambda n: f"/index.php/aktuelles/{n}-strasse",
        lambda url, title: f"<div class='item' itemprop='blogPost'><h2 itemprop='name'><a href='{url}'>{title}</a></h2></div>",
        lambda url: f"<ul class='pagination'><li><a aria-label='Zur nächsten Seite wechseln' href='{url}'>›</a></li></ul>",
        lambda title: f"<div class='com-content-article item-page' itemtype='https://schema.org/Article'><h1 itemprop='headline'>{title}</h1><div itemprop='articleBody' class='com-content-article__body'><p>{TEXT}</p></div></div>",
    ),
    "ikiss": (
        "<meta name='generator' content='IKISS - Advantic GmbH'>", "/Aktuelles/index.php?NavID=2917.1",
        lambda page: "/Aktuelles/index.php?NavID=2917.1" + (f"&page={page}" if page > 1 else ""),
        lambda n: f"/Aktuelles/Strasse.php?object=tx,2917.5&ModID=7&FID=2917.{n}.1&NavID=2917.1",
        lambda url, title: f"<li class='mitteilung'><h3><a href='{url.replace('&', '&amp;')}'>{title}</a></h3></li>",
        lambda url: f"<div class='seiten'><a href='{url.replace('&', '&amp;')}'>weiter</a></div>",
        lambda title: f"<div id='content'><h1>{title}</h1><p>{TEXT}</p></div>",
    ),
    "eigenes": (
        "", "/news.php",
        lambda page: f"/news.php?seite={page}" if page > 1 else "/news.php",
        lambda n: f"/meldung.php?nr={n}",
        lambda url, title: f"<tr><td>01.05.2025</td><td><a href='{url}'>{title}</a></td></tr>",
        lambda url: f"<p><a href='{url}'>ältere Meldungen</a></p>",
        lambda title: f"<div id='inhalt'><h1>{title}</h1><p>{TEXT}</p></div>",
    ),
}  # fmt: skip


def publisher_of(system):
    generator, news, list_at, article_at, entry, following, body = SYSTEMS[system]
    pages = {}
    numbers = list(range(COUNT, 0, -1))
    last = -(-COUNT // PER_PAGE)
    for page in range(1, last + 1):
        shown = numbers[(page - 1) * PER_PAGE : page * PER_PAGE]
        main = "".join(entry(article_at(n), TITLES[n - 1]) for n in shown)
        if page < last:
            main += following(list_at(page + 1))
        pages[list_at(page)] = respond(shell(main, generator).replace("{news}", news))
    for n in range(1, COUNT + 1):
        main = body(TITLES[n - 1]).replace(TEXT, f"{TEXT} Es geht um Abschnitt {n}.")
        pages[article_at(n)] = respond(shell(main, generator).replace("{news}", news))
    pages["/"] = respond(
        shell("<p>Willkommen im Landkreis.</p>", generator).replace("{news}", news)
    )
    return Publisher(doors=set(), pages=pages, server=EvilServer())


QUICK = ("typo3", "ikiss")  # one that names its pages and one that numbers them; the rest is slow


@pytest.mark.parametrize(
    "system",
    [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in SYSTEMS],
)
def test_every_article_is_found_once_from_list_pages_alone(tmp_path, system):
    with room(tmp_path / "data", publisher_of(system)) as site:
        first = site.crawl()
        asked = len(site.publisher.server.asked)
        second = site.crawl()

        found = list(site.services.articles.all())
        assert sorted(one.title for one in found) == sorted(TITLES)
        assert (first.new, first.failed) == (COUNT, 0)
        assert (second.new, second.changed, second.unchanged) == (0, 0, COUNT)
        again = site.publisher.asked(since=asked)
        article_at = SYSTEMS[system][3]
        assert not {article_at(n) for n in range(1, COUNT + 1)} & set(again)
