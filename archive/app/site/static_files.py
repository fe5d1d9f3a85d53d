"""The site's own files: kept by browsers for a year, since their address names their content."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_A_YEAR = "public, max-age=31536000, immutable"


class KeptFiles(StaticFiles):
    """Static files; an address with ?v= may be kept, one without must be asked for again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file with its rule for keeping it."""
        response = await super().get_response(path, scope)
        versioned = scope.get("query_string", b"").startswith(b"v=")
        response.headers["cache-control"] = FOR_A_YEAR if versioned else "no-cache"
        return response
