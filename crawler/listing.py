"""Settles the answers to listings: offers what they name, remembers what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from crawler import fate
from crawler.discovery.finding import Finding
from crawler.entry import Entry, Offer
from crawler.frontier import AFTER_ARTICLES, Frontier
from crawler.page import Link, Page
from crawler.planning import Planner, learn
from crawler.retry import ATTEMPTS, is_passing
from crawler.rounds import Round, RoundStore
from crawler.settling import Now, Settler
from crawler.stepping import steps_too_far
from crawler.urls import parameter
from crawler.walking import Walks, lead_to_articles

COUNTED = ("foreign-host", "trap", "left-out")
WINDOW = 500  # addresses remembered of first pages
PAST_THE_END = frozenset({400, 404, 410})


@dataclass(frozen=True, slots=True)
class ListingHandler:
    """Settles listings of one source, each in one transaction, run in a thread."""

    frontier: Frontier
    rounds: RoundStore
    settler: Settler
    walks: Walks = field(default_factory=Walks)

    def leads_nowhere(self, entry: Entry, now: datetime) -> str | None:
        """Return the word for why a further page of a list is not worth asking, or None."""
        if entry.kind != "list" or entry.via != "list":
            return None
        if steps_too_far(entry.url, now=now):
            return "far-off"
        if self.walks.is_stale(entry.url):
            return "nothing-new"
        entries = self.walks.to_check(entry.url)
        if entries and not lead_to_articles(self.settler.database, self.frontier.source, entries):
            return "no-articles"
        return None

    def listing(self, entry: Entry, page: Page, now: Now, planner: Planner, round_: Round) -> Round:
        """Settle the answer to a listing and return the round with what it told."""
        if is_passing(page.status) and entry.attempts + 1 < ATTEMPTS:
            self.settler.failed(entry, f"http-{page.status}", now, status=page.status)
            return round_
        finding = planner.read(page, entry.via, entry.depth, round_)
        for reason in COUNTED:
            if finding.facts.get(reason):
                self.settler.tally.skipped[reason] += int(finding.facts[reason])
        told = _told(round_, entry, page, finding)
        with self.settler.database.write() as connection:
            offer = self._offer(connection, finding.links, entry, now, depth=entry.depth + 1)
            self._offer_more(connection, finding, entry, now, planner, offer, told)
            self.settler.settle(
                connection,
                entry,
                now,
                finding.problem[:40] or ("listed" if finding.links or finding.more else "empty"),
                page,
                due=now.time + fate.LAST_RECHECK,
                reason=finding.problem or None,
            )
            self.rounds.keep(told, joined=connection)
        return told

    def _offer_more(
        self,
        connection: sa.Connection,
        finding: Finding,
        entry: Entry,
        now: Now,
        planner: Planner,
        offer: Offer,
        told: Round,
    ) -> None:
        more = planner.follow(finding, entry.via, entry.depth, offer, told)
        following = finding.facts.get("next")
        # The next page of a list lies no deeper than the list.
        same = [link for link in more if link.url == following or entry.via != "list"]
        deeper = [link for link in more if link not in same]
        if following and entry.via == "list" and any(link.url == following for link in same):
            self.walks.step(entry.url, [link.url for link in finding.links], following)
        if finding.facts.get("again"):  # a page that was read before is to be read once more
            self._offer(connection, same[:1], entry, now, depth=entry.depth, again=True)
        doubtful = told.of("home").get("profile") == "generic" and following
        last = AFTER_ARTICLES if doubtful and self.walks.to_check(str(following)) else None
        self._offer(connection, same, entry, now, depth=entry.depth, priority=last)
        self._offer(connection, deeper, entry, now, depth=entry.depth + 1)

    def _offer(
        self,
        connection: sa.Connection,
        links: Sequence[Link],
        entry: Entry,
        now: Now,
        *,
        depth: int,
        again: bool = False,
        priority: int | None = None,
    ) -> Offer:
        return self.frontier.offer(
            links,
            on=entry.url,
            round_=now.round,
            depth=depth,
            now=now.time,
            joined=connection,
            again=again,
            priority=priority,
        )


def _told(round_: Round, entry: Entry, page: Page, finding: Finding) -> Round:
    told = _with_window(learn(round_, entry.via, finding, entry.url), entry, finding)
    if not finding.problem:
        return told
    if _is_past_the_end(entry, page):
        return told.told(entry.via, {"complete": True}) if entry.via == "feed" else told
    return told.told(entry.via, {"broken": True})


def _with_window(told: Round, entry: Entry, finding: Finding) -> Round:
    """Remember what the first page of a feed or list shows: what leaves it is looked at again."""
    known = told.of(entry.via)
    if entry.via not in ("feed", "list") or entry.url not in known.get("asked", ()):
        return told
    window = dict.fromkeys([*known.get("window", ()), *(link.url for link in finding.links)])
    return told.told(entry.via, {"window": list(window)[:WINDOW]})


def _is_past_the_end(entry: Entry, page: Page) -> bool:
    """Tell whether a listing answered that it has no such further page."""
    number = parameter(entry.url, "paged", "page") or ""
    later = (number.isdigit() and int(number) > 1) or "/page/" in entry.url
    return page.status in PAST_THE_END and later
