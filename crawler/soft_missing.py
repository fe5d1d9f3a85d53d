"""Pages that say "not found" with status 200: told by how a page looks that cannot exist."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crawler.charset import decode
from crawler.discovery.finding import Finding
from crawler.page import Page

MOST_WORDS = 2_000
OWN_WORDS = 8  # so many words may differ: the address repeated, the time of day
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>|&\w+;", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")


def read_probe(page: Page) -> Finding:
    """Return how the publisher shows a missing page; nothing where it says so by its status."""
    if page.status != 200:
        return Finding(facts={"soft": None})
    return Finding(facts={"soft": _looks(page)})


def looks_missing(page: Page, soft: Mapping[str, Any] | None) -> bool:
    """Tell whether *page* is the "not found" page that *soft* describes.

    The title must be the same and hardly a word of its own be left: an article on a page with
    little layout still has its text.
    """
    if not soft:
        return False
    looks = _looks(page)
    own = set(looks["words"]) - set(soft["words"])
    return bool(looks["title"] == soft["title"] and len(own) <= OWN_WORDS)


def _looks(page: Page) -> dict[str, Any]:
    markup = decode(page.body, page.headers).text
    title = _TITLE.search(markup)
    words = dict.fromkeys(_WORD.findall(_UNSEEN.sub(" ", markup).lower()))
    return {
        "title": " ".join(title[1].split()) if title else "",
        "words": list(words)[:MOST_WORDS],
    }
