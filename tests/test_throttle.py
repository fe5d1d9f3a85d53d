"""One address that asks too often is told to wait; others are not."""

import asyncio
from dataclasses import replace

import httpx
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from archive.app.asgi import create_app
from archive.app.site.throttle import Throttle
from tests.newsroom import NOW


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def site(clock, rate=25, burst=3):
    app = Starlette(routes=[Route("/{path:path}", lambda request: PlainTextResponse("ja"))])
    return Throttle(app, rate=rate, burst=burst, clock=clock)


def statuses(app, times, address="192.0.2.1", path="/suche"):
    async def ask():
        transport = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://archiv.test") as client:
            return [await client.get(path) for _ in range(times)]

    return asyncio.run(ask())


def test_the_request_beyond_the_burst_is_refused_with_a_time_to_wait():
    answers = statuses(site(Clock()), 4)

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].headers["content-type"] == "application/problem+json"


def test_after_waiting_the_address_may_ask_again():
    clock = Clock()
    app = site(clock)
    statuses(app, 4)

    clock.now = 1.0

    assert statuses(app, 1)[0].status_code == 200


def test_another_address_is_not_affected():
    app = site(Clock())
    statuses(app, 4)

    assert statuses(app, 1, address="192.0.2.2")[0].status_code == 200


def test_styles_and_health_checks_are_free():
    app = site(Clock())

    assert all(
        answer.status_code == 200 for answer in statuses(app, 9, path="/static/css/site.css")
    )


def test_a_rate_of_nought_switches_it_off():
    assert all(answer.status_code == 200 for answer in statuses(site(Clock(), rate=0), 9))


def test_a_reader_beyond_the_limit_gets_a_german_page_and_a_program_a_problem(newsroom):
    settings = newsroom.settings.model_copy(
        update={"requests_per_second": 1, "requests_at_once": 1}
    )
    app = create_app(replace(newsroom, settings=settings), clock=lambda: NOW)

    async def ask():
        transport = httpx.ASGITransport(app, client=("192.0.2.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://archiv.test") as client:
            await client.get("/hilfe")
            page = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
            return [
                await client.get("/suche?q=Schule", headers=page),
                await client.get("/api/suche?q=Schule", headers=page),
                await client.get("/feed.atom"),
            ]

    reader, api, feed = asyncio.run(ask())

    assert [one.status_code for one in (reader, api, feed)] == [429] * 3
    assert reader.headers["content-type"] == "text/html; charset=utf-8"
    assert "Das waren zu viele Anfragen in kurzer Zeit" in reader.text
    assert reader.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in reader.headers["content-security-policy"]
    assert int(reader.headers["retry-after"]) >= 1
    assert "Schule" not in reader.text  # one page for all: nothing of the request is in it
    assert {one.headers["content-type"] for one in (api, feed)} == {"application/problem+json"}
