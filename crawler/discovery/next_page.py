"""The next page of a list, for any CMS: as it names it, by its words, buttons or numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from crawler.document import Document
from crawler.profile import Profile
from crawler.urls import Site, file_names, trap, with_parameters

BUTTON_ADDRESS = ("data-url", "data-href", "data-next", "data-next-url", "formaction")
FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|zip|jpe?g|png|gif|webp|svg|mp[34]|ics|css|js)$",
    re.IGNORECASE,
)
NEXT_TEXT = re.compile(
    r"^\W*(?:(?:zur\s+)?(?:nächsten?|naechsten?|weitere?|ältere|aeltere|next|older)\b"
    r"(?:\s+(?:seite|beiträge|meldungen|einträge|artikel|nachrichten|page|posts|entries))?"
    r"|vor|mehr\s+(?:laden|anzeigen)|[›»>→])\W*$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"(?:^|[/_-])(?:page|seite|p)?[/_-]?\d+(?:/|\.html?)?$", re.IGNORECASE)
PAGING = frozenset(
    {"page", "paged", "seite", "start", "offset", "limitstart", "p", "pagenum", "currentpage"}
)


def next_page(document: Document, site: Site, profile: Profile) -> str | None:
    """Return the address of the list's next page, or None."""
    for href in (*_named_next(document), *_by_buttons(document)):
        url = site.fold(document.absolute(href))
        if url and url != document.url and site.holds(url) and not trap(url):
            return url
    candidates = [
        element.get("href")
        for _selector, element in document.find(profile.next_page)
        if element.get("href")
    ]
    candidates += [*_by_words(document), *_by_forms(document)]
    for href in candidates:
        url = site.fold(document.absolute(href))
        if url and url != document.url and _same_list(url, document.url, site):
            return url
    return _by_number(document, site)


def is_file(url: str) -> bool:
    """Tell whether *url* leads to a file that is no page."""
    return any(FILE.search(name) for name in file_names(url))


def parameter_names(url: str) -> list[str]:
    """Return the names in the query of *url*, those in brackets apart."""
    return [
        name.lower()
        for piece in urlsplit(url).query.split("&")
        for name in re.split(r"[\[\]%=]|5B|5D", piece.partition("=")[0])
    ]


def text_within(element: Any) -> str:
    """Return all text in *element*."""
    return "".join(element.itertext())


def class_of(element: Any) -> str:
    """Return the classes of *element* as written, "" for None."""
    return (element.get("class") or "") if element is not None else ""


def _named_next(document: Document) -> Iterator[str]:
    """Yield what the page itself calls its next one: that is believed whatever its address."""
    for element in document.root.iter("link", "a"):
        rel = (element.get("rel") or "").lower().split()
        if "next" in rel and element.get("href"):
            yield element.get("href")


def _by_buttons(document: Document) -> Iterator[str]:
    """Yield where buttons for more lead that carry an address."""
    for element in document.root.iter("button"):
        words = " ".join(text_within(element).split())
        if NEXT_TEXT.match(words):
            yield from (element.get(name) for name in BUTTON_ADDRESS if element.get(name))


def _by_forms(document: Document) -> Iterator[str]:
    """Yield where forms for more lead, of those that only ask."""
    for form in document.root.iter("form"):
        asked = (form.get("method") or "get").lower() == "get"
        labels = [
            text_within(button) if button.tag == "button" else button.get("value") or ""
            for button in form.iter("button", "input")
        ]
        if asked and any(NEXT_TEXT.match(" ".join(word.split())) for word in labels):
            hidden = {
                field.get("name"): field.get("value") or ""
                for field in form.iter("input")
                if field.get("type") == "hidden" and field.get("name")
            }
            yield with_parameters(document.absolute(form.get("action") or ""), **hidden)


def _by_words(document: Document) -> Iterator[str]:
    for element in document.root.iter("a"):
        href = element.get("href")
        if not href or href.startswith("#"):
            continue
        words = " ".join(text_within(element).split()) or element.get("title") or ""
        label = element.get("aria-label") or element.get("title") or ""
        classes = f"{element.get('class') or ''} {class_of(element.getparent())}"
        named = NEXT_TEXT.match(words) or (label and NEXT_TEXT.match(label))
        if named or re.search(r"\b(?:pager-|page-|pagination-)?next\b", classes, re.IGNORECASE):
            yield href


def _by_number(document: Document, site: Site) -> str | None:
    """Return the page after the current one where pages are only numbered."""
    pages: dict[int, str] = {}
    for element in document.root.iter("a"):
        text = " ".join(text_within(element).split())
        href = element.get("href")
        if href and text.isascii() and text.isdigit() and len(text) <= 4:
            url = site.fold(document.absolute(href))
            if url and _same_list(url, document.url, site):
                pages.setdefault(int(text), url)
    if len(pages) < 1 or max(pages) > 5000:
        return None
    current = next((number for number, url in pages.items() if url == document.url), None)
    if current is None:
        missing = [number for number in range(1, max(pages) + 2) if number not in pages]
        current = missing[0] if missing and missing[0] <= max(pages) else None
    return pages.get(current + 1) if current is not None else None


def _same_list(url: str, current: str, site: Site) -> bool:
    """Tell whether *url* may be another page of the list at *current*."""
    if not site.holds(url) or trap(url) or is_file(url):
        return False
    here, there = urlsplit(current), urlsplit(url)
    if any(name in PAGING for name in parameter_names(url)):
        return True
    numbered = NUMBERED.search(there.path)
    stem = here.path.rstrip("/").rpartition("/")[0]
    return (
        bool(numbered)
        or there.path.startswith(here.path)
        or (bool(stem) and there.path.startswith(stem) and bool(there.query))
    )
