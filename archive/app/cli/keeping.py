"""Commands that carry articles in and out: export, import."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from archive.app.cli.common import AsJson, Data, Exit, log, print_json


def add_to(app: typer.Typer) -> None:
    """Add `export` and `import` to *app*."""
    app.command("export")(export)
    app.command("import")(import_)


def export(
    data: Data = None,
    format_: Annotated[str, typer.Option("--format", help="jsonl")] = "jsonl",
    output: Annotated[Path | None, typer.Option(help="File instead of stdout.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Hidden and taken-down articles too.")
    ] = False,
) -> None:
    """Write every article as one line of JSON."""
    if format_ != "jsonl":
        raise typer.BadParameter(f"unknown format {format_!r}; there is: jsonl")
    from archive.app.composition import open_services
    from archive.article import PUBLIC
    from archive.records import to_record
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        with output.open("w", encoding="utf-8") if output else _stdout() as file:
            for article in services.articles.all():
                if everything or article.status in PUBLIC:
                    file.write(json.dumps(to_record(article), ensure_ascii=False) + "\n")
    finally:
        services.close()


def import_(
    file: Annotated[Path, typer.Argument(help="JSON Lines; - for standard input.")],
    data: Data = None,
    source: Annotated[str, typer.Option(help="Source of lines that name none.")] = "import",
    understand: Annotated[
        bool, typer.Option(help="Find places and projects where a line gives none.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Take in articles; `url`, `title` and `text` are required, given facts win.

    Malformed lines are told with their number and left out; the command then ends with 3.
    """
    from archive.app.composition import open_services
    from archive.app.importing import import_lines
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        with _input(file) as lines:
            report = import_lines(
                services,
                lines,
                default_source=source,
                understand=understand,
                now=datetime.now(UTC),
                complain=log,
            )
    finally:
        services.close()
    result: dict[str, Any] = report.as_dict()
    if as_json:
        print_json(result)
    else:
        log(", ".join(f"{name} {number}" for name, number in result.items()))
    if report.failed:
        raise typer.Exit(Exit.PARTIAL if report.taken else Exit.FAILURE)


class _Kept:
    """Standard input or output as a context that leaves it open."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __enter__(self) -> TextIO:
        return self._stream

    def __exit__(self, *_: object) -> None:
        return None


def _stdout() -> _Kept:
    return _Kept(sys.stdout)


def _input(file: Path) -> Any:
    if str(file) == "-":
        return _Kept(sys.stdin)
    if not file.is_file():
        raise typer.BadParameter(f"{file} is no file")
    return file.open(encoding="utf-8-sig", errors="replace")
