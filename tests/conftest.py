"""What many tests start from: an empty database of the kind asked for."""

import asyncio
from importlib.util import find_spec

import httpx
import pytest
from hypothesis import settings

from archive.app.asgi import create_app
from archive.database import Database
from tests.databases import fresh
from tests.newsroom import NOW, open_newsroom

# The quick suite tries the same texts in every run; `make test-long` tries new ones, and more.
settings.register_profile("quick", derandomize=True, deadline=None)
settings.register_profile("long", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile("quick")

# The browser's driver comes with `make setup-extra`; the quick tests do without.
collect_ignore = [] if find_spec("playwright") else ["browser"]


@pytest.fixture
def database(tmp_path):
    """An empty database: SQLite, or one of the server that NEWSARCHIVE_TEST_DATABASE names."""
    opened = Database(fresh(tmp_path))
    opened.create()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory):
    """The opened archive of the demo publisher's articles, as a perfect reader would know them."""
    opened = open_newsroom(tmp_path_factory.mktemp("newsroom"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browse(newsroom):
    """Ask the site over the newsroom for an address; gives the answer."""
    app = create_app(newsroom, clock=lambda: NOW)

    async def answer(path, method, options):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://archiv.test") as client:
            return await client.request(method, path, **options)

    return lambda path, method="GET", **options: asyncio.run(answer(path, method, options))
