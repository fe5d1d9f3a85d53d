"""Stock Whoosh beside ours."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.search.peers import NAMES, Page, Row, Task, cut
from index.whoosh_engine.names import STEMS, TITLES, WORDS
from index.whoosh_engine.nodes import All, Begins, Leaf, Near, Node
from index.whoosh_engine.nodes import Any as AnyOf


class StockWhoosh:
    """Whoosh as it comes: its own codec, its facets, its stored fields."""

    name = "Whoosh stock"

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        """Index all rows."""
        from whoosh import analysis, fields, index

        folder.mkdir(parents=True, exist_ok=True)
        split = analysis.RegexTokenizer(r"\S+")
        listed = analysis.RegexTokenizer(r"[^\n]+")
        known = {
            STEMS: fields.TEXT(split, phrase=False),
            TITLES: fields.TEXT(split, phrase=False),
            WORDS: fields.TEXT(split),
            "date": fields.NUMERIC(int, 64, sortable=True),
            "title": fields.STORED(),
            "body": fields.STORED(),
            **{name: fields.KEYWORD(stored=False) for name in NAMES},
        }
        for name in NAMES:
            known[name].analyzer = listed
        self._index = index.create_in(str(folder), fields.Schema(**known))
        writer = self._index.writer(limitmb=512)
        for row in rows:
            writer.add_document(
                **{
                    STEMS: " ".join(row.stems),
                    TITLES: " ".join(row.title_stems),
                    WORDS: " ".join(row.words),
                    "date": row.date,
                    "title": row.title,
                    "body": row.text,
                    **{name: "\n".join(values) for name, values in row.facets.items() if values},
                }
            )
        writer.commit(optimize=True)
        self._searcher = self._index.searcher()

    def page(self, task: Task) -> Page:
        """Answer one query in full."""
        found = self._search(task, task.filters, [n for n in NAMES if n not in task.filters])
        counts = {name: found.groups(name) for name in NAMES if name not in task.filters}
        for facet in task.filters:
            rest = {name: values for name, values in task.filters.items() if name != facet}
            counts[facet] = self._search(task, rest, [facet]).groups(facet)
        shown = [(hit["title"], cut(hit["body"], task.words)) for hit in found[:10]]
        return Page(len(found), shown, counts)

    def _search(self, task: Task, filters: dict[str, tuple[str, ...]], names: list[str]) -> Any:
        from whoosh import query, sorting

        groups = sorting.Facets()
        for name in names:
            groups.add_field(name, allow_overlap=True, maptype=sorting.Count)
        chosen = [
            query.Or([query.Term(name, value) for value in values])
            for name, values in filters.items()
        ]
        if task.period is not None:
            period = task.period
            chosen.append(query.NumericRange("date", period.since, period.until, endexcl=True))
        given = query.Every() if task.node is None else self._node(task.node)
        return self._searcher.search(
            given,
            limit=10,
            groupedby=groups,
            filter=query.And(chosen) if chosen else None,
            sortedby=sorting.FieldFacet("date", reverse=not task.oldest)
            if task.newest or task.oldest
            else None,
        )

    def _node(self, node: Node) -> Any:
        from whoosh import query

        match node:
            case Leaf(field, term, weight):
                return query.Term(field, term, boost=weight)
            case Near(field, terms):
                return query.Phrase(field, list(terms))
            case Begins(field, prefix):
                return query.Prefix(field, prefix)
            case All(parts):
                return query.And([self._node(part) for part in parts])
            case AnyOf(parts):
                return query.Or([self._node(part) for part in parts])
        raise NotImplementedError(node)
