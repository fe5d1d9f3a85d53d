"""One address may not take the site from all others: a token bucket per address, then 429."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from archive.app.site.refusals import Refusal

ADDRESSES = 10_000  # buckets kept; the longest unused goes first
ADVICE = "Von Ihrer Adresse kamen sehr viele Anfragen. Bitte warten Sie eine Minute."
FREE = ("/static/", "/livez", "/readyz")


@dataclass(slots=True)
class Bucket:
    """Requests still free for one address, and when that was counted."""

    tokens: float
    counted: float


class Throttle:
    """Lets each address ask *rate* times a second on average and *burst* times at once.

    A rate of 0 switches it off. Addresses live in memory only and are never written down.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        rate: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._refusal = Refusal(429, ADVICE)
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 429 with the seconds to wait."""
        if scope["type"] == "http" and self._rate and not scope["path"].startswith(FREE):
            client = scope.get("client")
            wait = self._take(client[0] if client else "")
            if wait > 0:
                answer = self._refusal.answer(scope)
                answer.headers["retry-after"] = str(int(wait) + 1)
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _take(self, address: str) -> float:
        now = self._clock()
        bucket = self._buckets.pop(address, None) or Bucket(self._burst, now)
        self._buckets[address] = bucket
        if len(self._buckets) > ADDRESSES:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.counted) * self._rate)
        bucket.counted = now
        if bucket.tokens < 1:
            return (1 - bucket.tokens) / self._rate
        bucket.tokens -= 1
        return 0.0
