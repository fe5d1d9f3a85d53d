"""kill -9 in the middle of a crawl, forty times: nothing lost, nothing twice, no work repeated."""

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter

import pytest

from archive.app.composition import open_services
from archive.blobs import BlobStore
from archive.settings import Settings
from tests.evil import running
from tests.publishers import Publisher, posts

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("NEWSARCHIVE_KILLS", "40"))
POSTS = 260
CRAWL = """
import asyncio, sys
from pathlib import Path
from archive.app.composition import open_services
from archive.app.crawling import crawl_source
from archive.settings import Settings
services = open_services(Settings(data=Path(sys.argv[1])))
report = asyncio.run(
    crawl_source(services, sys.argv[2], allow_private=[sys.argv[3]], pace=0)
)
print(report.state.value)
"""


def start(folder, publisher):
    server = publisher.server
    return subprocess.Popen(
        [sys.executable, "-c", CRAWL, str(folder), server.url(), server.host],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_crawl_killed_forty_times_loses_nothing_and_repeats_at_most_a_fetch_each(tmp_path):
    chance = random.Random(os.environ.get("NEWSARCHIVE_SEED", "7"))
    publisher = Publisher(posts(POSTS), doors={"rest", "feed", "sitemap"})
    folder = tmp_path / "data"
    services = open_services(Settings(data=folder))
    seen, starts = {}, []
    with running(publisher.server):
        for _kill in range(KILLS):
            before = len(publisher.server.asked)
            began = time.monotonic()
            process = start(folder, publisher)
            await_request(publisher, before, process)
            starts.append(time.monotonic() - began)
            await_request(publisher, before + chance.randint(0, 5), process)
            time.sleep(chance.uniform(0.0, 0.03))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            now = {one.id: one.content_hash for one in services.articles.all()}
            assert seen.items() <= now.items(), "an acknowledged article was lost or changed"
            seen = now
        last = start(folder, publisher)
        state = last.communicate(timeout=300)[0].strip()
    fetched = Counter(target for target in publisher.asked() if target.startswith("/?p="))
    articles = list(services.articles.all())
    print(
        f"{KILLS} kills, {sum(fetched.values())} fetches, "
        f"back at work in {statistics.median(starts):.1f} s"
    )

    assert state == "complete"
    assert sorted(int(one.cms_id) for one in articles) == list(range(1, POSTS + 1))
    assert all(one.versions == 1 for one in articles)
    assert sum(fetched.values()) <= POSTS + KILLS
    assert statistics.median(starts) < 10
    blobs = BlobStore(folder / "raw")
    for key in blobs.keys():  # noqa: SIM118  # a store of blobs is no dictionary
        blobs.get(key)
    services.close()


def await_request(publisher, before, process):
    """Wait until more than *before* requests have come."""
    while len(publisher.server.asked) <= before:
        assert process.poll() is None, "the crawl ended by itself"
        time.sleep(0.002)
