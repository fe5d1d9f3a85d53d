"""Running a query over a snapshot: sorted document numbers and scores, by NumPy."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from archive.errors import QueryRefused
from index.whoosh_engine.arrays import Array, places
from index.whoosh_engine.beginnings import stretches
from index.whoosh_engine.nodes import (
    All,
    Any,
    Begins,
    Between,
    Every,
    Leaf,
    Near,
    Node,
    Nothing,
    OneOf,
    Without,
)
from index.whoosh_engine.phrases import in_order
from index.whoosh_engine.snapshot import EMPTY, Snapshot

OWN_SECONDS = 0.2  # of work that a query may still do when its time by the clock is over
SPARSE = 16  # lists that are together so many times shorter than the snapshot are few

Match = tuple[Array, Array | None]  # sorted document numbers; scores, None: unscored


class Execution:
    """One query at work; stops with QueryRefused when its time is over."""

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        clock: Callable[[], float],
        deadline: float = float("inf"),
        work: Callable[[], float] = time.thread_time,
    ) -> None:
        self.snapshot = snapshot
        self._clock = clock
        self._deadline = deadline
        self._work = work
        self._until: float | None = None

    def find(self, node: Node) -> Match:
        """Return the live documents that *node* finds, with scores."""
        ids, scores = self._find(node)
        live = self.snapshot.live
        if live is not None and len(ids):
            keep = live.take(ids)
            ids, scores = ids[keep], None if scores is None else scores[keep]
        return ids, scores

    def count(
        self, parts: list[Node], fixed: list[Node], wishes: list[Node]
    ) -> tuple[Array, Array, Array]:
        """Return what at least one of *parts* finds where *fixed* lets it: ids, scores, and for
        every document of the snapshot how many parts find it. *wishes* find nothing, but add to
        the scores of what is found."""
        size = self.snapshot.count
        found_in, gained = _in_a_row([self.find(part) for part in parts])
        words = np.bincount(found_in, minlength=size)
        scores = np.bincount(found_in, gained, minlength=size).astype(float, copy=False)
        for part in fixed:
            if isinstance(part, UNSCORED):
                words[~self._mask(part)] = 0
                continue
            ids, found = self.find(part)
            keep = np.zeros(size, bool)
            keep[ids] = True
            words[~keep] = 0
            if found is not None:
                scores[ids] += found
        for wish in wishes:
            ids, found = self._find(wish)
            if found is not None:
                scores[ids] += found
        hits = (words > 0).nonzero()[0]
        return hits, scores.take(hits), words

    def _find(self, node: Node) -> Match:
        if self._clock() > self._deadline:
            self._hurry()
        match node:
            case Leaf():
                return self._leaf(node)
            case All():
                return self._all(node)
            case Any():
                return self._any(node)
            case Near():
                return self._near(node)
            case Begins():
                return self._begins(node)
            case Nothing():
                return EMPTY, None
            case Every():
                return np.arange(self.snapshot.count), None
        return np.flatnonzero(self._mask(node)), None

    def _hurry(self) -> None:
        """Refuse to go on, unless the machine was busy with others while the time went by.

        A thread's own time is dear to ask for, the clock is not: so the clock is asked first.
        """
        if self._until is None:
            self._until = self._work() + OWN_SECONDS
        elif self._work() > self._until:
            raise QueryRefused("Diese Suche dauert zu lange. Bitte suchen Sie genauer.")

    def _mask(self, node: Node) -> Array:
        """Return for every document whether it is found, for nodes without scores."""
        snapshot = self.snapshot
        match node:
            case OneOf():
                numbers = [n for value in node.values for n in snapshot.resolve(node.facet, value)]
                return snapshot.mask(node.facet, tuple(dict.fromkeys(numbers)))
            case Between():
                return _between(node, snapshot.dates)
            case Without():
                found = np.ones(snapshot.count, bool)
                found[self._find(node.part)[0]] = False
                return found
        found = np.zeros(snapshot.count, bool)
        found[self._find(node)[0]] = True
        return found

    def _passes(self, node: Node, ids: Array) -> Array:
        """Return for each of *ids* whether a node without scores lets it through."""
        if not isinstance(node, Between):
            return self._mask(node).take(ids)
        return _between(node, self.snapshot.dates.take(ids))

    def _leaf(self, node: Leaf) -> Match:
        ids, tf, frequency = self.snapshot.postings(node.field, node.term)
        if not frequency:
            return EMPTY, EMPTY
        return ids, self._weighted(self.snapshot.score(node.field, ids, tf, frequency), node.weight)

    @staticmethod
    def _weighted(scores: Array, weight: float) -> Array:
        return scores if weight == 1.0 else scores * weight

    def _any(self, node: Any) -> Match:
        if len(node.parts) == 1 and node.least <= 1:
            return self._find(node.parts[0])
        found = [self._find(part) for part in node.parts]
        filled = [match for match in found if len(match[0])]
        if node.least <= 1 and len(filled) <= 1:
            return filled[0] if filled else (EMPTY, EMPTY)
        size = self.snapshot.count
        if sum(len(ids) for ids, _ in filled) * SPARSE < size:
            return _few(filled, node.least)
        ids, gained = _in_a_row(filled)
        scores = np.bincount(ids, gained, minlength=size)
        if node.least <= 1 and all(scored is not None for _, scored in filled):
            hits = (scores > 0).nonzero()[0]  # every word found adds something
        else:
            hits = (np.bincount(ids, minlength=size) >= max(1, node.least)).nonzero()[0]
        return hits, scores.take(hits)

    def _all(self, node: All) -> Match:
        scored = [part for part in node.parts if not isinstance(part, UNSCORED)]
        filters = [part for part in node.parts if isinstance(part, UNSCORED)]
        if not scored:
            masks = [self._mask(part) for part in filters]
            return np.flatnonzero(np.logical_and.reduce(masks)) if masks else EMPTY, None
        scored.sort(key=self._cost)
        ids, scores = self._find(scored[0])
        for part in scored[1:]:
            if not len(ids):
                return EMPTY, EMPTY
            ids, scores = self._narrow(ids, scores, part)
        for each in filters:
            keep = self._passes(each, ids)
            ids, scores = ids[keep], None if scores is None else scores[keep]
        return ids, scores

    def _narrow(self, ids: Array, scores: Array | None, part: Node) -> Match:
        """Keep what *part* finds too, and add its scores."""
        if (
            isinstance(part, Any)
            and part.least <= 1
            and all(isinstance(each, Leaf | All) for each in part.parts)
        ):
            hit = np.zeros(len(ids), bool)
            gained = np.zeros(len(ids))
            for each in part.parts:
                found, more = self._among(ids, each)
                hit |= found
                gained += more
        else:
            hit, gained = self._among(ids, part)
        gained = gained[hit]
        return ids[hit], gained if scores is None else scores[hit] + gained

    def _among(self, ids: Array, node: Node) -> tuple[Array, Array]:
        """Return for each of *ids* whether *node* finds it and what it scores there."""
        if isinstance(node, Leaf):
            found, tf, frequency = self.snapshot.postings(node.field, node.term)
            at, hit = places(found, ids, self.snapshot.count)
            gained = np.zeros(len(ids))
            if frequency and hit.any():
                here = ids[hit]
                scores = self.snapshot.score(node.field, here, tf[at[hit]], frequency)
                gained[hit] = self._weighted(scores, node.weight)
            return hit, gained
        others, scores_there = self._find(node)
        at, hit = places(others, ids, self.snapshot.count)
        gained = np.zeros(len(ids))
        if scores_there is not None:
            gained[hit] = scores_there[at[hit]]
        return hit, gained

    def _cost(self, node: Node) -> int:
        """Estimate how many documents *node* finds."""
        match node:
            case Leaf():
                return self.snapshot.postings(node.field, node.term)[2]
            case Near():
                return min(self.snapshot.postings(node.field, t)[2] for t in node.terms)
            case All():
                return min((self._cost(part) for part in node.parts), default=0)
            case Any():
                return sum(self._cost(part) for part in node.parts)
        return self.snapshot.count

    def _near(self, node: Near) -> Match:
        """Find the terms in order, then score them as a conjunction."""
        snapshot = self.snapshot
        if any(not snapshot.postings(node.field, term)[2] for term in node.terms):
            return EMPTY, EMPTY
        raw = [term.encode("utf-8", "replace") for term in node.terms]
        parts = []
        for segment, base in zip(snapshot.segments, snapshot.bases, strict=False):
            terms = segment.terms(node.field)
            if terms is not None:
                found = in_order(terms, raw, node.slop, segment.count)
                parts.append(found + base)
        ids = np.concatenate(parts)
        scores = np.zeros(len(ids))
        for term in node.terms:
            documents, tf, frequency = snapshot.postings(node.field, term)
            at = np.searchsorted(documents, ids)
            scores += snapshot.score(node.field, ids, tf.take(at), frequency)
        return ids, self._weighted(scores, node.weight)

    def _begins(self, node: Begins) -> Match:
        scores = np.zeros(self.snapshot.count)
        for found in stretches(self.snapshot, node.field, node.prefix):
            terms = found.terms
            edges = terms.start[found.first : found.last + 1]
            here = slice(edges[0], edges[-1])
            ids = terms.ids[here] + found.base if found.base else terms.ids[here]
            tf = np.ones(len(ids)) if terms.tf is None else terms.tf[here]
            gained = self.snapshot.saturated(node.field, ids, tf)
            gained *= np.repeat(self.snapshot.idfs(found.overall), np.diff(edges))
            scores += np.bincount(ids, weights=gained, minlength=self.snapshot.count)
        hits = (scores > 0).nonzero()[0]
        return hits, scores.take(hits)


def _in_a_row(found: list[Match]) -> tuple[Array, Array]:
    """Return all ids and scores, list by list; unscored ones score nothing."""
    ids = np.concatenate([EMPTY, *(ids for ids, _ in found)])
    scores = [np.zeros(len(ids)) if gained is None else gained for ids, gained in found]
    return ids, np.concatenate([np.zeros(0), *scores])


def _few(found: list[Match], least: int) -> Match:
    """Join a few short lists without touching a number for each document there is."""
    ids, scores = _in_a_row(found)
    order = np.argsort(ids, kind="stable")
    ids, scores = ids[order], scores[order]
    first = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
    joined = np.add.reduceat(scores, first)
    if least > 1:
        enough = np.diff(np.append(first, len(ids))) >= least
        first, joined = first[enough], joined[enough]
    return ids[first], joined


def _between(node: Between, dates: Array) -> Array:
    since = -(2**61) if node.since is None else node.since
    until = 2**62 if node.until is None else node.until
    found: Array = (dates >= since) & (dates < until)
    return found


UNSCORED = (OneOf, Between, Without, Every)
