"""Signing in and out: the only pages of the desk that need no session."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.accounts import SESSION_ENDS, AccountStore, Role
from archive.app.admin.guard import (
    DESK,
    SIGN_IN,
    Visit,
    cookie_name,
    current_session,
    desk,
    done,
    is_secure,
    page,
    unstored,
)
from archive.app.site.requests import now, read_form, services, show
from archive.app.site.security import from_this_site
from archive.audit import AuditLog
from archive.errors import AccountError

MOST_FORM = 10_000  # bytes


async def sign_in_page(request: Request) -> Response:
    """Show the form, or lead on who is signed in already."""
    if await run_in_threadpool(current_session, request):
        return unstored(RedirectResponse(_target(request), 303))
    said = "Sie sind abgemeldet." if request.query_params.get("gesagt") == "abgemeldet" else ""
    return unstored(_form(request, said=said))


async def sign_in(request: Request) -> Response:
    """Check name and password; every failure looks and lasts the same."""
    if not from_this_site(request):
        raise HTTPException(403, "Dieses Formular kam nicht von dieser Seite.")
    form = await read_form(request, most=MOST_FORM, fields=10)
    name, password = (str(form.get(field, "")) for field in ("name", "passwort"))
    return unstored(await run_in_threadpool(_sign_in, request, name.strip().lower(), password))


def sign_out(visit: Visit) -> Response:
    """End the session here and now."""
    accounts = AccountStore(visit.services.database)
    accounts.close_session(visit.request.cookies[cookie_name(visit.request)])
    response = done("/anmelden", "abgemeldet")
    response.delete_cookie(cookie_name(visit.request), secure=is_secure(visit.request))
    return response


def own_password_page(visit: Visit) -> Response:
    """Show the form that changes one's own password."""
    return page(visit, "password.html", error="")


def own_password(visit: Visit) -> Response:
    """Change one's own password, knowing the old one; all sessions end."""
    accounts = AccountStore(visit.services.database)
    address = visit.request.client.host if visit.request.client else ""
    try:
        accounts.verify(visit.name, _raw(visit, "altes"), address=address, now=visit.now)
        accounts.set_password(visit.name, _raw(visit, "neues"))
    except AccountError as error:
        return page(visit, "password.html", status=422, error=str(error))
    AuditLog(visit.services.database).note(visit.name, "user.password", visit.name, at=visit.now)
    return done("/anmelden")


ROUTES: tuple[BaseRoute, ...] = (
    Route(SIGN_IN, sign_in_page, methods=["GET"], name="sign_in_page"),
    Route(SIGN_IN, sign_in, methods=["POST"], name="sign_in"),
    desk("/abmelden", sign_out, Role.LESER, ["POST"]),
    desk("/passwort", own_password_page, Role.LESER),
    desk("/passwort", own_password, Role.LESER, ["POST"]),
)


def _sign_in(request: Request, name: str, password: str) -> Response:
    store = AccountStore(services(request).database)
    address = request.client.host if request.client else ""
    try:
        store.verify(name, password, address=address, now=now(request))
    except AccountError as error:
        return _form(request, error=str(error), name=name, status=401)
    old = request.cookies.get(cookie_name(request))
    if old:  # what was known before signing in must not be worth anything afterwards
        store.close_session(old)
    response = RedirectResponse(_target(request), 303)
    response.set_cookie(
        cookie_name(request),
        store.open_session(name, now=now(request)),
        max_age=int(SESSION_ENDS.total_seconds()),
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return response


def _form(
    request: Request, *, error: str = "", name: str = "", said: str = "", status: int = 200
) -> Response:
    return show(
        request,
        "admin/sign_in.html",
        status=status,
        error=error,
        name=name,
        said=said,
        target=_target(request),
    )


def _target(request: Request) -> str:
    """Return where to go on; only addresses of the desk, never another site."""
    wanted = request.query_params.get("weiter", "")
    inside = wanted == DESK or wanted.startswith((f"{DESK}/", f"{DESK}?"))
    if not inside or "\\" in wanted or "//" in wanted or not wanted.isprintable():
        return DESK
    return DESK if wanted.startswith(SIGN_IN) else wanted


def _raw(visit: Visit, name: str) -> str:
    value = visit.form.get(name)
    return value if isinstance(value, str) else ""
