"""Divi, theme template and Theme Builder (versions 2.6 to 4.27).

Related-post modules carry dates and texts of other posts, so they are dropped before anything is
read. The breadcrumb's "9" is an arrow glyph of Divi's icon font.
"""

from dataclasses import replace

from crawler.profiles.wordpress import PROFILE as WORDPRESS

PROFILE = replace(
    WORDPRESS,
    name="divi",
    label="WordPress mit Divi",
    recognised_by=(
        "et_pb_section", "et_pb_row", "et_pb_post", "et_pb_pagebuilder",
        "et-tb-has-body", "et_divi_theme", "et_fixed_nav",
    ),
    needs=2,
    priority=10,
    title=(
        "article.et_pb_post > h1.entry-title", "article > .et_post_meta_wrapper h1.entry-title",
        ".et_pb_title_container h1.entry-title", "h1.entry-title",
        ".et_pb_title_container .entry-title",
    ),
    body=(
        "[class*='et_pb_post_content_'][class*='_tb_body']", ".et_pb_post_content",
        "article.et_pb_post > .entry-content", "#main-content .entry-content", ".entry-content",
    ),
    drop=(
        *WORDPRESS.drop, ".et_pb_posts", ".et_pb_blog_grid_wrapper", ".et_pb_blog_grid",
        "[class*='et_pb_blog_']", "[class*='et_pb_post_slider']", ".et_pb_portfolio",
        ".et_pb_filterable_portfolio", ".et_pb_posts_nav", ".et_pb_comments_0",
        ".et_pb_comments_module",
        ".et_pb_sidebar_0", ".et_pb_widget_area", ".et_pb_social_media_follow",
        ".et_pb_contact_form_container",
        ".et_pb_newsletter", ".et_pb_signup", ".et_pb_menu",
        "[class*='et_pb_blurb_'][class*='_tb_body']", ".et_pb_column_1_3 .et_pb_blurb",
        ".et_pb_fullwidth_menu", ".et_pb_shop",
        ".et_pb_video_slider", ".et_pb_post_nav", ".et_social_inline", ".breadcrumbs",
        ".et_pb_breadcrumbs",
        ".dipl_breadcrumbs", "[class*='breadcrumb']", ".et_pb_tabs_controls",
    ),
    published=(
        "article.et_pb_post > .et_post_meta_wrapper p.post-meta .published",
        "article.et_pb_post > p.post-meta .published",
        ".et_pb_title_container .et_pb_title_meta_container .published",
        ".et_pb_title_container p.et_pb_title_meta_container .published",
    ),
    topics=("p.post-meta a[rel~=category]", "a[rel~=category]"),
    list_links=(
        "article.et_pb_post h2.entry-title a", ".et_pb_posts .entry-title a",
        "article.et_pb_post a.more-link", *WORDPRESS.list_links,
    ),
    next_page=(".pagination .alignleft a", ".wp-pagenavi a.nextpostslink", *WORDPRESS.next_page),
)  # fmt: skip
