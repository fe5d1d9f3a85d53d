"""What a page asks of its request: the services, today, the search state, a template."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates
from starlette.types import Message

from archive.app.composition import Services
from archive.app.site.freshness import Freshness, KeptFreshness
from archive.app.site.state import State, read_state
from index.facets import BERLIN
from index.search import SearchService


def services(request: Request) -> Services:
    """Return the opened archive."""
    return cast(Services, request.app.state.services)


def now(request: Request) -> datetime:
    """Return the time, aware and UTC."""
    return cast(datetime, request.app.state.clock())


def today(request: Request) -> date:
    """Return the day in Germany."""
    return now(request).astimezone(BERLIN).date()


def freshness(request: Request) -> Freshness:
    """Return how fresh the archive is, at most a minute old."""
    return cast(KeptFreshness, request.app.state.freshness).at(now(request))


def state(request: Request, *also: str) -> State:
    """Return the search state of the address; *also* names the page's own parameters."""
    pairs = request.query_params.multi_items()
    return read_state(pairs, today=today(request), also=frozenset(also))


def show(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """Return the page made of *template*."""
    templates = cast(Jinja2Templates, request.app.state.templates)
    return templates.TemplateResponse(request, template, context, status_code=status)


async def read_form(request: Request, *, most: int, fields: int) -> FormData:
    """Return the form of at most *most* bytes and *fields* fields; more is answered 413 or 400.

    Bytes are counted as they come: a body sent in chunks does not say its length beforehand.
    """
    if int(request.headers.get("content-length") or 0) > most:
        raise HTTPException(413)
    left = most

    async def counted() -> Message:
        nonlocal left
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413)
        return message

    sent = Request(request.scope, counted)
    return await sent.form(max_files=0, max_fields=fields, max_part_size=most)


def engine(request: Request) -> SearchService:
    """Return the search service."""
    return cast(SearchService, request.app.state.services.search)
