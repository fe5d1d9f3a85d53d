"""What a publisher's robots.txt allows (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from protego import Protego

PRODUCT = "newsarchive"  # the name publishers address us by in robots.txt
MAX_BYTES = 500 * 1024
MAX_AGE = timedelta(hours=24)
RETRY = timedelta(minutes=5)  # after an answer that meant "do not come in"


@dataclass(frozen=True)
class Robots:
    """The rules of one host; `state` is parsed, allow, disallow or wait."""

    state: str
    text: str = ""
    fetched: datetime | None = None

    @cached_property
    def _rules(self) -> Protego:
        return Protego.parse(self.text)

    def allows(self, url: str) -> bool:
        """Tell whether we may fetch *url*."""
        if self.state == "parsed":
            return bool(self._rules.can_fetch(url, PRODUCT))
        return self.state == "allow"

    @property
    def crawl_delay(self) -> float | None:
        """The seconds the publisher wants between two requests, or None."""
        if self.state != "parsed":
            return None
        delay = self._rules.crawl_delay(PRODUCT)
        rate = self._rules.request_rate(PRODUCT)
        wanted = [float(delay)] if delay is not None else []
        if rate is not None and rate.requests:
            wanted.append(rate.seconds / rate.requests)
        return max(wanted, default=None)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of sitemaps the file names."""
        return tuple(dict.fromkeys(self._rules.sitemaps)) if self.state == "parsed" else ()

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the rules may still be used without asking again (RFC 9309 §2.4)."""
        if self.fetched is None:
            return False
        age = now - self.fetched
        limit = MAX_AGE if self.state in ("parsed", "allow") else RETRY
        return timedelta(0) <= age < limit


def judge(status: int | None, body: bytes, *, fetched: datetime) -> Robots:
    """Return the rules that an answer to /robots.txt means; *status* None: no answer at all.

    2xx is parsed, 4xx allows everything, 429 asks to wait, 5xx and silence forbid everything
    (RFC 9309 §2.3.1): a publisher whose server is in trouble is left in peace.
    """
    if status is None or status >= 500:
        return Robots("disallow", fetched=fetched)
    if status == 429:
        return Robots("wait", fetched=fetched)
    if 200 <= status < 300:
        text = body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
        return Robots("parsed", text.replace("\x00", ""), fetched)
    return Robots("allow", fetched=fetched)
