"""tantivy beside ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.search.peers import NAMES, Page, Row, Task
from index.whoosh_engine.names import STEMS, TITLES, WORDS
from index.whoosh_engine.nodes import All, Begins, Leaf, Near, Node
from index.whoosh_engine.nodes import Any as AnyOf


class Tantivy:
    """tantivy over its Python binding: one segment, aggregations over fast fields."""

    def __init__(self) -> None:
        import tantivy

        self._tantivy = tantivy
        self.name = "tantivy"

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        """Index all rows."""
        t = self._tantivy
        builder = t.SchemaBuilder()
        for field in (STEMS, TITLES):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(WORDS, tokenizer_name="whitespace", index_option="position")
        for name in NAMES:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("date", fast=True, indexed=True)
        builder.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("body", stored=True, tokenizer_name="default", index_option="freq")
        self._schema = builder.build()
        folder.mkdir(parents=True, exist_ok=True)
        self._index = t.Index(self._schema, path=str(folder))
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        for row in rows:
            document = t.Document()
            document.add_text(STEMS, " ".join(row.stems))
            document.add_text(TITLES, " ".join(row.title_stems))
            document.add_text(WORDS, " ".join(row.words))
            document.add_integer("date", row.date)
            document.add_text("title", row.title)
            document.add_text("body", row.text)
            for name, values in row.facets.items():
                for value in values:
                    document.add_text(name, value)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def page(self, task: Task) -> Page:
        """Answer one query in full."""
        t, searcher = self._tantivy, self._index.searcher()
        query = self._query(task, task.filters)
        order = {"order_by_field": "date"} if task.newest else {}
        if task.oldest:
            order["order"] = t.Order.Asc
        found = searcher.search(query, 10, count=True, **order)
        hits = [searcher.doc(address) for _, address in found.hits]
        shown = self._shown(searcher, task.words, hits)
        counts = self._counts(searcher, query, [n for n in NAMES if n not in task.filters])
        for facet in task.filters:
            rest = {name: values for name, values in task.filters.items() if name != facet}
            counts.update(self._counts(searcher, self._query(task, rest), [facet]))
        return Page(found.count, shown, counts)

    def _shown(
        self, searcher: Any, words: tuple[str, ...], hits: list[Any]
    ) -> list[tuple[str, str]]:
        if not words:
            return [(hit["title"][0], hit["body"][0][:230]) for hit in hits]
        t = self._tantivy
        terms = [t.Query.term_query(self._schema, "body", word.lower()) for word in words]
        marked = t.Query.boolean_query([(t.Occur.Should, term) for term in terms])
        make = t.SnippetGenerator.create(searcher, marked, self._schema, "body")
        return [(hit["title"][0], make.snippet_from_doc(hit).to_html()) for hit in hits]

    @staticmethod
    def _counts(searcher: Any, query: Any, names: Sequence[str]) -> dict[str, dict[str, int]]:
        asked = {name: {"terms": {"field": name, "size": 1000}} for name in names}
        found = searcher.aggregate(query, asked)
        return {
            name: {bucket["key"]: int(bucket["doc_count"]) for bucket in found[name]["buckets"]}
            for name in names
        }

    def _query(self, task: Task, filters: dict[str, tuple[str, ...]]) -> Any:
        t, must = self._tantivy, self._tantivy.Occur.Must
        parts = [] if task.node is None else [(must, self._node(task.node))]
        for name, values in filters.items():
            either = t.Query.term_set_query(self._schema, name, list(values))
            parts.append((must, t.Query.const_score_query(either, 0.0)))
        if task.period is not None:
            period = t.Query.range_query(
                self._schema,
                "date",
                t.FieldType.Integer,
                task.period.since,
                task.period.until,
                include_upper=False,
            )
            parts.append((must, t.Query.const_score_query(period, 0.0)))
        if not parts:
            return t.Query.all_query()
        return parts[0][1] if len(parts) == 1 else t.Query.boolean_query(parts)

    def _node(self, node: Node) -> Any:
        t = self._tantivy
        match node:
            case Leaf(field, term, weight):
                query = t.Query.term_query(self._schema, field, term, "freq")
                return query if weight == 1.0 else t.Query.boost_query(query, weight)
            case Near(field, terms):
                return t.Query.phrase_query(self._schema, field, list(terms))
            case Begins(field, prefix):
                return t.Query.regex_query(self._schema, field, f"{prefix}.*")
            case All(parts):
                return t.Query.boolean_query([(t.Occur.Must, self._node(p)) for p in parts])
            case AnyOf(parts):
                return t.Query.boolean_query([(t.Occur.Should, self._node(p)) for p in parts])
        raise NotImplementedError(node)
