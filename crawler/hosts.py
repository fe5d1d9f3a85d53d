"""One request at a time to a host, at a pace that does not hurt it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.tables.crawling import host as table
from crawler.robots import Robots

SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two requests to one host; *own* sets it per host:port, without a floor."""

    floor: float = 1.0
    ceiling: float = 30.0
    own: Mapping[str, float] = field(default_factory=dict)

    def seconds(self, host: str, *, latency: float, wanted: float | None, chance: float) -> float:
        """Return the pause after a request that took *latency* seconds.

        *wanted* is the host's crawl-delay; *chance* (0 to 1) spreads the pauses by ± 25 %.
        """
        if host in self.own:
            return self.own[host]
        whole = min(self.ceiling, max(self.floor, wanted or 0.0, 2 * latency))
        return whole * (1 - SPREAD + 2 * SPREAD * chance)


class HostStore:
    """What is remembered of hosts across restarts: robots rules, and when they asked us to wait."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def robots(self, host: str) -> Robots | None:
        """Return the rules last read from *host*, however old."""
        row = self._row(host)
        if row is None or row.robots_state is None:
            return None
        return Robots(row.robots_state, row.robots or "", row.robots_fetched)

    def keep_robots(self, host: str, rules: Robots) -> None:
        """Remember the rules of *host*."""
        self._set(
            host,
            robots=rules.text,
            robots_state=rules.state,
            robots_fetched=rules.fetched,
        )

    def wait_until(self, host: str) -> datetime | None:
        """Return until when *host* has asked to be left alone."""
        row = self._row(host)
        return row.wait_until if row else None

    def keep_wait(self, host: str, until: datetime | None) -> None:
        """Remember that *host* has asked to be left alone."""
        self._set(host, wait_until=until)

    def _row(self, host: str) -> sa.Row[Any] | None:
        with self._database.read() as connection:
            return connection.execute(sa.select(table).where(table.c.name == host)).one_or_none()

    def _set(self, host: str, **values: Any) -> None:
        with self._database.write() as connection:
            changed = connection.execute(
                sa.update(table).where(table.c.name == host).values(**values)
            ).rowcount
            if not changed:
                connection.execute(sa.insert(table).values(name=host, **values))


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_at: float = 0.0


class Hosts:
    """Hands out turns; shared by all crawls of a process, so that each host sees one of us."""

    def __init__(
        self,
        pace: Pace,
        *,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._turns: dict[str, _Turn] = {}

    async def take(self, host: str) -> None:
        """Take the one connection to *host*, at the moment a request is polite."""
        turn = self._turn(host)
        await turn.lock.acquire()
        try:
            left = turn.next_at - self._now()
            if left > 0:
                await self._sleep(left)
        except BaseException:
            turn.lock.release()
            raise

    def give(self, host: str, *, latency: float, wanted: float | None) -> None:
        """Give the connection to *host* back after a request that took *latency* seconds."""
        turn = self._turn(host)
        pause = self._pace.seconds(host, latency=latency, wanted=wanted, chance=self._chance())
        turn.next_at = self._now() + pause
        turn.lock.release()

    def pace_of(self, host: str) -> float:
        """Return the seconds still to wait before the next request to *host*."""
        return max(0.0, self._turn(host).next_at - self._now())

    def _turn(self, host: str) -> _Turn:
        return self._turns.setdefault(host, _Turn())

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()


def utc_now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)
