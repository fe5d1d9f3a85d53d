"""Words one after the other: documents that have all of them first, then their positions."""

from __future__ import annotations

import numpy as np

from index.whoosh_engine.arrays import Array, places
from index.whoosh_engine.terms import FieldTerms

ALL = 2  # from this share (one in so many) of a term's documents on, all its keys are taken


def in_order(terms: FieldTerms, words: list[bytes], slop: int, count: int) -> Array:
    """Return the documents of a segment of *count* where *words* stand in order, sorted."""
    numbers = [terms.find(word) for word in words]
    if min(numbers) < 0:
        return np.zeros(0, np.int64)
    order = sorted(range(len(numbers)), key=lambda at: terms.frequency(numbers[at]))
    keys = _keys_together(terms, [numbers[at] for at in order], count)
    found = _in_order(order, keys, slop) >> 32
    fresh = np.ones(len(found), bool)
    fresh[1:] = found[1:] != found[:-1]
    return found[fresh]


def _keys_together(terms: FieldTerms, numbers: list[int], count: int) -> list[Array]:
    """Return each term's keys in the documents that have all of them, rarest term first."""
    documents = terms.postings(numbers[0]).ids
    for number in numbers[1:]:
        _, shared = places(terms.postings(number).ids, documents, count)
        documents = documents[shared]
    return [_keys(terms, number, documents, count) for number in numbers]


def _keys(terms: FieldTerms, number: int, documents: Array, count: int) -> Array:
    """Return a term's keys in *documents*, or all of them where choosing would cost more."""
    if len(documents) * ALL < terms.frequency(number):
        at, _ = places(terms.postings(number).ids, documents, count)
        return terms.keys_in(number, documents, at)
    return terms.keys(number)


def _in_order(order: list[int], keys: list[Array], slop: int) -> Array:
    """Return the keys (document, position of the first word) where all words stand in order."""
    if slop:
        return _loosely(order, keys, slop)
    current = keys[0] - order[0]
    for at, found in zip(order[1:], keys[1:], strict=True):
        if not len(current):
            break
        current = _both(found - at, current)
    return current


def _loosely(order: list[int], keys: list[Array], slop: int) -> Array:
    by_place = dict(zip(order, keys, strict=True))
    current = start = by_place[0]
    for at in range(1, len(order)):
        following = by_place[at]
        next_at = np.searchsorted(following, current, side="right")
        inside = next_at < len(following)
        current, start, next_at = current[inside], start[inside], next_at[inside]
        close = following[next_at] - current <= slop + 1
        current, start = following[next_at][close], start[close]
    return start


def _both(keys: Array, wanted: Array) -> Array:
    """Return what two sorted arrays have in common."""
    if len(wanted) * 8 < len(keys):
        at = np.searchsorted(keys, wanted)
        at[at == len(keys)] = 0
        rare: Array = wanted[keys.take(at) == wanted]
        return rare
    joined = np.concatenate((keys, wanted))
    joined.sort(kind="stable")  # two sorted runs: one merge
    found: Array = joined[1:][joined[1:] == joined[:-1]]
    return found
