"""List pages: links to articles, the next page, and further lists; for any CMS.

Articles are found by the profile's selectors where it has some, else by their looks: several
links of the same build, each under a heading or with a title's length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from crawler.discovery.finding import Finding
from crawler.discovery.next_page import (
    PAGING,
    class_of,
    is_file,
    next_page,
    parameter_names,
    text_within,
)
from crawler.document import Document
from crawler.page import Hints, Link
from crawler.profile import Profile
from crawler.urls import Site, is_home, parameter, trap

NEWS = re.compile(
    r"news|aktuell|presse|meldung|nachricht|mitteilung|artikel|beitra|bekanntmach|neuigkeit"
    r"|archiv|blog|ticker|kategorie|category|medien|berichte",
    re.IGNORECASE,
)
NO_NEWS = re.compile(
    r"impressum|datenschutz|kontakt|login|anmeld|warenkorb|sitemap|suche|search|barriere|\bagb\b"
    r"|newsletter|rss|feed|mailto|javascript|stellen|karriere|formular|kalender|calendar|event"
    r"|veranstaltung|facebook|twitter|instagram|youtube|author|autor|wp-admin|wp-login|xmlrpc",
    re.IGNORECASE,
)
MORE_TEXT = re.compile(
    r"^\W*(?:mehr|weiter(?:lesen)?|mehr\s+lesen|lesen|details?|read more)", re.IGNORECASE
)
PAGE_PATH = re.compile(r"/(?:page|seite)/\d+/?$", re.IGNORECASE)
OUTSIDE = frozenset({"nav", "footer", "header", "aside", "form"})
OUTSIDE_CLASS = re.compile(
    r"\b(?:nav(?:igation|bar)?|menu|menue|breadcrumbs?|footer|sidebar|widget|pagination|related"
    r"|social|share|cookie|filter|facets?|facetten?|kalender|calendar|meta-?nav|metanavigation|langs?|skip)\b",
    re.IGNORECASE,
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
LEAST_TITLE = 18  # letters a link's text has when it is a title and not a label
LEAST_GROUP = 3
MOST_LISTS = 40


@dataclass(frozen=True, slots=True)
class _Anchor:
    url: str
    text: str
    build: str  # path of element names and classes: links of one list share it
    titled: bool
    headed: bool  # a heading holds it, lies in it or stands beside it
    outside: bool


def read_list(document: Document, site: Site, profile: Profile, *, wide: bool = False) -> Finding:
    """Return the article links of a list page and its next page.

    With *wide* (the front page) further lists it links to are returned too. `facts` hold the
    page's mark: two lists of equal mark are one list under two addresses.
    """
    anchors = list(_anchors(document, site))
    chosen = _chosen(document, site, profile, anchors)
    following = next_page(document, site, profile)
    lists = _lists(anchors, document.url, chosen) if wide else []
    links = tuple(Link(url, "article", "list", Hints(title=text)) for url, text in chosen.items())
    more = tuple(
        Link(url, "list", "list")
        for url in dict.fromkeys([*([following] if following else []), *lists])
    )
    titles = list(chosen.values())
    builds = {anchor.url: anchor.build for anchor in reversed(anchors)}
    telling = len(titles) >= LEAST_GROUP and len(set(titles)) == len(titles)
    facts = {
        "next": following,
        "mark": "\n".join(sorted(chosen)),
        "builds": [builds.get(url, "") for url in chosen],
    }
    return Finding(links, more, facts | {"titles": "\n".join(sorted(titles)) if telling else ""})


def _chosen(
    document: Document, site: Site, profile: Profile, anchors: list[_Anchor]
) -> dict[str, str]:
    if profile.name == "generic":  # its selectors are a last resort
        return _by_looks(anchors, profile, document.url) or _by_profile(document, site, profile)
    return _by_profile(document, site, profile) or _by_looks(anchors, profile, document.url)


def looks_like_news(url: str) -> bool:
    """Tell whether an address sounds like a place of news."""
    parts = urlsplit(url)
    return bool(NEWS.search(parts.path + "?" + parts.query)) and not NO_NEWS.search(parts.path)


def _anchors(document: Document, site: Site) -> Iterator[_Anchor]:
    for element in document.body.iter("a"):
        href = (element.get("href") or "").strip()
        if not href or href.startswith(("#", "mailto:", "tel:", "javascript:")):
            continue
        url = site.fold(document.absolute(href))
        if url is None or not site.holds(url) or trap(url) or is_file(url):
            continue
        text = " ".join(text_within(_titled_by(element)).split()) or (element.get("title") or "")
        path, heading, outside = _surroundings(element)
        if not heading and MORE_TEXT.match(text):
            beside = _heading_beside(element)
            text, heading = beside or text, bool(beside)
        titled = heading or (len(text) >= LEAST_TITLE and not MORE_TEXT.match(text))
        yield _Anchor(url, text, path, titled, heading, outside)


def _titled_by(element: Any) -> Any:
    """Return the heading in a link that holds a whole teaser, else the link."""
    return next((child for child in element.iter(*HEADINGS)), element)


def _heading_beside(element: Any) -> str:
    """Return the one heading of the teaser that a link saying no more than "mehr" closes."""
    for level, parent in enumerate(element.iterancestors()):
        headings = list(parent.iter(*HEADINGS))
        if headings or level >= 3:
            texts = [" ".join(text_within(each).split()) for each in headings]
            return texts[0] if len(texts) == 1 else ""
    return ""


def _surroundings(element: Any) -> tuple[str, bool, bool]:
    """Return an element's build, whether a heading holds or lies in it, and if it is navigation."""
    heading = any(child.tag in HEADINGS for child in element.iter())
    parts = [f"a.{_first_class(element)}"]
    outside = False
    for level, parent in enumerate(element.iterancestors()):
        if level < 4:
            parts.append(f"{parent.tag}.{_first_class(parent)}")
            heading = heading or parent.tag in HEADINGS
        if parent.tag == "body":
            break
        outside = outside or _is_outside(parent)
    return ">".join(parts), heading, outside


