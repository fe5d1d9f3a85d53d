"""What a page's head says of the headline, and the names its site goes by."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from crawler.document import Document, text_in
from crawler.headings import GENERAL, folded
from crawler.page import Hints
from crawler.typography import plain
from crawler.urls import is_home

SEPARATOR = re.compile(r"\s+[|\-–—·•»«›‹/~→:]+\s+|\s*(?:\||»|::|›|&raquo;)\s*|\s[-–—]|(?<=\w):\s+")
CUTS = re.compile(r"\s+(?:[|·•»«›/~]|-+|–|—|::)+\s+|\s*[|»›]\s*")


MOST_LINKS = 1_000  # links looked at on one page
HOME_LIKE = re.compile(
    r"(?:(?:https?:)?//[^/?#]+)?(?:/|\.?/?(?:index|start|startseite|home|default)\.\w{2,5})?",
    re.IGNORECASE,
)


class Witnesses:
    """What the head says of the title, and the names the site goes by."""

    def __init__(self, document: Document, hints: Hints) -> None:
        self.sites = _site_names(document) | _home_names(document)
        self.head = document.head_title
        self.parts = [part for part in map(str.strip, SEPARATOR.split(self.head)) if part]
        self.wholes = [part.strip() for part in CUTS.split(self.head)]  # no colon cuts these
        self.told: dict[str, str] = {}
        if hints.title:
            self.told["hint"] = plain(hints.title)
        linked = [one for one in document.articles if one.is_article and one.headline]
        if len(linked) == 1 or (linked and self._fits_head(linked[0].headline)):
            self.told["json-ld"] = self.without_site(linked[0].headline)
        for name in ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline"):
            if document.meta.get(name):
                self.told[name] = self.without_site(document.meta[name])

    def _fits_head(self, headline: str) -> bool:
        return not self.head or folded(headline) in folded(self.head)

    def is_site(self, text: str) -> bool:
        """Whether *text* is the site's own name."""
        return folded(text) in self.sites

    def without_site(self, text: str) -> str:
        """Return *text* without the site's name at its end or its beginning."""
        for _ in range(3):
            cuts = list(CUTS.finditer(text))
            if not cuts:
                break
            head, tail = text[: cuts[-1].start()].strip(), text[cuts[-1].end() :].strip()
            front, rest = text[: cuts[0].start()].strip(), text[cuts[0].end() :].strip()
            if head and self._like_site(tail):
                text = head
            elif rest and self._like_site(front):
                text = rest
            else:
                break
        return text

    def from_head(self) -> str:
        """Return the title element's text without the names of site and section."""
        text = self.without_site(self.head)
        cuts = [part.strip() for part in CUTS.split(text) if part.strip()]
        if len(cuts) < 2:
            return text
        useful = [
            part for part in cuts if not self.is_site(part) and not GENERAL.fullmatch(part.lower())
        ]
        if not useful:
            return text
        # A name after the last bar is the site's, unless it is by far the longest part.
        longest = max(useful, key=len)
        return useful[0] if len(useful[0]) * 1.5 >= len(longest) else longest

    def _like_site(self, part: str) -> bool:
        name = folded(part)
        if not name or name in self.sites:
            return True
        words = [folded(word) for word in part.split()]
        starts = {"".join(words[:count]) for count in range(1, min(4, len(words)) + 1)}
        return len(name) >= 4 and any(
            len(site) >= 4 and (site in starts or (site.startswith(name) and len(words) < 4))
            for site in self.sites
        )


def _site_names(document: Document) -> set[str]:
    host = (urlsplit(document.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = {host, labels[-2] if len(labels) > 1 else host, labels[0]}
    names |= {
        document.meta.get(name, "")
        for name in (
            "og:site_name",
            "application-name",
            "apple-mobile-web-app-title",
            "publisher",
            "dc.publisher",
            "copyright",
            "author.organization",
        )
    }
    names |= {article.publisher for article in document.articles}
    return {folded(name) for name in names if name} - {""}


def _home_names(document: Document) -> set[str]:
    """Return what the links to the front page say: usually the site's name."""
    names = set()
    for link in islice(document.body.iter("a"), MOST_LINKS):
        href = (link.get("href") or "").strip()
        if (
            not href
            or href.count("/") > (3 if "//" in href else 1)
            or not HOME_LIKE.fullmatch(href)
            or not is_home(document.absolute(href))
        ):
            continue
        images = " ".join(image.get("alt") or "" for image in link.iter("img"))
        for name in (text_in(link), images):
            if len(name) < 80 and not GENERAL.fullmatch(plain(name).lower()):
                names.add(folded(name))
    return names - {""}
