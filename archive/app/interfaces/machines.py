"""What search engines, browsers and monitors ask for: sitemaps, search description, status."""

from __future__ import annotations

from datetime import datetime

from lxml import etree
from lxml.builder import ElementMaker
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from archive.app.interfaces.addresses import absolute
from archive.app.interfaces.problems import problem
from archive.app.site.caching import etag, marked, unchanged
from archive.app.site.links import article_url
from archive.app.site.requests import now, services
from archive.health import all_health
from archive.records import BERLIN
from archive.xmltext import xml_safe

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
PER_SITEMAP = 10_000  # the protocol allows 50,000; smaller files are easier on everybody


def sitemap_index(request: Request) -> Response:
    """Answer GET /sitemap.xml: the index of all sitemaps."""
    tag = etag(request, services(request).articles.last_sequence())
    if known := unchanged(request, tag):
        return known
    total = sum(services(request).articles.count().values())
    make = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    pages = range(1, max(1, -(-total // PER_SITEMAP)) + 1)
    entries = [make.sitemap(make.loc(absolute(request, f"/sitemaps/{page}.xml"))) for page in pages]
    return marked(_xml(make.sitemapindex(*entries)), tag)


def sitemap(request: Request) -> Response:
    """Answer GET /sitemaps/{page}.xml: the addresses of some articles with their last change."""
    store = services(request).articles
    tag = etag(request, store.last_sequence())
    if known := unchanged(request, tag):
        return known
    page = int(request.path_params["page"])
    listed = store.public_addresses(offset=(page - 1) * PER_SITEMAP, limit=PER_SITEMAP)
    if page < 1 or (page > 1 and not listed):
        return problem(404, "So viele Sitemaps gibt es nicht.")
    make = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    entries = [
        make.url(
            make.loc(absolute(request, article_url(article_id, title))),
            make.lastmod(changed.isoformat()),
        )
        for article_id, title, changed in listed
    ]
    return marked(_xml(make.urlset(*entries)), tag)


def opensearch(request: Request) -> Response:
    """Answer GET /opensearch.xml: how a browser searches here."""
    site = services(request).settings.site_name
    make = ElementMaker(namespace=SEARCH, nsmap={None: SEARCH})
    page = absolute(request, "/suche?q={searchTerms}")
    suggestions = absolute(request, "/vorschlaege?q={searchTerms}&format=opensearch")
    root = make.OpenSearchDescription(
        make.ShortName(xml_safe(site)[:16]),
        make.LongName(xml_safe(site)[:48]),
        make.Description(f"{xml_safe(site)}: Meldungen durchsuchen"),
        make.Url(type="text/html", method="get", template=page),
        make.Url(type="application/x-suggestions+json", method="get", template=suggestions),
        make.Image(absolute(request, "/static/favicon.svg"), type="image/svg+xml"),
        make.Language("de"),
        make.InputEncoding("UTF-8"),
        make.OutputEncoding("UTF-8"),
    )
    return _xml(root, "application/opensearchdescription+xml")


def status(request: Request) -> Response:
    """Answer GET /status.json: how fresh the archive is, source by source."""
    opened = services(request)
    health = {one.source: one for one in all_health(opened.database, now(request))}
    listed = []
    for source in opened.sources.all():
        if source.state == "archived":
            continue
        counts = opened.articles.count(source=source.id)
        listed.append(
            {
                "id": source.id,
                "name": source.name,
                "url": source.url,
                "state": source.state,
                "articles": sum(counts.values()),
                "by_status": counts,
                "health": health[source.id].level.value,
                "last_success": _time_or_none(health[source.id].last_success),
            }
        )
    body = {
        "generated": _time(now(request)),
        "articles": sum(opened.articles.count().values()),
        "index_up_to_date": opened.search.sequence() >= opened.articles.last_sequence(),
        "generation": opened.search.generation(),
        "sources": listed,
    }
    return JSONResponse(body, headers={"cache-control": "no-cache"})


def robots(request: Request) -> Response:
    """Answer GET /robots.txt: articles may be indexed, result pages and files need not be."""
    lines = (
        "User-agent: *",
        "Disallow: /suche",
        "Disallow: /export.",
        "Disallow: /feed.",
        "Disallow: /api/",
        "Disallow: /vorschlaege",
        "Disallow: /verwaltung",
        f"Sitemap: {absolute(request, '/sitemap.xml')}",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


def _time_or_none(moment: datetime | None) -> str | None:
    return _time(moment) if moment else None


def _time(moment: datetime) -> str:
    return moment.astimezone(BERLIN).isoformat(timespec="seconds")


def _xml(root: etree._Element, media_type: str = "application/xml") -> Response:
    body = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type=f"{media_type}; charset=utf-8")


ROUTES = (
    Route("/sitemap.xml", sitemap_index),
    Route("/sitemaps/{page:int}.xml", sitemap),
    Route("/opensearch.xml", opensearch),
    Route("/status.json", status),
    Route("/robots.txt", robots),
)
