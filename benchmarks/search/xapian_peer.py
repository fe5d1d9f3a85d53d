"""Xapian beside ours, where its binding is: Debian's python3-xapian, of the same Python version."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.search.peers import NAMES, Page, Row, Task, cut
from index.whoosh_engine.names import STEMS, TITLES, WORDS
from index.whoosh_engine.nodes import All, Begins, Leaf, Near, Node
from index.whoosh_engine.nodes import Any as AnyOf

SYSTEM = "/usr/lib/python3/dist-packages"  # where Debian puts it; it is on no registry
PREFIX = {STEMS: "S", TITLES: "T", WORDS: "W"}
FACET = {name: f"X{chr(65 + at)}" for at, name in enumerate(NAMES)}
DATE = 0  # value slots: the date, then a row of slots for each facet
ROW = 16


class Xapian:
    """Xapian 1.4: one database, one spy for each place a facet's values may stand at."""

    name = "Xapian"

    def __init__(self) -> None:
        with _system_packages():
            import xapian

        self._x = xapian
        self._widths = dict.fromkeys(NAMES, 0)

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        """Index all rows."""
        x = self._x
        base = x.WritableDatabase(str(folder), x.DB_CREATE_OR_OVERWRITE | x.DB_NO_SYNC)
        for row in rows:
            base.add_document(self._document(row))
        base.commit()
        base.close()
        self._base = x.Database(str(folder))

    def _document(self, row: Row) -> Any:
        x = self._x
        document = x.Document()
        for field, terms in ((STEMS, row.stems), (TITLES, row.title_stems)):
            for term, count in Counter(terms).items():
                document.add_term(PREFIX[field] + term, count)
        for at, word in enumerate(row.words):
            document.add_posting(PREFIX[WORDS] + word, at)
        document.add_value(DATE, x.sortable_serialise(row.date))
        for order, (name, values) in enumerate(row.facets.items()):
            self._widths[name] = max(self._widths[name], len(values))
            for at, value in enumerate(values):
                document.add_boolean_term(FACET[name] + value)
                document.add_value(1 + order * ROW + at, value)
        document.set_data(f"{row.title}\n{row.text}")
        return document

    def page(self, task: Task) -> Page:
        """Answer one query in full."""
        free = [name for name in NAMES if name not in task.filters]
        found, counts = self._asked(task, task.filters, free, 10)
        for facet in task.filters:
            rest = {name: values for name, values in task.filters.items() if name != facet}
            counts.update(self._asked(task, rest, [facet], 0)[1])
        shown = []
        for match in found:
            title, _, text = match.document.get_data().decode().partition("\n")
            shown.append((title, cut(text, task.words)))
        return Page(found.get_matches_estimated(), shown, counts)

    def _asked(
        self, task: Task, filters: dict[str, tuple[str, ...]], names: list[str], size: int
    ) -> tuple[Any, dict[str, dict[str, int]]]:
        x = self._x
        enquire = x.Enquire(self._base)
        enquire.set_query(self._query(task, filters))
        if task.newest or task.oldest or task.node is None:
            enquire.set_weighting_scheme(x.BoolWeight())
            enquire.set_sort_by_value(DATE, not task.oldest)
        spies = {
            name: [x.ValueCountMatchSpy(1 + NAMES.index(name) * ROW + at) for at in range(width)]
            for name, width in self._widths.items()
            if name in names
        }
        for each in spies.values():
            for spy in each:
                enquire.add_matchspy(spy)
        found = enquire.get_mset(0, size, self._base.get_doccount())
        return found, {name: _counted(each) for name, each in spies.items()}

    def _query(self, task: Task, filters: dict[str, tuple[str, ...]]) -> Any:
        x = self._x
        query = x.Query.MatchAll if task.node is None else self._node(task.node)
        for name, values in filters.items():
            either = x.Query(x.Query.OP_OR, [x.Query(FACET[name] + value) for value in values])
            query = x.Query(x.Query.OP_FILTER, query, either)
        if task.period is not None:
            since, until = task.period.since, task.period.until
            low = x.sortable_serialise(-(2.0**60) if since is None else since)
            high = x.sortable_serialise(2.0**60 if until is None else until - 1)
            period = x.Query(x.Query.OP_VALUE_RANGE, DATE, low, high)
            query = x.Query(x.Query.OP_FILTER, query, period)
        return query

    def _node(self, node: Node) -> Any:
        x = self._x
        match node:
            case Leaf(field, term, weight):
                query = x.Query(PREFIX[field] + term)
                return query if weight == 1.0 else x.Query(x.Query.OP_SCALE_WEIGHT, query, weight)
            case Near(field, terms):
                words = [PREFIX[field] + term for term in terms]
                return x.Query(x.Query.OP_PHRASE, words, len(words))
            case Begins(field, prefix):
                begun = PREFIX[field] + prefix
                limit = x.Query.WILDCARD_LIMIT_ERROR
                return x.Query(x.Query.OP_WILDCARD, begun, 0, limit, x.Query.OP_OR)
            case All(parts):
                return x.Query(x.Query.OP_AND, [self._node(part) for part in parts])
            case AnyOf(parts):
                return x.Query(x.Query.OP_OR, [self._node(part) for part in parts])
        raise NotImplementedError(node)


def _counted(spies: list[Any]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for spy in spies:
        for item in spy.values():
            found[item.term.decode()] += item.termfreq
    return dict(found)


@contextmanager
def _system_packages() -> Iterator[None]:
    sys.path.append(SYSTEM)
    try:
        yield
    finally:
        sys.path.remove(SYSTEM)
