"""An article with its facts, its place in the result set, similar ones, and its versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.app.interfaces.addresses import absolute
from archive.app.interfaces.citation import reference
from archive.app.site import caching
from archive.app.site.article_body import body_html
from archive.app.site.article_data import json_ld
from archive.app.site.difference import compare
from archive.app.site.links import article_url, citations
from archive.app.site.requests import engine, services, show, state, today
from archive.app.site.search_page import source_names
from archive.app.site.state import is_empty
from archive.app.site.templating import fingerprint
from archive.article import PUBLIC, Article, Attachment, Status, slug
from archive.store import Version
from index.results import Search
from index.search import Neighbours

EVIDENCE = {  # first word of what the archive says of where a date was read → in words
    "editor": "von der Redaktion des Archivs gesetzt",
    "import": "beim Import angegeben",
    "rest": "aus der Datenschnittstelle des Herausgebers",
    "feed": "aus dem Feed des Herausgebers",
    "sitemap": "aus dem Seitenverzeichnis des Herausgebers",
    "json-ld": "aus den maschinenlesbaren Angaben der Seite",
    "meta": "aus den Angaben im Kopf der Seite",
    "visible": "aus dem sichtbaren Text der Seite",
    "address": "aus der Adresse der Meldung",
}
ELSEWHERE = "aus der Datumsangabe auf der Seite"
SAME_DAY = timedelta(days=1)


def article_page(request: Request) -> Response:
    """Show an article; an address with another title leads to the right one."""
    found = public_article(request)
    asked = state(request)
    if request.path_params.get("slug") != (slug(found.title) or "meldung"):
        target = article_url(found.id, found.title)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(target + query, 301)
    parts = (
        engine(request).generation(),
        fingerprint(),
        found.checked,
        found.changed,
        today(request),
    )
    tag = caching.etag(request, *parts)
    known = caching.unchanged(request, tag)
    if known is not None:
        return known
    return caching.marked(
        show(request, "article.html", **_context(request, found, asked.search)), tag
    )


def versions_page(request: Request) -> Response:
    """Show what changed between two versions of an article, the last two by default."""
    found = public_article(request)
    versions = services(request).articles.versions(found.id)
    old, new = _chosen(request, versions)
    return show(
        request,
        "versions.html",
        article=found,
        versions=versions[::-1],
        old=old,
        new=new,
        difference=compare(old.article, new.article) if old and new else None,
    )


def date_evidence(found: Article) -> str:
    """Return where the date was read as people say it; "" where there is none."""
    if found.published is None:
        return ""
    return EVIDENCE.get(found.published.source.partition(" ")[0], ELSEWHERE)


def public_article(request: Request) -> Article:
    """Return the article of the address; a taken-down one is 410, a hidden one 404."""
    found = services(request).articles.get(request.path_params["id"])
    if found is None or found.status is Status.HIDDEN:
        raise HTTPException(404)
    if found.status not in PUBLIC:
        raise HTTPException(410)
    return found


def _context(request: Request, found: Article, search: Search) -> dict[str, Any]:
    came_from_search = not is_empty(search)
    neighbours = _neighbours(request, found, search) if came_from_search else None
    around = {a.id: a for a in _around(request, neighbours)}
    permalink = absolute(request, article_url(found.id, found.title))
    names = source_names(request)
    return {
        "article": found,
        "body": body_html(found),
        "evidence": date_evidence(found),
        "changed_later": _changed_later(found),
        "source_name": names.get(found.source, found.source),
        "names": names,
        "search": search if came_from_search else None,
        "neighbours": neighbours,
        "previous": around.get(neighbours.previous or "") if neighbours else None,
        "next": around.get(neighbours.next or "") if neighbours else None,
        "similar": engine(request).similar(found.id),
        "also": services(request).articles.many(list(found.also_at)),
        "files": [file for file in found.attachments if not _is_picture(file)],
        "pictures": [file for file in found.attachments if _is_picture(file)],
        "permalink": permalink,
        "citations": citations(found.id),
        "reference": reference(
            found, permalink, publisher=names.get(found.source, found.source), today=today(request)
        ),
        "json_ld": json_ld(found, permalink, names),
    }


def _neighbours(request: Request, found: Article, search: Search) -> Neighbours | None:
    neighbours = engine(request).neighbours(search, found.id)
    return neighbours if neighbours.position else None


def _around(request: Request, neighbours: Neighbours | None) -> list[Article]:
    if neighbours is None:
        return []
    return services(request).articles.many(
        [other for other in (neighbours.previous, neighbours.next) if other]
    )


def _changed_later(found: Article) -> bool:
    """Tell whether the publisher changed it on another day: some systems always say "changed"."""
    if found.modified is None:
        return False
    if found.published is None:
        return True
    return found.modified.value - found.published.value >= SAME_DAY


def _is_picture(file: Attachment) -> bool:
    return file.media_type.startswith("image/")


def _chosen(request: Request, versions: Sequence[Version]) -> tuple[Version | None, Version | None]:
    by_number = {str(version.number): version for version in versions}
    new = by_number.get(request.query_params.get("neu", "")) or (versions[-1] if versions else None)
    before = [version for version in versions if new and version.number < new.number]
    old = by_number.get(request.query_params.get("alt", "")) or (before[-1] if before else None)
    return old, new


ROUTES: tuple[BaseRoute, ...] = (
    Route("/meldung/{id}", article_page),
    Route("/meldung/{id}/{slug}", article_page),
    Route("/versionen/{id}", versions_page),
)
