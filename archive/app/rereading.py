"""Reading all articles again from their raw pages, when our way of reading has changed."""

from __future__ import annotations

from archive.app.composition import Services
from archive.app.crawling import make_reader
from archive.blobs import BlobStore
from archive.errors import ConfigurationError
from crawler.learning import reread


def reread_all(services: Services, source: str | None = None) -> dict[str, int]:
    """Read every article anew that has a raw page; return counts by outcome.

    Versions, aliases and corrections stay; the current version is put right in place.
    """
    chosen = services.sources.all()
    if source is not None:
        chosen = [known for known in chosen if known.id == source]
        if not chosen:
            raise ConfigurationError(f"{source!r} is no known source")
    counts = {"read": 0, "changed": 0, "unchanged": 0, "without_raw_page": 0, "failed": 0}
    blobs = BlobStore(services.settings.raw_folder)
    for known in chosen:
        outcome = reread(
            services.database, services.articles, blobs, make_reader(services, known), known.id
        )
        for name, count in outcome.items():
            counts[name] += count
    return counts
