"""“Erweiterte Suche”: a form that writes the query line and shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.app.site.links import search_url
from archive.app.site.requests import show, state
from archive.app.site.state import UNSEEN

FIELDS = (  # (name, label, hint)
    ("alle", "Alle diese Wörter", "in beliebiger Reihenfolge, auch gebeugt oder zusammengesetzt"),
    ("genau", "Genau diese Wortfolge", "so, wie sie dasteht"),
    ("eines", "Mindestens eines dieser Wörter", "zum Beispiel Schule Kita Hort"),
    ("ohne", "Keines dieser Wörter", "Meldungen damit werden ausgelassen"),
    ("titel", "Diese Wörter in der Überschrift", ""),
)
NAMES = tuple(name for name, _, _ in FIELDS)
LONGEST = 200
KEPT = "-./§&%€"  # letters beside these and digits mean something in a query line, or nothing


def advanced_page(request: Request) -> Response:
    """Show the form; when it was filled in, show or follow the query it makes."""
    asked = state(request, *NAMES, "zeigen")
    filled = {name: _words(request.query_params.get(name, "")) for name in NAMES}
    query = written(filled)
    address = search_url(replace(asked.search, query=query, page=1))
    if query and not request.query_params.get("zeigen"):
        return RedirectResponse(address, 302, headers={"cache-control": "no-cache"})
    return show(
        request,
        "advanced.html",
        fields=FIELDS,
        filled=filled,
        query=query,
        address=address,
        search=asked.search,
        problems=asked.problems,
    )


def written(filled: Mapping[str, str]) -> str:
    """Return the query line for what stands in the form's fields.

    Letters that mean something in the query language are dropped: here every word is a word.
    """
    plain = {name: _plain(text) for name, text in filled.items()}
    parts = [plain.get("alle", "")]
    if plain.get("genau"):
        parts.append(f'"{plain["genau"]}"')
    any_of = plain.get("eines", "").split()
    parts.append(f"({' ODER '.join(any_of)})" if len(any_of) > 1 else " ".join(any_of))
    parts += [f"titel:{word}" for word in plain.get("titel", "").split()]
    parts += [f"-{word}" for word in plain.get("ohne", "").split()]
    return " ".join(part for part in parts if part)


def _words(text: str) -> str:
    return " ".join(UNSEEN.sub(" ", text).split())[:LONGEST]


def _plain(text: str) -> str:
    cleared = "".join(letter if letter.isalnum() or letter in KEPT else " " for letter in text)
    words = (word.strip("-&./") for word in cleared.split())
    operators = {"UND", "ODER", "NICHT", "AND", "OR", "NOT"}
    spoken = (word for word in words if any(letter.isalnum() for letter in word))
    return " ".join(word.lower() if word in operators else word for word in spoken)


ROUTES: tuple[BaseRoute, ...] = (Route("/suche/erweitert", advanced_page),)
