"""Bringing the index up to the store in a child process, so that no failure there outlives it.

Run as `python -m archive.app.work.indexer --data DIR`; prints {"written": n, "sequence": s}.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from archive.app.logging import logger
from archive.errors import NewsArchiveError, SearchIndexError
from archive.settings import Settings, load_settings

MOST_SECONDS = 3600.0  # a child that takes longer is ended

log = logger(__name__)


async def update_index(settings: Settings, *, seconds: float = MOST_SECONDS) -> int:
    """Index all changes in a child process; return the change number the index is at.

    Raises SearchIndexError when the child fails; the index is then as it was before.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "archive.app.work.indexer",
        "--data",
        str(settings.data),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **_environment(settings)},
    )
    try:
        out, said = await asyncio.wait_for(process.communicate(), timeout=seconds)
    except (TimeoutError, asyncio.CancelledError) as error:
        process.kill()
        await process.wait()
        if isinstance(error, TimeoutError):
            raise SearchIndexError(f"indexing took longer than {seconds:.0f} s") from error
        raise
    if process.returncode != 0:
        words = said.decode("utf-8", "replace").strip()[-500:]
        raise SearchIndexError(f"indexing failed ({process.returncode}): {words}")
    answer: dict[str, Any] = json.loads(out)
    if answer["written"]:
        log.info("index updated", **answer)
    return int(answer["sequence"])


def main() -> int:
    """Bring the index up to the store once; the child's side of update_index."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    settings = load_settings(data=parser.parse_args().data)
    from archive.app.composition import open_services
    from archive.app.indexing import sync

    try:
        with only_writer(settings.data / "index.lock"):
            services = open_services(settings)
            try:
                written = sync(services.articles, services.search)
                sequence = services.search.sequence()
            finally:
                services.close()
    except NewsArchiveError as error:
        print(str(error), file=sys.stderr)
        return 1
    print(json.dumps({"written": written, "sequence": sequence}))
    return 0


@contextmanager
def only_writer(path: Path) -> Iterator[IO[str]]:
    """Wait until no other process of this machine writes the index; ends with the process."""
    with path.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _environment(settings: Settings) -> dict[str, str]:
    """Hand on what the parent was told by arguments, which the child does not see."""
    return {
        "NEWSARCHIVE_DATABASE": settings.database,
        "NEWSARCHIVE_ENGINE": settings.engine,
    }


if __name__ == "__main__":
    sys.exit(main())
