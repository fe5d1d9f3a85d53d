"""What many tests start from: an empty database of the kind asked for."""

import asyncio
import os
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa

from archive.app.asgi import create_app
from archive.app.composition import open_services
from archive.app.demo.gold import gold
from archive.app.demo.site import open_site
from archive.app.indexing import sync
from archive.database import Database
from archive.records import from_record
from archive.settings import load_settings
from archive.sources import Source


@pytest.fixture
def database(tmp_path):
    """An empty database: SQLite, or the server that NEWSARCHIVE_TEST_DATABASE names."""
    url = os.environ.get("NEWSARCHIVE_TEST_DATABASE", "")
    opened = Database(url or f"sqlite:///{tmp_path / 'archive.sqlite'}")
    if url:
        found = sa.MetaData()
        with opened.write() as connection:
            found.reflect(connection)
            found.drop_all(connection)
    opened.create()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory):
    """The opened archive of the demo publisher's articles, as a perfect reader would know them."""
    folder = tmp_path_factory.mktemp("newsroom")
    opened = open_services(load_settings(data=folder, district="falmtal", requests_per_second=0))
    seen = datetime(2026, 3, 1, 6, tzinfo=UTC)
    opened.sources.put(Source("falmtal", "https://kreis.test/", "Landkreis Falmtal", created=seen))
    records = gold(open_site(), "https://kreis.test")
    with opened.database.write() as joined:
        for record in records:
            known = {key: value for key, value in record.items() if key != "generation"}
            article = from_record(known, default_source="falmtal")
            opened.articles.put(article, seen=seen, joined=joined)
    sync(opened.articles, opened.search)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browse(newsroom):
    """Ask the site over the newsroom for an address; gives the answer."""
    app = create_app(newsroom, clock=lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))

    async def answer(path, method, options):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://archiv.test") as client:
            return await client.request(method, path, **options)

    return lambda path, method="GET", **options: asyncio.run(answer(path, method, options))
