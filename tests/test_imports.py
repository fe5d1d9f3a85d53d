"""Imports only ever point downwards: app over crawler and index over the ground floor."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("archive", "crawler", "index")
MAY_IMPORT = {
    "archive.app": {"archive.app", "archive", "crawler", "index"},
    "crawler": {"crawler", "archive"},
    "index": {"index", "archive"},
    "archive": {"archive"},
}


def floor_of(module: str) -> str:
    return "archive.app" if module.startswith("archive.app") else module.split(".")[0]


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            found |= (
                {f"{module}.{alias.name}" for alias in node.names}
                if module == "archive"
                else {module}
            )
    return {name for name in found if name.split(".")[0] in PACKAGES}


FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_its_own_floor_or_below(path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)

    wrong = {
        name for name in imports_of(path) if floor_of(name) not in MAY_IMPORT[floor_of(module)]
    }

    assert not wrong, f"{module} may not import {sorted(wrong)}"


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.name == "__init__.py"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_an_init_file_holds_one_docstring_and_nothing_else(path):
    body = ast.parse(path.read_text("utf-8")).body

    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
