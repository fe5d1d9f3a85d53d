"""Joomla 1.0 to 5: com_content's article view.

Sources: the layouts of components/com_content/views/article in each generation.
"""

from crawler.profile import Profile

PROFILE = Profile(
    name="joomla",
    label="Joomla",
    recognised_by=(
        "generator:Joomla", "/media/jui/", "/media/system/js/", "/media/vendor/joomla",
        "/media/templates/site/",
        "option=com_content", "com-content-article", "com_content", "contentpaneopen",
    ),
    priority=4,
    title=(
        ".item-page [itemprop=headline]", ".item-page h1", ".item-page h2", "td.contentheading",
        "h2.contentheading", "h1.contentheading", ".componentheading + h2", ".article-header h1",
    ),
    body=(
        ".item-page [itemprop=articleBody]", ".com-content-article__body", ".item-page",
        ".article-content", "td.mainbody", ".jsn-article-content", "table.contentpaneopen ~ table",
    ),
    drop=(
        ".article-info", ".pager", ".pagenav", ".pagenavigation", ".icons", ".actions", ".tags",
        "td.buttonheading", ".createdate", ".modifydate", "td.modifydate", ".article-tools",
        ".rating",
        ".items-more", ".content_rating", ".contentpaneopen .small", ".article_separator",
    ),
    published=(
        "time[itemprop=datePublished]", ".article-info .published time", ".article-info .published",
        "dd.published", "dd.create time", "dd.create", ".createdate", "time[itemprop=dateCreated]",
    ),
    modified=("time[itemprop=dateModified]", "dd.modified", ".modifydate"),
    author=(".createdby [itemprop=name]", ".createdby", "dd.createdby"),
    topics=(".category-name a",),
    list_links=(
        ".blog .item h2 a", ".blog-item h2 a", ".items-leading h2 a", "a.contentpagetitle",
        ".readmore a",
    ),
    next_page=(".pagination-next a", "li.next a", "a[aria-label*='nächste']"),
    list_page=("body.view-category", "body.view-featured", "body.view-categories"),
    article_url=r"[?&]view=article|[?&]id=\d+:|/\d+-[a-z0-9-]+(?:\.html)?$",
    cms_id=(r"[?&]view=article.*?[?&]id=(\d+)", r"/(\d+)-[a-z0-9-]+(?:\.html)?$"),
)  # fmt: skip
