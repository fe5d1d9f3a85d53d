"""Probing an address: what answers, which profile fits, what would be stored; nothing is kept.

The probe is a real crawl of a few pages into a store of its own, so it shows what will happen.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.app.composition import Services, open_services
from archive.article import Article
from archive.errors import FetchError
from archive.settings import Settings

SAMPLES = 3
WAYS = {
    "rest": "WordPress-Schnittstelle",
    "sitemap": "Sitemap",
    "feed": "Feed",
    "list": "Listen von Meldungen",
}
MOST_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way of finding articles: whether it answers, and how many it names."""

    label: str
    answers: bool
    articles: int
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Probe:
    """What a look at an address has shown. `counts` is the report of the little crawl."""

    url: str
    name: str
    ways: tuple[Way, ...]
    profile: str
    categories: tuple[str, ...]
    counts: Mapping[str, Any]
    state: str
    reason: str
    samples: tuple[Article, ...]


async def probe(settings: Settings, url: str, *, now: datetime) -> Probe:
    """Crawl up to three articles of *url* into a passing archive and tell what came.

    Raises ConfigurationError for what is no address, FetchError when nothing came in time.
    """
    with tempfile.TemporaryDirectory(prefix="newsarchive-probe-") as folder:
        passing = settings.model_copy(update={"data": Path(folder), "database": "", "engine": ""})
        services = open_services(passing)
        try:
            return await asyncio.wait_for(_crawl(services, url, now), timeout=MOST_SECONDS)
        except TimeoutError as error:
            text = f"in {MOST_SECONDS:.0f} Sekunden kam nicht genug an"
            raise FetchError(url, text, reason="timeout") from error
        finally:
            services.close()


async def _crawl(services: Services, url: str, now: datetime) -> Probe:
    from archive.app.crawling import crawl_source
    from crawler.rounds import RoundStore

    source = services.sources.find_or_add(url, now=now)
    report = await crawl_source(
        services,
        source.id,
        started_by="probe",
        limit=SAMPLES,
        allow_private=services.settings.allow_private,
        pace=services.settings.private_pace,
    )
    seen = services.sources.get(source.id) or source
    last = RoundStore(services.database, source.id).last()
    facts = last.facts if last else {}
    return Probe(
        url=source.url,
        name=seen.name,
        ways=_ways(facts),
        profile=str(facts.get("home", {}).get("profile", "")),
        categories=tuple(sorted(facts.get("rest", {}).get("categories", {}).values())),
        counts=report.to_record(),
        state=report.state.value,
        reason=report.reason,
        samples=tuple(list(services.articles.all())[:SAMPLES]),
    )


def _ways(facts: Mapping[str, Mapping[str, Any]]) -> tuple[Way, ...]:
    found = []
    for name, label in WAYS.items():
        told = facts.get(name, {})
        articles = int(told.get("articles") or told.get("entries") or 0)
        good = bool(told.get("good") or articles)
        found.append(Way(label, good, articles, tuple(map(str, told.get("asked", ())))))
    return tuple(found)
