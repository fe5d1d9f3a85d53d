"""Which listing to ask next: all of them on a first visit, the telling ones afterwards."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from archive.errors import ExtractionError
from crawler.charset import decode
from crawler.discovery.feeds import GUESSES as FEED_GUESSES
from crawler.discovery.feeds import WORDPRESS_GUESSES as WORDPRESS_FEEDS
from crawler.discovery.feeds import feeds_named, read_feed
from crawler.discovery.finding import Finding
from crawler.discovery.lists import read_list
from crawler.discovery.rest import (
    api_base,
    categories_listing,
    is_categories,
    read_categories,
    read_posts,
)
from crawler.discovery.sitemaps import GUESSES as SITEMAP_GUESSES
from crawler.discovery.sitemaps import WORDPRESS_GUESSES as WORDPRESS_SITEMAPS
from crawler.discovery.sitemaps import read_sitemap
from crawler.document import parse
from crawler.entry import Offer
from crawler.page import Hints, Link, Page
from crawler.profile import profile_named, recognise_markup
from crawler.rounds import STAGES, Round
from crawler.soft_missing import read_probe
from crawler.urls import Site, is_home

SUMMED = frozenset({"urls", "entries", "foreign-host", "trap", "left-out"})
OF_THE_PAGE = frozenset({"mark", "titles", "next", "repeats", "builds"})  # not of the listing
WIDE_DEPTH = 2  # lists may name further lists so deep below the front page
MOST_FEEDS = 3
MOST_SHAPES = 200


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans one round of one site; `sitemaps` are those robots.txt names."""

    site: Site
    sitemaps: tuple[str, ...] = ()

    def advance(self, round_: Round) -> tuple[Round, list[Link]]:
        """Return the round at its next step with the listings to ask there.

        No listings are left when the stage is "settled".
        """
        while round_.stage != STAGES[-1]:
            links = self._seeds(round_)
            if links:
                asked = [*round_.of(round_.stage).get("asked", []), *(link.url for link in links)]
                return round_.told(round_.stage, {"asked": asked}), links
            round_ = replace(round_, stage=STAGES[STAGES.index(round_.stage) + 1])
        return round_, []

    def read(self, page: Page, via: str, depth: int, round_: Round) -> Finding:
        """Return what the listing *page* says."""
        wordpress = bool(round_.of("home").get("wordpress"))
        if via == "rest":
            known = {**round_.of("rest"), "base": rest_base(round_, self.site)}
            if is_categories(page.requested or page.url):
                return read_categories(page, known)
            return read_posts(page, known, self.site)
        if via == "sitemap":
            return read_sitemap(page, self.site, wordpress=wordpress)
        if via == "feed":
            return read_feed(page, self.site, wordpress=wordpress)
        if via == "probe":
            return read_probe(page)
        if page.status != 200:
            return Finding(problem=f"answer {page.status}")
        return self._read_html(page, via, depth, round_)

    def follow(
        self, finding: Finding, via: str, depth: int, offer: Offer, round_: Round
    ) -> list[Link]:
        """Return which of the further listings in *finding* are worth asking."""
        if via in ("rest", "sitemap"):
            return list(finding.more)
        if via in ("home", "probe") or (via == "list" and finding.facts.get("repeats")):
            return []
        following = finding.facts.get("next")
        is_empty = via == "list" and not finding.links  # past the end: a calendar goes on for ever
        if not is_empty and (offer.new or self.walks_to_the_end(via, round_)):
            return list(finding.more)
        wide = depth < WIDE_DEPTH and via == "list"
        return [link for link in finding.more if wide and link.url != following]

    def walks_to_the_end(self, via: str, round_: Round) -> bool:
        """Tell whether lists of that kind are read whole: when nothing else tells everything."""
        if not round_.full or has_told_all(round_, "rest") or has_told_all(round_, "sitemap"):
            return False
        return via == "feed" or not has_told_all(round_, "feed")

    # -- inside ----------------------------------------------------------------------------

    def _seeds(self, round_: Round) -> list[Link]:
        make = {
            "home": self._home_seeds,
            "probe": self._probe_seeds,
            "rest": self._rest_seeds,
            "sitemap": self._sitemap_seeds,
            "feed": self._feed_seeds,
            "list": self._list_seeds,
        }[round_.stage]
        asked = set(round_.of(round_.stage).get("asked", []))
        return [Link(url, "list", round_.stage) for url in make(round_) if url not in asked]

    def _home_seeds(self, round_: Round) -> Sequence[str]:
        return (self.site.home,)

    def _probe_seeds(self, round_: Round) -> Sequence[str]:
        """Return an address that cannot exist: its answer shows how missing pages look."""
        mark = hashlib.sha256(self.site.home.encode()).hexdigest()[:12]
        return (f"{self.site.origin}/gibt-es-nicht-{mark}/",) if round_.full else ()

    def _rest_seeds(self, round_: Round) -> Sequence[str]:
        base = rest_base(round_, self.site)
        return (categories_listing(base),) if base else ()

    def _sitemap_seeds(self, round_: Round) -> Sequence[str]:
        if has_told_all(round_, "rest") and not round_.full:
            return ()
        named = [
            url for each in self.sitemaps if (url := self.site.fold(each)) and self.site.holds(url)
        ]
        if named:
            return named
        guesses = WORDPRESS_SITEMAPS if round_.of("home").get("wordpress") else SITEMAP_GUESSES
        return self._next_guess(round_, "sitemap", guesses)

    def _feed_seeds(self, round_: Round) -> Sequence[str]:
        named = list(round_.of("home").get("feeds", []))[:MOST_FEEDS]
        if named:
            return named
        guesses = WORDPRESS_FEEDS if round_.of("home").get("wordpress") else FEED_GUESSES
        return self._next_guess(round_, "feed", guesses)

    def _next_guess(self, round_: Round, via: str, guesses: Sequence[str]) -> Sequence[str]:
        """Return the next of *guesses* while none has answered; between full rounds only it."""
        facts = round_.of(via)
        if not round_.full:
            return list(round_.of("known").get(via, ()))
        if facts.get("good"):
            return ()
        asked = set(facts.get("asked", []))
        left = [self.site.origin + path for path in guesses if self.site.origin + path not in asked]
        return left[:1]

    def _list_seeds(self, round_: Round) -> Sequence[str]:
        if has_told_all(round_, "rest"):
            return ()
        home = round_.of("home")
        lists = list(home.get("lists", []))
        if home.get("next"):
            lists.insert(0, home["next"])
        return lists

    def _read_html(self, page: Page, via: str, depth: int, round_: Round) -> Finding:
        try:
            document = parse(page)
        except ExtractionError as error:
            return Finding(problem=str(error))
        known = round_.of("home").get("profile")
        profile = (profile_named(known) if known else None) or recognise_markup(document.markup)
        wide = via == "home" or depth < WIDE_DEPTH
        finding = read_list(document, self.site, profile, wide=wide)
        facts = {
            **finding.facts,
            "mark": _hashed(finding.facts["mark"]),
            "titles": _hashed(finding.facts["titles"]),
        }
        if via != "home":
            return self._unless_repeated(replace(finding, facts=facts), page, round_)
        following = facts.get("next")
        told: dict[str, Any] = {
            "url": page.url,
            "wordpress": profile.name.startswith("wordpress") or _is_wordpress(page),
            "profile": profile.name,
            "api": api_base(page, document.markup),
            "feeds": feeds_named(page, document.markup, self.site),
            "lists": [link.url for link in finding.more if link.url != following],
            "next": following,
            "articles": [
                [link.url, link.hints.title, build]
                for link, build in zip(finding.links, facts["builds"], strict=True)
            ],
            "window": [link.url for link in finding.links],
        }
        return Finding(facts=told)

    def _unless_repeated(self, finding: Finding, page: Page, round_: Round) -> Finding:
        """Mark a list that shows the same entries as another one: a trap, not a further page."""
        marks = round_.of("list").get("marks", {})
        for name in ("mark", "titles"):  # a calendar gives its days new addresses each month
            first = marks.get(finding.facts[name])
            if finding.facts[name] and first not in (None, page.url):
                return replace(finding, facts={**finding.facts, "repeats": first, "trap": 1})
        return finding


