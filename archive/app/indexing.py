"""Bring the search index up to the store; the store is the truth, the index follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from archive.article import PUBLIC, Article
from archive.store import ArticleStore
from index.search import SearchService

BATCH = 2_000  # articles read and written at once; bounds memory, not time


def sync(
    articles: ArticleStore,
    search: SearchService,
    *,
    progress: Callable[[int], None] = lambda _count: None,
) -> int:
    """Write every change since the index's own sequence; return how many articles that were.

    Hidden and taken-down articles leave the index. A killed run is taken up where it stopped:
    the index names the sequence it is complete up to.
    """
    written = 0
    while changes := articles.changed_since(search.sequence(), limit=BATCH):
        shown, removed = split(article for _, article in changes)
        search.write(shown, removed=removed, sequence=changes[-1][0])
        written += len(changes)
        progress(written)
    return written


def split(found: Iterable[Article]) -> tuple[list[Article], list[str]]:
    """Return the articles readers may see and the ids of those they may not."""
    shown: list[Article] = []
    removed: list[str] = []
    for article in found:
        if article.status in PUBLIC:
            shown.append(article)
        else:
            removed.append(article.id)
    return shown, removed
