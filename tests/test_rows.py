"""The lists of what we promise fit the code and their pages; `make rows` proves them."""

from pathlib import Path

import pytest

from benchmarks.rows import PARTS, ROOT, Outdated, Rule, rules, switched_off


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.row}: {rule.says}")
def test_every_rule_can_be_switched_off_and_names_tests_that_exist(rule):
    switched_off(rule, (ROOT / rule.file).read_text("utf-8"))

    for test in rule.tests:
        file, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (ROOT / "tests" / file).read_text("utf-8")


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.page)
def test_the_page_says_what_the_list_says(part):
    page = (ROOT / "docs" / part.page).read_text("utf-8")

    assert page == part.as_page(), "python -m benchmarks.rows --write"


def test_a_switch_off_that_fits_no_longer_is_told():
    rule = Rule(
        "pace", "a pause", "crawler/hosts.py", "pause()", "pass", ("test_hosts.py::test_a",)
    )

    assert switched_off(rule, "pause()\n") == "pass\n"
    for text in ("", "pause()\npause()\n"):
        with pytest.raises(Outdated, match="times"):
            switched_off(rule, text)
    with pytest.raises(Outdated, match="switched off"):
        switched_off(rule, "x = pause()\n")


def test_the_list_names_files_of_the_package_only():
    assert all(Path(rule.file).parts[0] in ("archive", "crawler") for rule in rules())
