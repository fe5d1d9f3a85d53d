"""Articles in the desk: finding, correcting one or many, hiding, taking down, undoing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.facts import FIELDS, FactError, chosen_places, read_value
from archive.app.admin.guard import Visit, desk, done, page
from archive.app.site.article_page import date_evidence
from archive.app.work.indexer import update_index
from archive.article import Article, Status
from archive.audit import AuditLog
from archive.audit_words import told_action
from archive.editing import Correction, CorrectionStore
from archive.errors import NewsArchiveError, QueryRefused, RecordError
from archive.records import BERLIN, to_record
from archive.tables.articles import article as table
from index.results import Search

MOST_AT_ONCE = 500  # articles one bulk correction may touch
AT_ONCE = 30.0  # seconds the desk waits for the index to follow
STATUSES = {"verbergen": Status.HIDDEN, "entfernen": Status.TAKEN_DOWN, "zeigen": Status.LIVE}
SAID = {"verbergen": "verborgen", "entfernen": "entfernt", "zeigen": "sichtbar"}


def articles_page(visit: Visit) -> Response:
    """Search articles to correct, or list those an editor has touched or hidden."""
    query = visit.asked("q")
    results = None
    error = ""
    if query:
        try:
            results = visit.services.search.search(Search(query=query, page_size=50))
        except QueryRefused as refused:
            error = str(refused)
    return page(
        visit,
        "articles.html",
        query=query,
        error=error,
        results=results,
        fields=FIELDS,
        corrections=_in_one_go(CorrectionStore(visit.services.database).recent(limit=600))[:30],
        hidden=_hidden(visit),
    )


def article_page(visit: Visit) -> Response:
    """Show one article's facts with their evidence, and the forms that correct them."""
    return _page(visit, _article(visit))


async def correct(visit: Visit) -> Response:
    """Correct one fact of one article; page, feed and export follow before this answers."""
    found = await run_in_threadpool(_article, visit)
    field = visit.text("feld")
    try:
        value = await run_in_threadpool(read_value, visit, field, found)
        await run_in_threadpool(_store(visit).correct, [found.id], field, value, **_by(visit))
    except (FactError, RecordError) as error:
        return await run_in_threadpool(_page, visit, found, error=str(error), status=422)
    return await _followed(visit, f"/meldungen/{found.id}", "berichtigt")


async def correct_many(visit: Visit) -> Response:
    """Correct one fact of all chosen articles; all or none."""
    ids = list(dict.fromkeys(visit.texts("meldung")))
    if not ids:
        return done("/meldungen", "unveraendert")
    if len(ids) > MOST_AT_ONCE:
        raise HTTPException(413, f"Bitte höchstens {MOST_AT_ONCE} Meldungen zugleich.")
    if visit.text("feld") in STATUSES:
        return await _set_status(visit, ids, visit.text("feld"), "/meldungen")
    try:
        await run_in_threadpool(_correct_each, visit, ids)
    except (FactError, RecordError) as error:
        raise HTTPException(422, f"{error}.") from error
    return await _followed(visit, "/meldungen", "berichtigt")


async def set_status(visit: Visit) -> Response:
    """Hide an article, take it down, or show it again."""
    found = await run_in_threadpool(_article, visit)
    return await _set_status(visit, [found.id], visit.text("tun"), f"/meldungen/{found.id}")


async def undo(visit: Visit) -> Response:
    """Take one correction back."""
    found = await run_in_threadpool(_article, visit)
    number = visit.text("berichtigung")
    if not (number.isascii() and number.isdigit()):
        raise HTTPException(400)
    store = _store(visit)
    if int(number) not in {one.id for one in await run_in_threadpool(store.of, found.id)}:
        raise HTTPException(404)
    await run_in_threadpool(store.undo, int(number), editor=visit.name, at=visit.now)
    return await _followed(visit, f"/meldungen/{found.id}", "zurueckgenommen")


