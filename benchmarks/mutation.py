"""Branch coverage and mutation score of the rules a crawl lives by; `make mutation`.

Named modules alone: `python -m benchmarks.mutation fate retry`.

Works on a copy: mutmut writes into the tree it mutates, and the cache of addresses, which would
hide mutants, is taken off there. Prints one line a module and fails below the floors.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = tuple(sys.argv[1:]) or ("urls", "robots", "retry", "identity", "fate")
BRANCHES, KILLED = 90.0, 80.0  # per cent, the floors
BIN = Path(sys.executable).parent
SETUP = """[mutmut]
source_paths=
    crawler
only_mutate=
{modules}
pytest_add_cli_args_test_selection=
{tests}
also_copy=
    archive
    crawler
    templates
    tests
    pyproject.toml
"""


def main() -> int:
    """Measure both and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        for name in ("archive", "crawler", "index", "templates", "tests"):
            shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "pyproject.toml", copy)
        covered = branches(copy)
        scores = mutants(copy)
    print(f"branch coverage: {covered:.0f} %")
    total: Counter[str] = Counter()
    for module, counts in sorted(scores.items()):
        total += counts
        print(f"  {module}: {told(counts)}")
    print(f"mutation score: {told(total)}")
    return int(covered < BRANCHES or not total or share(total) < KILLED)


def branches(copy: Path) -> float:
    """Return the branch coverage of the modules by their own tests in per cent."""
    chosen = ",".join(f"crawler/{name}.py" for name in MODULES)
    tests = [f"tests/test_{name}.py" for name in MODULES]
    cover = [str(BIN / "coverage")]
    run(copy, [*cover, "run", "--branch", f"--include={chosen}", "-m", "pytest", *tests])
    report = run(copy, [*cover, "report", "--format=total"])
    return float(report.strip())


def mutants(copy: Path) -> dict[str, Counter[str]]:
    """Return module → how many mutants met which end."""
    urls = copy / "crawler" / "urls.py"
    urls.write_text(re.sub(r"@lru_cache\(.*\)\n", "", urls.read_text("utf-8")), "utf-8")
    setup = SETUP.format(
        modules="\n".join(f"    crawler/{name}.py" for name in MODULES),
        tests="\n".join(f"    tests/test_{name}.py" for name in MODULES),
    )
    (copy / "setup.cfg").write_text(setup, "utf-8")
    run(copy, [str(BIN / "mutmut"), "run", "--max-children", str(os.cpu_count() or 1)])
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for line in run(copy, [str(BIN / "mutmut"), "results", "--all", "true"]).splitlines():
        match = re.match(r"\s*crawler\.(\w+)\..*: (.+)$", line)
        if match:
            found[match[1]][match[2].strip()] += 1
    return found


def run(copy: Path, command: list[str]) -> str:
    """Run *command* in the copy and return what it printed."""
    done = subprocess.run(
        command, cwd=copy, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stdout[-3000:] + done.stderr[-3000:])
    return done.stdout


def share(counts: Counter[str]) -> float:
    """Return the share of mutants that tests noticed in per cent."""
    return 100 * (counts["killed"] + counts["timeout"]) / counts.total()


def told(counts: Counter[str]) -> str:
    """Return counts for people."""
    noticed = counts["killed"] + counts["timeout"]
    return f"{noticed} of {counts.total()} = {share(counts):.0f} %"


if __name__ == "__main__":
    sys.exit(main())
