"""The quarantine with the archive's own readers, for desk and command."""

from __future__ import annotations

from functools import cache

from archive.app.composition import Services
from archive.app.crawling import make_reader
from archive.blobs import BlobStore
from archive.errors import ConfigurationError
from crawler.quarantine import Quarantine
from crawler.reading import Reader


def quarantine_of(services: Services) -> Quarantine:
    """Return the quarantine of the whole archive."""
    knowledge = cache(lambda: services.knowledge)

    @cache
    def reader_of(source_id: str) -> Reader:
        source = services.sources.get(source_id)
        if source is None:
            raise ConfigurationError(f"{source_id!r} is no known source")
        return make_reader(services, source, knowledge())

    blobs = BlobStore(services.settings.raw_folder)
    return Quarantine(services.database, services.articles, blobs, reader_of)
