"""One page in, one article out: the seam between crawling and understanding."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from archive.article import Article
from crawler.knowledge import Knowledge
from crawler.page import Hints, Page


def extract(
    page: Page,
    *,
    source: str,
    knowledge: Knowledge,
    hints: Hints = Hints(),
    boilerplate: Collection[str] = (),
    now: datetime,
) -> Article:
    """Return the article on *page*.

    *hints* are what REST, feed or sitemap told; *boilerplate* the hashes of blocks that stand on
    most pages of the source; *now* decides which dates lie in the future. Raises NotAnArticle for
    lists and error pages, ExtractionError where nothing can be read.
    """
    raise NotImplementedError
