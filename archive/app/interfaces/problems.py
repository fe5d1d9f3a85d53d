"""Errors for programs: application/problem+json (RFC 9457), in German."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.responses import JSONResponse

from archive.app.site.state import Problem

TITLES = {
    404: "Nicht gefunden",
    410: "Nicht mehr verfügbar",
    414: "Adresse zu lang",
    422: "Anfrage nicht verständlich",
    429: "Zu viele Anfragen",
}


class ProblemResponse(JSONResponse):
    """A problem document."""

    media_type = "application/problem+json"


def problem(status: int, detail: str, **more: Any) -> ProblemResponse:
    """Return the answer for an error; *more* are members of its own kind."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Fehler"), "status": status}
    return ProblemResponse({**body, "detail": detail, **more}, status_code=status)


def wrong_parameters(problems: Iterable[Problem]) -> ProblemResponse:
    """Return the 422 that names every parameter it cannot follow."""
    errors = [{"parameter": wrong.name, "detail": wrong.text} for wrong in problems]
    return problem(422, " ".join(error["detail"] for error in errors), errors=errors)
