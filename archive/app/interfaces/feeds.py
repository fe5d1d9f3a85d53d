"""A search as Atom, RSS and JSON Feed; the newest hits, with ids that never change."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree
from lxml.builder import ElementMaker

from archive.article import Article
from archive.xmltext import xml_safe

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50  # newest hits in a feed
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself; `page` is the search it follows, `address` its own."""

    title: str
    page: str
    address: str
    articles: Sequence[Article]
    link: Callable[[Article], str]

    @property
    def updated(self) -> datetime:
        """When the newest of its entries last changed."""
        return max((_updated(article) for article in self.articles), default=EPOCH)


def atom(feed: Feed) -> bytes:
    """Return the feed as Atom (RFC 4287)."""
    make = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    root = make.feed(
        make.title(xml_safe(feed.title)),
        make.id(feed.page),
        make.updated(feed.updated.isoformat()),
        make.link(rel="self", type="application/atom+xml", href=feed.address),
        make.link(rel="alternate", type="text/html", href=feed.page),
        make.author(make.name(xml_safe(feed.title))),
    )
    for article in feed.articles:
        entry = make.entry(
            make.title(xml_safe(article.title)),
            make.id(feed.link(article)),
            make.updated(_updated(article).isoformat()),
            make.link(rel="alternate", type="text/html", href=feed.link(article)),
            make.link(rel="via", type="text/html", href=xml_safe(article.url)),
            make.summary(xml_safe(_summary(article)), type="text"),
        )
        if article.published:
            entry.append(make.published(article.published.value.isoformat()))
        for topic in article.topics:
            entry.append(make.category(term=xml_safe(topic)))
        root.append(entry)
    return _xml(root)


def rss(feed: Feed) -> bytes:
    """Return the feed as RSS 2.0."""
    make = ElementMaker(nsmap={"atom": ATOM})
    channel = make.channel(
        make.title(xml_safe(feed.title)),
        make.link(feed.page),
        make.description(xml_safe(feed.title)),
        make.language("de"),
        make.lastBuildDate(format_datetime(feed.updated)),
        etree.Element(f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=feed.address),
    )
    for article in feed.articles:
        item = make.item(
            make.title(xml_safe(article.title)),
            make.link(feed.link(article)),
            make.guid(feed.link(article), isPermaLink="true"),
            make.description(xml_safe(_summary(article))),
        )
        if article.published:
            item.append(make.pubDate(format_datetime(article.published.value)))
        for topic in article.topics:
            item.append(make.category(xml_safe(topic)))
        channel.append(item)
    return _xml(make.rss(channel, version="2.0"))


def json_feed(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": "de",
        "items": [
            {
                "id": feed.link(article),
                "url": feed.link(article),
                "external_url": article.url,
                "title": article.title,
                "content_text": article.text,
                "summary": _summary(article),
                "date_modified": _updated(article).isoformat(),
                "tags": list(article.topics),
                **(
                    {"date_published": article.published.value.isoformat()}
                    if article.published
                    else {}
                ),
            }
            for article in feed.articles
        ],
    }
    return json.dumps(document, ensure_ascii=False).encode()


FEEDS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "rss": ("application/rss+xml; charset=utf-8", rss),
    "json": ("application/feed+json; charset=utf-8", json_feed),
}


def _updated(article: Article) -> datetime:
    return article.changed or (article.published.value if article.published else EPOCH)


def _summary(article: Article) -> str:
    first = article.lead or article.text.partition("\n\n")[0]
    return first if len(first) <= 400 else first[:400].rpartition(" ")[0] + " …"


def _xml(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["atom"])
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))
