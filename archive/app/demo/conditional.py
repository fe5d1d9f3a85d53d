"""Answers with ETag and Last-Modified, or 304 to a reader who has them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response


def html(request: Request, text: str, changed: datetime | None = None) -> Response:
    """Return a page."""
    return answer(request, text.encode(), "text/html; charset=UTF-8", changed)


def xml(request: Request, text: str) -> Response:
    """Return an XML document."""
    return answer(request, text.encode(), "application/xml; charset=UTF-8")


def answer(request: Request, body: bytes, kind: str, changed: datetime | None = None) -> Response:
    """Return *body* with ETag and Last-Modified, or 304 when the reader has it (RFC 9110 §13)."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Content-Type": kind}
    if changed:
        headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    return (
        Response(status_code=304, headers=headers)
        if _has(request, etag, changed)
        else Response(body, headers=headers)
    )


def _has(request: Request, etag: str, changed: datetime | None) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        return etag in [part.strip().removeprefix("W/") for part in known.split(",")]
    since = request.headers.get("if-modified-since")
    if since is None or changed is None:
        return False
    try:
        return changed.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
