"""The server as the operator starts and stops it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.slow
PATIENCE = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(address):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    return None


@pytest.mark.parametrize("processes", ["1", "2"])
def test_the_server_answers_and_ends_in_order_when_told_to(tmp_path, processes):
    port = free_port()
    command = [sys.executable, "-m", "archive.app", "serve", "--processes", processes]
    server = subprocess.Popen(
        [*command, "--data", str(tmp_path), "--port", str(port)],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )

    status = answers(f"http://127.0.0.1:{port}/")
    too_long = answers(f"http://127.0.0.1:{port}/suche?q={'x' * 1_000_000}")
    started = time.monotonic()
    server.send_signal(signal.SIGTERM)
    _, said = server.communicate(timeout=20)

    assert status == 200, said
    assert too_long == 414
    assert server.returncode == 0, said
    assert time.monotonic() - started < 10
    assert b"Traceback" not in said
