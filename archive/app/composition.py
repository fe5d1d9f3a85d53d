"""The one place where the parts are put together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.database import Database
from archive.errors import ConfigurationError
from archive.migrating import prepare
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

    @property
    def search(self) -> SearchService:
        """Search over the index in the data folder; opened anew when editors change words."""
        from index.search import open_search

        stamp = words_stamp(self.settings)
        opened: tuple[int, SearchService] | None = self.__dict__.get("_search")
        if opened is None or opened[0] != stamp:
            opened = (stamp, open_search(self.settings, self.articles))
            self.__dict__["_search"] = opened  # who still holds the old one finishes with it
        return opened[1]

    @property
    def knowledge(self) -> Knowledge:
        """Gazetteer and register as of now; editors change the register while we run."""
        from crawler.knowledge import load_knowledge

        return load_knowledge(self.settings, self.database)

    def knowledge_of(self, source: str) -> Knowledge:
        """Return the knowledge with the own district of *source*, the archive's where unknown."""
        from crawler.knowledge import load_knowledge

        known = self.sources.get(source)
        district = (known.options.get("district") if known else None) or self.settings.district
        settings = self.settings.model_copy(update={"district": district})
        return load_knowledge(settings, self.database)

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
        opened: tuple[int, SearchService] | None = self.__dict__.pop("_search", None)
        if opened is not None:
            opened[1].close()
        self.database.close()


def open_services(settings: Settings) -> Services:
    """Open (and where needed create) the archive in the data folder."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError(f"the data folder cannot be made: {error}") from error
    database = Database(settings.database_url)
    prepare(database)
    return Services(settings, database, ArticleStore(database), SourceStore(database))


def words_stamp(settings: Settings) -> int:
    """Return a number that changes when editors change the search's words."""
    try:
        return (settings.words_folder / "synonyms.txt").stat().st_mtime_ns
    except OSError:
        return 0
