"""An address no form of ours makes is refused in words, before anything is looked up."""

import asyncio

import httpx
import pytest

from archive.app.asgi import create_app
from archive.app.site.refusals import LONGEST
from tests.newsroom import NOW

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def asked(newsroom, path):
    async def ask():
        transport = httpx.ASGITransport(create_app(newsroom, clock=lambda: NOW))
        async with httpx.AsyncClient(transport=transport, base_url="http://archiv.test") as client:
            return await client.get(path, headers=PAGE)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "wort+" * 12_000,
        "q=" + "a" * 50_000,
        "&".join(f"ort=o{number}" for number in range(6_000)),
    ],
)
def test_an_address_of_a_query_bomb_is_refused_with_a_sentence(newsroom, query):
    reader = asked(newsroom, f"/suche?{query}")
    program = asked(newsroom, f"/api/suche?{query}")

    assert (reader.status_code, program.status_code) == (414, 414)
    assert "Diese Adresse ist zu lang" in reader.text
    assert query[:40] not in reader.text
    assert program.json()["detail"].startswith("Die Adresse ist länger als")


def test_an_address_up_to_the_limit_is_not_refused(newsroom):
    assert asked(newsroom, "/suche?q=" + "a" * (LONGEST - 20)).status_code < 400
