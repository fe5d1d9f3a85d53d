"""Each rule of crawler, site and desk switched off, to see that its tests notice; `make rows`.

`rows.toml` and `site_rows.toml` say for every row which lines protect it and which tests tell.
Each rule is switched off alone, by a change of text in a copy, and its tests are run there: all of
them must fail. A change whose text is no longer found exactly once ends the run at once.

    python -m benchmarks.rows             all rules; exit code 1 where tests stay green
    python -m benchmarks.rows pace: "crawl-delay"   only what is named so
    python -m benchmarks.rows --write     write their pages in docs/ anew
"""

from __future__ import annotations

import importlib
import io
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
COPIED = ("archive", "crawler", "index", "templates", "tests")
SECONDS = 60  # for the tests of one rule: what was switched off may be a limit
# Imported once before the tests are forked off: most of a test run's time goes there.
HEAVY = (
    "pytest", "hypothesis", "sqlalchemy", "alembic", "httpx", "httpcore", "lxml.html", "bs4",
    "pydantic_settings", "protego", "zstandard", "brotli", "numpy", "whoosh.index", "warcio",
    "charset_normalizer", "typer", "structlog", "starlette.applications", "argon2", "pypdfium2",
)  # fmt: skip
HEAD = """# {title}: rule and test
Every promise of {promised}, where it is kept, and the tests that notice when its
lines are switched off. `make rows` switches each off alone, in a copy, and fails where a test stays
green or a change no longer fits the code. Written by `python -m benchmarks.rows --write` from
`benchmarks/{table}`; edit that."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the product whose promises stand in *table* and on the page *page* of docs/."""

    title: str
    promised: str
    table: str
    page: str

    def rules(self) -> list[Rule]:
        """Return the rules in the table's order."""
        return [
            Rule(row["name"], rule["says"], rule["file"], *rule["off"], tuple(rule["tests"]))
            for row in self._rows()
            for rule in row["rule"]
        ]

    def as_page(self) -> str:
        """Return the page of docs/ that lists the rules with their tests."""
        lines = [HEAD.format(title=self.title, promised=self.promised, table=self.table)]
        for row in self._rows():
            lines += [
                "",
                f"## {row['name']}: {row['says']}",
                "| rule | in | tests |",
                "|---|---|---|",
            ]
            for rule in row["rule"]:
                tests = ", ".join(f"`{test.replace('::test_', '::')}`" for test in rule["tests"])
                lines.append(f"| {rule['says']} | `{rule['file']}` | {tests} |")
        return "\n".join(lines) + "\n"

    def _rows(self) -> list[dict[str, Any]]:
        text = (Path(__file__).parent / self.table).read_text("utf-8")
        found: list[dict[str, Any]] = tomllib.loads(text)["row"]
        return found


