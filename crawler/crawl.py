"""One crawl of one source: ask the listings, fetch what is due, settle every address."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from archive.article import Status
from archive.errors import AddressRefused, FetchError
from archive.runs import RunState, RunStore, Wish
from archive.tables.articles import article as article_table
from crawler.attaching import FileHandler
from crawler.entry import Entry
from crawler.frontier import Frontier
from crawler.handling import ArticleHandler
from crawler.hosts import utc_now
from crawler.listing import ListingHandler
from crawler.page import Page
from crawler.planning import Planner, complete_listings, disagreements, front_page_links
from crawler.report import Budget, CrawlReport, Tally
from crawler.revisiting import Revisits, left_windows
from crawler.rounds import Round, RoundStore
from crawler.settling import TELLING, Now, Settler
from crawler.urls import trap
from crawler.visitor import HostWaits, Visitor

PATIENCE = timedelta(seconds=60)  # longer pauses are left to the next run
MAX_DEPTH = 6
TROUBLES = 20  # faults of the server one after another: it is down, not the page
BEAT = 1.0  # seconds between two heartbeats
SERVER_FAULTS = frozenset({"network", "timeout"})
FORBIDDEN = frozenset({"robots", "robots-down", "private", "port", "bad-url"})


@dataclass(slots=True)
class Crawl:
    """The crawl of one source; `run` does it and returns the report."""

    run_id: int
    frontier: Frontier
    again: Revisits
    rounds: RoundStore
    runs: RunStore
    visitor: Visitor
    planner: Planner
    settler: Settler
    pages: ArticleHandler
    files: FileHandler
    listings: ListingHandler
    tally: Tally
    budget: Budget = Budget()
    progress: Callable[[Mapping[str, Any]], None] = lambda _counts: None
    may_fetch: Callable[[datetime], bool] = lambda _now: True  # quiet hours
    clock: Callable[[], datetime] = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    full: bool | None = None
    _round: Round = field(init=False)
    _read: int = 0
    _waited: timedelta = timedelta(0)
    _throttled: int = 0
    _troubles: int = 0
    _beaten: float = 0.0

    async def run(self) -> CrawlReport:
        """Crawl until nothing is due, the budget is spent, or somebody asks to stop."""
        began = time.monotonic()
        await asyncio.to_thread(self.frontier.free)
        self._round = await asyncio.to_thread(self.rounds.open, now=self.clock(), full=self.full)
        self._know_missing_pages()  # a round that was broken off may have asked already
        try:
            state, reason = await self._until_done()
        except AddressRefused as error:
            state, reason = RunState.FAILED, str(error)
        return self._report(state, reason, time.monotonic() - began)

    async def _until_done(self) -> tuple[RunState, str]:
        while True:
            stopped = await self._obey()
            if stopped:
                return RunState.STOPPED, stopped
            if self.visitor.requests >= self.budget.addresses:
                return RunState.PARTIAL, "budget"
            if not self.may_fetch(self.clock()):
                return RunState.PARTIAL, "quiet-hours"
            if await self._discover_more():
                continue
            entry = await asyncio.to_thread(self.frontier.lease, now=self.clock())
            if entry is None:
                if await self._wait_for_due():
                    continue
                return self._end()
            if entry.kind != "list" and self._is_spent():
                await self._put_back(entry)
                return RunState.PARTIAL, "limit"
            halted = await self._take(entry)
            if halted:
                return halted

    # -- one address -----------------------------------------------------------------------

    async def _take(self, entry: Entry) -> tuple[RunState, str] | None:
        """Fetch and settle *entry*; return how the run ends when it cannot go on."""
        if await self._is_settled_unfetched(entry):
            return None
        now = self._now()
        try:
            known = entry.validators if entry.kind != "list" and entry.decision else None
            page = await self.visitor.visit(entry.url, validators=known)
        except HostWaits as wait:
            return await self._be_patient(entry, wait)
        except FetchError as error:
            self._troubles += error.reason in SERVER_FAULTS
            return await self._fetch_failed(entry, error, now) or self._is_down()
        self._throttled = 0
        self._troubles = self._troubles + 1 if page and page.status >= 500 else 0
        self.tally.fetched += 1
        await self._settle(entry, page, replace(now, time=self.clock()))
        return self._is_down()

    def _is_down(self) -> tuple[RunState, str] | None:
        """Leave a server in peace that has only failed for a while."""
        return (RunState.PARTIAL, "server-trouble") if self._troubles >= TROUBLES else None

    async def _is_settled_unfetched(self, entry: Entry) -> bool:
        """Settle what needs no fetch: traps, too deep, known under another address."""
        now = self._now()
        reason = trap(entry.url) or ("too-deep" if entry.depth > MAX_DEPTH else None)
        reason = reason or await asyncio.to_thread(self.listings.leads_nowhere, entry, now.time)
        if reason:
            await asyncio.to_thread(self.settler.skipped, entry, f"trap-{reason}", now)
            return True
        if entry.kind == "article" and entry.article is None:
            known = await asyncio.to_thread(self.pages.known_elsewhere, entry)
            if known:
                await asyncio.to_thread(self.pages.already_known, entry, known, now)
                return True
        return False

    async def _settle(self, entry: Entry, page: Page | None, now: Now) -> None:
        if entry.kind == "list":
            await self._settle_list(entry, page, now)
            return
        self._read += 1
        if page is None:
            await asyncio.to_thread(self.pages.unchanged, entry, now)
        elif entry.kind == "attachment":
            await asyncio.to_thread(self.files.attachment, entry, page, now)
        else:
            await asyncio.to_thread(self.pages.article, entry, page, now)

    async def _settle_list(self, entry: Entry, page: Page | None, now: Now) -> None:
        if page is None:
            return
        self._round = await asyncio.to_thread(
            self.listings.listing, entry, page, now, self.planner, self._round
        )
        self._know_missing_pages()  # long lists wait for what they have named to be read
        self.tally.listed = await asyncio.to_thread(self.frontier.listed, self._round.number)

    async def _fetch_failed(
        self, entry: Entry, error: FetchError, now: Now
    ) -> tuple[RunState, str] | None:
        if entry.via == "home" and isinstance(error, AddressRefused):
            await self._put_back(entry)
            return RunState.FAILED, str(error)
        if error.reason == "robots-down" and self.planner.site.holds(error.url):
            await self._put_back(entry)
            state = RunState.PARTIAL if self.tally.fetched else RunState.FAILED
            return state, error.reason
        if error.reason in FORBIDDEN:
            await asyncio.to_thread(
                self.settler.skipped, entry, error.reason, now, detail=str(error)[:300]
            )
        else:
            await asyncio.to_thread(self.settler.failed, entry, error.reason, now)
        if entry.kind == "list":
            await self._listing_failed(entry, error.reason)
        return None

    async def _listing_failed(self, entry: Entry, reason: str) -> None:
        after = await asyncio.to_thread(self.frontier.get, entry.url)
        if after is not None and after.state != "queued":
            # Whatever kept us from the probe says nothing about the articles.
            facts = {} if entry.via == "probe" else {"problem": reason, "broken": True}
            self._round = self._round.told(entry.via, facts)
            await asyncio.to_thread(self.rounds.keep, self._round)

    async def _be_patient(self, entry: Entry, wait: HostWaits) -> tuple[RunState, str] | None:
        """Wait for a host that asked for it, or end the run when that takes too long."""
        left = wait.until - self.clock()
        self._throttled += 1
        if self._waited + left > PATIENCE or self._throttled > 5:
            await self._put_back(entry)
            return RunState.PARTIAL, "retry-after"
        if wait.asked_by_answer:
            await asyncio.to_thread(self.settler.failed, entry, "throttled", self._now())
        else:
            await self._put_back(entry)
        self._waited += max(timedelta(0), left)
        await self.sleep(max(0.0, left.total_seconds()))
        return None

    async def _put_back(self, entry: Entry) -> None:
        await asyncio.to_thread(self.frontier.settle, entry.url, state="queued")

    # -- the round -------------------------------------------------------------------------

    async def _discover_more(self) -> bool:
        """Queue the next listings; return whether there is anything to do now."""
        if self._round.ended is not None:
            return False
        if await asyncio.to_thread(self.frontier.waiting, kind="list"):
            return False  # a listing waits for its next attempt
        robots = await self._robots()
        planner = replace(self.planner, sitemaps=robots)
        self._round, links = planner.advance(self._round)
        if links:
            await asyncio.to_thread(self._offer_listings, links)
        else:
            await self._offer_front_page()
            await self._close_round()
        await asyncio.to_thread(self.rounds.keep, self._round)
        return True

    async def _robots(self) -> tuple[str, ...]:
        if self._round.stage == "home":
            return ()  # nothing is asked before the front page
        try:
            return (await self.visitor.robots(self.planner.site.home)).sitemaps
        except FetchError:
            return ()

    def _offer_listings(self, links: Any) -> None:
        self.frontier.offer(
            links, on="", round_=self._round.number, depth=0, now=self.clock(), again=True
        )

    async def _offer_front_page(self) -> None:
        links = front_page_links(self._round)
        await asyncio.to_thread(
            self.frontier.offer,
            links,
            on=self.planner.site.home,
            round_=self._round.number,
            depth=1,
            now=self.clock(),
        )

    async def _close_round(self) -> None:
        """End discovery: queue what vanished from all lists and what is due by its age."""
        self._know_missing_pages()
        now = self.clock()
        self._round = replace(self._round, ended=now)
        await asyncio.to_thread(self._queue_again, now)

    def _know_missing_pages(self) -> None:
        soft = self._round.of("probe").get("soft")
        self.pages = replace(self.pages, reader=replace(self.pages.reader, soft=soft))

    def _queue_again(self, now: datetime) -> None:
        """Queue what vanished from its listings and what is due by its age."""
        listings = complete_listings(self._round)
        if listings:
            live = sa.select(article_table.c.id).where(
                article_table.c.source == self.frontier.source,
                article_table.c.status == Status.LIVE.value,
            )
            absent = self.again.absent(self._round.number, live, listings=listings)
            self.again.queue_absent(absent, now=now)
        if listings.isdisjoint(TELLING):
            self.again.hasten(now=now)
            before = self.rounds.last(ended=True)
            left = left_windows(before.facts, self._round.facts) if before else set()
            self.again.queue_left(left, now=now, most=self.budget.looks)
        self.again.queue_due(now=now, most=self.budget.looks)

    async def _wait_for_due(self) -> bool:
        """Wait for an attempt that is due soon; return whether there is one."""
        due = await asyncio.to_thread(self.frontier.next_due)
        left = (due - self.clock()) if due else None
        if left is None or left > PATIENCE:
            return False
        await self.sleep(max(0.01, left.total_seconds()))
        return True

    # -- the run ---------------------------------------------------------------------------

    async def _obey(self) -> str:
        """Report progress and do what an admin wishes; return why the run is to end, or ""."""
        if time.monotonic() - self._beaten < BEAT:
            return ""
        while True:
            self._beaten = time.monotonic()
            self.tally.waiting = await asyncio.to_thread(self.frontier.waiting)
            counts = self.tally.so_far()
            self.progress(counts)
            wish = await asyncio.to_thread(self.runs.beat, self.run_id, counts, now=self.clock())
            if wish is Wish.CANCEL:
                await asyncio.to_thread(self.frontier.drop_queued)
                return "cancelled"
            if wish is Wish.STOP:
                return "stopped"
            if wish is not Wish.PAUSE:
                return ""
            await self.sleep(BEAT)

    def _is_spent(self) -> bool:
        return self.budget.articles is not None and self._read >= self.budget.articles

    def _end(self) -> tuple[RunState, str]:
        home = self._round.of("home")
        if not self.tally.listed and (home.get("problem") or not self.tally.fetched):
            return RunState.FAILED, str(home.get("problem") or "nothing could be fetched")
        if self.tally.failures:
            return RunState.PARTIAL, "failures"
        return RunState.COMPLETE, ""

    def _now(self) -> Now:
        return Now(self.clock(), self.run_id, self._round.number)

    def _report(self, state: RunState, reason: str, seconds: float) -> CrawlReport:
        tally = self.tally
        articles = self.frontier.articles()
        touched = tally.new | tally.changed | tally.gone
        found = len(articles) + self.frontier.waiting(kind="article")
        return CrawlReport(
            source=self.frontier.source,
            run=self.run_id,
            state=state,
            found=found,
            new=len(tally.new),
            changed=len(tally.changed - tally.new),
            unchanged=len(articles - touched),
            gone=len(tally.gone),
            failed=tally.failures.total(),
            skipped=dict(tally.skipped),
            failures=dict(tally.failures),
            requests=self.visitor.requests,
            seconds=seconds,
            reason=reason,
            robots=self.visitor.rules_read,
            warnings=tuple(disagreements(self._round, found)) if self._round.ended else (),
        )
