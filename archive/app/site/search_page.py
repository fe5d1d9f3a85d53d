"""The search page, all values of a filter, and why an article is a hit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.app.site import caching
from archive.app.site.curated import recommended, stamp
from archive.app.site.histogram import histogram
from archive.app.site.links import article_url, exports, feeds, search_url
from archive.app.site.noting import SearchNotes
from archive.app.site.old_addresses import archived, is_address
from archive.app.site.paging import paging
from archive.app.site.requests import engine, freshness, now, services, show, state, today
from archive.app.site.sidebar import OTHERS, chips, groups, label_of, presets
from archive.app.site.state import State, default_sort, is_empty, without_filters, write_state
from archive.app.site.templating import fingerprint, short_day
from archive.article import Article
from index.facets import FACETS
from index.results import Results, Search, Sort

SORTS: tuple[tuple[Sort, str], ...] = (
    ("relevanz", "Relevanz"),
    ("neueste", "Neueste zuerst"),
    ("aelteste", "Älteste zuerst"),
)


def search_page(request: Request) -> Response:
    """Show the hits of the address's search."""
    asked = state(request)
    moved = _known_address(request, asked.search) or _moved(request, asked)
    if moved is not None:
        return moved
    tag = caching.etag(
        request,
        engine(request).generation(),
        fingerprint(),
        today(request),
        stamp(request, asked.search),
    )
    known = caching.unchanged(request, tag)
    if known is not None:
        return known
    results = engine(request).search(asked.search)
    if asked.search.page > results.pages:
        return _redirect(search_url(replace(asked.search, page=results.pages)))
    response = show(request, "search.html", **_context(request, asked, results))
    if asked.search.query and asked.search.page == 1:
        _note(request, response, asked.search.query, results.total)
    return caching.marked(response, tag)


def values_page(request: Request) -> Response:
    """Show all values of a facet, A to Z or by count, to choose from."""
    facet = next((f for f in FACETS if f.name == request.path_params["facet"]), None)
    if facet is None:
        raise HTTPException(404)
    search = replace(state(request, "ordnung", "enthaelt").search, page=1)
    wanted = request.query_params.get("enthaelt", "")[:80].strip()
    names = source_names(request)
    values = [
        replace(value, label=label_of(facet, value.value, names))
        for value in engine(request).values(facet.name, search)
        if value.count or value.selected
    ]
    total = len(values)
    if wanted:
        values = [value for value in values if wanted.casefold() in value.label.casefold()]
    by_count = request.query_params.get("ordnung") == "anzahl"
    if not by_count:
        values.sort(key=lambda value: _alphabetic(value.label, facet.order == "value"))
    return show(
        request,
        "values.html",
        facet=facet,
        values=values,
        total=total,
        search=search,
        wanted=wanted,
        by_count=by_count,
        hidden=hidden(search, without=facet.name),
        back=search_url(search),
        other_order=_other_order(search, request.url.path, by_count=by_count, wanted=wanted),
    )


def why_page(request: Request) -> Response:
    """Tell why an article is a hit of the address's search."""
    asked = state(request)
    found = services(request).articles.get(request.path_params["id"])
    if found is None:
        raise HTTPException(404)
    reasons = engine(request).explain(asked.search, found.id) if asked.search.query else ()
    words = [word.strip('"') for word in asked.search.query.split()]
    exact = " ".join(f'"{word}"' for word in words if word)
    return show(
        request,
        "why.html",
        article=found,
        search=asked.search,
        reasons=reasons,
        heaviest=max((reason.weight for reason in reasons), default=0) or 1,
        exact=search_url(replace(asked.search, query=exact, page=1)),
        back=search_url(asked.search),
    )


def source_names(request: Request) -> dict[str, str]:
    """Return the publishers' names by id."""
    return {source.id: source.name for source in services(request).sources.all()}


def hidden(search: Search, *, without: str) -> list[tuple[str, str]]:
    """Return the parameters a form must carry along, all but the facet it asks for itself."""
    return [pair for pair in parse_qsl(write_state(replace(search, page=1))) if pair[0] != without]


def _note(request: Request, response: Response, query: str, hits: int) -> None:
    """Count the query; where it is time, have the counts written once the answer is sent."""
    notes: SearchNotes = request.app.state.notes
    if notes.add(query, hits, now=now(request)):
        response.background = BackgroundTask(notes.write, now=now(request))