PARTS = (
    Part(
        "What the crawler promises", "[crawling.md](crawling.md)", "rows.toml", "crawling-rows.md"
    ),
    Part("What guards site and desk", "[site.md](site.md)", "site_rows.toml", "site-rows.md"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One protection of a row: *old* becomes *new* in *file*, then *tests* must fail."""

    row: str
    says: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


class Outdated(Exception):
    """A switch-off that no longer fits the code."""


def rules() -> list[Rule]:
    """Return the rules of all parts."""
    return [rule for part in PARTS for rule in part.rules()]


def switched_off(rule: Rule, text: str) -> str:
    """Return *text*, the code of the rule's file, without the rule; raises Outdated."""
    found = text.count(rule.old)
    if found != 1:
        raise Outdated(f"{rule.row}: {rule.old!r} stands {found} times in {rule.file}, not once")
    changed = text.replace(rule.old, rule.new)
    try:
        compile(changed, rule.file, "exec")
    except SyntaxError as error:
        raise Outdated(f"{rule.row}: {rule.says}: switched off, {error}") from error
    return changed


def main(names: list[str]) -> int:
    """Switch off rule by rule and return the exit code."""
    chosen = [rule for rule in rules() if not names or _is_named(rule, names)]
    for rule in chosen:
        switched_off(rule, (ROOT / rule.file).read_text("utf-8"))
    for name in HEAVY:
        importlib.import_module(name)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        for name in COPIED:
            shutil.copytree(ROOT / name, base / name)
        shutil.copy(ROOT / "pyproject.toml", base)
        green = len(_wrong_at_first(base, chosen))
        for rule, told in _each(base, chosen):
            green += bool(told)
            print(f"{'GREEN' if told else 'ok':6}{rule.row}: {rule.says}{told}", flush=True)
    rows = len({rule.row for rule in chosen})
    print(f"{len(chosen)} rules of {rows} rows, {green} unproven, {time.monotonic() - began:.0f} s")
    return int(green > 0)


def _is_named(rule: Rule, names: list[str]) -> bool:
    return any(name in f"{rule.row}: {rule.says}" for name in names)


def _wrong_at_first(base: Path, chosen: list[Rule]) -> list[str]:
    """Return the tests that do not pass with every rule in force."""
    tests = sorted({test for rule in chosen for test in rule.tests})
    with _pool(1) as pool:
        outcomes = pool.apply(_outcomes, (base, tests, 15 * SECONDS))
    wrong = [test for test in tests if _of(outcomes, test) != {"passed"}]
    for test in wrong:
        told = ", ".join(sorted(_of(outcomes, test))) or "not found"
        print(f"WRONG {test}: {told} with nothing switched off")
    return wrong


def _each(base: Path, chosen: list[Rule]) -> Iterator[tuple[Rule, str]]:
    """Yield each rule with what is wrong with its proof, "" for nothing."""
    with _pool(os.cpu_count() or 1) as pool:
        yield from zip(chosen, pool.imap(_proof, [(base, rule) for rule in chosen]), strict=True)


def _pool(size: int) -> multiprocessing.pool.Pool:
    return multiprocessing.get_context("fork").Pool(size, maxtasksperchild=1)


def _proof(task: tuple[Path, Rule]) -> str:
    base, rule = task
    copy = Path(tempfile.mkdtemp(dir=base.parent)) / "copy"
    shutil.copytree(base, copy, copy_function=os.link)  # only what is switched off is another file
    file = copy / rule.file
    changed = switched_off(rule, file.read_text("utf-8"))
    file.unlink()
    file.write_text(changed, "utf-8")
    outcomes = _outcomes(copy, list(rule.tests), SECONDS)
    shutil.rmtree(copy.parent)
    if not outcomes:
        return ": no test ran"
    green = [test for test in rule.tests if "failed" not in _of(outcomes, test)]
    return "".join(f"\n      {test} does not fail" for test in green)


def _of(outcomes: dict[str, str], test: str) -> set[str]:
    whole = f"tests/{test}"
    return {
        told for node, told in outcomes.items() if node == whole or node.startswith(f"{whole}[")
    }


def _outcomes(copy: Path, tests: list[str], seconds: int) -> dict[str, str]:
    """Return node → passed, failed or error of *tests* run in *copy*; a hang is a failure."""
    import pytest

    class Recorder:
        def __init__(self) -> None:
            self.told: dict[str, str] = {}
            self.running = ""

        def pytest_runtest_logstart(self, nodeid: str) -> None:
            self.running = nodeid

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                self.told[report.nodeid] = "failed" if report.when == "call" else "error"
            elif report.when == "call":
                self.told.setdefault(report.nodeid, report.outcome)

    recorder = Recorder()

    def too_long(*_: object) -> None:
        raise KeyboardInterrupt  # the one exception that ends a test run and no code swallows

    os.chdir(copy)
    sys.path.insert(0, str(copy))
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(seconds)
    with (
        suppress(KeyboardInterrupt),
        redirect_stdout(io.StringIO()),
        redirect_stderr(io.StringIO()),
    ):
        pytest.main(
            ["-p", "no:cacheprovider", f"--basetemp={copy.parent / 'tmp'}",
             "-W", "ignore::pytest.PytestAssertRewriteWarning",
             "-m", "not browser and not peer", "--capture=sys",
             *(f"tests/{test}" for test in tests)],
            plugins=[recorder],
        )  # fmt: skip
    if signal.alarm(0) == 0 and recorder.running:
        recorder.told.setdefault(recorder.running, "failed")
    return recorder.told


if __name__ == "__main__":
    if "--write" in sys.argv:
        for part in PARTS:
            (ROOT / "docs" / part.page).write_text(part.as_page(), "utf-8")
        sys.exit()
    sys.exit(main(sys.argv[1:]))
