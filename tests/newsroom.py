"""An archive to look at: the demo publisher's articles as a perfect reader would know them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from archive.app.composition import Services, open_services
from archive.app.demo.gold import gold
from archive.app.demo.site import open_site
from archive.app.indexing import sync
from archive.article import Article, Status
from archive.records import from_record
from archive.settings import load_settings
from archive.sources import Source
from tests.databases import of_settings

FIRST_READ = datetime(2026, 4, 20, 6, tzinfo=UTC)
READ_AGAIN = datetime(2026, 5, 4, 6, tzinfo=UTC)
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
BASE = "https://www.landkreis-falmtal.test"


def open_newsroom(folder: Path) -> Services:
    """Return the opened archive in *folder*, read twice: between, the publisher edited some."""
    database = of_settings(folder)
    opened = open_services(
        load_settings(data=folder, database=database, district="falmtal", requests_per_second=0)
    )
    opened.sources.put(Source("falmtal", BASE, "Landkreis Falmtal", created=FIRST_READ))
    for stage, seen in ((1, FIRST_READ), (2, READ_AGAIN)):
        with opened.database.write() as joined:
            for article in _articles(stage):
                opened.articles.put(article, seen=seen, joined=joined)
    gone = next(iter(_articles(1)))
    opened.articles.set_status(gone.id, Status.GONE, at=READ_AGAIN)
    sync(opened.articles, opened.search)
    return opened


def _articles(stage: int) -> Iterator[Article]:
    for record in gold(open_site(stage), BASE):
        known = {key: value for key, value in record.items() if key != "generation"}
        yield from_record(known, default_source="falmtal")
