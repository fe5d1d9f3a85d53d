"""The desk's first page and the health of sources."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.guard import Visit, desk, page
from archive.health import Level, all_health
from archive.insights import Insights
from archive.queue import RunQueue, WorkerRegister
from archive.runs import RunStore
from archive.schedules import ScheduleStore

ORDER = (Level.ILL, Level.WARNING, Level.NEW, Level.GOOD, Level.RESTING)


def overview(visit: Visit) -> Response:
    """Show what needs attention first: ill sources, missing workers, the index behind."""
    database = visit.services.database
    health = sorted(all_health(database, visit.now), key=lambda one: ORDER.index(one.level))
    return page(
        visit,
        "overview.html",
        health=health,
        counts=visit.services.articles.count(),
        workers=WorkerRegister(database).alive(now=visit.now),
        waiting=RunQueue(database).waiting(),
        runs=RunStore(database).latest(limit=8),
        schedules=len(ScheduleStore(database).all()),
        behind=visit.services.articles.last_sequence() - visit.services.search.sequence(),
        names={source.id: source.name for source in visit.services.sources.all()},
        unanswered=Insights(database).without_hits(limit=5),
    )


ROUTES: tuple[BaseRoute, ...] = (desk("", overview, Role.LESER),)
