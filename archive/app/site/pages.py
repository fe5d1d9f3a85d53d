"""Start page, help, state of the data, old addresses, and the operator's own pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.app.site import caching
from archive.app.site.legal import PAGES, read_page, slot
from archive.app.site.links import search_url
from archive.app.site.old_addresses import archived
from archive.app.site.requests import engine, freshness, now, services, show
from archive.app.site.search_page import source_names
from archive.app.site.templating import fingerprint
from index.results import FacetCount, Search

NEWEST = 6
WORDS = ("Radweg", "Vollsperrung", "Müllgebühren", "Kita", "Breitband", "Ehrenamt", "Impfung")
WORDS_SHOWN = 3
ENTRANCES = 10
EXAMPLES: tuple[tuple[str, str], ...] = (
    (
        "Radweg Brücke",
        "findet Meldungen, in denen beide Wörter vorkommen – auch Radwege und Brücken.",
    ),
    ('"neuer Radweg"', "findet genau diese Wörter in dieser Reihenfolge."),
    ("Radweg -Brücke", "schließt ein Wort aus; Radweg NICHT Brücke geht ebenso."),
    ("Schule ODER Kita", "findet Meldungen mit dem einen oder dem anderen Wort."),
    ("(Schule ODER Kita) Brandschutz", "Klammern fassen zusammen."),
    ("Breitband*", "findet alle Wörter, die so anfangen."),
    ("Landrätin~", "findet auch Wörter, die sich um einen Buchstaben unterscheiden."),
    ("titel:Haushalt", "sucht nur in Überschriften. Ebenso: ort:, projekt:, thema: und quelle:"),
    ("Abfall von:2023 bis:2024", "grenzt die Zeit ein, auch mit „3.5.24“ oder „von:Mai“."),
)


def start_page(request: Request) -> Response:
    """Show the search box, the newest articles and ways to browse."""
    tag = caching.etag(request, engine(request).generation(), fingerprint(), now(request).date())
    known = caching.unchanged(request, tag)
    if known is not None:
        return known
    results = engine(request).search(Search(page_size=NEWEST))
    context: dict[str, Any] = {
        "results": results,
        "search": Search(),
        "names": source_names(request),
        "places": _entrances(results.facets.get("ort", ()), lambda value: value.count("/") >= 2),
        "projects": _entrances(results.facets.get("projekt", ()), bool),
        "topics": _entrances(results.facets.get("thema", ()), bool),
        "freshness": freshness(request),
        "words": _words(request),
    }
    return caching.marked(show(request, "start.html", **context), tag)


def help_page(request: Request) -> Response:
    """Explain the search with examples that run."""
    examples = [(text, says, search_url(Search(query=text))) for text, says in EXAMPLES]
    return show(request, "help.html", examples=examples)


def state_page(request: Request) -> Response:
    """Show how fresh and how complete the archive is."""
    found = freshness(request)
    return show(request, "freshness.html", freshness=found)


def old_address(request: Request) -> Response:
    """Lead from a publisher's address, old or new, to the article."""
    address = request.query_params.get("url", "").strip()[:2_000]
    target = archived(services(request).articles, address)
    if target:
        return RedirectResponse(target, 302)
    return show(request, "unknown_address.html", status=404 if address else 200, address=address)


def operator_page(request: Request) -> Response:
    """Show a page the operator wrote, or what belongs there."""
    page = slot(request.url.path.strip("/"))
    if page is None:
        raise HTTPException(404)
    text = read_page(services(request).settings.pages_folder, page)
    return show(request, "operator.html", page=page, text=text)


def _words(request: Request) -> list[tuple[str, str]]:
    """Return (word, address) of the first example words that find something here."""
    searches = (Search(query=word, page_size=1) for word in WORDS)
    finding = (each.query for each in searches if engine(request).search(each).total)
    return [(word, search_url(Search(query=word))) for word in islice(finding, WORDS_SHOWN)]


def _entrances(counts: Iterable[FacetCount], wanted: Callable[[str], object]) -> list[FacetCount]:
    found = [value for value in counts if value.count and wanted(value.value)]
    return sorted(found, key=lambda value: -value.count)[:ENTRANCES]


ROUTES: tuple[BaseRoute, ...] = (
    Route("/", start_page),
    Route("/hilfe", help_page),
    Route("/stand", state_page),
    Route("/quelle", old_address),
    *(Route(f"/{page.name}", operator_page) for page in PAGES),
)
