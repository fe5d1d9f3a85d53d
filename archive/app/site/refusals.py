"""Refusals before anything is asked of the archive: they must cost next to nothing."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from archive.app.interfaces.problems import problem
from archive.app.site.error_pages import error_page

LONGEST = 20_000  # bytes of an address: fifty places and as many projects, whatever their names
TOO_LONG = (
    f"Die Adresse ist länger als {LONGEST // 1000}.000 Zeichen. Bitte kürzen Sie den Suchtext oder "
    "wählen Sie weniger Filter."
)


class Refusal:
    """One answer of an error's *status*: a page for whoever asks for one, else a problem document.

    The page is made once and kept.
    """

    def __init__(self, status: int, advice: str) -> None:
        self._status = status
        self._advice = advice
        self._page: bytes | None = None

    def answer(self, scope: Scope) -> Response:
        """Return the answer to the request of *scope*."""
        if _wants_page(scope):
            if self._page is None:
                asked = Request({**scope, "path": "/", "raw_path": b"/", "query_string": b""})
                self._page = bytes(error_page(asked, self._status, advice=self._advice).body)
            refusal = Response(self._page, self._status, media_type="text/html")
        else:
            refusal = problem(self._status, self._advice)
        refusal.headers["cache-control"] = "no-store"
        return refusal


class ShortAddresses:
    """Refuses addresses that no form and no link of ours makes (RFC 9110 §15.5.15)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._refusal = Refusal(414, TOO_LONG)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 414."""
        if scope["type"] == "http" and _length(scope) > LONGEST:
            await self._refusal.answer(scope)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _length(scope: Scope) -> int:
    return len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])


def _wants_page(scope: Scope) -> bool:
    if scope["path"].startswith("/api/") or "app" not in scope:
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")
