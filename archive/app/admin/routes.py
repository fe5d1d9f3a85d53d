"""All routes of the desk."""

from __future__ import annotations

from starlette.routing import BaseRoute

from archive.app.admin import (
    articles,
    overview,
    people,
    places,
    quarantine,
    register,
    reports,
    runs,
    schedules,
    searching,
    signing,
    sources,
    why,
)
from archive.app.composition import Services


def admin_routes(_services: Services) -> list[BaseRoute]:
    """Return the routes under /verwaltung; the site puts them before its own."""
    parts = (
        signing,
        overview,
        sources,
        schedules,
        runs,
        articles,
        why,
        places,
        register,
        searching,
        reports,
        quarantine,
        people,
    )
    return [route for part in parts for route in part.ROUTES]
