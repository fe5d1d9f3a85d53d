"""Commands: keeping."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    """Add this module's commands to *app*."""