def _known_address(request: Request, search: Search) -> Response | None:
    """Lead a reader who put a publisher's address into the search box to its article."""
    if not is_address(search.query):
        return None
    target = archived(services(request).articles, search.query)
    return _redirect(target) if target else None


def _moved(request: Request, asked: State) -> Response | None:
    """Return the redirect to the state's one address, unless there is something to tell first."""
    pairs = parse_qsl(write_state(asked.search))
    if asked.problems or pairs == request.query_params.multi_items():
        return None
    return _redirect(search_url(asked.search, request.url.path))


def _redirect(address: str) -> Response:
    return RedirectResponse(address, 302, headers={"cache-control": "no-cache"})


def _context(request: Request, asked: State, results: Results) -> dict[str, Any]:
    search = asked.search
    names = source_names(request)
    return {
        "state": asked,
        "search": search,
        "results": results,
        "groups": groups(search, results.facets, names),
        "others": OTHERS,
        "chips": chips(search, names),
        "presets": presets(search, today(request)),
        "histogram": histogram(search, results.histogram),
        "pages": paging(
            results.page, results.pages, lambda page: search_url(replace(search, page=page))
        ),
        "sorts": _sorts(search),
        "names": names,
        "also": _elsewhere(request, results, names),
        "since": short_day(search.since) if search.since else "",
        "until": short_day(search.until) if search.until else "",
        "open": search_url(without_filters(search)),
        "recommended": recommended(request, search),
        "exports": exports(replace(search, page=1)),
        "feeds": feeds(replace(search, page=1)),
        "carried": [pair for pair in hidden(search, without="") if pair[0] in CARRIED],
        "offer": lambda query: search_url(replace(search, query=query, page=1)),
        "strict": search_url(replace(search, match="all", page=1)),
        "freshness": freshness(request) if not results.total else None,
        "ways_out": _ways_out(search, results, names),
        "empty": is_empty(search),
    }


CARRIED = ("match", "sort", "anzahl", "monat")  # in force, but not a field of the form


def _sorts(search: Search) -> list[tuple[str, str | None]]:
    """Return (label, address) of each order; the one in force has no address."""
    chosen = default_sort(search)
    return [
        (label, None if name == chosen else search_url(replace(search, sort=name, page=1)))
        for name, label in SORTS
        if name != "relevanz" or search.query
    ]


def _elsewhere(
    request: Request, results: Results, names: Mapping[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """Return hit id → (publisher, address) of the same text at other addresses."""
    wanted = {other for hit in results.hits for other in hit.also_at}
    if not wanted:
        return {}
    others = {article.id: article for article in services(request).articles.many(sorted(wanted))}
    return {
        hit.id: [_other(others[other], names) for other in hit.also_at if other in others]
        for hit in results.hits
    }


def _other(article: Article, names: Mapping[str, str]) -> tuple[str, str]:
    return names.get(article.source, article.source), article_url(article.id, article.title)


def _ways_out(
    search: Search, results: Results, names: Mapping[str, str]
) -> list[tuple[str, int, str]]:
    """Return (what is left out, hits then, address) for each filter of a search without hits."""
    by_name = {facet.name: facet for facet in FACETS}
    found = []
    for (name, value), count in results.without.items():
        if not count:
            continue
        if name in by_name:
            kept = tuple(v for v in search.filters.get(name, ()) if v != value)
            looser = replace(search, filters={**search.filters, name: kept}, page=1)
            label = f"{by_name[name].label} {label_of(by_name[name], value, names)}"
        else:
            looser = replace(search, since=None, until=None, page=1)
            label = "Zeitraum"
        found.append((label, count, search_url(looser)))
    return sorted(found, key=lambda way: -way[1])


def _other_order(search: Search, path: str, *, by_count: bool, wanted: str) -> str:
    pairs = parse_qsl(write_state(search))
    pairs += [("ordnung", "anzahl")] if not by_count else []
    pairs += [("enthaelt", wanted)] if wanted else []
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _alphabetic(label: str, newest_first: bool) -> Any:
    folded = label.casefold().translate(str.maketrans("äöüß", "aous"))
    return [-ord(letter) for letter in folded] if newest_first else folded


ROUTES: tuple[BaseRoute, ...] = (
    Route("/suche", search_page),
    Route("/suche/auswahl/{facet}", values_page),
    Route("/warum/{id}", why_page),
)
