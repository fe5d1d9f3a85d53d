"""What many tests start from: an empty database of the kind asked for."""

import os

import pytest
import sqlalchemy as sa

from archive.database import Database


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
