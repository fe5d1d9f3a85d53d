"""Typeahead entries for the search box's script; the box works without them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from archive.app.site import caching
from archive.app.site.links import article_url, facet_url, search_url
from archive.app.site.requests import engine
from archive.app.site.state import UNSEEN
from index.results import Search, Suggestion

FOR_BROWSERS = "application/x-suggestions+json"  # the OpenSearch suggestions extension
KINDS = {"titel": "Meldung", "ort": "Ort", "projekt": "Projekt", "wort": "Suche"}


def suggestions(request: Request) -> Response:
    """Return [{text, kind, count, address}] for what was typed so far.

    With `format=opensearch`, the shape that browsers ask for in their own search field.
    """
    typed = UNSEEN.sub(" ", request.query_params.get("q", ""))[:100].strip()
    tag = caching.etag(request, engine(request).generation())
    known = caching.unchanged(request, tag)
    if known is not None:
        return known
    found = engine(request).suggest(typed) if len(typed) >= 2 else ()
    if request.query_params.get("format") == "opensearch":
        words = [entry.text for entry in found]
        return caching.marked(JSONResponse([typed, words], media_type=FOR_BROWSERS), tag)
    return caching.marked(JSONResponse([_entry(entry) for entry in found]), tag)


def _entry(entry: Suggestion) -> dict[str, object]:
    return {
        "text": entry.text,
        "kind": KINDS.get(entry.kind, entry.kind),
        "count": entry.count,
        "address": _address(entry),
    }


def _address(entry: Suggestion) -> str:
    if entry.kind == "titel":
        return article_url(entry.value, entry.text)
    if entry.kind in ("ort", "projekt"):
        return facet_url(entry.kind, entry.value or entry.text)
    return search_url(Search(query=entry.text))


ROUTES: tuple[BaseRoute, ...] = (Route("/vorschlaege", suggestions),)
