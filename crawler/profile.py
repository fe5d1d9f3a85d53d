"""What is known of one CMS, as data: where its pages keep title, text and dates."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import BytesAhoCorasick

import crawler.profiles
from crawler.charset import decode
from crawler.page import Page

GENERATOR = re.compile(r"<meta[^>]+generator[^>]*>", re.IGNORECASE)
GENERATED = "generator:"
LONGEST = 400_000  # characters in which every system leaves its marks


@dataclass(frozen=True, slots=True)
class Profile:
    """The markup of one CMS.

    Selectors are CSS, tried in order; the first that matches something useful wins.
    `recognised_by` are words in the page's markup, those that begin with "generator:" in its
    generator tag; `article_url`, `list_url` and `cms_id` are regular expressions over its address,
    `cms_id` over the classes of its body, too.
    """

    name: str
    label: str = ""  # what an admin reads
    recognised_by: tuple[str, ...] = ()  # each that is found counts one
    needs: int = 1  # so many of them must be found
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
    markup = markup[:LONGEST]
    found = GENERATOR.search(markup)
    generator = found[0] if found else ""
    marks, finder = _marks()
    seen = {marks[number] for number, _, _ in finder.find_matches_as_indexes(
        markup.encode("utf-8", "replace"), overlapping=True
    )}  # fmt: skip
    seen |= {
        mark
        for profile in profiles()
        for mark in profile.recognised_by
        if mark.startswith(GENERATED) and mark.removeprefix(GENERATED) in generator
    }
    return max(profiles(), key=lambda profile: (_fits(profile, seen), profile.priority))


@cache
def _marks() -> tuple[tuple[str, ...], BytesAhoCorasick]:
    """Return all marks but those of generators, and what finds them all in one pass."""
    marks = {mark for profile in profiles() for mark in profile.recognised_by}
    ordered = tuple(sorted(mark for mark in marks if not mark.startswith(GENERATED)))
    return ordered, BytesAhoCorasick([mark.encode() for mark in ordered])


def _fits(profile: Profile, seen: Collection[str]) -> int:
    found = sum(mark in seen for mark in profile.recognised_by)
    return found if found >= profile.needs else -1 + (not profile.recognised_by)
