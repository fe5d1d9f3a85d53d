"""The demo publisher's feeds, sitemaps and robots.txt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime
from xml.sax.saxutils import escape

from archive.app.demo.pages import INVENTED, NAME, content, excerpt
from archive.app.demo.posts import Post
from archive.app.demo.site import PAGE_SIZE, Site, cut, path_of

URLS_A_SITEMAP = 100
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def feed(site: Site, posts: Sequence[Post], base: str, *, page: int = 1) -> str | None:
    """Return page *page* of an RSS feed with full texts, or None beyond its end."""
    shown, pages = cut(posts, page, PAGE_SIZE)
    if page > pages:
        return None
    newest = max((post.modified for post in shown), default=None)
    items = "\n".join(_item(site, post, base) for post in shown)
    built = f"<lastBuildDate>{format_datetime(newest)}</lastBuildDate>" if newest else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>{NAME}</title>
<atom:link href="{base}/feed/" rel="self" type="application/rss+xml" />
<link>{base}</link>
<description>Amtliches und Aktuelles. {INVENTED}</description>
{built}
<language>de</language>
<generator>https://wordpress.org/?v=6.8.2</generator>
{items}
</channel>
</rss>
"""


def _item(site: Site, post: Post, base: str) -> str:
    categories = "".join(f"<category><![CDATA[{name}]]></category>" for name in post.categories)
    return f"""<item>
<title>{escape(post.title)}</title>
<link>{base}{path_of(post)}</link>
<dc:creator><![CDATA[Pressestelle]]></dc:creator>
<pubDate>{format_datetime(post.published.astimezone(UTC))}</pubDate>
{categories}
<guid isPermaLink="false">{base}/?p={post.id}</guid>
<description><![CDATA[{excerpt(post)}]]></description>
<content:encoded><![CDATA[{content(site, post, base)}]]></content:encoded>
</item>"""


def sitemap_index(site: Site, base: str) -> str:
    """Return the sitemap index as WordPress writes it."""
    count = -(-len(site.listed) // URLS_A_SITEMAP)
    names = [f"posts-post-{number}" for number in range(1, count + 1)]
    names += ["posts-page-1", "taxonomies-category-1"]
    inner = "".join(
        f"<sitemap><loc>{base}/wp-sitemap-{name}.xml</loc></sitemap>\n" for name in names
    )
    return _xml("sitemapindex", inner)


def sitemap(site: Site, name: str, base: str, pages: Sequence[int]) -> str | None:
    """Return the sitemap called *name*, or None where there is none."""
    if name == "posts-page-1":
        return _xml("urlset", "".join(_entry(f"{base}/?page_id={page}") for page in pages))
    if name == "taxonomies-category-1":
        found = site.categories.values()
        return _xml("urlset", "".join(_entry(f"{base}/category/{item.slug}/") for item in found))
    head, _, number = name.rpartition("-")
    if head != "posts-post" or not number.isdigit():
        return None
    shown, count = cut(site.listed[::-1], int(number), URLS_A_SITEMAP)
    if not 1 <= int(number) <= count:
        return None
    return _xml("urlset", "".join(_entry(base + path_of(post), post) for post in shown))


def robots(base: str, *, sitemap_shown: bool = True) -> str:
    """Return robots.txt, which says as well that all is invented."""
    where = f"\nSitemap: {base}/wp-sitemap.xml\n" if sitemap_shown else ""
    return (
        f"# {INVENTED}\nUser-agent: *\nDisallow: /wp-admin/\n"
        f"Allow: /wp-admin/admin-ajax.php\n{where}"
    )


def _entry(url: str, post: Post | None = None) -> str:
    changed = f"<lastmod>{post.modified.astimezone(UTC).isoformat()}</lastmod>" if post else ""
    return f"<url><loc>{escape(url)}</loc>{changed}</url>\n"


def _xml(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{XMLNS}">\n{inner}</{root}>\n'
