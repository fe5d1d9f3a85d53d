"""Texts that shrank too much: what they were, what they are now, accept or refuse."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.guard import Visit, desk, done, page
from archive.app.site.difference import compare
from archive.app.work.indexer import update_index

AT_ONCE = 30.0  # seconds the desk waits for the index to follow
SAID = {"annehmen": "fassung-angenommen", "ablehnen": "fassung-abgelehnt"}


def quarantine_page(visit: Visit) -> Response:
    """Show each article kept back with what would change."""
    from archive.app.quarantine import quarantine_of

    kept = quarantine_of(visit.services).all()
    shown = [(one, compare(one.shown, one.found) if one.found else None) for one in kept]
    return page(visit, "quarantine.html", kept=shown)


async def decide(visit: Visit) -> Response:
    """Accept the short text or refuse it; the index follows."""
    word = visit.text("tun")
    if word not in SAID:
        raise HTTPException(400)
    changed = await run_in_threadpool(_decided, visit, word)
    if changed:
        await update_index(visit.services.settings, seconds=AT_ONCE)
    return done("/quarantaene", SAID[word] if changed else "unveraendert")


def _decided(visit: Visit, word: str) -> bool:
    from archive.app.quarantine import quarantine_of

    quarantine = quarantine_of(visit.services)
    act = quarantine.accept if word == "annehmen" else quarantine.refuse
    article = str(visit.request.path_params["article"])[:64]
    return act(article, editor=visit.name, at=visit.now, reason=visit.text("grund", most=1000))


ROUTES: tuple[BaseRoute, ...] = (
    desk("/quarantaene", quarantine_page, Role.LESER),
    desk("/quarantaene/{article}", decide, Role.REDAKTION, ["POST"]),
)
