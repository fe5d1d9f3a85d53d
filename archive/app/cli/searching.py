"""Commands that ask the index: search, bench, reindex."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from archive.app.cli.common import AsJson, Data, Exit, log, print_json

if TYPE_CHECKING:
    from index.results import Results, Search
    from index.search import SearchService

Values = Annotated[list[str] | None, typer.Option()]


def add_to(app: typer.Typer) -> None:
    """Add `search`, `bench` and `reindex` to *app*."""
    app.command("search")(_with_facets(search))
    app.command("bench")(bench)
    app.command("reindex")(reindex)


def _with_facets(command: Callable[..., None]) -> Callable[..., None]:
    """Return *command* with an option for each facet, as typer reads them from a signature."""
    from index.facets import FACETS

    def with_facets(**given: Any) -> None:
        command(**given)

    signature = inspect.signature(command)
    own = [each for each in signature.parameters.values() if each.kind is not each.VAR_KEYWORD]
    options = [
        inspect.Parameter(facet.name, inspect.Parameter.KEYWORD_ONLY, default=None)
        for facet in FACETS
    ]
    kept = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own]
    hints = get_type_hints(command, include_extras=True)
    with_facets.__annotations__ = {
        **{name: hint for name, hint in hints.items() if name != "facets"},
        **{option.name: Values for option in options},
    }
    with_facets.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # PEP 362
        [
            each.replace(annotation=with_facets.__annotations__[each.name])
            for each in (*kept, *options)
        ]
    )
    with_facets.__doc__ = command.__doc__
    return with_facets


def search(
    query: Annotated[str, typer.Argument(help="What to look for; empty: all articles.")] = "",
    data: Data = None,
    von: Annotated[str, typer.Option(help="First day, e.g. 2024-05-01 or 1.5.2024.")] = "",
    bis: Annotated[str, typer.Option(help="Last day.")] = "",
    match: Annotated[str, typer.Option(help="auto, all or any")] = "auto",
    sort: Annotated[str, typer.Option(help="relevanz, neueste or aelteste")] = "",
    page: Annotated[int, typer.Option(min=1)] = 1,
    page_size: Annotated[int, typer.Option(min=1, max=100)] = 10,
    as_json: AsJson = False,
    **facets: list[str] | None,
) -> None:
    """Search the archive; the JSON is that of /api/suche."""
    given = {
        "q": query,
        **facets,
        "von": von,
        "bis": bis,
        "match": match,
        "sort": sort,
        "page": page,
        "page_size": page_size,
    }
    asked = read_search(given)
    service = _open(data)
    try:
        results = service.search(asked)
    finally:
        service.close()
    if as_json:
        from archive.app.interfaces.answers import answer

        print_json(answer(results))
    else:
        print_results(results)


def bench(
    queries: Annotated[Path, typer.Argument(help="JSON Lines of queries; - for standard input.")],
    data: Data = None,
    repeat: Annotated[int, typer.Option(min=1, help="How often each query is asked.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Measure searches: for each query its total and the median of its engine time.

    A line has the parameters of /api/suche, e.g. {"q": "Radweg", "ort": ["Walldorf"]}. The time
    is that of the whole answer: hits with snippets, all facets, disjunctive counts.
    """
    lines = list(_lines(queries))
    service = _open(data)
    try:
        from archive.app.measuring import measure

        report = measure(service, [(line, read_search(line)) for line in lines], repeat)
    finally:
        service.close()
    if as_json:
        print_json(report)
    else:
        for name, value in report["summary"].items():
            print(f"{name:>16}  {value}")


def reindex(data: Data = None, as_json: AsJson = False) -> None:
    """Build the index anew from the store, beside the one in use."""
    import time

    from archive.app.composition import open_services
    from archive.settings import load_settings

    started = time.perf_counter()
    services = open_services(load_settings(data=data))
    try:
        count = services.search.rebuild(lambda number: log(f"{number} articles"))
        generation = services.search.generation()
    finally:
        services.close()
    seconds = round(time.perf_counter() - started, 3)
    if as_json:
        print_json({"articles": count, "generation": generation, "seconds": seconds})
    else:
        log(f"{count} articles in {seconds} s")


def read_search(given: dict[str, Any]) -> Search:
    """Return the Search that parameters named as in /api/suche ask for; else exit code 2."""
    from datetime import datetime

    from archive.app.site.state import read_state
    from index.facets import BERLIN

    pairs = [
        (name, str(value))
        for name, values in given.items()
        for value in (values if isinstance(values, list) else [values])
        if value not in (None, "")
    ]
    state = read_state(pairs, today=datetime.now(BERLIN).date())
    for problem in state.problems:
        raise typer.BadParameter(f"{problem.name}: {problem.text}")
    return state.search


def print_results(results: Results) -> None:
    """Print hits for a person at a terminal, days as in Berlin."""
    from index.facets import BERLIN

    print(f"{results.total} Treffer ({results.took_ms:.1f} ms)")
    for note in results.notes:
        print(f"  {note.text}")
    for hit in results.hits:
        day = f"{hit.published.astimezone(BERLIN):%d.%m.%Y}" if hit.published else "ohne Datum"
        print(f"\n{hit.title}\n  {day} · {hit.url}")
        print("  " + "".join(fragment.text for fragment in hit.snippet))


def _open(data: Path | None) -> SearchService:
    from archive.settings import load_settings
    from index.search import open_search

    return open_search(load_settings(data=data))


def _lines(queries: Path) -> Iterator[dict[str, Any]]:
    if str(queries) != "-" and not queries.is_file():
        raise typer.BadParameter(f"{queries} is no file")
    text = sys.stdin.read() if str(queries) == "-" else queries.read_text("utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            log(f"line {number}: {error}")
            raise typer.Exit(Exit.USAGE) from error
        if not isinstance(found, dict):
            log(f"line {number}: an object is needed")
            raise typer.Exit(Exit.USAGE)
        yield found
