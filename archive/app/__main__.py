"""The `newsarchive` command."""

from __future__ import annotations

import importlib
import signal
import sys

import typer

from archive.app.cli.common import Exit
from archive.errors import ConfigurationError, NewsArchiveError

MODULES = (
    "crawling",
    "quarantine",
    "understanding",
    "searching",
    "keeping",
    "serving",
    "starting",
    "desk",
    "demo",
)


def build() -> typer.Typer:
    """Return the command with all its subcommands."""
    app = typer.Typer(
        name="newsarchive",
        help="A searchable archive of the news that a German district has published.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for name in MODULES:
        importlib.import_module(f"archive.app.cli.{name}").add_to(app)
    return app


def main() -> None:
    """Run the command; our own errors become one line on stderr and an exit code."""
    signal.signal(signal.SIGTERM, _stop)  # serve and worker put their own in its place
    try:
        build()()
    except ConfigurationError as error:
        sys.exit(_said(error, Exit.USAGE))
    except NewsArchiveError as error:
        sys.exit(_said(error, Exit.FAILURE))
    except KeyboardInterrupt:
        sys.exit(130)


def _stop(*_: object) -> None:
    """End as on Ctrl-C: what is under way is given back, a run is noted as stopped."""
    raise SystemExit(int(Exit.PARTIAL))


def _said(error: Exception, code: Exit) -> int:
    print(f"newsarchive: {error}", file=sys.stderr)
    return int(code)


if __name__ == "__main__":
    main()
