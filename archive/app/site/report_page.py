"""“Fehler melden”: a form for readers, without an account and without personal data."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.app.site.article_page import public_article
from archive.app.site.requests import now, read_form, services, show
from archive.app.site.security import from_this_site
from archive.article import Article
from archive.reports import HOUR, KINDS, LONGEST_CONTACT, LONGEST_MESSAGE, ReportStore

MOST_PER_ADDRESS = 6  # in an hour
ADDRESSES = 10_000
LARGEST_FORM = 20_000  # bytes
SHORTEST_MESSAGE = 5


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as the reader filled it in, with what is wrong by field."""

    kind: str = ""
    message: str = ""
    contact: str = ""
    errors: dict[str, str] = field(default_factory=dict)


class Patience:
    """Counts reports by address for an hour; addresses are hashed and never leave memory."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, list[datetime]] = OrderedDict()

    def spent(self, address: str, at: datetime) -> bool:
        """Count one more report from *address*; tell whether that is too many."""
        key = hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()
        lately = [moment for moment in self._seen.pop(key, []) if at - moment < HOUR]
        self._seen[key] = [*lately, at][-MOST_PER_ADDRESS - 1 :]
        if len(self._seen) > ADDRESSES:
            self._seen.popitem(last=False)
        return len(self._seen[key]) > MOST_PER_ADDRESS


def form_page(request: Request) -> Response:
    """Show the empty form, for an article or for the archive as a whole."""
    return _form(request, _article(request), Filled(kind=request.query_params.get("art", "")))


async def take_report(request: Request) -> Response:
    """Keep what the reader sent, or show the form again with what is wrong."""
    if not from_this_site(request):
        raise HTTPException(403)
    form = await read_form(request, most=LARGEST_FORM, fields=10)
    sent = {name: value for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_keep, request, sent)


def thanks_page(request: Request) -> Response:
    """Say that the report has arrived."""
    return show(request, "report_thanks.html", article=_article(request))


def _keep(request: Request, sent: dict[str, str]) -> Response:
    article = _article(request)
    path = f"{request.url.path}/danke"
    if sent.get("website"):  # a field people do not see: only programs fill it in
        return RedirectResponse(path, 303)
    filled = _checked(sent)
    if filled.errors:
        return _form(request, article, filled, status=422)
    patience: Patience = request.app.state.patience
    client = request.client.host if request.client else ""
    if patience.spent(client, now(request)):
        raise HTTPException(429)
    number = ReportStore(services(request).database).add(
        article.id if article else None,
        filled.kind,
        filled.message,
        filled.contact,
        made=now(request),
    )
    if number is None:
        raise HTTPException(429)
    return RedirectResponse(path, 303)


def _checked(sent: dict[str, str]) -> Filled:
    kind = sent.get("art", "")
    message = sent.get("nachricht", "").replace("\x00", "").strip()
    contact = " ".join(sent.get("kontakt", "").replace("\x00", "").split())
    errors = {}
    if kind not in KINDS:
        errors["art"] = "Bitte wählen Sie aus, worum es geht."
    if len(message) < SHORTEST_MESSAGE:
        errors["nachricht"] = "Bitte beschreiben Sie kurz, was nicht stimmt."
    elif len(message) > LONGEST_MESSAGE:
        errors["nachricht"] = f"Bitte kürzen Sie den Text auf {LONGEST_MESSAGE:n} Zeichen."
    if len(contact) > LONGEST_CONTACT:
        errors["kontakt"] = f"Bitte kürzen Sie die Angabe auf {LONGEST_CONTACT} Zeichen."
    safe = message.encode("utf-8", "replace").decode()
    return Filled(kind, safe, contact.encode("utf-8", "replace").decode(), errors)


def _article(request: Request) -> Article | None:
    return public_article(request) if "id" in request.path_params else None


def _form(
    request: Request, article: Article | None, filled: Filled, *, status: int = 200
) -> Response:
    context: dict[str, Any] = {"article": article, "filled": filled, "kinds": KINDS}
    response = show(request, "report.html", status=status, **context)
    response.headers["cache-control"] = "no-store"
    return response


ROUTES: tuple[BaseRoute, ...] = (
    Route("/melden", form_page),
    Route("/melden", take_report, methods=["POST"]),
    Route("/melden/danke", thanks_page),
    Route("/melden/{id}", form_page),
    Route("/melden/{id}", take_report, methods=["POST"]),
    Route("/melden/{id}/danke", thanks_page),
)
