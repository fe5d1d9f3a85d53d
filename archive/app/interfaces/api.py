"""The JSON interface: the site's searches and articles for programs; strict about parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from archive.app.interfaces.addresses import absolute
from archive.app.interfaces.answers import answer
from archive.app.interfaces.cursor import hits_after, next_cursor, read_cursor
from archive.app.interfaces.openapi import description
from archive.app.interfaces.problems import problem, wrong_parameters
from archive.app.site.caching import etag, marked, unchanged
from archive.app.site.links import article_url, search_url
from archive.app.site.requests import services, show, state
from archive.article import PUBLIC, Article, Status
from archive.errors import QueryRefused
from archive.records import BERLIN, to_record
from index.facets import FACETS
from index.results import Results


def search(request: Request) -> Response:
    """Answer GET /api/suche: one page of hits with facets."""
    asked = state(request, "cursor")
    if asked.problems:
        return wrong_parameters(asked.problems)
    service = services(request).search
    tag = etag(request, service.generation())
    if known := unchanged(request, tag):
        return known
    text = request.query_params.get("cursor", "")
    cursor = read_cursor(text) if text else None
    if text and cursor is None:
        return problem(422, "„cursor“ stammt nicht aus einer Antwort dieser Schnittstelle.")
    try:
        if cursor:
            results, start = hits_after(service, asked.search, cursor)
        else:
            results = service.search(asked.search)
            start = (results.page - 1) * asked.search.page_size
    except QueryRefused as error:
        return problem(422, str(error))
    return marked(JSONResponse(_search_body(request, results, start)), tag)


def article(request: Request) -> Response:
    """Answer GET /api/meldungen/{id}: the article as shown, in the shape of the export."""
    found = services(request).articles.get(request.path_params["id"])
    if refusal := _refusal(found):
        return refusal
    assert found is not None  # noqa: S101  # _refusal answers for None
    return JSONResponse({**to_record(found), "links": _links(request, found)})


def versions(request: Request) -> Response:
    """Answer GET /api/meldungen/{id}/fassungen: every text the article has had."""
    store = services(request).articles
    if refusal := _refusal(store.get(request.path_params["id"])):
        return refusal
    listed = [
        {
            "number": version.number,
            "seen": version.seen.astimezone(BERLIN).isoformat(),
            "title": version.article.title,
            "text": version.article.text,
        }
        for version in store.versions(request.path_params["id"])
    ]
    return JSONResponse({"versions": listed})


def values(request: Request) -> Response:
    """Answer GET /api/facetten/{name}: all values of a facet with counts, uncut."""
    name = request.path_params["name"]
    if name not in {facet.name for facet in FACETS}:
        return problem(404, f"Die Facette „{name[:40]}“ gibt es nicht.")
    asked = state(request)
    if asked.problems:
        return wrong_parameters(asked.problems)
    try:
        found = services(request).search.values(name, asked.search)
    except QueryRefused as error:
        return problem(422, str(error))
    listed = [
        {"value": value.value, "label": value.label, "count": value.count, "parent": value.parent}
        for value in found
    ]
    return JSONResponse({"facet": name, "values": listed})


def openapi(request: Request) -> Response:
    """Answer GET /api/openapi.json."""
    return JSONResponse(description(services(request).settings.site_name))


def documentation(request: Request) -> Response:
    """Answer GET /api: the interface explained for people."""
    return show(request, "api.html", description=description(""))


def _search_body(request: Request, results: Results, start: int) -> dict[str, Any]:
    body = answer(results)
    for hit in body["hits"]:
        hit["link"] = absolute(request, article_url(hit["id"], hit["title"]))
    following = next_cursor(results, start)
    link = None
    if following:
        base = search_url(replace(results.search, page=1), "/api/suche")
        link = absolute(request, f"{base}{'&' if '?' in base else '?'}cursor={following}")
    return {**body, "next_cursor": following, "next": link}


def _refusal(found: Article | None) -> Response | None:
    if found is None or found.status is Status.HIDDEN:
        return problem(404, "Unter dieser Kennung gibt es keine Meldung.")
    if found.status not in PUBLIC:
        return problem(410, "Diese Meldung wurde aus dem Archiv genommen.")
    return None


def _links(request: Request, found: Article) -> dict[str, str]:
    page = article_url(found.id, found.title)
    return {
        "self": absolute(request, f"/api/meldungen/{found.id}"),
        "page": absolute(request, page),
        "versions": absolute(request, f"/api/meldungen/{found.id}/fassungen"),
        "publisher": found.url,
    }


ROUTES = (
    Route("/api", documentation),
    Route("/api/suche", search),
    Route("/api/openapi.json", openapi),
    Route("/api/meldungen/{id}", article),
    Route("/api/meldungen/{id}/fassungen", versions),
    Route("/api/facetten/{name}", values),
)
