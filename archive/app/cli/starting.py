"""The command behind `make run`."""

from __future__ import annotations

from typing import Annotated

import typer

from archive.app.cli.common import Data


def add_to(app: typer.Typer) -> None:
    """Add `start` to *app*."""
    app.command("start")(start)


def start(
    site: Annotated[
        str | None, typer.Argument(help="Publisher to follow; without: the demo publisher.")
    ] = None,
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Crawl a publisher, index it and serve it: everything in one command."""
    from rich.console import Console

    from archive.app.logging import configure_logging
    from archive.app.starting import start as start_all
    from archive.settings import load_settings

    configure_logging(plain=True)
    settings = load_settings(data=data, host=host, port=port)
    raise typer.Exit(start_all(settings, site, console=Console(stderr=True)))
