"""Fetches one address within hard limits; redirects are followed one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from archive.errors import AddressRefused, FetchError
from crawler.guard import GuardedTransport
from crawler.inflating import BadCoding, Inflater
from crawler.page import Page
from crawler.urls import normalise

MAX_REDIRECTS = 5
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5"
PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost."""

    seconds: float = 60.0
    raw_bytes: int = 15_000_000
    inflated_bytes: int = 30_000_000


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "has it changed?" with (RFC 9110 §13.1), for exactly *url*."""

    url: str = ""
    etag: str | None = None
    last_modified: str | None = None

    def headers_for(self, url: str) -> dict[str, str]:
        """Return the conditional headers for *url*; none where they belong to another address."""
        if url != self.url:
            return {}
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in found.items() if value}


Before = Callable[[str], Awaitable[None]]


async def _at_once(_url: str) -> None:
    return None


def user_agent(contact: str = "") -> str:
    """Return how we introduce ourselves to publishers."""
    about = f" (+{contact})" if contact else ""
    return f"newsarchive/1.0{about}"


class Fetcher:
    """Fetches pages; one for all sources, its transport keeps the connections."""

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        allowed: Collection[str] = (),
        contact: str = "",
        limits: Limits | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """*allowed* are host:port pairs in private networks that may be fetched all the same."""
        self._limits = limits or Limits()
        self._clock = clock
        self._client = httpx.AsyncClient(
            transport=transport or GuardedTransport(allowed=allowed),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(self._limits.seconds),
            headers={
                "User-Agent": user_agent(contact),
                "Accept": ACCEPT,
                "Accept-Language": "de,*;q=0.5",
                "Accept-Encoding": "gzip, deflate, br, zstd",
            },
        )

    async def fetch(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        before: Before = _at_once,
        cut_at: int | None = None,
    ) -> Page | None:
        """Return the answer to *url*, whatever its status, or None when it has not changed.

        *before* is awaited with every address before it is asked (pace, robots). With *cut_at*,
        a longer body is cut there instead of refused. Raises FetchError whose `reason` is
        network, timeout, too-large, truncated, coding, redirects, downgrade or bad-url;
        AddressRefused for what lies in a private network.
        """
        known = validators or Validators()
        try:
            async with asyncio.timeout(None) as alarm:
                return await self._follow(url, known, before, cut_at, alarm)
        except TimeoutError as error:
            message = f"took longer than {self._limits.seconds:g} s in all"
            raise FetchError(url, message, reason="timeout") from error

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _follow(
        self,
        url: str,
        known: Validators,
        before: Before,
        cut_at: int | None,
        alarm: asyncio.Timeout,
    ) -> Page | None:
        asked, permanent = url, True
        left = self._limits.seconds
        for _hop in range(MAX_REDIRECTS + 1):
            await before(asked)  # waiting for our turn is no fault of the server
            began = asyncio.get_running_loop().time()
            alarm.reschedule(began + left)
            page = await self._once(asked, known, cut_at)
            alarm.reschedule(None)
            left = max(0.0, left - (asyncio.get_running_loop().time() - began))
            if page is None:
                return None
            target = _target(page) if page.status in REDIRECTS else None
            if target is None:
                return _named(page, requested=url, permanent=permanent and asked != url)
            permanent = permanent and page.status in PERMANENT
            asked = target
        raise FetchError(url, f"more than {MAX_REDIRECTS} redirects", reason="redirects")

    async def _once(self, url: str, known: Validators, cut_at: int | None) -> Page | None:
        try:
            async with self._client.stream("GET", url, headers=known.headers_for(url)) as answer:
                if answer.status_code == 304 and known.headers_for(url):
                    return None
                body = await self._body(url, answer, cut_at)
        except httpx.InvalidURL as error:
            raise AddressRefused(url, str(error), reason="bad-url") from error
        except httpx.HTTPError as error:
            if "location header" in str(error):  # httpx reads it even when it must not follow
                raise AddressRefused(url, str(error), reason="bad-url") from error
            raise FetchError(url, str(error) or type(error).__name__) from error
        except UnicodeError as error:
            raise FetchError(url, f"no usable address: {error}", reason="bad-url") from error
        headers = _headers(answer.headers)
        return Page(url, body, answer.status_code, headers, self._clock(), requested=url)

    async def _body(self, url: str, answer: httpx.Response, cut_at: int | None) -> bytes:
        limits = self._limits
        most = limits.inflated_bytes if cut_at is None else cut_at
        parts: list[bytes] = []
        raw = 0
        try:
            codings = answer.headers.get("content-encoding", "")
            inflater = Inflater(codings, most=most, cut=cut_at is not None)
            async for part in answer.aiter_raw():
                raw += len(part)
                if raw > limits.raw_bytes:
                    raise BadCoding("too-large", f"is longer than {limits.raw_bytes} bytes")
                parts.append(inflater.feed(part))
                if inflater.full:
                    return b"".join(parts)
            inflater.finish()
        except BadCoding as error:
            raise FetchError(url, str(error), reason=error.reason) from error
        return b"".join(parts)


def _headers(headers: httpx.Headers) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _target(page: Page) -> str | None:
    """Return where a redirect leads; None for one without a Location."""
    location = page.headers.get("location")
    if not location:
        return None
    target = normalise(location, page.url)
    if target is None:
        raise AddressRefused(page.url, f"redirects to {location[:80]!r}", reason="bad-url")
    if page.url.startswith("https:") and target.startswith("http:"):
        raise FetchError(page.url, "redirects from https to http", reason="downgrade")
    return target


def _named(page: Page, *, requested: str, permanent: bool) -> Page:
    return Page(page.url, page.body, page.status, page.headers, page.fetched, requested, permanent)
