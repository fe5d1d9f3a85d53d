"""The door of the desk: every route names the role it needs; nothing passes without one."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from archive.accounts import AccountStore, Role, Session
from archive.app.composition import Services
from archive.app.site.requests import now as moment_of
from archive.app.site.requests import read_form, show
from archive.app.site.security import from_this_site
from archive.crawl_words import asked_by, german

DESK = "/verwaltung"
SIGN_IN = f"{DESK}/anmelden"
MOST_FIELDS = 2000
MOST_FORM = 2_000_000  # bytes; the largest form is the bulk correction of a page of hits


@dataclass(frozen=True)
class Visit:
    """A request to the desk by somebody who may make it."""

    request: Request
    services: Services
    session: Session
    now: datetime
    form: FormData = field(default_factory=FormData)

    @property
    def name(self) -> str:
        """The person's name, for audit and corrections."""
        return self.session.user.name

    def may(self, role: str) -> bool:
        """Tell whether the person may do what *role* may."""
        return self.session.user.role.covers(Role(role))

    def text(self, name: str, *, most: int = 20_000) -> str:
        """Return a field of the form without NUL and outer blanks, cut at *most* characters."""
        value = self.form.get(name)
        return value.replace("\0", "").strip()[:most] if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return all values of a repeated field."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def asked(self, name: str, default: str = "") -> str:
        """Return a parameter of the address."""
        return self.request.query_params.get(name, default).replace("\0", "").strip()[:1000]

    def number(self, name: str) -> int:
        """Return a number of the path; what cannot be one is answered 404."""
        text = str(self.request.path_params[name])
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise HTTPException(404)
        return int(text)


Endpoint = Callable[[Visit], Response] | Callable[[Visit], Awaitable[Response]]


def desk(path: str, endpoint: Endpoint, role: Role, methods: Sequence[str] = ("GET",)) -> Route:
    """Return a route of the desk for people with *role*; forms need their token."""

    async def guarded(request: Request) -> Response:
        session = await run_in_threadpool(current_session, request)
        if session is None:
            return _to_sign_in(request)
        if not session.user.role.covers(role):
            raise HTTPException(403, "Dafür reicht Ihre Rolle nicht.")
        form = await checked_form(request, session.form_token) if _writes(request) else FormData()
        visit = Visit(request, request.app.state.services, session, moment_of(request), form)
        return unstored(await _answer(endpoint, visit))

    route = Route(f"{DESK}{path}", guarded, methods=list(methods), name=endpoint.__name__)
    route.role = role  # type: ignore[attr-defined]  # for the role matrix
    return route


async def checked_form(request: Request, token: str) -> FormData:
    """Return the form when it comes from this site and carries the session's token."""
    if not from_this_site(request):
        raise HTTPException(403, "Dieses Formular kam nicht von dieser Seite.")
    form = await read_form(request, most=MOST_FORM, fields=MOST_FIELDS)
    given = form.get("marke")
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), token.encode()):
        raise HTTPException(403, "Das Formular ist veraltet. Laden Sie die Seite neu, bitte.")
    return form


def current_session(request: Request) -> Session | None:
    """Return the session the browser's cookie names, while it lasts."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    services: Services = request.app.state.services
    return AccountStore(services.database).session(token, now=moment_of(request))


def cookie_name(request: Request) -> str:
    """Return the cookie's name; over https the browser itself keeps it to this very host."""
    return "__Host-verwaltung" if is_secure(request) else "verwaltung"


def is_secure(request: Request) -> bool:
    """Tell whether readers reach the site over https."""
    services: Services = request.app.state.services
    return request.url.scheme == "https" or services.settings.base_url.startswith("https://")


def page(visit: Visit, template: str, *, status: int = 200, **context: Any) -> Response:
    """Return a page of the desk."""
    said = visit.request.query_params.get("gesagt", "")
    return show(
        visit.request,
        f"admin/{template}",
        status=status,
        visit=visit,
        said=SAID.get(said, ""),
        german=german,
        asked_by=asked_by,
        **context,
    )


def done(path: str, said: str = "", **parameters: str) -> Response:
    """Return to a page of the desk after a form, with one of the sentences of SAID."""
    pairs = [*parameters.items(), *([("gesagt", said)] if said else [])]
    query = "&".join(f"{name}={quote(value)}" for name, value in pairs)
    return RedirectResponse(f"{DESK}{path}{'?' + query if query else ''}", 303)


def unstored(response: Response) -> Response:
    """Forbid every cache to keep a page of the desk."""
    response.headers["cache-control"] = "no-store"
    return response


async def _answer(endpoint: Endpoint, visit: Visit) -> Response:
    if iscoroutinefunction(endpoint):
        answer: Response = await endpoint(visit)
        return answer
    return await run_in_threadpool(endpoint, visit)  # type: ignore[arg-type]


def _writes(request: Request) -> bool:
    return request.method not in ("GET", "HEAD")


def _to_sign_in(request: Request) -> Response:
    if _writes(request):
        raise HTTPException(403, "Ihre Sitzung ist zu Ende. Bitte melden Sie sich neu an.")
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return unstored(RedirectResponse(f"{SIGN_IN}?weiter={quote(path, safe='')}", 303))


SAID: Mapping[str, str] = {
    "gespeichert": "Gespeichert.",
    "berichtigt": "Die Berichtigung ist auf der Seite, in Feeds und Exporten zu sehen.",
    "wird-berichtigt": "Gespeichert. Der Suchindex folgt in wenigen Augenblicken.",
    "zurueckgenommen": "Die Berichtigung ist zurückgenommen.",
    "verborgen": "Die Meldung ist verborgen: auf Seiten, in Feeds, Exporten und Vorschlägen.",
    "entfernt": "Die Meldung ist entfernt. Unter ihrer Adresse steht nur noch, dass sie fehlt.",
    "sichtbar": "Die Meldung ist wieder zu sehen.",
    "laeuft": "Der Lauf beginnt, sobald ein Arbeitsprozess frei ist.",
    "gebeten": "Der Lauf ist gebeten und folgt vor dem nächsten Abruf.",
    "geloescht": "Gelöscht.",
    "angelegt": "Angelegt.",
    "freigegeben": "Freigegeben.",
    "abgelehnt": "Abgelehnt.",
    "unveraendert": "Es war nichts zu ändern.",
    "abgemeldet": "Sie sind abgemeldet.",
    "fassung-angenommen": "Der kurze Text ist übernommen, der alte bleibt als Fassung erhalten.",
    "fassung-abgelehnt": "Der alte Text bleibt; derselbe kurze wird nicht noch einmal vorgelegt.",
    "beantwortet": "Der Hinweis ist erledigt.",
}