def learn(round_: Round, via: str, finding: Finding, url: str) -> Round:
    """Return the round with what a listing told, counts added up."""
    known = round_.of(via)
    facts: dict[str, Any] = {}
    for name, value in finding.facts.items():
        if name in SUMMED:
            facts[name] = int(known.get(name, 0)) + int(value)
        elif name not in OF_THE_PAGE or via == "home":
            facts[name] = value
    mark = finding.facts.get("mark")
    if mark and via != "home":
        told = {str(finding.facts.get(name) or mark): url for name in ("mark", "titles")}
        facts["marks"] = {**told, **known.get("marks", {})}
    if via == "list" and "repeats" not in finding.facts:
        shapes = {shape(link.url) for link in finding.links}
        facts["shapes"] = sorted({*known.get("shapes", ()), *shapes})[:MOST_SHAPES]
    if finding.links:
        facts["articles" if via != "home" else "count"] = int(
            known.get("articles", 0) if via != "home" else 0
        ) + len(finding.links)
    if finding.problem:
        facts["problem"] = finding.problem
    elif via != "home":
        facts["good"] = True
        if url in known.get("asked", ()):
            facts["answers"] = [*known.get("answers", ()), url]
    return round_.told(via, facts)


def has_told_all(round_: Round, via: str) -> bool:
    """Tell whether one way of discovery named everything the publisher has."""
    facts = round_.of(via)
    if via == "sitemap":
        return bool(facts.get("urls")) and not facts.get("broken")
    return bool(facts.get("complete"))


