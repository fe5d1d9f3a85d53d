"""Error pages: German, with a search box; programs get problem+json (RFC 9457)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from archive.app.site.requests import show
from archive.app.site.security import HEADERS
from archive.errors import QueryRefused, SearchIndexError, StoreBusy, StoreError

TITLES = {
    400: "Diese Anfrage verstehen wir nicht",
    403: "Das ist nicht erlaubt",
    404: "Diese Seite gibt es nicht",
    405: "So lässt sich diese Adresse nicht aufrufen",
    410: "Diese Meldung wurde entfernt",
    413: "Das ist zu viel auf einmal",
    414: "Diese Adresse ist zu lang",
    429: "Das waren zu viele Anfragen in kurzer Zeit",
    500: "Da ist bei uns etwas schiefgegangen",
    503: "Das Archiv ist gerade nicht erreichbar",
}
ADVICE = {
    400: "Prüfen Sie bitte die Adresse oder suchen Sie nach der Meldung.",
    403: "Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.",
    404: "Vielleicht ist die Adresse unvollständig oder veraltet. Suchen Sie nach der Meldung – "
    "auch alte Adressen der Herausgeber führen hierher, wenn Sie sie ins Suchfeld eingeben.",
    405: "Bitte benutzen Sie die Links und Formulare dieser Seite.",
    410: "Sie wird hier nicht mehr gezeigt. Vielleicht gibt es andere Meldungen zum Thema.",
    413: "Bitte kürzen Sie Ihre Eingabe.",
    414: "Bitte kürzen Sie den Suchtext oder wählen Sie weniger Filter.",
    429: "Warten Sie bitte eine Minute und versuchen Sie es dann noch einmal.",
    500: "Der Fehler wurde festgehalten. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
    503: "Bitte versuchen Sie es in einer Minute noch einmal.",
}


def for_programs(request: Request) -> bool:
    """Tell whether the answer goes to a program rather than a reader."""
    return request.url.path.startswith("/api/")


def error_page(
    request: Request,
    status: int,
    *,
    advice: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the error page (or problem document) of *status*."""
    title = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    text = advice or ADVICE.get(status, ADVICE[500 if status >= 500 else 400])
    if for_programs(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": text}
        response: Response = JSONResponse(
            body, status_code=status, media_type="application/problem+json"
        )
    else:
        context = {"title": title, "advice": text, "code": status}
        response = show(request, "error.html", status=status, **context)
    response.headers["cache-control"] = "no-store"
    response.headers.update(headers or {})
    return response


ONE_PATH = re.compile(r"/[^/\\].*[^/\\]")  # never "//host", which would lead away from the site


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for nothing else
    bare = request.url.path.rstrip("/")
    if error.status_code == 404 and bare != request.url.path and ONE_PATH.fullmatch(bare):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(bare + query, 308)
    # Starlette fills in an English phrase where no detail was given; only ours is shown.
    ours = error.detail if not error.detail.isascii() or error.detail.endswith((".", "!")) else ""
    return error_page(request, error.status_code, advice=ours, headers=error.headers)


def _refused(request: Request, error: Exception) -> Response:
    return error_page(request, 400, advice=str(error))


def _unavailable(request: Request, _error: Exception) -> Response:
    return error_page(request, 503, headers={"retry-after": "30"})


def _failed(request: Request, _error: Exception) -> Response:
    # Starlette answers for unforeseen errors outside all middleware, so the headers go here.
    return error_page(request, 500, headers=HEADERS)


HANDLERS: Mapping[Any, Callable[[Request, Exception], Response]] = {
    HTTPException: _http,
    QueryRefused: _refused,
    StoreBusy: _unavailable,
    StoreError: _unavailable,
    SearchIndexError: _unavailable,
    Exception: _failed,
}
