"""Commands: quarantine, texts kept back because they shrank too much."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from archive.app.cli.common import AsJson, Data, Exit, log, print_json


def add_to(app: typer.Typer) -> None:
    """Add `quarantine` to *app*."""
    app.command("quarantine")(quarantine)


def quarantine(
    accept: Annotated[
        str, typer.Option(metavar="ID", help="Make this article's short text its next version.")
    ] = "",
    refuse: Annotated[str, typer.Option(metavar="ID", help="Keep this article's long text.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for the audit log.")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List articles whose page lost most of its text, or decide about one."""
    if accept and refuse:
        raise typer.BadParameter("--accept and --refuse exclude each other")
    from archive.app.composition import open_services
    from archive.app.indexing import sync
    from archive.app.quarantine import quarantine_of
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        kept = quarantine_of(services)
        if accept or refuse:
            act = kept.accept if accept else kept.refuse
            done = act(accept or refuse, editor="cli", at=datetime.now(UTC), reason=reason)
            sync(services.articles, services.search)
            if not done:
                log(f"{accept or refuse} is not kept back, or its page cannot be read")
                raise typer.Exit(Exit.FAILURE)
        left = [
            {
                "id": one.shown.id,
                "title": one.shown.title,
                "url": one.url,
                "since": one.since.isoformat(),
                "letters": len(one.shown.text),
                "letters_now": len(one.found.text) if one.found else None,
            }
            for one in kept.all()
        ]
    finally:
        services.close()
    if as_json:
        print_json(left)
        return
    for one in left:
        print(f"{one['id']}  {one['letters']} → {one['letters_now']}  {one['title']}")
    log(f"{len(left)} kept back")
