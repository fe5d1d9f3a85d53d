"""What editors add to a search page."""

from __future__ import annotations

from starlette.requests import Request

from archive.app.composition import words_stamp
from archive.app.site.requests import services, today
from archive.article import PUBLIC, Article
from archive.curation import PinStore
from index.results import Search


def recommended(request: Request, search: Search) -> list[Article]:
    """Return the articles editors recommend for this very query, on its first page."""
    if not search.query or search.page > 1 or search.filters or search.since or search.until:
        return []
    ids = PinStore(services(request).database).live(search.query, today=today(request))
    found = services(request).articles.many(list(ids))
    return [article for article in found if article.status in PUBLIC]


def stamp(request: Request, search: Search) -> tuple[object, ...]:
    """Return what an ETag must follow beside the index: words and recommendations."""
    pins = tuple(article.id for article in recommended(request, search))
    return (words_stamp(services(request).settings), pins)
