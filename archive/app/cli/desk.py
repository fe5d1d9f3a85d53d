"""Commands of the desk: people, schedules, and what the operator needs."""

from __future__ import annotations

import typer

from archive.app.cli.accounts import user_commands
from archive.app.cli.operating import add_operating
from archive.app.cli.scheduling import schedule_commands


def add_to(app: typer.Typer) -> None:
    """Add `user`, `schedule`, `worker`, `run` and the operator's commands to *app*."""
    app.add_typer(user_commands(), name="user")
    app.add_typer(schedule_commands(), name="schedule")
    add_operating(app)
