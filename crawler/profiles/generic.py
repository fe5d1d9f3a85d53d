"""Any page: what most systems have in common."""

from crawler.profile import Profile

PROFILE = Profile(
    name="generic",
    label="unbekanntes System",
    priority=-1,
    drop=(".related-articles", ".newsletter-signup"),
    list_links=("article a[href]", "h2 a[href]", "h3 a[href]"),
    next_page=("a[rel~=next]", "link[rel~=next]", ".next a", "a.next"),
)