def _is_outside(element: Any) -> bool:
    if element.tag == "article" or (element.tag == "header" and _in_article(element)):
        return False
    words = f"{class_of(element)} {element.get('id') or ''}"
    return element.tag in OUTSIDE or bool(OUTSIDE_CLASS.search(words))


def _in_article(element: Any) -> bool:
    return any(parent.tag in ("article", "li") for parent in element.iterancestors())


def _first_class(element: Any) -> str:
    # Numbers tell single entries apart (post-4711, et_pb_blog_0), not lists.
    words = [word for word in class_of(element).split() if not re.search(r"\d", word)]
    return words[0] if words else ""


def _by_profile(document: Document, site: Site, profile: Profile) -> dict[str, str]:
    found: dict[str, str] = {}
    for _selector, element in document.find(profile.list_links):
        anchors = [element] if element.tag == "a" else list(element.iter("a"))
        for anchor in anchors:
            url = site.fold(document.absolute(anchor.get("href") or ""))
            if url and _may_be_article(url, document.url, site, profile):
                text = " ".join(text_within(_titled_by(anchor)).split())
                known = found.setdefault(url, "")
                if len(text) > len(known) and not MORE_TEXT.match(text):
                    found[url] = text
    return found


def _by_looks(anchors: list[_Anchor], profile: Profile, current: str) -> dict[str, str]:
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    headed = {anchor.url for anchor in anchors if anchor.headed and not anchor.outside}
    for anchor in anchors:
        if len(headed) >= LEAST_GROUP and not anchor.headed and _narrows(anchor.url, current):
            continue  # another choice of this list, where articles stand under headings
        if anchor.outside or not anchor.titled or is_home(anchor.url) or anchor.url == current:
            continue
        if NO_NEWS.search(urlsplit(anchor.url).path) or _is_paging(anchor.url):
            continue
        groups[anchor.build].setdefault(anchor.url, anchor.text)
    chosen: dict[str, str] = {}
    for group in groups.values():
        if _are_days(group, current):
            continue
        fitting = _fitting(group, profile)
        if len(fitting) >= LEAST_GROUP or (fitting and _is_list(current)):
            chosen |= fitting
    return chosen


def _are_days(group: dict[str, str], current: str) -> bool:
    """Tell whether links differ in nothing but numbers and lead back to this very list."""
    texts = {re.sub(r"\d+", "", text) for text in group.values()}
    return (
        len(group) >= LEAST_GROUP
        and len(texts) == 1
        and all(_narrows(url, current) for url in group)
    )


def _narrows(url: str, current: str) -> bool:
    """Tell whether *url* is the list at *current* with other parameters."""
    here, there = urlsplit(current), urlsplit(url)
    return here.path.rstrip("/") == there.path.rstrip("/") and bool(there.query)


def _fitting(group: dict[str, str], profile: Profile) -> dict[str, str]:
    """Return those of a group that have the address of an article, or all where none has."""
    pattern = profile.article_url
    named = {url: text for url, text in group.items() if pattern and re.search(pattern, url)}
    return named or group


def _is_list(url: str) -> bool:
    return _is_paging(url) or looks_like_news(url)


def _is_paging(url: str) -> bool:
    named = [name for name in parameter_names(url) if name in PAGING and name != "p"]
    return bool(named) or bool(PAGE_PATH.search(urlsplit(url).path))


def _may_be_article(url: str, current: str, site: Site, profile: Profile) -> bool:
    """Tell whether what a list heads with may be an article, even under a one-word slug."""
    if not site.holds(url) or url == current or is_home(url) or trap(url):
        return False
    if profile.list_url and re.search(profile.list_url, url):
        return False
    return not is_file(url) and not _is_paging(url)


def _lists(anchors: list[_Anchor], current: str, articles: dict[str, str]) -> list[str]:
    """Return what looks like lists of news, in order of appearance."""
    found: list[str] = []
    for anchor in anchors:
        if anchor.url in articles or anchor.url == current or is_home(anchor.url):
            continue
        path = urlsplit(anchor.url).path
        named = looks_like_news(anchor.url) or (
            NEWS.search(anchor.text) and len(anchor.text) < 40 and not NO_NEWS.search(path)
        )
        if (named or parameter(anchor.url, "cat")) and not re.search(r"\d{4}/\d{2}/.+", path):
            found.append(anchor.url)
    return list(dict.fromkeys(found))[:MOST_LISTS]
