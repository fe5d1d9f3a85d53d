"""Site and worker under one parent, for small archives: `newsarchive run`."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import IO

from archive.app.logging import logger
from archive.settings import Settings

LOOK = 0.2  # seconds between two looks at the children
GRACE = 10.0  # seconds they get to end

log = logger(__name__)


def run_together(
    settings: Settings,
    *,
    worker_options: Sequence[str] = (),
    output: IO[bytes] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Run both until told to stop; when one ends by itself the other is stopped as well.

    Their logs go to *output*, or where ours go.

    Returns 0 after a wished stop, 1 when a child failed: whoever started us starts us again.
    """
    told: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    data = ["--data", str(settings.data)]
    site = ["serve", *data, "--host", settings.host, "--port", str(settings.port)]
    worker = ["worker", *data, *worker_options]
    children = [_start(site, output), _start(worker, output)]
    while not told and all(child.poll() is None for child in children):
        sleep(LOOK)
    if not told:
        log.error("a part has ended by itself", codes=[child.poll() for child in children])
    _end(children)
    return 0 if told else 1


def _start(arguments: Sequence[str], output: IO[bytes] | None) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches the parent alone, which then tells the children.
    command = [sys.executable, "-m", "archive.app", *arguments]
    return subprocess.Popen(  # noqa: S603  # our own program
        command, start_new_session=True, stdout=output, stderr=output
    )


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
