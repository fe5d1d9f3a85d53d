"""Browsing: places with a map, projects with timelines, years and months, topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.app.site import caching
from archive.app.site.histogram import histogram
from archive.app.site.map import Map, draw
from archive.app.site.requests import engine, services, show, today
from archive.app.site.search_page import source_names
from archive.app.site.templating import berlin, fingerprint
from archive.article import slug
from archive.gazetteer import load_gazetteer
from archive.place_register import load_rules
from index.facets import MONTHS, UNKNOWN
from index.results import FacetCount, Hit, Search

ON_TIMELINE = 100  # most meldungen of a project's timeline; the search page has the rest


@dataclass(frozen=True, slots=True)
class Branch:
    """A place with the places inside it."""

    value: FacetCount
    inside: tuple[Branch, ...]


def places_page(request: Request) -> Response:
    """Show all places as a tree, and the own district as a map."""
    tag = _tag(request)
    known = caching.unchanged(request, tag)
    if known is not None:
        return known
    values = [value for value in engine(request).values("ort") if value.count]
    return caching.marked(
        show(
            request,
            "places.html",
            tree=_tree(values),
            total=len(values),
            map=_map(request, {value.value: value.count for value in values}),
        ),
        tag,
    )


def projects_page(request: Request) -> Response:
    """Show all projects, the ones with most articles first or A to Z."""
    values = [value for value in engine(request).values("projekt") if value.count]
    alphabetic = request.query_params.get("ordnung") == "az"
    if alphabetic:
        values.sort(key=lambda value: slug(value.label))
    return show(request, "projects.html", projects=values, alphabetic=alphabetic, slug=slug)


def project_page(request: Request) -> Response:
    """Show a project's articles along time."""
    wanted = request.path_params["slug"]
    values = engine(request).values("projekt")
    project = next((value for value in values if value.count and slug(value.value) == wanted), None)
    if project is None:
        raise HTTPException(404)
    search = Search(filters={"projekt": (project.value,)}, sort="neueste", page_size=ON_TIMELINE)
    results = engine(request).search(search)
    shown = Search(filters=search.filters)
    return show(
        request,
        "project.html",
        project=project,
        results=results,
        by_year=_by_year(results.hits),
        search=shown,
        places=[v for v in results.facets.get("ort", ()) if v.count and v.value.count("/") >= 2][
            :8
        ],
        histogram=histogram(shown, results.histogram),
        names=source_names(request),
    )


def years_page(request: Request) -> Response:
    """Show years and months with counts."""
    counts = engine(request).search(Search(page_size=1)).histogram
    years: dict[str, list[tuple[str, str, int]]] = {}
    for month in sorted(counts, reverse=True):
        if month != UNKNOWN and counts[month]:
            years.setdefault(month[:4], []).append(
                (month, MONTHS[int(month[5:]) - 1], counts[month])
            )
    return show(
        request,
        "years.html",
        years={year: rows[::-1] for year, rows in years.items()},
        months=MONTHS,
        totals={year: sum(row[2] for row in rows) for year, rows in years.items()},
        undated=counts.get(UNKNOWN, 0),
        today=today(request),
        histogram=histogram(Search(), counts),
    )


def topics_page(request: Request) -> Response:
    """Show all topics A to Z."""
    values = [value for value in engine(request).values("thema") if value.count]
    letters: dict[str, list[FacetCount]] = {}
    for value in sorted(values, key=lambda value: slug(value.label)):
        first = (slug(value.label)[:1] or "#").upper()
        letters.setdefault(first if first.isalpha() else "0–9", []).append(value)
    return show(request, "topics.html", letters=letters, total=len(values))


def _map(request: Request, counts: Mapping[str, int]) -> Map | None:
    """Return the map of the district that most of the news is about."""
    opened = services(request)
    folder, rules = opened.settings.data / "districts", load_rules(opened.database)
    drawn = [
        draw(load_gazetteer(known, folder=folder, rules=rules), counts)
        for known in opened.districts()
        if known
    ]
    return max(filter(None, drawn), key=lambda drawing: drawing.total, default=None)


def _tag(request: Request) -> str:
    return caching.etag(request, engine(request).generation(), fingerprint())


def _tree(values: Sequence[FacetCount]) -> tuple[Branch, ...]:
    children: dict[str | None, list[FacetCount]] = {}
    for value in values:
        children.setdefault(value.parent, []).append(value)

    def grown(parent: str | None) -> tuple[Branch, ...]:
        # Countries and regions by weight, so that the own district leads; places inside A to Z.
        large = parent is None or "/" not in parent
        siblings = sorted(
            children.get(parent, ()),
            key=lambda value: (-value.count if large else 0, slug(value.label)),
        )
        return tuple(Branch(value, grown(value.value)) for value in siblings)

    return grown(None)


def _by_year(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    years: dict[str, list[Hit]] = {}
    for hit in hits:
        year = f"{berlin(hit.published):%Y}" if hit.published else "Datum unbekannt"
        years.setdefault(year, []).append(hit)
    return years


ROUTES: tuple[BaseRoute, ...] = (
    Route("/orte", places_page),
    Route("/projekte", projects_page),
    Route("/projekte/{slug}", project_page),
    Route("/jahre", years_page),
    Route("/themen", topics_page),
)
