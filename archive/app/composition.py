"""The one place where the parts are put together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archive.database import Database
from archive.errors import ConfigurationError
from archive.settings import Settings
from archive.sources import SourceStore
from archive.store import ArticleStore
from archive.tables import articles as _articles  # noqa: F401  # tables register themselves
from archive.tables import crawling as _crawling  # noqa: F401
from archive.tables import desk as _desk  # noqa: F401
from archive.tables import register as _register  # noqa: F401
from archive.tables import reports as _reports  # noqa: F401

if TYPE_CHECKING:
    from crawler.knowledge import Knowledge
    from index.search import SearchService


@dataclass(frozen=True)
class Services:
    """The opened archive: what commands, pages and the worker use.

    Search and knowledge are opened when first asked for: many commands need neither.
    """

    settings: Settings
    database: Database
    articles: ArticleStore
    sources: SourceStore

    @cached_property
    def search(self) -> SearchService:
        """Search over the index in the data folder."""
        from index.search import open_search

        return open_search(self.settings, self.articles)

    @property
    def knowledge(self) -> Knowledge:
        """Gazetteer and register as of now; editors change the register while we run."""
        from crawler.knowledge import load_knowledge

        return load_knowledge(self.settings, self.database)

    def districts(self) -> tuple[str, ...]:
        """Return the districts of the sources that are followed, the most frequent first."""
        chosen = Counter(
            str(source.options.get("district") or self.settings.district)
            for source in self.sources.all()
            if source.state != "archived"
        )
        return tuple(name for name, _ in chosen.most_common()) or (self.settings.district,)

    def close(self) -> None:
        """Let go of everything."""
        if "search" in self.__dict__:
            self.search.close()
        self.database.close()


def open_services(settings: Settings) -> Services:
    """Open (and where needed create) the archive in the data folder."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError(f"the data folder cannot be made: {error}") from error
    database = Database(settings.database_url)
    database.create()
    return Services(settings, database, ArticleStore(database), SourceStore(database))
