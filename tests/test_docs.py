"""The pages in docs/ say what the code does: links lead somewhere, names exist."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from archive.app.__main__ import build
from archive.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def names(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_link_to_a_file_leads_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text("utf-8"))

    missing = [target for target in targets if not (page.parent / target).exists()]

    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_file_a_page_names_exists(page):
    named = re.findall(
        r"`((?:archive|crawler|index|templates|tests|benchmarks|docs|peers|deploy)/[\w./-]*\w\.\w+)`",
        page.read_text("utf-8"),
    )

    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["dependency-groups"]["extra"],
        *project["project"]["optional-dependencies"]["postgresql"],
    ]
    packages = {re.split(r"[\[>=<;~ ]", line)[0].lower() for line in wanted}
    table = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    told = {
        name.strip()
        for row in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)
        for name in row.split(",")
    }

    assert packages <= told


def test_every_locked_package_carries_hashes():
    for name in ("requirements.lock", "requirements-extra.lock"):
        pinned = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text("utf-8"))
        for entry in pinned:
            if "==" in entry.partition("\n")[0]:
                assert "--hash=sha256:" in entry


def test_every_command_of_the_readme_exists():
    table = (ROOT / "README.md").read_text("utf-8")
    told = {
        words.split()[0]
        for row in re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)
        for words in re.findall(r"`([a-z][^`]*)`", row)
    }

    assert told <= set(get_command(build()).commands)


def test_every_setting_has_a_sentence():
    assert not [name for name, field in Settings.model_fields.items() if not field.description]


def test_the_repository_needs_nothing_outside_itself():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    ci = (ROOT / ".ci" / "run").read_text("utf-8")

    assert "shared/" not in makefile + ci
