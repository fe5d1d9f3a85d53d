import subprocess
import sys

import pytest

TELL = (
    "import sys; from archive.app.__main__ import build\n"
    "try: build()(sys.argv[1:])\n"
    "except SystemExit: pass\n"
    "print('loaded', 'sqlalchemy' in sys.modules, file=sys.stderr)"
)


@pytest.mark.parametrize("command", ["extract", "search"])
def test_a_command_that_needs_no_database_does_not_load_its_library(command, tmp_path):
    page = tmp_path / "a.html"
    page.write_text("<h1>Neue Brücke</h1><p>Der Kreistag hat die Brücke beschlossen.</p>", "utf-8")

    done = subprocess.run(
        [sys.executable, "-c", TELL, command, str(page), "--data", str(tmp_path)],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert done.stderr.splitlines()[-1] == "loaded False"
