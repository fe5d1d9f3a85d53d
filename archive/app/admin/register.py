"""The register of projects in the desk: every change is shown on the articles before it is made."""

from __future__ import annotations

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.articles import index_now
from archive.app.admin.guard import Visit, desk, done, page
from archive.app.registering import apply, collect_proposals, effects
from archive.audit import AuditLog
from archive.errors import RegisterError
from archive.register import KINDS, Entry, ProjectRegister
from archive.register_store import RegisterStore

SHOWN = 50  # effects shown of a change
KIND_NAMES = {
    "project": "Projekt",
    "programme": "Programm",
    "competition": "Wettbewerb",
    "series": "Reihe",
    "partnership": "Partnerschaft",
}


def register_page(visit: Visit) -> Response:
    """List proposals, and the register to look through."""
    return _page(visit)


def entry_page(visit: Visit) -> Response:
    """Show one entry with its proofs and what may be done with it."""
    entry = _entry(visit)
    return _entry_page(visit, entry)


def try_change(visit: Visit) -> Response:
    """Show what a change would do to the articles."""
    entry = _entry(visit)
    try:
        changed = _changed(visit, entry, RegisterStore(visit.services.database).load())
        found = effects(visit.services, changed)
    except RegisterError as error:
        return _entry_page(visit, entry, error=str(error), status=422)
    return page(
        visit,
        "register_change.html",
        entry=entry,
        effects=found[:SHOWN],
        count=len(found),
        fields=[(name, value) for name, value in visit.form.multi_items() if name != "marke"],
        word=visit.text("tun"),
    )


async def make_change(visit: Visit) -> Response:
    """Make a change that was shown before; articles and index follow at once."""
    try:
        word = await run_in_threadpool(_make_change, visit)
    except RegisterError as error:
        entry = await run_in_threadpool(_entry, visit)
        return await run_in_threadpool(_entry_page, visit, entry, error=str(error), status=422)
    followed = await index_now(visit)
    said = {"freigeben": "freigegeben", "ablehnen": "abgelehnt"}.get(word, "gespeichert")
    return done("/register", said if followed else "wird-berichtigt")


def add_entry(visit: Visit) -> Response:
    """Add a project as a proposal, to be tried and approved like any other."""
    name = " ".join(visit.text("name", most=200).split())
    try:
        register = RegisterStore(visit.services.database).load()
        if register.get(name) is not None:
            raise RegisterError(f"„{name}“ steht schon im Register.")
        entry = Entry(name, visit.text("art") or "project", state="proposed")
        with visit.services.database.write() as connection:
            RegisterStore(visit.services.database).save(
                register.with_entry(entry), at=visit.now, joined=connection
            )
            AuditLog(visit.services.database).note(
                visit.name, "register.add", name, at=visit.now, joined=connection
            )
    except RegisterError as error:
        return _page(visit, error=str(error), status=422)
    return done("/register/eintrag", "angelegt", name=name)


def look_for_proposals(visit: Visit) -> Response:
    """Look through all articles for names the register does not know."""
    collect_proposals(visit.services, at=visit.now)
    return done("/register", "gespeichert")


def _make_change(visit: Visit) -> str:
    entry = _entry(visit)
    store = RegisterStore(visit.services.database)
    changed = _changed(visit, entry, store.load())
    word = visit.text("tun")
    with visit.services.database.write() as connection:
        found = apply(visit.services, changed, at=visit.now, joined=connection)
        AuditLog(visit.services.database).note(
            visit.name,
            f"register.{word}",
            entry.name,
            at=visit.now,
            before=_as_data(entry),
            after={"articles": len(found), **_fields(visit)},
            joined=connection,
        )
    return word


def _changed(visit: Visit, entry: Entry, register: ProjectRegister) -> ProjectRegister:
    """Return the register as it would be; raises RegisterError with what is wrong."""
    kind = visit.text("art") or entry.kind
    match visit.text("tun"):
        case "freigeben":
            return register.approve(entry.name, kind=kind)
        case "ablehnen":
            return register.reject(entry.name)
        case "umbenennen":
            return register.rename(entry.name, visit.text("neuer_name", most=200))
        case "zusammenfuehren":
            return register.merge(entry.name, visit.text("ziel", most=200))
        case "abtrennen":
            return register.split(entry.name, visit.texts("schreibweise"))
        case "schreibweisen":
            lines = tuple(" ".join(one.split()) for one in visit.text("alle").splitlines())
            aliases = tuple(dict.fromkeys(line for line in lines if line))
            return register.with_entry(replace(entry, aliases=aliases, kind=kind))
        case _:
            raise HTTPException(400)


def _page(visit: Visit, *, error: str = "", status: int = 200) -> Response:
    register = RegisterStore(visit.services.database).load()
    counts = {value.value: value.count for value in visit.services.search.values("projekt")}
    return page(
        visit,
        "register.html",
        status=status,
        proposed=register.proposed(),
        approved=register.approved(),
        rejected=[entry for entry in register.entries if entry.state == "rejected"],
        counts=counts,
        kinds=KIND_NAMES,
        error=error,
    )


def _entry_page(visit: Visit, entry: Entry, *, error: str = "", status: int = 200) -> Response:
    register = RegisterStore(visit.services.database).load()
    articles = visit.services.articles.many([proof.article for proof in entry.proofs])
    return page(
        visit,
        "register_entry.html",
        status=status,
        entry=entry,
        titles={article.id: article.title for article in articles},
        others=[one.name for one in register.approved() if one.name != entry.name],
        kinds={kind: KIND_NAMES.get(kind, kind) for kind in KINDS},
        error=error,
    )


def _entry(visit: Visit) -> Entry:
    name = visit.text("name") or visit.asked("name")
    entry = RegisterStore(visit.services.database).load().get(name) if name else None
    if entry is None:
        raise HTTPException(404)
    return entry


def _as_data(entry: Entry) -> dict[str, object]:
    return {"aliases": list(entry.aliases), "kind": entry.kind, "state": entry.state}


def _fields(visit: Visit) -> dict[str, object]:
    named = ("art", "neuer_name", "ziel", "alle")
    return {name: visit.text(name) for name in named if visit.text(name)}


ROUTES: tuple[BaseRoute, ...] = (
    desk("/register", register_page, Role.LESER),
    desk("/register", add_entry, Role.REDAKTION, ["POST"]),
    desk("/register/eintrag", entry_page, Role.LESER),
    desk("/register/pruefen", try_change, Role.REDAKTION, ["POST"]),
    desk("/register/aendern", make_change, Role.REDAKTION, ["POST"]),
    desk("/register/vorschlaege", look_for_proposals, Role.REDAKTION, ["POST"]),
)