async def undo_together(visit: Visit) -> Response:
    """Take back what was corrected in one go."""
    number = visit.text("berichtigung")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise HTTPException(400)
    undo = _store(visit).undo_together
    if not await run_in_threadpool(undo, int(number), editor=visit.name, at=visit.now):
        return done("/meldungen", "unveraendert")
    return await _followed(visit, "/meldungen", "zurueckgenommen")


async def index_now(visit: Visit) -> bool:
    """Bring the index up to the store and wait for it; False when it could not follow."""
    try:
        await update_index(visit.services.settings, seconds=AT_ONCE)
    except (TimeoutError, NewsArchiveError):
        return False  # the worker tries again; the store already says the new facts
    return True


async def _set_status(visit: Visit, ids: Sequence[str], word: str, back: str) -> Response:
    status = STATUSES.get(word)
    if status is None:
        raise HTTPException(400)
    if not visit.text("grund"):
        raise HTTPException(422, "Bitte geben Sie einen Grund an.")
    await run_in_threadpool(_store(visit).set_status, ids, status, **_by(visit))
    return await _followed(visit, back, SAID[word])


async def _followed(visit: Visit, path: str, said: str) -> Response:
    return done(path, said if await index_now(visit) else "wird-berichtigt")


def _correct_each(visit: Visit, ids: Sequence[str]) -> None:
    found = visit.services.articles.many(ids)
    field, store = visit.text("feld"), _store(visit)
    with visit.services.database.write() as connection:
        for one in found:
            value = read_value(visit, field, one)
            store.correct([one.id], field, value, **_by(visit), joined=connection)


def _page(visit: Visit, found: Article, *, error: str = "", status: int = 200) -> Response:
    store = _store(visit)
    return page(
        visit,
        "article.html",
        status=status,
        article=found,
        record=to_record(found),
        places=chosen_places(visit),
        projects=[value.value for value in visit.services.search.values("projekt")],
        corrections=store.of(found.id),
        versions=visit.services.articles.versions(found.id)[::-1],
        trail=AuditLog(visit.services.database).page(subject=found.id, limit=20),
        told_action=told_action,
        evidence=date_evidence(found),
        day=found.published.value.astimezone(BERLIN) if found.published else None,
        fields=FIELDS,
        error=error,
    )


def _article(visit: Visit) -> Article:
    found = visit.services.articles.get(str(visit.request.path_params["article"]))
    if found is None:
        raise HTTPException(404)
    return found


def _store(visit: Visit) -> CorrectionStore:
    return CorrectionStore(visit.services.database)


def _by(visit: Visit) -> dict[str, Any]:
    return {"editor": visit.name, "reason": visit.text("grund", most=1000), "at": visit.now}


def _in_one_go(corrections: Sequence[Correction]) -> list[list[Correction]]:
    """Return what was corrected with one click together."""
    together = groupby(corrections, key=lambda one: (one.made, one.editor, one.field))
    return [list(group) for _, group in together]


def _hidden(visit: Visit) -> list[Article]:
    wanted = (Status.HIDDEN.value, Status.TAKEN_DOWN.value)
    query = sa.select(table.c.id).where(table.c.status.in_(wanted))
    with visit.services.database.read() as connection:
        ids = connection.execute(query.order_by(table.c.changed.desc()).limit(100)).scalars().all()
    return visit.services.articles.many(list(ids))


ROUTES: tuple[BaseRoute, ...] = (
    desk("/meldungen", articles_page, Role.LESER),
    desk("/meldungen", correct_many, Role.REDAKTION, ["POST"]),
    desk("/meldungen/zurueck", undo_together, Role.REDAKTION, ["POST"]),
    desk("/meldungen/{article}", article_page, Role.LESER),
    desk("/meldungen/{article}", correct, Role.REDAKTION, ["POST"]),
    desk("/meldungen/{article}/status", set_status, Role.REDAKTION, ["POST"]),
    desk("/meldungen/{article}/zurueck", undo, Role.REDAKTION, ["POST"]),
)
