"""ETags that follow the index generation: a new generation makes every page new at once."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

# Browsers and proxies may keep a page but must ask each time: a takedown counts at once.
REVALIDATE = "public, no-cache"


def etag(request: Request, *parts: object) -> str:
    """Return the weak ETag of this address in the state that *parts* name."""
    named = "\n".join([request.url.path, request.url.query, *map(str, parts)])
    return f'W/"{hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:20]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """Return the 304 for a reader who has the page of *tag* already, else None (RFC 9110 §13)."""
    known = request.headers.get("if-none-match", "")
    opaque = tag.removeprefix("W/")
    if known.strip() == "*" or opaque in (
        part.strip().removeprefix("W/") for part in known.split(",")
    ):
        return marked(Response(status_code=304), tag)
    return None


def marked(response: Response, tag: str) -> Response:
    """Return *response* with its ETag and the rule for keeping it."""
    response.headers["etag"] = tag
    response.headers["cache-control"] = REVALIDATE
    return response
