"""Polite visits: the rules first, one of us at a host, the pause it wants."""

import asyncio

import httpx
import pytest

from archive.errors import FetchError
from crawler.fetcher import Fetcher
from crawler.hosts import Hosts, HostStore, Pace
from crawler.page import Page
from crawler.visitor import Visitor
from tests.publishers import Clock

URL = "https://kreis.test/a"


class Network:
    """Answers what the rules' address is told to answer, and "da" to all others."""

    def __init__(self, rules):
        self.rules = rules

    def __call__(self, request):
        if request.url.path != "/robots.txt":
            return httpx.Response(200, stream=httpx.ByteStream(b"da"))
        if isinstance(self.rules, Exception):
            raise self.rules
        return self.rules(request) if callable(self.rules) else self.rules


def visitor(database, rules, *, hosts=None, pace=Pace(floor=0.0)):
    transport = httpx.MockTransport(Network(rules))
    return Visitor(
        Fetcher(transport=transport), hosts or Hosts(pace), HostStore(database), clock=Clock()
    )


def answer(status, body=b"", **headers):
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


@pytest.mark.parametrize(
    ("rules", "state"),
    [
        (lambda request: answer(302, location=f"/robots.txt?{request.url.query}x"), "allow"),
        (answer(404), "allow"),
        (answer(403), "allow"),
        (answer(429), "wait"),
        (answer(500), "disallow"),
        (httpx.ReadTimeout("longer than it may take"), "disallow"),
        (httpx.RemoteProtocolError("closed without an answer"), "disallow"),
        (httpx.ConnectError("name does not resolve"), "disallow"),
    ],
    ids=["redirects-allow", "404-allow", "403-allow", "429-wait", "500-disallow",
         "time-out-disallow", "closed-disallow", "no-name-disallow"],
)  # fmt: skip
def test_how_rules_that_cannot_be_had_are_read(database, rules, state):
    visiting = visitor(database, rules)

    read = asyncio.run(visiting.robots(URL))

    assert read.state == state
    if state == "allow":
        assert asyncio.run(visiting.visit(URL)).body == b"da"
    else:
        with pytest.raises(FetchError) as caught:
            asyncio.run(visiting.visit(URL))
        assert caught.value.reason == "robots-down"


def test_rules_that_never_end_are_read_as_far_as_they_count(database):
    async def without_end():
        yield b"User-agent: *\nDisallow: /intern/\n"
        while True:
            yield b"# " + b"x" * 99_998

    visiting = visitor(database, httpx.Response(200, content=without_end()))

    read = asyncio.run(visiting.robots(URL))

    assert read.state == "parsed"
    assert not read.allows("https://kreis.test/intern/a")
    assert read.allows(URL)


def test_the_pause_the_host_wants_is_kept_between_two_requests(database):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    hosts = Hosts(Pace(floor=1.0), clock=lambda: 0.0, sleep=sleep, chance=lambda: 0.5)
    visiting = visitor(database, answer(200, b"User-agent: *\nCrawl-delay: 7"), hosts=hosts)

    async def twice():
        await visiting.visit(URL)
        return await visiting.visit(URL)

    page = asyncio.run(twice())

    assert isinstance(page, Page)
    assert slept[-1] == 7.0
    assert len(slept) == 2  # before each page, not before the rules


def test_two_crawls_of_one_host_take_turns():
    open_now, most = 0, 0

    async def crawl(hosts):
        nonlocal open_now, most
        for _ in range(5):
            await hosts.take("kreis.test:443")
            open_now += 1
            most = max(most, open_now)
            await asyncio.sleep(0)
            open_now -= 1
            hosts.give("kreis.test:443", latency=0.0, wanted=None)

    async def both():
        hosts = Hosts(Pace(floor=0.0))
        await asyncio.gather(crawl(hosts), crawl(hosts))

    asyncio.run(both())

    assert most == 1
