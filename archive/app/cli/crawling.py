"""Commands: crawling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from archive.app.cli.common import AsJson, Data, Exit, log, print_json

AllowPrivate = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-private",
        metavar="HOST:PORT",
        help="Fetch from this host in a private network too; may be given several times.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands to *app*."""
    app.command("crawl")(crawl)
    app.command("why")(why)
    app.command("reextract")(reextract)
    app.command("warc")(warc)


def crawl(
    source: Annotated[str, typer.Argument(help="Address of a publisher, or a known source's id.")],
    data: Data = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Read so many articles at most.")
    ] = None,
    allow_private: AllowPrivate = None,
    pace: Annotated[
        float | None,
        typer.Option("--pace", min=0.0, help="Seconds between two requests to a host."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Walk every list to its end, as once a week.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch what a publisher has that is new, changed or gone, and index it."""
    import asyncio

    from archive.app.composition import open_services
    from archive.app.crawling import crawl_source
    from archive.app.indexing import sync
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        report = asyncio.run(
            crawl_source(
                services,
                source,
                limit=limit,
                allow_private=allow_private or (),
                pace=pace,
                full=full or None,
                progress=_printer(quiet=as_json),
            )
        )
        sync(services.articles, services.search)
    finally:
        services.close()
    record = report.to_record()
    if as_json:
        print_json(record)
    else:
        _print_report(record)
    raise typer.Exit(_exit_code(record["state"]))


def why(
    url: Annotated[str, typer.Argument(help="Any address, fetched or not.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say what the archive knows of an address and why it did what it did."""
    from archive.app.composition import open_services
    from archive.settings import load_settings
    from crawler.why import explain

    services = open_services(load_settings(data=data))
    try:
        explanation = explain(services.database, services.articles, services.sources, url)
    finally:
        services.close()
    if as_json:
        print_json(explanation.to_record())
    else:
        for line in explanation.lines():
            print(line)
    raise typer.Exit(Exit.SUCCESS if explanation.known else Exit.FAILURE)


def reextract(
    source: Annotated[
        str | None, typer.Argument(help="A source's id; without one all are read again.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Read all articles again from their raw pages, without a network."""
    from archive.app.composition import open_services
    from archive.app.indexing import sync
    from archive.app.rereading import reread_all
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        counts = reread_all(services, source)
        sync(services.articles, services.search)
    finally:
        services.close()
    if as_json:
        print_json(counts)
    else:
        log(", ".join(f"{name}: {count}" for name, count in counts.items()))
    raise typer.Exit(Exit.PARTIAL if counts["failed"] else Exit.SUCCESS)


def warc(
    file: Annotated[Path, typer.Argument(help="The .warc.gz to write.")],
    data: Data = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Only what was fetched from this source.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write all raw pages as a WARC 1.1 file."""
    from datetime import UTC, datetime

    from archive.app.composition import open_services
    from archive.blobs import BlobStore
    from archive.settings import load_settings
    from crawler.warc import write_warc

    services = open_services(load_settings(data=data))
    try:
        blobs = BlobStore(services.settings.raw_folder)
        count = write_warc(file, services.database, blobs, source=source, now=datetime.now(UTC))
    finally:
        services.close()
    if as_json:
        print_json({"file": str(file), "records": count})
    else:
        log(f"{count} records written to {file}")


def _printer(*, quiet: bool) -> Callable[[Mapping[str, Any]], None]:
    def show(counts: Mapping[str, Any]) -> None:
        if not quiet:
            names = ("found", "new", "changed", "gone", "failed", "waiting")
            log("  ".join(f"{name} {counts.get(name, 0)}" for name in names))

    return show


def _print_report(record: Mapping[str, Any]) -> None:
    names = ("found", "new", "changed", "unchanged", "gone", "failed")
    print(f"{record['source']}: {record['state']} ({record['seconds']} s)")
    print("  " + ", ".join(f"{name} {record[name]}" for name in names))
    for title in ("skipped", "failures"):
        for reason, count in sorted(record[title].items()):
            print(f"  {title}: {reason} {count}")
    if record["reason"]:
        print(f"  reason: {record['reason']}")
    for warning in record["warnings"]:
        print(f"  warning: {warning}")


def _exit_code(state: str) -> Exit:
    if state == "complete":
        return Exit.SUCCESS
    return Exit.FAILURE if state == "failed" else Exit.PARTIAL
