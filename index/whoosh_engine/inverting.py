"""From numbers in document order to the arrays of a field: sorting, counting, cutting."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np

from index.whoosh_engine.arrays import Array
from index.whoosh_engine.lexicon import Numbers
from index.whoosh_engine.names import FACET_FIELD
from index.whoosh_engine.terms import field_arrays

ABSENT = 0xFFFFFFFF  # a number of the lexicon that the segment does not use


def id_keys(ids: list[str]) -> Array:
    """Return ids as numbers that sort like them: two for each, flat (16 characters count)."""
    padded = [key.encode("utf-8", "replace")[:16].ljust(16, b"\0") for key in ids]
    return np.frombuffer(b"".join(padded), dtype=">u8").astype(np.uint64)


def stable_order(keys: Array) -> Array:
    """Return the stable order of *keys* (unsigned, 32 bits): two passes of radix sort."""
    order: Array = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    if len(keys) and int(keys.max()) > 0xFFFF:
        high = (keys >> 16).astype(np.uint16)
        order = order[np.argsort(high[order], kind="stable")]
    return order


def invert(
    names: list[bytes],
    key: Array,
    documents: Array,
    *,
    weights: Array | None = None,
    positions: Array | None = None,
) -> dict[str, Any]:
    """Return the arrays of a field from (term number, document, weight or position).

    *names* are the sorted terms that *key* counts in; documents come in order.
    """
    order = stable_order(key)
    sorted_key, sorted_documents = key[order], documents[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (sorted_key[1:] != sorted_key[:-1]) | (
        sorted_documents[1:] != sorted_documents[:-1]
    )
    first = np.flatnonzero(fresh)
    if weights is None:
        tf = np.diff(np.append(first, len(order)))
    else:
        tf = np.add.reduceat(weights[order], first) if len(first) else np.zeros(0, np.int64)
    found = posting_arrays(names, sorted_key[first], sorted_documents[first], tf)
    if positions is not None:
        placed = positions[order]
        wide = len(placed) and int(placed.max()) > 65535
        found["pos"] = placed.astype(np.uint32 if wide else np.uint16)
        before = np.concatenate(([0], np.cumsum(tf)))
        found["posstart"] = before[found["start"]].astype(np.int64)
    return found


def form_arrays(stems: Array, words: Array, count: int) -> dict[str, Array]:
    """Return (stem, exact form) pairs by stem."""
    order = np.argsort(stems, kind="stable")
    sizes = np.bincount(stems, minlength=count)
    return {
        "forms/start": np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        "forms/word": words[order].astype(np.uint32),
    }


def posting_arrays(names: list[bytes], keys: Array, ids: Array, tf: Array) -> dict[str, Any]:
    """Return term and posting arrays for postings sorted by term number and document."""
    frequency = np.bincount(keys, minlength=len(names)) if len(names) else np.zeros(0, np.int64)
    width = np.uint8 if not len(tf) or tf.max() < 256 else np.uint16
    return {
        "terms": np.frombuffer(b"".join(names), dtype=np.uint8),
        "offset": np.concatenate(([0], np.cumsum([len(name) for name in names]))).astype(np.int64),
        "start": np.concatenate(([0], np.cumsum(frequency))).astype(np.int64),
        "ids": ids.astype(np.int32),
        "tf": np.minimum(tf, 65535).astype(width),
    }


def sorted_names(terms: Array, vocabulary: list[str]) -> tuple[list[bytes], Array]:
    """Return the terms in use in order, and each vocabulary number's place there or ABSENT."""
    used = np.zeros(len(vocabulary), bool)
    used[terms] = True
    numbers = np.flatnonzero(used)
    names = [vocabulary[number].encode("utf-8", "replace") for number in numbers.tolist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.full(max(1, len(vocabulary)), ABSENT, np.uint32)
    rank[numbers[order]] = np.arange(len(order), dtype=np.uint32)
    return [names[at] for at in order], rank


def plain_field(field: str, values: list[str]) -> dict[str, Array]:
    """Return a field with one term for each document."""
    known = Numbers()
    terms = np.array([known[value] for value in values], dtype=np.uint32)
    names, rank = sorted_names(terms, list(known))
    found = invert(names, rank[terms], np.arange(len(values)))
    found.pop("tf")
    return field_arrays(field, found)


def facet_arrays(
    name: str, owners: array[int], values: array[int], known: list[str], count: int
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return a facet as a field of the postings file, and its values by document."""
    documents = np.array(owners, dtype=np.int64)
    terms = np.array(values, dtype=np.uint32)
    names, rank = sorted_names(terms, known)
    ordinals = rank[terms]
    found = invert(names, ordinals, documents)
    found.pop("tf")
    sizes = np.bincount(documents, minlength=count)
    per_document: dict[str, Array] = {
        f"facet/{name}/start": np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        f"facet/{name}/value": ordinals.astype(np.uint32),
    }
    return field_arrays(FACET_FIELD + name, found), per_document


def blob(name: str, parts: list[bytes]) -> dict[str, Array]:
    """Return pieces of text in one array, with the start of each."""
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
    return {
        name: np.frombuffer(b"".join(parts), dtype=np.uint8),
        f"{name}/start": np.concatenate((np.zeros(1, np.int64), ends)),
    }
