"""Commands of understanding: extract reads pages from files, understand the whole archive."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from archive.app.cli.common import AsJson, Data, Exit, log, print_json

if TYPE_CHECKING:
    from crawler.extraction import Examined
    from crawler.knowledge import Knowledge

MOST_LINKS = 30  # shown of a list


def add_to(app: typer.Typer) -> None:
    """Add `extract` and `understand` to *app*."""
    app.command("extract")(extract)
    app.command("understand")(understand)


def understand(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would change.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Find places and projects of all stored articles again, after gazetteer or rules changed.

    Facts that came with an import and editors' corrections stay.
    """
    from archive.app.composition import open_services
    from archive.app.indexing import sync
    from archive.app.understanding import reunderstand
    from archive.settings import load_settings

    services = open_services(load_settings(data=data))
    try:
        outcome = reunderstand(services, now=datetime.now(UTC), dry_run=dry_run)
        if not dry_run:
            sync(services.articles, services.search)
    finally:
        services.close()
    if as_json:
        print_json(outcome.as_dict())
    else:
        would = "would change" if dry_run else "changed"
        log(f"{outcome.read} articles read, {outcome.changed} {would}")


def extract(
    file: Annotated[Path | None, typer.Argument(help="A saved page.")] = None,
    url: Annotated[str, typer.Option(help="The address the page was saved from.")] = "",
    batch: Annotated[
        str, typer.Option(help='JSON Lines {"url": …, "file": …}; - for standard input.')
    ] = "",
    explain: Annotated[
        bool, typer.Option(help="Tell every candidate and why it won or lost.")
    ] = False,
    district: Annotated[str, typer.Option(help="Gazetteer of the own district.")] = "",
    data: Data = None,
) -> None:
    """Read saved pages as the crawler would, without network and store.

    Prints one JSON document; with --batch one line for each line read. A page that holds no
    article is answered with `error`; lines that cannot be read at all end the command with 3.
    """
    if (file is None) == (not batch):
        raise typer.BadParameter("name a FILE or --batch LIST.jsonl")
    knowledge = _knowledge(data, district)
    if file is not None:
        _one(file, url, knowledge, explain=explain)
    elif not _many(batch, knowledge, explain=explain):
        raise typer.Exit(Exit.PARTIAL)


def _knowledge(data: Path | None, district: str) -> Knowledge:
    from archive.settings import load_settings
    from crawler.knowledge import load_knowledge

    return load_knowledge(load_settings(data=data, district=district or None), None)


def _one(file: Path, url: str, knowledge: Knowledge, *, explain: bool) -> None:
    from archive.records import to_record

    if explain:
        _tell_links(file, url)
    examined = _examine(file, url, {}, knowledge)
    if explain:
        _tell(examined, knowledge)
    print_json(to_record(examined.article))


def _many(batch: str, knowledge: Knowledge, *, explain: bool) -> bool:
    """Answer every line of *batch*; False when one could not be read at all."""
    folder = Path() if batch == "-" else Path(batch).parent
    complete = True
    for number, line in _lines(batch):
        request: Any = None
        try:
            request = json.loads(line)
            file, url = Path(str(request["file"])), str(request.get("url") or "")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            log(f"line {number}: needs an object with url and file: {error}")
            print_json({"line": number, "error": f"malformed line: {error}"})
            complete = False
            continue
        if not file.exists() and (folder / file).exists():
            file = folder / file
        answer, read = _answer(file, url, request, knowledge, explain=explain)
        print_json(answer)
        complete = complete and read
    return complete


def _answer(
    file: Path, url: str, request: dict[str, Any], knowledge: Knowledge, *, explain: bool
) -> tuple[dict[str, Any], bool]:
    from archive.errors import ExtractionError
    from archive.records import to_record

    known = {"url": url, "file": str(request["file"])}
    try:
        examined = _examine(file, url, request, knowledge)
    except ExtractionError as error:
        return {**known, "error": str(error), "kind": type(error).__name__}, True
    except OSError as error:
        return {**known, "error": f"cannot be read: {error}", "kind": "OSError"}, False
    except Exception as error:  # noqa: BLE001  # one page must not end the batch
        log(f"{file}: {type(error).__name__}: {error}")
        return {**known, "error": f"{type(error).__name__}: {error}", "kind": "fault"}, False
    if explain:
        _tell(examined, knowledge)
    return {**to_record(examined.article), "file": str(request["file"])}, True


def _examine(file: Path, url: str, request: dict[str, Any], knowledge: Knowledge) -> Examined:
    from crawler.extraction import examine
    from crawler.page import Page

    kind = str(request.get("content_type") or "")
    page = Page(url or file.absolute().as_uri(), file.read_bytes(),
                headers={"content-type": kind} if kind else {})  # fmt: skip
    source = str(request.get("source") or _host(page.url))
    return examine(page, source=source, knowledge=knowledge, now=datetime.now(UTC))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "file").removeprefix("www.")
    except ValueError:
        return "file"


def _tell_links(file: Path, url: str) -> None:
    """Tell where a crawl would go on from this page, were it met as a list."""
    from crawler.discovery.lists import read_list
    from crawler.document import parse
    from crawler.page import Page
    from crawler.profile import recognise
    from crawler.urls import Site

    page = Page(url or file.absolute().as_uri(), file.read_bytes())
    profile = recognise(page)
    finding = read_list(parse(page), Site(page.url), profile)
    log(f"as a list ({profile.name}): {len(finding.links)} articles")
    for link in finding.links[:MOST_LINKS]:
        log(f"    {link.url}  {link.hints.title!r}")
    log(f"    next page: {finding.facts['next'] or 'none'}\n")


def _tell(examined: Examined, knowledge: Knowledge) -> None:
    from crawler.explain import told
    from crawler.fact_candidates import explain_facts

    log(f"{examined.article.url}\nprofile: {examined.profile}; charset: {examined.charset}")
    log(told((*examined.candidates, *explain_facts(examined.article, knowledge))))


def _lines(batch: str) -> Iterator[tuple[int, str]]:
    if batch == "-":
        yield from enumerate(sys.stdin, 1)
        return
    with Path(batch).open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line
