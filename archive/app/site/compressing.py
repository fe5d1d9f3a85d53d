"""Answers are sent compressed, but for the desk's."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

# A page that holds a secret beside text a stranger chose tells the secret by its size (BREACH).
PLAIN = "/verwaltung"


class Compressed(GZipMiddleware):
    """gzip for every answer that is worth it; the desk's pages hold form tokens and stay plain."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, through gzip unless it is for the desk."""
        if scope["type"] == "http" and scope["path"].startswith(PLAIN):
            await self.app(scope, receive, send)
            return
        await super().__call__(scope, receive, send)
