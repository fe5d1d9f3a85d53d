"""Mark the same release at other addresses and sources: "auch bei: …"."""

from __future__ import annotations

from datetime import datetime

from archive.article import PUBLIC
from archive.store import ArticleStore
from crawler.duplicates import Sketch, duplicates, sketch

BATCH = 200  # articles marked in one transaction


def mark_duplicates(articles: ArticleStore, *, now: datetime) -> int:
    """Compare all articles readers may see; return how many got other duplicates than before.

    Takes about a millisecond an article; run it after a crawl and after an import. The index
    follows by `sync`.
    """
    sketches: dict[str, Sketch] = {}
    before: dict[str, tuple[str, ...]] = {}
    for article in articles.all():
        if article.also_at:
            before[article.id] = article.also_at
        if article.status in PUBLIC and not article.rolling:
            sketches[article.id] = sketch(article.source, article.title, article.text)
    after = duplicates(sketches)
    changed = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    for start in range(0, len(changed), BATCH):
        part = {key: after.get(key, ()) for key in changed[start : start + BATCH]}
        articles.set_duplicates(part, at=now)
    return len(changed)
