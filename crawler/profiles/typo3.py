"""TYPO3 with the news extension, or its forerunner tt_news.

Sources: the templates that both extensions ship with.
"""

from crawler.profile import Profile

PROFILE = Profile(
    name="typo3",
    label="TYPO3",
    recognised_by=(
        "typo3temp/", "typo3conf/", "generator:TYPO3", "TYPO3SEARCH_", "tx_news", "tx-news",
        "tx_ttnews", "news-single",
    ),
    priority=5,
    title=(
        ".news-single [itemprop=headline]", ".news-single h1", ".news-single-item h1",
        ".news-single h2", ".news-single .header h3",
    ),
    lead=(".news-single .teaser-text", ".news-single .lead", ".news-single-item h2"),
    body=(
        ".news-single .article", ".news-single article", ".news-single-item", ".news-text-wrap",
        ".news-single",
    ),
    drop=(
        ".news-backlink-wrap", ".news-related-wrap", ".news-related", ".news-single-backlink",
        ".news-single-additional-info", ".news-single-rightbox", ".news-single-imgcaption-x",
        ".news-related-news", ".news-img-caption-x", ".csc-menu", ".event-box",
    ),
    published=(
        ".news-single time[itemprop=datePublished]", ".news-single .news-list-date time",
        ".news-single .news-list-date", ".news-single-timedata", ".news-single-item .news-date",
        ".news-single .news-date",
    ),
    author=(".news-single .news-list-author", ".news-single-author"),
    topics=(".news-single .news-list-category", ".news-single .news-category"),
    attachments=(".news-single .news-related-files a", ".news-single-files a"),
    list_links=(
        ".news-list-view .article h3 a", ".news-list-view h2 a", ".news-list-item h2 a",
        ".news .articletype-0 a[itemprop=url]", ".news-list-item a.more",
    ),
    next_page=(".f3-widget-paginator .next a", ".page-navigation .next a", "li.next a"),
    article_url=r"tx_news_pi1%5Bnews%5D=|tx_ttnews%5Btt_news%5D=|tx_ttnews\[tt_news\]="
    r"|/(?:detail|details|artikel|news|meldung|pressemitteilung)(?:en)?/[^/?]+-[^/?]+/?(?:\.html)?$",
    cms_id=(
        r"tx_news_pi1(?:%5B|\[)news(?:%5D|\])=(\d+)", r"tx_ttnews(?:%5B|\[)tt_news(?:%5D|\])=(\d+)",
    ),
)  # fmt: skip
