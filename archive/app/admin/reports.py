"""Readers' reports: a list that leads to the correction."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.guard import Visit, desk, done, page
from archive.audit import AuditLog
from archive.reports import ReportStore

STATES = {"open": "offen", "done": "erledigt", "rejected": "abgelehnt"}


def reports_page(visit: Visit) -> Response:
    """List reports, open ones first to be dealt with."""
    state = visit.asked("zustand", "open")
    found = ReportStore(visit.services.database).list(state=state if state in STATES else None)
    ids = [report.article for report in found if report.article]
    return page(
        visit,
        "reports.html",
        reports=found,
        articles={article.id: article for article in visit.services.articles.many(ids)},
        states=STATES,
        state=state,
    )


def close_report(visit: Visit) -> Response:
    """Close a report; the reader's contact is deleted with it."""
    word = visit.text("tun")
    if word not in ("done", "rejected"):
        raise HTTPException(400)
    number = visit.number("report")
    note = visit.text("notiz", most=1000)
    with visit.services.database.write() as connection:
        closed = ReportStore(visit.services.database).close(
            number, by=visit.name, note=note, state=word, at=visit.now, joined=connection
        )
        if closed:
            AuditLog(visit.services.database).note(
                visit.name,
                f"report.{word}",
                str(number),
                at=visit.now,
                reason=note,
                joined=connection,
            )
    return done("/hinweise", "beantwortet" if closed else "unveraendert")


ROUTES: tuple[BaseRoute, ...] = (
    desk("/hinweise", reports_page, Role.LESER),
    desk("/hinweise/{report}", close_report, Role.REDAKTION, ["POST"]),
)
