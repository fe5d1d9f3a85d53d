"""The worker as a process: signals, the index in its wake, warnings."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from datetime import UTC, datetime

from archive.app.composition import Services, open_services
from archive.app.logging import logger
from archive.app.work.indexer import update_index
from archive.app.work.tasks import tasks
from archive.app.work.upkeep import keep_up
from archive.app.work.worker import Worker
from archive.errors import NewsArchiveError
from archive.runs import this_process
from archive.settings import Settings

RETRY_SECONDS = 30.0  # after an update of the index has failed

log = logger(__name__)


def run_worker(
    settings: Settings, *, allow_private: Sequence[str] = (), pace: float | None = None
) -> None:
    """Work until SIGTERM or SIGINT; ends within ten seconds."""
    services = open_services(settings)
    try:
        asyncio.run(_work(services, allow_private, pace))
    finally:
        services.close()


async def _work(services: Services, allow_private: Sequence[str], pace: float | None) -> None:
    def now() -> datetime:
        return datetime.now(UTC)

    worker = Worker(
        services.database,
        tasks(
            services,
            now=now,
            allow_private=(*services.settings.allow_private, *allow_private),
            pace=services.settings.private_pace if pace is None else pace,
        ),
        name=this_process(),
        now=now,
        at_once=services.settings.crawls_at_once,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    beside = [
        asyncio.create_task(follow_store(services)),
        asyncio.create_task(keep_up(services, now=now)),
    ]
    try:
        await worker.work()
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def follow_store(services: Services) -> None:
    """Update the index whenever the store has changed; a failure is told and tried again."""
    at = -1
    while True:
        wait = services.settings.index_seconds
        try:
            wanted = await asyncio.to_thread(services.articles.last_sequence)
            if wanted != at:
                at = await update_index(services.settings)
        except NewsArchiveError as error:
            log.error("index not updated, trying again", error=str(error))
            wait = max(wait, RETRY_SECONDS)
        await asyncio.sleep(max(wait, 0.2))
