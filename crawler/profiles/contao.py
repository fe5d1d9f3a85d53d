"""Contao 3, 4 and 5. Sources: the templates of its news module and content elements."""

from crawler.profile import Profile

PROFILE = Profile(
    name="contao",
    label="Contao",
    recognised_by=(
        "generator:Contao", "mod_newsreader", "mod_newslist", "mod_article", "indexer::stop",
        "layout_full", "schema.contao.org", "ce_text",
    ),
    priority=3,
    title=(".mod_newsreader .layout_full h1", ".mod_newsreader h1"),
    body=(".mod_newsreader .layout_full", ".mod_newsreader"),
    drop=(
        ".layout_full > .info", ".enclosure", ".ce_download", ".ce_downloads", ".content-download",
        ".content-downloads", ".ce_comments", ".ce_gallery", ".content-gallery", ".mod_newslist",
        ".pdf_link", "p.back",
    ),
    captions=(".layout_full figcaption", ".layout_full .image_container .caption"),
    published=(".mod_newsreader .layout_full > .info time",),
    author=(
        ".mod_newsreader .layout_full > .info [itemprop=author]",
        ".mod_newsreader .layout_full > .info",
    ),
    attachments=(
        ".layout_full .enclosure a", ".layout_full .ce_download a", ".layout_full .ce_downloads a",
        ".layout_full .download-element a",
    ),
    list_page=(  # only the news reader shows a piece of news
        "body:not(:has(.mod_newsreader)) .mod_newslist",
        "body:not(:has(.mod_newsreader)) .mod_newsarchive", ".mod_eventreader",
    ),
    list_links=(
        ".mod_newslist .layout_short h2 a", ".mod_newslist .layout_latest h2 a",
        ".mod_newslist .layout_simple a", ".mod_newsarchive h2 a",
    ),
    next_page=(".pagination li.next a",),
)  # fmt: skip
