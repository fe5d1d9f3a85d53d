"""SIGTERM in the middle of a crawl: a clean end within seconds, and the next run carries on."""

import asyncio
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from archive.runs import RunState, RunStore
from tests.publishers import Publisher, posts, room

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("hangs", [False, True])
def test_a_crawl_told_to_stop_ends_cleanly_and_the_next_carries_on(tmp_path, hangs):
    publisher = Publisher(posts(60), doors={"rest"})
    usual = publisher._article

    def slow(post):
        async def answer(request, writer):
            await asyncio.sleep(30 if hangs and post.id == 4 else 0.05)
            await usual(post)(request, writer)

        return answer

    publisher._article = slow
    with room(tmp_path / "data", publisher) as site:
        server = publisher.server
        crawl = subprocess.Popen(
            [sys.executable, "-m", "archive.app", "crawl", server.url(), "--pace", "0",
             "--allow-private", server.host, "--data", str(tmp_path / "data")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        while sum("/?p=" in target for target in publisher.asked()) < 4:
            assert crawl.poll() is None
            time.sleep(0.02)

        began = time.monotonic()
        crawl.send_signal(signal.SIGTERM)
        _out, said = crawl.communicate(timeout=20)

        run = RunStore(site.services.database).latest(limit=1)[0]
        assert (crawl.returncode, run.state, run.reason) == (3, RunState.STOPPED, "interrupted")
        assert time.monotonic() - began < 10
        assert b"Traceback" not in said
        publisher._article = usual
        site.clock.now = datetime.now(UTC)  # the other process had the real one
        assert site.crawl().state is RunState.COMPLETE
        assert len(site.statuses()) == 60
