"""From an address at the publisher, old or new, to the article in the archive."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from archive.app.site.links import article_url
from archive.article import PUBLIC
from archive.store import ArticleStore


def archived(articles: ArticleStore, address: str) -> str | None:
    """Return the address in the archive of what stood at *address*, or None."""
    for spelling in _spellings(address):
        article_id = articles.resolve(spelling)
        found = articles.get(article_id) if article_id else None
        if found and found.status in PUBLIC:
            return article_url(found.id, found.title)
    return None


def is_address(text: str) -> bool:
    """Tell whether a reader typed an address rather than words."""
    return " " not in text and text.lower().startswith(("http://", "https://", "www."))


def _spellings(address: str) -> Iterator[str]:
    """Yield ways the same address may be written: scheme, www., closing slash, no query."""
    if not address:
        return
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
    except ValueError:  # such as http://[
        return
    bare = parts.netloc.lower().removeprefix("www.")
    yield address
    for query in dict.fromkeys((parts.query, "")):
        for path in dict.fromkeys(
            (parts.path, parts.path.rstrip("/"), f"{parts.path.rstrip('/')}/")
        ):
            for scheme in ("https", "http"):
                for host in (parts.netloc.lower(), bare, f"www.{bare}"):
                    yield urlunsplit((scheme, host, path, query, ""))
