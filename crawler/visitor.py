"""Visits addresses the polite way: robots first, our turn, the pace, and Retry-After kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from archive.errors import AddressRefused, FetchError
from crawler.fetcher import Fetcher, Validators
from crawler.hosts import Hosts, HostStore, utc_now
from crawler.page import Page
from crawler.retry import retry_after
from crawler.robots import MAX_BYTES, Robots, judge
from crawler.urls import host_of

BUSY_PAUSE = timedelta(seconds=60)  # after 429 or 503 without Retry-After


class HostWaits(FetchError):
    """The host has asked to be left alone until *until*."""

    def __init__(self, url: str, until: datetime, *, asked_by_answer: bool = False) -> None:
        when = f"{until:%Y-%m-%d %H:%M:%S} UTC"
        super().__init__(url, f"asks to be left alone until {when}", reason="retry-after")
        self.until = until
        self.asked_by_answer = asked_by_answer  # this very address was answered so


class Visitor:
    """Fetches for one crawl; counts its requests."""

    def __init__(
        self,
        fetcher: Fetcher,
        hosts: Hosts,
        store: HostStore,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._fetcher = fetcher
        self._hosts = hosts
        self._store = store
        self._clock = clock
        self._robots: dict[str, Robots] = {}
        self.requests = 0

    async def visit(self, url: str, *, validators: Validators | None = None) -> Page | None:
        """Return the answer to *url*, or None when it has not changed.

        Raises FetchError (reason "robots" where the publisher forbids it), HostWaits where the
        host asked for patience; so does a 429, and a 503 that says how long.
        """
        page = await self._polite(url, validators)
        if page is not None and _asks_to_wait(page):
            raise self._told_to_wait(page)
        return page

    @property
    def rules_read(self) -> dict[str, str]:
        """How the rules of each host were read: parsed, allow, disallow or wait."""
        return {host: rules.state for host, rules in self._robots.items()}

    async def robots(self, url: str) -> Robots:
        """Return the rules of the host of *url*, from memory, the store, or the host itself."""
        host = host_of(url)
        known = self._robots.get(host) or await asyncio.to_thread(self._store.robots, host)
        if known is None or not known.is_fresh(self._clock()):
            known = await self._ask_robots(url)
            await asyncio.to_thread(self._store.keep_robots, host, known)
        self._robots[host] = known
        return known

    async def _polite(self, url: str, validators: Validators | None) -> Page | None:
        held: list[tuple[str, float]] = []

        async def before(asked: str) -> None:
            self._let_go(held)
            await self._may_ask(asked)
            held.append(await self._take(asked))

        try:
            return await self._fetcher.fetch(url, validators=validators, before=before)
        finally:
            self._let_go(held)

    async def _may_ask(self, url: str) -> None:
        rules = await self.robots(url)
        if rules.state in ("wait", "disallow"):
            raise FetchError(
                url, f"robots.txt cannot be read ({rules.state})", reason="robots-down"
            )
        if not rules.allows(url):
            raise FetchError(url, "robots.txt forbids it", reason="robots")
        until = await asyncio.to_thread(self._store.wait_until, host_of(url))
        if until and until > self._clock():
            raise HostWaits(url, until)

    async def _take(self, url: str) -> tuple[str, float]:
        host = host_of(url)
        await self._hosts.take(host)
        self.requests += 1
        return host, asyncio.get_running_loop().time()

    def _let_go(self, held: list[tuple[str, float]]) -> None:
        while held:
            host, began = held.pop()
            rules = self._robots.get(host)
            self._hosts.give(
                host,
                latency=asyncio.get_running_loop().time() - began,
                wanted=rules.crawl_delay if rules else None,
            )

    async def _ask_robots(self, url: str) -> Robots:
        address = _robots_url(url)
        held: list[tuple[str, float]] = []

        async def before(asked: str) -> None:
            self._let_go(held)
            held.append(await self._take(asked))

        try:
            page = await self._fetcher.fetch(address, before=before, cut_at=MAX_BYTES)
        except AddressRefused:
            raise
        except FetchError as error:
            # RFC 9309 §2.3.1.2: with more than five redirects the file counts as missing.
            status = 404 if error.reason == "redirects" else None
            return judge(status, b"", fetched=self._clock())
        finally:
            self._let_go(held)
        if page is None:
            return judge(None, b"", fetched=self._clock())
        if page.status == 429:
            await asyncio.to_thread(self._keep_wait, page)
        return judge(page.status, page.body, fetched=self._clock())

    def _told_to_wait(self, page: Page) -> HostWaits:
        return HostWaits(page.url, self._keep_wait(page), asked_by_answer=True)

    def _keep_wait(self, page: Page) -> datetime:
        now = self._clock()
        asked = retry_after(page.headers.get("retry-after"), now=now)
        until = now + (BUSY_PAUSE if asked is None else asked)
        self._store.keep_wait(host_of(page.url), until)
        return until


def _asks_to_wait(page: Page) -> bool:
    return page.status == 429 or (page.status == 503 and "retry-after" in page.headers)


def _robots_url(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.split('/', 1)[0].split('?', 1)[0]}/robots.txt"
