"""What is known of one CMS, as data: where its pages keep title, text and dates."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import crawler.profiles
from crawler.charset import decode
from crawler.page import Page

GENERATOR = re.compile(r"<meta[^>]+generator[^>]*>", re.IGNORECASE)
LEAST_START = 4  # letters by which marks are looked for together
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
    seen = {
        mark
        for start, marks in _marks().items()
        if not start or start in markup
        for mark in marks
        if _stands(mark, markup, generator)
    }
    return max(profiles(), key=lambda profile: (_fits(profile, seen), profile.priority))


@cache
def _marks() -> dict[str, tuple[str, ...]]:
    """Return all marks by what several begin with: looked for once, it mostly rules out all."""
    starts: dict[str, set[str]] = {}
    for mark in {mark for profile in profiles() for mark in profile.recognised_by}:
        start = "" if mark.startswith("generator:") else mark[:LEAST_START]
        starts.setdefault(start, set()).add(mark)
    return {
        **{start: tuple(sorted(marks)) for start, marks in starts.items() if len(marks) > 1},
        "": tuple(
            mark for start, marks in sorted(starts.items()) for mark in sorted(marks)
            if not start or len(marks) == 1
        ),
    }  # fmt: skip


def _stands(mark: str, markup: str, generator: str) -> bool:
    kind, _, name = mark.partition("generator:")
    return name in generator if not kind and name else mark in markup


def _fits(profile: Profile, seen: Collection[str]) -> int:
    found = sum(mark in seen for mark in profile.recognised_by)
    return found if found >= profile.needs else -1 + (not profile.recognised_by)
