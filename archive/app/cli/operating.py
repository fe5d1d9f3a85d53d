"""Commands for the operator: worker, run, backup, restore, check, migrate, config."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from archive.app.cli.common import AsJson, Data, Exit, log, print_json

Plain = Annotated[bool, typer.Option("--plain", help="Logs for a terminal instead of JSON.")]
Private = Annotated[
    list[str] | None,
    typer.Option("--allow-private", help="HOST:PORT in a private range that may be crawled."),
]
Pace = Annotated[
    float | None, typer.Option(help="Seconds between requests to hosts of --allow-private.")
]


def add_operating(app: typer.Typer) -> None:
    """Add the operator's commands to *app*."""
    for command in (worker, run, backup, restore, check, migrate, config):
        app.command(command.__name__)(command)


def worker(
    data: Data = None, plain: Plain = False, allow_private: Private = None, pace: Pace = None
) -> None:
    """Keep the schedules: crawl, index and back up until told to stop (SIGTERM, Ctrl-C)."""
    from archive.app.logging import configure_logging
    from archive.app.work.serving import run_worker
    from archive.settings import load_settings

    configure_logging(plain=plain)
    run_worker(load_settings(data=data), allow_private=allow_private or (), pace=pace)


def run(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    allow_private: Private = None,
    pace: Pace = None,
) -> None:
    """Serve the site and work on schedules: all in one, for small archives."""
    from archive.app.logging import configure_logging
    from archive.app.work.together import run_together
    from archive.settings import load_settings

    settings = load_settings(data=data, host=host, port=port)
    configure_logging()
    extra = [f"--allow-private={one}" for one in allow_private or ()]
    extra += [f"--pace={pace}"] if pace is not None else []
    raise typer.Exit(run_together(settings, worker_options=extra))


def backup(
    target: Annotated[Path, typer.Argument(help="Folder for backups; each gets a folder there.")],
    keep: Annotated[int, typer.Option(help="Keep only the newest so many; 0: all.")] = 0,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy database, raw pages, settings and pages, while others read and write."""
    from archive.app.composition import open_services
    from archive.backup import make_backup
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        made = make_backup(
            services.settings, services.database, target, now=datetime.now(UTC), keep=keep
        )
    finally:
        services.close()
    said = {name: getattr(made, name) for name in ("articles", "files", "linked", "bytes")}
    if as_json:
        print_json({"folder": str(made.folder), **said})
        return
    log(f"{made.folder}: {made.articles} articles, {made.files} files, {made.bytes} bytes")


def restore(
    folder: Annotated[Path, typer.Argument(help="The backup; or the folder of backups: newest.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Move the data that are there aside.")
    ] = False,
    index: Annotated[bool, typer.Option(help="Build the search index at once.")] = True,
    data: Data = None,
) -> None:
    """Put a backup in place; the worker and the site must be down."""
    from archive.app.composition import open_services
    from archive.app.indexing import sync
    from archive.backup import all_backups
    from archive.restoring import restore as put_back
    from archive.settings import load_settings

    chosen = next(iter(all_backups(folder)), folder)
    moved = put_back(chosen, load_settings(data=data), now=datetime.now(UTC), replace=replace)
    if moved:
        log(f"the data that were there are in {moved}")
    services = open_services(load_settings(data=data))
    try:
        if index:
            log(f"{sync(services.articles, services.search)} articles indexed")
    finally:
        services.close()
    log(f"{chosen} restored")


def check(
    repair: Annotated[bool, typer.Option("--repair", help="Make right what can be.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Compare database, store, raw pages and index; ends with 1 when something is wrong."""
    from archive.app.checking import check as compare
    from archive.app.composition import open_services
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        found = compare(services, repair=repair, now=datetime.now(UTC))
        counted = services.articles.count()
    finally:
        services.close()
    left = [finding for finding in found if not finding.repaired]
    if as_json:
        findings = [
            {"kind": one.kind, "subject": one.subject, "text": one.text, "repaired": one.repaired}
            for one in found
        ]
        print_json({"ok": not left, "articles": counted, "findings": findings})
    else:
        for one in found:
            log(f"{'repaired' if one.repaired else 'WRONG'}\t{one.kind}\t{one.subject}\t{one.text}")
        log(f"{sum(counted.values())} articles, {len(found)} findings, {len(left)} left")
    if left:
        raise typer.Exit(Exit.FAILURE)


def migrate(
    data: Data = None,
    backup_first: Annotated[
        bool, typer.Option("--backup/--no-backup", help="Copy the database before a change.")
    ] = True,
) -> None:
    """Bring the tables to this version's shape; a kill leaves the old shape or the new one."""
    from archive.app.migration import migrate_safely
    from archive.settings import load_settings

    before, after = migrate_safely(
        load_settings(data=data), now=datetime.now(UTC), copy_first=backup_first, tell=log
    )
    log(f"tables are at revision {after}" + ("" if before == after else f", were at {before}"))


def config(data: Data = None, as_json: AsJson = False) -> None:
    """Print the settings in force, secrets masked, and where each comes from."""
    from archive.app.configuration import effective
    from archive.settings import load_settings

    options = effective(load_settings(data=data))
    if as_json:
        print_json({option.name: option.value for option in options})
        return
    for option in options:
        value: Any = option.value if option.value not in ("", None) else "–"
        print(f"{option.name} = {value}  ({option.origin}; {option.description})")
