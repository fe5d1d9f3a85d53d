"""What all commands share: the data folder, JSON output, exit codes."""

from __future__ import annotations

import json
import sys
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

import typer

Data = Annotated[
    Path | None,
    typer.Option("--data", envvar="NEWSARCHIVE_DATA", help="Folder that holds everything."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


class Exit(IntEnum):
    """What the exit code of a command means."""

    SUCCESS = 0
    FAILURE = 1
    USAGE = 2
    PARTIAL = 3


def print_json(document: Any) -> None:
    """Print *document* as the one JSON document of this command."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def log(message: str) -> None:
    """Say something to the person at the terminal; stdout stays free for data."""
    print(message, file=sys.stderr, flush=True)
