"""Files of a search or an article: exports, feeds, citations, and how programs find them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from archive.app.interfaces.addresses import absolute
from archive.app.interfaces.citation import bibtex, csl, ris
from archive.app.interfaces.exports import FORMATS
from archive.app.interfaces.feeds import ENTRIES, FEEDS, Feed
from archive.app.interfaces.problems import problem, wrong_parameters
from archive.app.site.caching import etag, marked, unchanged
from archive.app.site.links import article_url, search_url
from archive.app.site.requests import now, services, state
from archive.article import PUBLIC, Article
from archive.errors import QueryRefused
from archive.records import BERLIN
from index.results import Search

BATCH = 200  # articles read from the store at once: an export of any size stays flat in memory


def export(request: Request) -> Response:
    """Answer GET /export.csv and so on: exactly the filtered set, in the order shown, streamed."""
    ending = request.url.path.rpartition(".")[2]
    form = FORMATS[ending]
    asked = state(request)
    if asked.problems:
        return wrong_parameters(asked.problems)
    try:
        total = services(request).search.search(replace(asked.search, page=1, page_size=1)).total
    except QueryRefused as error:
        return problem(422, str(error))
    if form.limit is not None and total > form.limit:
        text = f"{form.label} fasst höchstens {form.limit} Meldungen, gefunden wurden {total}."
        return problem(422, f"{text} Bitte CSV wählen oder die Suche einschränken.")
    day = now(request).astimezone(BERLIN).date()
    name = f"meldungen-{day:%Y-%m-%d}.{ending}"
    return StreamingResponse(
        form.write(found_articles(request, asked.search), link_of(request)),
        media_type=form.media_type,
        headers={"content-disposition": f'attachment; filename="{name}"', "x-total": str(total)},
    )


def feed(request: Request) -> Response:
    """Answer GET /feed.atom and so on: the newest hits of a search."""
    name = request.url.path.rpartition(".")[2]
    asked = state(request)
    if asked.problems:
        return wrong_parameters(asked.problems)
    tag = etag(request, services(request).search.generation())
    if known := unchanged(request, tag):
        return known
    newest = replace(asked.search, sort="neueste", page=1)
    try:
        articles = list(islice(found_articles(request, newest), ENTRIES))
    except QueryRefused as error:
        return problem(422, str(error))
    media_type, write = FEEDS[name]
    made = Feed(
        title=feed_title(services(request).settings.site_name, asked.search),
        page=absolute(request, search_url(replace(newest, page=1))),
        address=absolute(request, search_url(asked.search, f"/feed.{name}")),
        articles=articles,
        link=link_of(request),
    )
    return marked(Response(write(made), media_type=media_type), tag)


def citation(request: Request) -> Response:
    """Answer GET /meldung/{id}/zitat.{format}: one article for a reference manager."""
    found = services(request).articles.get(request.path_params["id"])
    if found is None or found.status not in PUBLIC:
        return problem(404, "Unter dieser Kennung gibt es keine Meldung.")
    link = link_of(request)(found)
    name = request.path_params["format"]
    if name == "json":
        return JSONResponse(csl(found, link), media_type="application/vnd.citationstyles.csl+json")
    if name not in ("bib", "ris"):
        return problem(404, "Es gibt diese Formate: bib, ris, json.")
    body = bibtex(found, link) if name == "bib" else ris(found, link)
    return Response(
        body,
        media_type=FORMATS[name].media_type,
        headers={"content-disposition": f'attachment; filename="{found.id}.{name}"'},
    )


def found_articles(request: Request, search: Search) -> Iterator[Article]:
    """Yield the articles of all hits in order; one hidden since the search is left out."""
    opened = services(request)
    ids = opened.search.ids(search)
    while part := list(islice(ids, BATCH)):
        yield from (article for article in opened.articles.many(part) if article.status in PUBLIC)


def link_of(request: Request) -> Callable[[Article], str]:
    """Return what gives an article's absolute address in the archive."""
    return lambda article: absolute(request, article_url(article.id, article.title))


def feed_title(site: str, search: Search) -> str:
    """Return a feed's title from what it follows, e.g. "Archiv: „Biotonne“, Ort Walldorf"."""
    parts = [f"„{search.query}“"] if search.query else []
    parts += [
        f"{name.capitalize()} {value.rpartition('/')[2]}"
        for name, values in search.filters.items()
        for value in values
    ]
    if search.since:
        parts.append(f"ab {search.since:%d.%m.%Y}")
    if search.until:
        parts.append(f"bis {search.until:%d.%m.%Y}")
    return f"{site}: {', '.join(parts) or 'neueste Meldungen'}"


ROUTES = (
    *(Route(f"/export.{name}", export) for name in FORMATS),
    *(Route(f"/feed.{name}", feed) for name in FEEDS),
    Route("/meldung/{id}/zitat.{format}", citation),
)
