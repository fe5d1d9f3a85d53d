"""Commands: serving."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated

import typer

from archive.app.cli.common import Data, log

LONGEST_HEAD = 2_000_000  # bytes: an address of a megabyte is refused in words, not by hanging up


def add_to(app: typer.Typer) -> None:
    """Add this module's commands to *app*."""
    app.command()(serve)


def serve(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", max=65535, min=0)] = None,
    processes: Annotated[int, typer.Option(help="Server processes.", min=1, max=64)] = 1,
    proxies: Annotated[
        str, typer.Option(help="Addresses of proxies whose X-Forwarded-For is believed.")
    ] = "127.0.0.1",
) -> None:
    """Serve the site."""
    import uvicorn

    from archive.settings import load_settings

    settings = load_settings(data=data, host=host, port=port)
    # Worker processes are started anew and read their settings from the environment.
    os.environ["NEWSARCHIVE_DATA"] = str(settings.data.absolute())
    log(f"newsarchive: http://{settings.host}:{settings.port}/ over {settings.data}")
    # uvicorn ends in order and then raises the signal once more: that is a success, not a failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        "archive.app.asgi:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=processes,
        forwarded_allow_ips=proxies,
        access_log=False,  # readers' addresses and searches are nobody's business
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=8,
        h11_max_incomplete_event_size=LONGEST_HEAD,
    )
