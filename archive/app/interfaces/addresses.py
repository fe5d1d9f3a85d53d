"""Absolute addresses for feeds, exports and sitemaps."""

from __future__ import annotations

from starlette.requests import Request

from archive.app.site.requests import services


def absolute(request: Request, path: str) -> str:
    """Return *path* with the site's public address, or the one asked for where none is set."""
    base = services(request).settings.base_url or str(request.base_url)
    return base.rstrip("/") + path
