"""/livez, /readyz and /metrics: for the operator's machines, not for readers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.app.composition import Services
from archive.errors import NewsArchiveError
from archive.health import Level, all_health
from archive.queue import RunQueue, WorkerRegister
from archive.schedules import ScheduleStore

NO_STORE = {"cache-control": "no-store"}


def operation_routes(services: Services) -> list[BaseRoute]:
    """Return the three routes; /metrics counts what CountRequests of the same app saw."""
    registry = make_registry(services)

    async def ready(_request: Request) -> Response:
        return await asyncio.to_thread(_ready, services)

    async def metrics(_request: Request) -> Response:
        body = await asyncio.to_thread(generate_latest, registry)
        return Response(body, media_type=CONTENT_TYPE_LATEST, headers=NO_STORE)

    return [
        Route("/livez", _live, name="livez"),
        Route("/readyz", ready, name="readyz"),
        Route("/metrics", metrics, name="metrics"),
    ]


def make_registry(services: Services) -> CollectorRegistry:
    """Return a registry of this process's requests and the archive's own state."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(REQUESTS)
    registry.register(SECONDS)
    registry.register(ArchiveCollector(services))
    return registry


REQUESTS = Counter(
    "newsarchive_requests", "Answers by route and status.", ["route", "status"], registry=None
)
SECONDS = Histogram(
    "newsarchive_request_seconds",
    "Time to the end of an answer by route.",
    ["route"],
    registry=None,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class CountRequests:
    """Counts every answer by the route's pattern: addresses made up by visitors cost nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        begun = time.perf_counter()

        async def counting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, counting)
        finally:
            route = _pattern(scope)
            REQUESTS.labels(route, status).inc()
            SECONDS.labels(route).observe(time.perf_counter() - begun)


class ArchiveCollector(Collector):
    """The archive's state as metrics, read when asked for."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> Iterable[Metric]:
        """Say nothing at registration: reading the store can wait until it is asked for."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; a store that is away gives newsarchive_up 0."""
        up = GaugeMetricFamily("newsarchive_up", "1 while the store can be read.")
        try:
            metrics = list(self._store())
        except NewsArchiveError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from metrics

    def _store(self) -> Iterator[Metric]:
        database = self._services.database
        now = datetime.now(UTC)
        articles = self._services.articles
        yield _family("newsarchive_articles", "Articles by status.", "status", articles.count())
        queue = RunQueue(database)
        yield _family("newsarchive_due_runs", "Due runs by state.", "state", queue.counts())
        alive = GaugeMetricFamily("newsarchive_workers", "Workers heard of within a lease.")
        alive.add_metric([], len(WorkerRegister(database).alive(now=now)))
        yield alive
        yield from self._sources(now)
        behind = GaugeMetricFamily(
            "newsarchive_index_behind", "Changes of the store that the index has not seen."
        )
        behind.add_metric([], articles.last_sequence() - self._services.search.sequence())
        yield behind

    def _sources(self, now: datetime) -> Iterator[Metric]:
        found = all_health(self._services.database, now)
        ill = GaugeMetricFamily("newsarchive_source_ill", "1 after bad runs.", labels=["source"])
        level = GaugeMetricFamily(
            "newsarchive_source_level", "1 at the source's level.", labels=["source", "level"]
        )
        success = GaugeMetricFamily(
            "newsarchive_source_last_success_seconds", "Unix time.", labels=["source"]
        )
        for health in found:
            ill.add_metric([health.source], health.level is Level.ILL)
            level.add_metric([health.source, health.level.value], 1)
            if health.last_success:
                success.add_metric([health.source], health.last_success.timestamp())
        yield from (ill, level, success)
        failures = GaugeMetricFamily(
            "newsarchive_schedule_failures", "Bad runs in a row.", labels=["schedule", "task"]
        )
        for schedule in ScheduleStore(self._services.database).all():
            failures.add_metric([str(schedule.id), schedule.task], schedule.failures)
        yield failures


async def _live(_request: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers=NO_STORE)


def _ready(services: Services) -> Response:
    """Answer 503 until store and index can be read; what is wrong stands in the body."""
    checks = {"store": services.articles.last_sequence, "index": services.search.generation}
    said = {}
    for name, ask in checks.items():
        try:
            ask()
        except NewsArchiveError as error:
            said[name] = str(error)
        else:
            said[name] = "ok"
    ready = all(word == "ok" for word in said.values())
    status = "ok" if ready else "not ready"
    return JSONResponse({"status": status, **said}, 200 if ready else 503, headers=NO_STORE)


def _family(name: str, text: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family


def _pattern(scope: Scope) -> str:
    route = scope.get("route")
    path = getattr(route, "path", None)
    if path is None:
        return "unknown"
    return f"{scope.get('root_path', '')}{path}" if scope.get("root_path") else str(path)
