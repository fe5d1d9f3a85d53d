"""Addresses of the site: every link is built here, so that one state has one address."""

from __future__ import annotations

from dataclasses import dataclass

from archive.app.interfaces.exports import FORMATS
from archive.app.site.state import write_state
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


# (label, path); all take the parameters of /suche.
EXPORTS = (
    *((form.label, f"/export.{name}") for name, form in FORMATS.items()),
    ("JSON (Schnittstelle)", "/api/suche"),
)
FEEDS = (  # (label, path, media type)
    ("Atom-Feed", "/feed.atom", "application/atom+xml"),
    ("RSS-Feed", "/feed.rss", "application/rss+xml"),
    ("JSON Feed", "/feed.json", "application/feed+json"),
)
CITATIONS = (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json"))
FOR_PROGRAMS = (
    MachineLink("Schnittstelle (API)", "/api"),
    MachineLink("Feed neuer Meldungen", "/feed.atom"),
)
OPENSEARCH = "application/opensearchdescription+xml"


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
    return search_url(Search(filters={facet: (value,)}))


def exports(search: Search) -> list[MachineLink]:
    """Return the links that give all hits of *search* to programs."""
    return [MachineLink(label, search_url(search, path)) for label, path in EXPORTS]


def feeds(search: Search) -> list[MachineLink]:
    """Return the links that tell of new hits of *search*."""
    return [MachineLink(label, search_url(search, path)) for label, path, _ in FEEDS]


def citations(article_id: str) -> list[MachineLink]:
    """Return the links to an article's citation for reference managers."""
    return [
        MachineLink(label, f"/meldung/{article_id}/zitat.{ending}") for label, ending in CITATIONS
    ]


def discovery(site_name: str, query: str = "") -> list[Discovery]:
    """Return what the page's head tells programs; feeds follow the search *query*."""
    ending = f"?{query}" if query else ""
    found = [
        Discovery("alternate", media_type, label, path + ending)
        for label, path, media_type in FEEDS
    ]
    return [*found, Discovery("search", OPENSEARCH, site_name, "/opensearch.xml")]