def complete_listings(round_: Round) -> frozenset[str]:
    """Return the ways of discovery that were read whole, so that absence from them tells."""
    found = {via for via in ("rest", "sitemap") if has_told_all(round_, via)}
    lists = round_.of("list")
    if not found and round_.full and lists.get("good") and not lists.get("broken"):
        found.add("list")
    if round_.of("rest").get("broken"):
        found.discard("rest")
    return frozenset(found)


def rest_base(round_: Round, site: Site) -> str | None:
    """Return the address of the REST API, a guess on WordPress, or None."""
    home = round_.of("home")
    if home.get("api"):
        folded = site.fold(str(home["api"]))
        return folded if folded and site.holds(folded) else None
    worth_it = round_.full or round_.of("known").get("rest")
    return f"{site.origin}/wp-json/" if home.get("wordpress") and worth_it else None


def front_page_links(round_: Round) -> list[Link]:
    """Return what the front page linked to as articles, when no listing told everything.

    Front pages of unknown systems also have tiles that lead to services; a profile tells the two
    apart itself. Where list pages and feeds showed articles, only such links count that are built
    like their addresses and stand in the page as links to some of them do.
    """
    if has_told_all(round_, "rest"):
        return []
    found = [(*told, "")[:3] for told in round_.of("home").get("articles", [])]
    if round_.of("home").get("profile") == "generic":
        shapes = round_.of("list").get("shapes", ())
        shown = {url for via in ("list", "feed") for url in round_.of(via).get("window", ())}
        builds = {build for url, _title, build in found if url in shown}
        found = [
            told
            for told in found
            if (not shapes or shape(told[0]) in shapes) and (not builds or told[2] in builds)
        ]
    return [
        Link(url, "article", "list", Hints(title=title))
        for url, title, _build in found
        if not is_home(url)
    ]


def shape(url: str) -> str:
    """Return what addresses of one kind have in common: folder, ending, names of parameters."""
    parts = urlsplit(url)
    path = re.sub(r"/index\.\w{2,5}$", "/", parts.path)  # a folder's own name for its first page
    folder, _, name = path.rstrip("/").rpartition("/")
    ending = name.rpartition(".")[2] if "." in name else ""
    names = sorted(piece.partition("=")[0] for piece in parts.query.split("&") if piece)
    return f"{re.sub(r'[0-9]+', '0', folder)}/*.{ending}?{'&'.join(names)}"


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def disagreements(round_: Round, found: int) -> list[str]:
    """Return a warning for each complete listing whose count differs from the union's by > 2 %."""
    warnings = []
    for via in ("rest", "sitemap"):
        if has_told_all(round_, via) and found:
            count = _count(round_.of(via))
            if abs(count - found) > 0.02 * found:
                warnings.append(f"{via} lists {count} of {found} articles")
    return warnings


def _count(facts: Mapping[str, Any]) -> int:
    total = facts.get("total")
    return int(total) if isinstance(total, int) and total >= 0 else int(facts.get("articles", 0))


def _is_wordpress(page: Page) -> bool:
    markup = decode(page.body, page.headers).text
    return "/wp-content/" in markup or "/wp-includes/" in markup or "api.w.org" in markup
