"""The site as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from archive.app.admin.routes import admin_routes
from archive.app.composition import Services, open_services
from archive.app.interfaces import api, downloads, machines
from archive.app.operations import CountRequests, operation_routes
from archive.app.site import (
    advanced_page,
    article_page,
    browse,
    pages,
    report_page,
    search_page,
    suggestions,
)
from archive.app.site.compressing import Compressed
from archive.app.site.error_pages import HANDLERS
from archive.app.site.freshness import KeptFreshness
from archive.app.site.noting import SearchNotes
from archive.app.site.refusals import ShortAddresses
from archive.app.site.report_page import Patience
from archive.app.site.security import SecurityHeaders
from archive.app.site.static_files import KeptFiles
from archive.app.site.templating import STATIC, make_templates
from archive.app.site.throttle import Throttle
from archive.errors import NewsArchiveError
from archive.insights import Insights
from archive.settings import load_settings
from index.results import Search

ROUTES: tuple[BaseRoute, ...] = (
    *api.ROUTES,
    *downloads.ROUTES,
    *machines.ROUTES,
    *pages.ROUTES,
    *advanced_page.ROUTES,
    *search_page.ROUTES,
    *suggestions.ROUTES,
    *article_page.ROUTES,
    *browse.ROUTES,
    *report_page.ROUTES,
)

PAGES = ("start.html", "search.html", "article.html", "error.html")  # what most readers see


def create_app(
    services: Services,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    more: Sequence[BaseRoute] = (),
) -> Starlette:
    """Return the site over opened *services*; *more* routes come before the site's own."""
    app = Starlette(
        routes=[*more, Mount("/static", KeptFiles(directory=STATIC), name="static"), *ROUTES],
        middleware=[
            Middleware(CountRequests),
            Middleware(SecurityHeaders),
            Middleware(
                Throttle,
                rate=services.settings.requests_per_second,
                burst=services.settings.requests_at_once,
            ),
            Middleware(ShortAddresses),
            Middleware(Compressed, minimum_size=600, compresslevel=5),
        ],
        exception_handlers=HANDLERS,
    )
    app.router.redirect_slashes = False  # it answers with the Host a stranger sent; ours does not
    app.state.services = services
    app.state.templates = make_templates(services.settings)
    app.state.clock = clock
    app.state.freshness = KeptFreshness(services)
    app.state.patience = Patience()
    app.state.notes = SearchNotes(Insights(services.database), started=clock())
    return app


def from_environment() -> Starlette:
    """Return site and desk over the archive that NEWSARCHIVE_DATA names; for uvicorn's workers."""
    services = open_services(load_settings())
    app = create_app(services, more=[*admin_routes(services), *operation_routes(services)])
    warm_up(app)
    return app


def warm_up(app: Starlette) -> None:
    """Do what the first reader of a new process would wait for: words, index, page templates."""
    for page in PAGES:
        app.state.templates.env.get_template(page)
    with suppress(NewsArchiveError):  # pages tell readers, and /readyz the operator
        app.state.services.search.search(Search())
