"""Schedulers and workers as processes of their own, for tests that kill them.

`python -m tests.clockwork URL NAME LOG SECONDS`: a worker whose job writes a line to LOG when it
begins and one when it ends; the job lasts SECONDS.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime

from archive.app.work.jobs import Outcome
from archive.app.work.worker import Worker
from archive.database import Database


def note(path, *words):
    """Add a line; O_APPEND keeps lines of many processes whole."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, (" ".join(map(str, words)) + "\n").encode())
    os.close(handle)


async def main(url, name, log, seconds):
    database = Database(url)

    async def job(run, control):
        note(log, "begin", run.id, run.source, name, run.attempts)
        waited = 0.0
        while waited < seconds:
            if control.stopping():
                note(log, "stop", run.id, run.source, name, run.attempts)
                return Outcome(good=False, given_back=True)
            await asyncio.sleep(0.02)
            waited += 0.02
        note(log, "end", run.id, run.source, name, run.attempts)
        return Outcome(good=True)

    worker = Worker(database, {"crawl": job}, name=name, now=lambda: datetime.now(UTC), pause=0.1)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
    await worker.work()
    database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
