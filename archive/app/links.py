"""Addresses of the site: every link is built here, so that one state has one address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette

from archive.app.state import write_state
from archive.article import slug
from index.results import Search


@dataclass(frozen=True, slots=True)
class MachineLink:
    """A link to the same content for programs."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """A <link> in a page's head by which programs find a feed or the search description."""

    rel: str
    type: str
    title: str
    href: str


# Shown where the site has a route for them: (label, path). All take the parameters of /suche.
EXPORTS = (
    ("CSV für Tabellen", "/export.csv"),
    ("Excel (XLSX)", "/export.xlsx"),
    ("JSON Lines", "/export.jsonl"),
    ("BibTeX", "/export.bib"),
    ("RIS", "/export.ris"),
    ("JSON (Schnittstelle)", "/api/suche"),
)
FEEDS = (
    ("Atom-Feed", "/feed.atom", "application/atom+xml"),
    ("RSS-Feed", "/feed.rss", "application/rss+xml"),
    ("JSON Feed", "/feed.json", "application/feed+json"),
)
CITATIONS = (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json"))
FOR_PROGRAMS = (("Schnittstelle (API)", "/api"), ("Feed der neuesten Meldungen", "/feed.atom"))


def search_url(search: Search, path: str = "/suche") -> str:
    """Return the one address of that state of the search page."""
    query = write_state(search)
    return f"{path}?{query}" if query else path


def article_url(article_id: str, title: str, search: Search | None = None) -> str:
    """Return the address of an article; with *search*, it remembers the result set."""
    path = f"/meldung/{article_id}/{slug(title) or 'meldung'}"
    return search_url(search, path) if search is not None else path


def facet_url(facet: str, value: str) -> str:
    """Return the address of all articles with one facet value."""
    return f"/suche?{urlencode({facet: value})}"


def paths(app: Starlette) -> frozenset[str]:
    """Return the paths the site answers, without those that hold parameters."""
    return frozenset(path for path in _paths(app.routes) if "{" not in path)


def exports(app: Starlette, search: Search) -> list[MachineLink]:
    """Return the links that give the hits of *search* to programs."""
    known = paths(app)
    offered = [*EXPORTS, *((label, path) for label, path, _ in FEEDS)]
    return [MachineLink(label, search_url(search, path)) for label, path in offered if path in known]


def machine_links(app: Starlette) -> list[MachineLink]:
    """Return the links for programs in the footer."""
    return [MachineLink(label, path) for label, path in FOR_PROGRAMS if path in paths(app)]


def discovery(app: Starlette, query: str = "") -> list[Discovery]:
    """Return what the page's head tells programs; feeds follow the search *query*."""
    known = paths(app)
    ending = f"?{query}" if query else ""
    found = [
        Discovery("alternate", media_type, label, path + ending)
        for label, path, media_type in FEEDS
        if path in known
    ]
    if "/opensearch.xml" in known:
        kind = "application/opensearchdescription+xml"
        found.append(Discovery("search", kind, "Nachrichtenarchiv", "/opensearch.xml"))
    return found


def _paths(routes: Iterable[Any]) -> Iterable[str]:
    return (path for route in routes if (path := getattr(route, "path", None)))
