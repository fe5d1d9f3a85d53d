"""Drupal 7 to 11.

Sources: core templates node.html.twig, field.html.twig and Drupal 7's node.tpl.php.
"""

from crawler.profile import Profile

PROFILE = Profile(
    name="drupal",
    label="Drupal",
    recognised_by=(
        "generator:Drupal", "Drupal.settings", "drupal-settings-json", "/sites/default/files/",
        "/sites/all/", "field--name-", "field-name-body",
    ),
    priority=4,
    title=(
        "h1.page-title", "h1#page-title", ".field--name-title", ".node-title", "h1.title",
        "article.node--view-mode-full h1",
    ),
    lead=(".field--name-field-teaser", ".field--name-field-lead", ".field-name-field-teaser"),
    body=(
        "article.node--view-mode-full .node__content", ".node-full .content", ".node .content",
        ".node__content", ".field--name-body", ".field-name-body",
    ),
    drop=(
        ".field--name-field-tags", ".field-name-field-tags", ".node__links", ".link-wrapper",
        ".field--name-comment", ".comment-wrapper", ".field--type-entity-reference.related",
        ".tabs",
        ".field-label-above.field-name-taxonomy", ".service-links", ".book-navigation",
        ".addtoany_list",
    ),
    published=(
        ".field--name-created time", ".node__submitted time", ".submitted time",
        ".submitted [property~='dc:created']", ".submitted [property='dc:date dc:created']",
        ".node .submitted", ".field-name-field-datum .date-display-single",
        ".field--name-field-date time", ".field--name-field-datum time",
    ),
    author=(".node__submitted .field--name-uid", ".submitted .username"),
    topics=(".field--name-field-tags a", ".field-name-field-tags a", ".field--name-field-rubrik a"),
    attachments=(".field--type-file a", ".field-type-file a", ".file a"),
    list_links=(".view-content .node__title a", ".view-content h2 a", ".views-row h3 a"),
    next_page=(".pager__item--next a", ".pager-next a"),
    article_url=r"/node/\d+",
    cms_id=(r"\bpage-node-(\d+)", r"/node/(\d+)"),
)  # fmt: skip
