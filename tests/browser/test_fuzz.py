"""Whatever its own description allows, and whatever it does not: the interface never breaks."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

CHECKS = (
    "not_a_server_error,status_code_conformance,"
    "content_type_conformance,response_schema_conformance"
)


def test_thousands_of_made_up_requests_find_no_server_error(site, tmp_path):
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "run",
        f"{site}/api/openapi.json",
        "--checks",
        CHECKS,
        "--max-examples=25",
        "--seed=1",
        "--no-color",
    ]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)

    assert done.returncode == 0, done.stdout[-4000:]
