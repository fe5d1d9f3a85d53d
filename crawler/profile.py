"""What is known of one CMS, as data: where its pages keep title, text and dates."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass
from functools import cache

import crawler.profiles
from crawler.charset import decode
from crawler.page import Page


@dataclass(frozen=True, slots=True)
class Profile:
    """The markup of one CMS.

    Selectors are CSS, tried in order; the first that matches something useful wins.
    `recognised_by` and `never` are regular expressions over the page's markup, `article_url`,
    `list_url` and `cms_id` over its address and body tag.
    """

    name: str
    label: str = ""  # what an admin reads
    recognised_by: tuple[str, ...] = ()  # each that is found counts one
    needs: int = 1  # so many of them must be found
    never: tuple[str, ...] = ()  # one of these found: not this CMS
    priority: int = 0  # decides between equals; the more special profile is higher
    title: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()  # inside the body, yet not of the article
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    list_page: tuple[str, ...] = ()  # marks of a page that is a list, not an article
    list_links: tuple[str, ...] = ()  # links to articles on a list page
    next_page: tuple[str, ...] = ()
    article_url: str = ""
    list_url: str = ""
    cms_id: tuple[str, ...] = ()  # group 1 is the id


@cache
def profiles() -> tuple[Profile, ...]:
    """Return every profile in `crawler/profiles`, the most special first."""
    found = [
        importlib.import_module(f"crawler.profiles.{module.name}").PROFILE
        for module in pkgutil.iter_modules(crawler.profiles.__path__)
    ]
    return tuple(sorted(found, key=lambda profile: (-profile.priority, profile.name)))


def profile_named(name: str) -> Profile | None:
    """Return the profile of that name, or None."""
    return next((profile for profile in profiles() if profile.name == name), None)


def recognise(page: Page) -> Profile:
    """Return the profile of the CMS that made *page*; the generic one where none is known."""
    return recognise_markup(decode(page.body, page.headers).text)


def recognise_markup(markup: str) -> Profile:
    """Return the profile of the CMS that made *markup*."""
    return max(profiles(), key=lambda profile: (_fits(profile, markup), profile.priority))


def _fits(profile: Profile, markup: str) -> int:
    if any(re.search(pattern, markup) for pattern in profile.never):
        return -1
    found = sum(bool(re.search(pattern, markup)) for pattern in profile.recognised_by)
    return found if found >= profile.needs else -1 + (not profile.recognised_by)
