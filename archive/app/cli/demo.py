"""Commands: demo."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from archive.app.cli.common import log


def add_to(app: typer.Typer) -> None:
    """Add this module's commands to *app*."""
    app.command("demo")(demo)


def demo(
    port: Annotated[int, typer.Option(help="Port to listen on, loopback only.")] = 8100,
    stage: Annotated[int, typer.Option(help="1, or 2 with edits, deletions and rewrites.")] = 1,
    closed: Annotated[
        list[str] | None,
        typer.Option("--closed", help="Answer 403 at this door: rest, feed or sitemap."),
    ] = None,
    gold: Annotated[
        bool, typer.Option("--gold", help="Print the truth about each article, as JSON Lines.")
    ] = False,
) -> None:
    """Serve the invented publisher that the archive can be tried on."""
    from archive.app.demo.server import LOOPBACK, serve_publisher

    if gold:
        _print_gold(stage, f"http://{LOOPBACK}:{port}")
        return
    url = f"http://{LOOPBACK}:{port}/"
    log(f"Erfundener Herausgeber: {url} (Stand {stage}); beenden mit Strg+C")
    log(f"Einlesen: newsarchive crawl {url} --allow-private {LOOPBACK}:{port} --pace 0")
    serve_publisher(port=port, stage=stage, closed=closed or ())


def _print_gold(stage: int, base: str) -> None:
    import json

    from archive.app.demo.gold import gold as records
    from archive.app.demo.site import open_site

    for record in records(open_site(stage), base):
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
