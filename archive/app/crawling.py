"""Crawling a source with the archive's own parts: one way for command, worker and first start."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from archive.app.composition import Services
from archive.app.duplicates import mark_duplicates
from archive.blobs import BlobStore
from archive.errors import FetchError, NewsArchiveError
from archive.runs import RunState, RunStore
from archive.sources import Source
from archive.timetable import read_quiet
from crawler.attaching import FileHandler
from crawler.crawl import Crawl
from crawler.documents import DocumentStore
from crawler.fetcher import Fetcher, Limits
from crawler.frontier import Frontier
from crawler.handling import ArticleHandler
from crawler.hosts import Hosts, HostStore, Pace, utc_now
from crawler.knowledge import Knowledge
from crawler.learning import Learner
from crawler.listing import ListingHandler
from crawler.planning import Planner
from crawler.reading import Reader
from crawler.report import Budget, CrawlReport, Tally
from crawler.revisiting import Revisits
from crawler.rounds import RoundStore
from crawler.settling import Settler
from crawler.storing import Keeper
from crawler.urls import Site, host_of, normalise
from crawler.visitor import Visitor

Progress = Callable[[Mapping[str, Any]], None]


async def crawl_source(
    services: Services,
    source: str | Source,
    *,
    started_by: str = "cli",
    limit: int | None = None,
    allow_private: Sequence[str] = (),
    pace: float | None = None,
    full: bool | None = None,
    progress: Progress = lambda _counts: None,
    clock: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    fetcher: Fetcher | None = None,
    hosts: Hosts | None = None,
) -> CrawlReport:
    """Crawl one source (by id, address or itself) and return what was done.

    *allow_private* are host:port pairs in private networks that may be fetched; *pace* sets the
    seconds between two requests to them, without a floor. *limit* is the number of articles read
    at most. Wishes of an admin reach the run through its row (`RunStore.wish`). Raises RunActive
    while the source is being crawled already.
    """
    known = await asyncio.to_thread(_known, services, source, clock())
    runs = RunStore(services.database)
    run = await asyncio.to_thread(runs.start, known.id, started_by=started_by, now=clock())
    fetching = fetcher or make_fetcher(services, known, allow_private)
    polite = hosts or make_hosts(services, known, allow_private, pace)
    try:
        visitor = Visitor(fetching, polite, HostStore(services.database), clock=clock)
        known = await _at_home(services, known, visitor)
        knew = await asyncio.to_thread(services.knowledge_of, known.id)
        crawl = _crawl(services, known, run.id, runs, visitor, clock)
        crawl.budget = _budget(services, limit)
        crawl.progress, crawl.sleep, crawl.full = progress, sleep, full
        report = await crawl.run()
        await asyncio.to_thread(_after, services, known, report, clock())
        await asyncio.to_thread(_follow_editors, services, knew, clock())
    except BaseException as error:
        _end_badly(runs, run.id, error, clock())
        raise
    finally:
        if fetcher is None:
            await fetching.close()
    counts = report.to_record()
    await asyncio.to_thread(_end, runs, report, counts, clock())
    progress(counts)
    return report


def _known(services: Services, source: str | Source, now: datetime) -> Source:
    if isinstance(source, Source):
        return source
    return services.sources.find_or_add(source, now=now)


def _budget(services: Services, limit: int | None) -> Budget:
    settings = services.settings
    return Budget(limit, settings.urls_per_run, settings.looks_per_run)


def _end(runs: RunStore, report: CrawlReport, counts: Mapping[str, Any], now: datetime) -> None:
    runs.end(report.run, report.state, counts, reason=report.reason, now=now)


def _after(services: Services, source: Source, report: CrawlReport, now: datetime) -> None:
    """Learn from what came in, and mark what is the same piece of news."""
    reread = _learner(services, source).learn()
    if report.new or report.changed or report.gone or reread:
        mark_duplicates(services.articles, now=now)


def _follow_editors(services: Services, knew: Knowledge, now: datetime) -> None:
    """Read again what this run read while editors were changing places and projects."""
    from archive.app.placing import catch_up_places
    from archive.app.registering import catch_up_projects

    catch_up_places(services, knew.gazetteer.rules, at=now)
    catch_up_projects(services, knew.register, at=now)


def _end_badly(runs: RunStore, run: int, error: BaseException, now: datetime) -> None:
    failed = isinstance(error, Exception)
    named = str(error) if isinstance(error, NewsArchiveError) else type(error).__name__
    state = RunState.FAILED if failed else RunState.STOPPED
    runs.end(run, state, {}, reason=named if failed else "interrupted", now=now)


def make_fetcher(services: Services, source: Source, allow_private: Sequence[str]) -> Fetcher:
    """Return a fetcher with the limits of the settings."""
    settings = services.settings
    return Fetcher(
        allowed=allow_private,
        contact=str(source.options.get("contact") or settings.contact or settings.base_url),
        limits=Limits(settings.fetch_seconds, settings.raw_bytes, settings.inflated_bytes),
    )


def make_hosts(
    services: Services, source: Source, allow_private: Sequence[str], pace: float | None
) -> Hosts:
    """Return the turn-taker with the pace of settings, source and command.

    Only hosts named in *allow_private* may be asked faster than the floor.
    """
    settings = services.settings
    floor = settings.pace_floor
    wished = source.options.get("pace")
    if isinstance(wished, int | float):
        floor = max(floor, float(wished))
    if pace is not None:
        floor = max(floor, pace)
    own = dict.fromkeys(allow_private, pace) if pace is not None else {}
    return Hosts(Pace(floor, max(floor, settings.pace_ceiling), own))


def make_reader(services: Services, source: Source, knowledge: Knowledge | None = None) -> Reader:
    """Return the reader of pages of *source*, with the boilerplate learnt so far."""
    home = home_of(source)
    documents = DocumentStore(services.database, source.id)
    site = Site(home)
    return Reader(
        source=source.id,
        home=home,
        knowledge=knowledge or services.knowledge_of(source.id),
        pages_of=lambda url: documents.pages_of(site.fold(url) or url),
        boilerplate=frozenset(source.learnt.get("boilerplate", ())),
        ignored=frozenset(
            str(name).casefold() for name in source.options.get("ignored_categories", ())
        ),
    )


def home_of(source: Source) -> str:
    """Return the front page of *source* in its one form."""
    return str(source.learnt.get("home") or normalise(source.url) or source.url)


async def _at_home(services: Services, source: Source, visitor: Visitor) -> Source:
    """Return *source* knowing which of its host's forms answers (https, www.), asked for once.

    Without that every address would be fetched by way of a redirect.
    """
    if source.learnt.get("home"):
        return source
    asked = home_of(source)
    try:
        page = await visitor.visit(asked)
    except FetchError:
        return source  # the crawl will meet the same fault and report it
    if page is None or page.status != 200:
        return source
    home = page.url if page.permanent or host_of(page.url) != host_of(asked) else asked
    await asyncio.to_thread(services.sources.learn, source.id, {"home": home})
    return await asyncio.to_thread(services.sources.get, source.id) or source


def _learner(services: Services, source: Source) -> Learner:
    return Learner(
        services.database,
        services.sources,
        services.articles,
        BlobStore(services.settings.raw_folder),
        source.id,
        lambda fresh: make_reader(services, fresh),
    )


def _crawl(
    services: Services,
    source: Source,
    run: int,
    runs: RunStore,
    visitor: Visitor,
    clock: Callable[[], datetime],
) -> Crawl:
    database = services.database
    frontier, rounds = Frontier(database, source.id), RoundStore(database, source.id)
    site, tally = Site(home_of(source)), Tally()
    settler = Settler(database, services.articles, frontier, tally, random.random)
    blobs = BlobStore(services.settings.raw_folder)
    reader = make_reader(services, source)
    return Crawl(
        run_id=run,
        frontier=frontier,
        again=Revisits(database, source.id),
        rounds=rounds,
        runs=runs,
        visitor=visitor,
        planner=Planner(site),
        settler=settler,
        pages=ArticleHandler(settler, Keeper(settler, site), blobs, reader),
        files=FileHandler(settler, blobs, DocumentStore(database, source.id), site),
        listings=ListingHandler(frontier, rounds, settler),
        tally=tally,
        may_fetch=_outside_quiet_hours(source),
        clock=clock,
    )


def _outside_quiet_hours(source: Source) -> Callable[[datetime], bool]:
    quiet = source.options.get("quiet_hours")
    if not quiet:
        return lambda _now: True
    start, end = read_quiet(str(quiet))

    def may_fetch(now: datetime) -> bool:
        local = now.astimezone(ZoneInfo("Europe/Berlin")).time()
        return not (start <= local < end if start < end else local >= start or local < end)

    return may_fetch
