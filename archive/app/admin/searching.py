"""Search aids in the desk: what readers look for, synonyms and recommendations with a trial."""

from __future__ import annotations

from datetime import date

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import Role
from archive.app.admin.guard import Visit, desk, done, page
from archive.app.trying import (
    Outcome,
    publish_words,
    read_query_set,
    try_words,
    write_query_set,
)
from archive.audit import AuditLog
from archive.curation import PinStore, Synonym, SynonymStore
from archive.errors import CurationError
from archive.insights import Insights
from archive.records import BERLIN

POPULAR_TRIED = 30  # popular queries that a trial runs beside the query set


def search_aids_page(visit: Visit) -> Response:
    """Show queries without hits beside the aids that answer them."""
    return _page(visit)


def add_synonym(visit: Visit) -> Response:
    """Keep a synonym as a draft."""
    also = [part for part in visit.text("auch").replace(";", ",").split(",") if part.strip()]
    try:
        with visit.services.database.write() as connection:
            number = SynonymStore(visit.services.database).put(
                visit.text("wort"),
                also,
                both_ways=visit.text("richtung") != "eine",
                editor=visit.name,
                at=visit.now,
                joined=connection,
            )
            _note(visit, "synonym.add", visit.text("wort"), connection, also)
    except CurationError as error:
        return _page(visit, error=str(error), status=422)
    publish_words(visit.services)  # the word may have been live before it became a draft again
    return done(f"/suche/synonyme/{number}")


def synonym_page(visit: Visit) -> Response:
    """Try a synonym on the query set: what each query finds before and after."""
    synonym = _synonym(visit)
    popular = [
        query.text for query in Insights(visit.services.database).popular(limit=POPULAR_TRIED)
    ]
    outcomes = try_words(
        visit.services, synonym=synonym.id, more=[synonym.word, *synonym.also, *popular]
    )
    return page(
        visit,
        "synonym.html",
        synonym=synonym,
        outcomes=[outcome for outcome in outcomes if outcome.changed],
        tried=len(outcomes),
        lost=_lost(outcomes),
    )


def change_synonym(visit: Visit) -> Response:
    """Let a synonym go live, rest, or be deleted."""
    synonym = _synonym(visit)
    store = SynonymStore(visit.services.database)
    word = visit.text("tun")
    with visit.services.database.write() as connection:
        if word == "loeschen":
            store.remove(synonym.id, joined=connection)
        elif word in ("live", "draft"):
            store.set_state(synonym.id, word, at=visit.now, joined=connection)
        else:
            raise HTTPException(400)
        _note(visit, f"synonym.{word}", synonym.word, connection, list(synonym.also))
    publish_words(visit.services)
    return done("/suche", "geloescht" if word == "loeschen" else "gespeichert")


def add_pin(visit: Visit) -> Response:
    """Keep a recommendation as a draft."""
    article = visit.text("meldung").rstrip("/")
    known = next(
        (part for part in reversed(article.split("/")) if visit.services.articles.get(part)), None
    )
    try:
        if known is None:
            raise CurationError(f"Die Meldung „{article[:80]}“ gibt es nicht")
        with visit.services.database.write() as connection:
            PinStore(visit.services.database).put(
                visit.text("suche"),
                known,
                until=_day(visit.text("bis")),
                editor=visit.name,
                at=visit.now,
                joined=connection,
            )
            _note(visit, "pin.add", visit.text("suche"), connection, known)
    except CurationError as error:
        return _page(visit, error=str(error), status=422)
    return done("/suche", "angelegt")


def change_pin(visit: Visit) -> Response:
    """Let a recommendation go live, rest, or be deleted."""
    store = PinStore(visit.services.database)
    number = visit.number("pin")
    known = next((one for one in store.all() if one.id == number), None)
    if known is None:
        raise HTTPException(404)
    word = visit.text("tun")
    with visit.services.database.write() as connection:
        if word == "loeschen":
            store.remove(number, joined=connection)
        elif word in ("live", "draft"):
            store.set_state(number, word, at=visit.now, joined=connection)
        else:
            raise HTTPException(400)
        _note(visit, f"pin.{word}", known.query, connection, known.article)
    return done("/suche", "geloescht" if word == "loeschen" else "gespeichert")


def save_query_set(visit: Visit) -> Response:
    """Keep the queries that every trial runs."""
    before = read_query_set(visit.services.settings)
    text = visit.text("suchen", most=100_000).replace("\r\n", "\n")
    write_query_set(visit.services.settings, text)
    AuditLog(visit.services.database).note(
        visit.name, "query-set", "suche", at=visit.now, before=before, after=text
    )
    return done("/suche", "gespeichert")


def _page(visit: Visit, *, error: str = "", status: int = 200) -> Response:
    insights = Insights(visit.services.database)
    pins = PinStore(visit.services.database).all()
    articles = visit.services.articles.many([pin.article for pin in pins])
    return page(
        visit,
        "search_aids.html",
        status=status,
        unanswered=insights.without_hits(limit=30),
        popular=insights.popular(limit=30),
        synonyms=SynonymStore(visit.services.database).all(),
        pins=pins,
        titles={article.id: article.title for article in articles},
        today=visit.now.astimezone(BERLIN).date(),
        query_set=read_query_set(visit.services.settings),
        word=visit.asked("wort"),
        error=error,
    )


def _synonym(visit: Visit) -> Synonym:
    number = visit.number("synonym")
    store = SynonymStore(visit.services.database)
    known = next((one for one in store.all() if one.id == number), None)
    if known is None:
        raise HTTPException(404)
    return known


def _lost(outcomes: list[Outcome]) -> int:
    return sum(len(outcome.lost) for outcome in outcomes)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CurationError("Das Ende ist ein Tag wie 2026-12-31") from error


def _note(visit: Visit, action: str, subject: str, connection: object, after: object) -> None:
    AuditLog(visit.services.database).note(
        visit.name,
        action,
        subject,
        at=visit.now,
        after=after,
        joined=connection,  # type: ignore[arg-type]
    )


ROUTES: tuple[BaseRoute, ...] = (
    desk("/suche", search_aids_page, Role.LESER),
    desk("/suche/synonyme", add_synonym, Role.REDAKTION, ["POST"]),
    desk("/suche/synonyme/{synonym}", synonym_page, Role.LESER),
    desk("/suche/synonyme/{synonym}", change_synonym, Role.REDAKTION, ["POST"]),
    desk("/suche/empfehlungen", add_pin, Role.REDAKTION, ["POST"]),
    desk("/suche/empfehlungen/{pin}", change_pin, Role.REDAKTION, ["POST"]),
    desk("/suche/suchen", save_query_set, Role.REDAKTION, ["POST"]),
)
