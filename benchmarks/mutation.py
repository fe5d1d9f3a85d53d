"""Branch coverage and mutation score of the rules a crawl lives by; `make mutation`.

    python -m benchmarks.mutation            every module whose result is not known yet
    python -m benchmarks.mutation fate retry  these alone
    python -m benchmarks.mutation --show identity  the mutants that live

Each module is measured alone, in a copy (mutmut writes into the tree it mutates; caches,
which would hide mutants, are taken off there) and against its own tests. A result is
kept in .mutation/ until module or tests change, so a run that was broken off is carried on.
Prints a line a module and fails where one is below the floors.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".mutation"
MODULES = {
    "urls": "crawler/urls.py",
    "robots": "crawler/robots.py",
    "retry": "crawler/retry.py",
    "identity": "crawler/identity.py",
    "fate": "crawler/fate.py",
    "stepping": "crawler/stepping.py",
    "versions": "archive/versions.py",
}
BRANCHES, KILLED = 90.0, 80.0  # per cent, the floors
BIN = Path(sys.executable).parent
NOTICED = ("killed", "timeout")
SETUP = """[mutmut]
source_paths=
    {package}
only_mutate=
    {module}
pytest_add_cli_args_test_selection=
    {tests}
also_copy=
    archive
    crawler
    index
    templates
    tests
    pyproject.toml
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured of one module; `living` are the names of mutants no test noticed."""

    branches: float
    ends: dict[str, int]
    living: list[str]

    @property
    def killed(self) -> float:
        """The share of mutants that tests noticed in per cent."""
        noticed = sum(self.ends.get(end, 0) for end in NOTICED)
        return 100 * noticed / max(1, sum(self.ends.values()))

    @property
    def is_good(self) -> bool:
        """Whether both floors hold."""
        return self.branches >= BRANCHES and self.killed >= KILLED

    def __str__(self) -> str:
        noticed = sum(self.ends.get(end, 0) for end in NOTICED)
        return (
            f"branches {self.branches:.0f} %, mutants noticed "
            f"{noticed} of {sum(self.ends.values())} = {self.killed:.0f} %"
        )


def main(names: list[str]) -> int:
    """Measure the modules and return the exit code."""
    is_good = True
    for name in names or MODULES:
        result = known(name) or measure(name)
        is_good = is_good and result.is_good
        print(f"{name}: {result}{'' if result.is_good else ', BELOW THE FLOOR'}", flush=True)
        for line in result.living if "--show" in sys.argv else ():
            print(line)
    return int(not is_good)


def known(name: str) -> Result | None:
    """Return what was measured of the module as it is now, or None."""
    path = KEPT / f"{name}-{_state(name)}.json"
    return Result(**json.loads(path.read_text("utf-8"))) if path.exists() else None


def measure(name: str) -> Result:
    """Measure one module and keep the result."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        for each in ("archive", "crawler", "index", "templates", "tests"):
            shutil.copytree(ROOT / each, copy / each)
        shutil.copy(ROOT / "pyproject.toml", copy)
        result = Result(_branches(copy, name), *_mutants(copy, name))
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.glob(f"{name}-*.json"):
        old.unlink()
    path = KEPT / f"{name}-{_state(name)}.json"
    path.write_text(json.dumps(asdict(result), indent=1), "utf-8")
    return result


def _state(name: str) -> str:
    files = (MODULES[name], f"tests/test_{name}.py", "benchmarks/mutation.py", "requirements.lock")
    content = b"\0".join((ROOT / file).read_bytes() for file in files)
    return hashlib.sha256(content).hexdigest()[:16]


def _branches(copy: Path, name: str) -> float:
    """Return the branch coverage of the module by its own tests in per cent."""
    cover = [str(BIN / "coverage")]
    run = [*cover, "run", "--branch", f"--include={MODULES[name]}", "-m", "pytest"]
    _run(copy, [*run, f"tests/test_{name}.py"])
    return float(_run(copy, [*cover, "report", "--format=total"]).strip())


def _mutants(copy: Path, name: str) -> tuple[dict[str, int], list[str]]:
    """Return how many mutants met which end, and what those change that live."""
    for cached in (copy / "crawler" / "urls.py", copy / MODULES[name]):
        plain = re.sub(r"@lru_cache\(.*\).*\n", "", cached.read_text("utf-8"))
        cached.write_text(plain, "utf-8")
    package = MODULES[name].partition("/")[0]
    setup = SETUP.format(package=package, module=MODULES[name], tests=f"tests/test_{name}.py")
    (copy / "setup.cfg").write_text(setup, "utf-8")
    mutmut = str(BIN / "mutmut")
    _run(copy, [mutmut, "run", "--max-children", os.environ.get("MUTATION_CHILDREN", "1")])
    ends: Counter[str] = Counter()
    living = []
    for line in _run(copy, [mutmut, "results", "--all", "true"]).splitlines():
        match = re.match(r"\s*(\S+): (.+)$", line)
        if match:
            ends[match[2].strip()] += 1
            if match[2].strip() not in NOTICED:
                shown = _run(copy, [mutmut, "show", match[1]]).splitlines()
                living += [f"  {each}" for each in shown if re.match(r"[-+](?![-+])", each)]
    return dict(ends), living


def _run(copy: Path, command: list[str]) -> str:
    """Run *command* in the copy and return what it printed."""
    done = subprocess.run(
        command, cwd=copy, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stdout[-3000:] + done.stderr[-3000:])
    return done.stdout


if __name__ == "__main__":
    sys.exit(main([name for name in sys.argv[1:] if not name.startswith("-")]))
