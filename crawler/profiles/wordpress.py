"""WordPress with a classic or a block theme.

Sources: the classes that `post_class`, `body_class` and the core blocks write.
"""

from crawler.profile import Profile

PROFILE = Profile(
    name="wordpress",
    label="WordPress",
    recognised_by=("/wp-content/", "/wp-includes/", "generator:WordPress"),
    body=(
        ".wp-block-post-content", "article.post .entry-content", "article .entry-content",
        ".single-post .entry-content",
    ),
    published=(
        "time.entry-date.published", "time.published", ".wp-block-post-date time",
        "time.entry-date:not(.updated)", "abbr.published",
    ),
    modified=("time.updated", ".wp-block-post-date__modified-date time"),
    author=(".author.vcard .fn", ".wp-block-post-author-name", ".byline .author"),
    topics=("a[rel~=category]", ".cat-links a"),
    drop=(  # teasers of other posts and other parts that block themes put around a post
        ".wp-block-query", ".wp-block-latest-posts", ".wp-block-post-terms",
        ".wp-block-post-navigation-link", ".wp-block-comments", ".wp-block-archives",
        ".wp-block-categories", ".wp-block-tag-cloud", ".wp-block-rss", ".wp-block-calendar",
    ),
    attachments=(".wp-block-file a",),
    list_page=(
        "body.archive:not(.single)", "body.blog:not(.single)", "body.search-results",
        "body.error404",
    ),
    list_links=(
        "article .entry-title a", ".post .entry-title a", "h2.entry-title a",
        ".wp-block-post-title a", "article h2 a", "a.more-link",
    ),
    next_page=("a.next.page-numbers", ".nav-previous a", "a.wp-block-query-pagination-next"),
    article_url=r"[?&]p=\d+|/\d{4}/\d\d/(?:\d\d/)?[^/?]+/?$|^https?://[^/]+/[^/?]+-[^/?]+/?$",
    list_url=r"[?&](?:cat|paged|tag|m|author)=|/(?:category|tag|author|page)/",
    cms_id=(r"\bpostid-(\d+)", r"\bpage-id-(\d+)", r"[?&]p=(\d+)", r"[?&]page_id=(\d+)"),
)  # fmt: skip
