"""Templates: one Jinja environment for site and desk, German numbers and dates by Babel."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from starlette.requests import Request
from starlette.templating import Jinja2Templates

from archive.app.site.legal import PAGES, Slot
from archive.app.site.links import (
    FOR_PROGRAMS,
    Discovery,
    article_url,
    discovery,
    facet_url,
    search_url,
)
from archive.settings import Settings
from index.facets import BERLIN

PACKAGE = Path(__file__).parents[2]
STATIC = Path(__file__).parent / "static"
FOLDERS = (PACKAGE / "templates", PACKAGE.parent / "templates")  # in a wheel, in a checkout
GERMAN = Locale("de")


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says of the site itself."""

    name: str
    operator: str
    base_url: str
    pages: tuple[Slot, ...] = PAGES


def make_templates(settings: Settings) -> Jinja2Templates:
    """Return the templates with the filters and globals that all pages use."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDERS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(
        site=Site(settings.site_name, settings.operator, settings.base_url.rstrip("/")),
        asset=asset,
        article_url=article_url,
        facet_url=facet_url,
        search_url=search_url,
        machine_links=FOR_PROGRAMS,
        discovery=lambda request: _discovery(request, settings.site_name),
    )
    return Jinja2Templates(env=environment)


@lru_cache
def asset(path: str) -> str:
    """Return the address of a static file; it changes with the file, so it may be kept for ever."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={digest}"


@lru_cache
def fingerprint() -> str:
    """Return a short name of all templates and assets, for ETags."""
    digest = hashlib.sha256()
    for folder in (STATIC, *FOLDERS):
        for path in sorted(folder.rglob("*.*")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def berlin(moment: datetime) -> datetime:
    """Return *moment* as the clock in Germany shows it."""
    return moment.astimezone(BERLIN)


def iso_day(moment: date | datetime) -> str:
    """Return 2024-05-03, in Germany's time."""
    return (berlin(moment).date() if isinstance(moment, datetime) else moment).isoformat()


@lru_cache(4096)
def _long_day(day: date) -> str:
    return format_date(day, "d. MMMM y", GERMAN)


def long_day(moment: date | datetime) -> str:
    """Return 3. Mai 2024."""
    return _long_day(berlin(moment).date() if isinstance(moment, datetime) else moment)


def short_day(moment: date | datetime) -> str:
    """Return 03.05.2024."""
    day = berlin(moment).date() if isinstance(moment, datetime) else moment
    return f"{day:%d.%m.}{day.year:04d}"


def clock_time(moment: datetime) -> str:
    """Return 3. Mai 2024, 14:05 Uhr."""
    return f"{format_datetime(berlin(moment), 'd. MMMM y, HH:mm', locale=GERMAN)} Uhr"


@lru_cache(4096)
def number(value: float) -> str:
    """Return 12.345 or 0,5."""
    return format_decimal(value, locale=GERMAN)


def plural(value: int, one: str, many: str) -> str:
    """Return "1 Treffer" or "3 Orte": the number with the word in the right form."""
    return f"{number(value)} {one if GERMAN.plural_form(value) == 'one' else many}"


def joined(words: Iterable[str]) -> str:
    """Return "a, b und c"."""
    listed = list(words)
    return " und ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]]))


def web(address: str) -> str:
    """Return *address* where it is one of the web; anything else leads back to the page itself.

    Addresses come from publishers and imports: "javascript:" must never become a link.
    """
    return address if re.match(r"https?://", address, re.IGNORECASE) else "#"


FILTERS: dict[str, Callable[..., Any]] = {
    "iso_day": iso_day,
    "long_day": long_day,
    "short_day": short_day,
    "clock_time": clock_time,
    "number": number,
    "plural": plural,
    "joined": joined,
    "web": web,
}


def _discovery(request: Request, site_name: str) -> list[Discovery]:
    return discovery(site_name, request.url.query if request.url.path == "/suche" else "")
