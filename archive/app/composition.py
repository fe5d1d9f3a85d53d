"""The one place where the parts are put together."""

from __future__ import annotations

from dataclasses import dataclass

from archive.database import Database
from archive.settings import Settings
from archive.sources import SourceStore
from archive.store import ArticleStore
from archive.tables import articles as _articles  # noqa: F401  # tables register themselves
from archive.tables import crawling as _crawling  # noqa: F401
from archive.tables import desk as _desk  # noqa: F401
from archive.tables import register as _register  # noqa: F401


@dataclass(frozen=True, slots=True)
class Services:
    """The opened archive: what commands, pages and the worker use."""

    settings: Settings
    database: Database
    articles: ArticleStore
    sources: SourceStore

    def close(self) -> None:
        """Let go of everything."""
        self.database.close()


def open_services(settings: Settings) -> Services:
    """Open (and where needed create) the archive in the data folder."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.database_url)
    database.create()
    return Services(settings, database, ArticleStore(database), SourceStore(database))
