"""Why an address is or is not in the archive, in the words of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.guard import Visit, desk, page
from archive.crawl_words import german

if TYPE_CHECKING:
    from crawler.why import Explanation

STATUSES = {
    "live": "Die Meldung ist im Archiv.",
    "delisted": "Die Meldung ist im Archiv; der Herausgeber führt sie in keiner Liste mehr.",
    "gone": "Die Meldung ist im Archiv; beim Herausgeber ist sie gelöscht.",
    "quarantined": "Im Archiv steht der alte Text: Die neue Seite war auffällig kurz.",
    "hidden": "Die Redaktion hat die Meldung verborgen.",
    "taken-down": "Die Redaktion hat die Meldung entfernt.",
}
ROBOTS = {"allowed": "erlaubt", "forbidden": "verboten", "not read yet": "noch nicht gelesen"}
VIA = {"rest": "WordPress-Schnittstelle", "sitemap": "Sitemap", "feed": "Feed", "list": "Liste"}


def why_page(visit: Visit) -> Response:
    """Tell everything that was decided about one address."""
    from crawler.why import explain

    url = visit.asked("adresse")
    services = visit.services
    found = explain(services.database, services.articles, services.sources, url) if url else None
    return page(
        visit,
        "why.html",
        url=url,
        found=found,
        verdict=verdict(found) if found else "",
        via=VIA,
        robots=ROBOTS.get(found.robots, found.robots) if found else "",
    )


def verdict(found: Explanation) -> str:
    """Return in one German sentence what has become of an address."""
    if found.article_status:
        return STATUSES.get(found.article_status, found.article_status)
    if found.fetched is not None:
        reason = found.reason or found.decision
        return f"Abgerufen, aber keine Meldung im Archiv: {german(reason)}."
    if found.known:
        reason = found.reason or found.state
        return f"Bekannt, aber noch nicht abgerufen ({german(reason)})."
    if not found.source:
        return "Zu dieser Adresse gibt es keine Quelle. Fügen Sie den Herausgeber hinzu."
    if found.robots == "forbidden":
        return "Nie abgerufen: Die robots.txt des Herausgebers verbietet es."
    return "Nie gesehen: Keine Liste der Quelle hat diese Adresse bisher genannt."


ROUTES: tuple[BaseRoute, ...] = (desk("/warum", why_page, Role.LESER),)
