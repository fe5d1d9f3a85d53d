"""People who may sign in, the audit log and the settings in force: for the operator."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import AccountStore, Role
from archive.app.admin.guard import Visit, desk, done, page
from archive.app.configuration import effective
from archive.audit import AuditLog
from archive.audit_words import told_action
from archive.errors import AccountError


def operation_page(visit: Visit) -> Response:
    """Show people, settings and what the operator should know."""
    return _page(visit)


def add_person(visit: Visit) -> Response:
    """Add a person with a first password, to be changed by them."""
    name = visit.text("name", most=100).lower()
    try:
        role = Role(visit.text("rolle"))
        AccountStore(visit.services.database).add(
            name, role, str(visit.form.get("passwort", "")), now=visit.now
        )
    except ValueError as error:
        raise HTTPException(400) from error
    except AccountError as error:
        return _page(visit, error=str(error), status=422)
    _note(visit, "user.add", name, {"role": role.value})
    return done("/betrieb", "angelegt")


def change_person(visit: Visit) -> Response:
    """Give a person another role, block them, let them in again or sign them out."""
    accounts = AccountStore(visit.services.database)
    name = str(visit.request.path_params["person"])
    known = accounts.get(name)
    if known is None:
        raise HTTPException(404)
    word = visit.text("tun")
    try:
        _change(accounts, name, word)
    except AccountError as error:
        return _page(visit, error=str(error), status=422)
    _note(visit, f"user.{word}", name, {"role": known.role.value, "state": known.state})
    return done("/betrieb", "gespeichert")


def audit_page(visit: Visit) -> Response:
    """Show the audit log, newest first."""
    before = visit.asked("vor")
    entries = AuditLog(visit.services.database).page(
        before_id=int(before) if before.isascii() and before.isdigit() else None,
        subject=visit.asked("gegenstand"),
        user=visit.asked("person"),
        limit=100,
    )
    return page(
        visit,
        "audit.html",
        entries=entries,
        subject=visit.asked("gegenstand"),
        person=visit.asked("person"),
        told_action=told_action,
        more=entries[-1].id if len(entries) == 100 else None,
    )


def _change(accounts: AccountStore, name: str, word: str) -> None:
    if word in {role.value for role in Role}:
        accounts.set_role(name, Role(word))
    elif word in ("sperren", "entsperren"):
        accounts.set_state(name, "blocked" if word == "sperren" else "active")
    elif word == "abmelden":
        accounts.close_sessions(name)
    else:
        raise HTTPException(400)


def _page(visit: Visit, *, error: str = "", status: int = 200) -> Response:
    return page(
        visit,
        "operation.html",
        status=status,
        people=AccountStore(visit.services.database).all(),
        roles=list(Role),
        options=effective(visit.services.settings),
        error=error,
    )


def _note(visit: Visit, action: str, name: str, facts: object) -> None:
    AuditLog(visit.services.database).note(visit.name, action, name, at=visit.now, after=facts)


ROUTES: tuple[BaseRoute, ...] = (
    desk("/betrieb", operation_page, Role.BETRIEB),
    desk("/betrieb/personen", add_person, Role.BETRIEB, ["POST"]),
    desk("/betrieb/personen/{person}", change_person, Role.BETRIEB, ["POST"]),
    desk("/betrieb/protokoll", audit_page, Role.BETRIEB),
)
