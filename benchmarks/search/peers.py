"""The engines that ours is measured against, each doing the same work the way it does it best.

All get the tokens of our analysis and the compiled query, so that all find the same articles:
what is measured is the engine, not the analysis. A page of results is: the total, the ten best,
counts of six facets (of a facet with a filter: without that filter), ten stored titles and texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.document import Document
from index.facets import FACETS
from index.german import EXACT, Analyzer
from index.whoosh_engine.gathering import WEIGHTS
from index.whoosh_engine.names import STEMS, TITLES, WORDS
from index.whoosh_engine.nodes import All, Begins, Between, Leaf, Near, Node, OneOf
from index.whoosh_engine.nodes import Any as AnyOf

NAMES = [facet.name for facet in FACETS]


@dataclass(frozen=True, slots=True)
class Row:
    """An article as peers index it: tokens in order, facet values, what is shown."""

    id: str
    date: int
    words: list[str]
    stems: list[str]
    title_stems: list[str]
    facets: dict[str, tuple[str, ...]]
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """A query, compiled: words, and the filters apart for disjunctive counts."""

    node: Node | None
    filters: dict[str, tuple[str, ...]]  # facet → resolved values
    period: Between | None
    newest: bool
    oldest: bool = False
    words: tuple[str, ...] = ()  # as typed: what snippets mark


@dataclass(frozen=True, slots=True)
class Page:
    """What an engine answered; `shown` are the ten texts."""

    total: int
    shown: list[tuple[str, str]]
    counts: dict[str, dict[str, int]]


class Peer(Protocol):
    """An engine under test."""

    name: str

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        """Index all rows."""

    def page(self, task: Task) -> Page:
        """Answer one query in full."""


def rows(documents: Iterable[Document], analyzer: Analyzer) -> Iterator[Row]:
    """Yield documents as peers take them: a title's stems stand as often as they weigh."""
    for document in documents:
        words: list[str] = []
        stems: list[str] = []
        title_stems: list[str] = []
        for section in document.sections:
            weight = WEIGHTS.get(section.name, 1)
            for terms in analyzer.index_terms(section.text):
                words.append(terms[0])
                found = [term for term in terms if not term.startswith(EXACT)]
                stems += found * weight
                if not title_stems or section is document.sections[0]:
                    title_stems += found if section is document.sections[0] else []
            words.append(f"{EXACT}\u2014")
        text = next((s.text for s in document.sections if s.name == "Text"), "")
        yield Row(
            document.id,
            document.published or 0,
            words,
            stems,
            title_stems,
            dict(document.facets),
            str(document.shown["title"]),
            text,
        )


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


class Fts5:
    """SQLite FTS5 (pysqlite3): matches into a temporary table, facets by GROUP BY."""

    name = "SQLite FTS5"

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        """Index all rows."""
        import pysqlite3

        folder.mkdir(parents=True, exist_ok=True)
        self._base = base = pysqlite3.connect(str(folder / "fts.sqlite"))
        base.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144;"
            "PRAGMA temp_store=MEMORY;"
            "CREATE TABLE doc(n INTEGER PRIMARY KEY, date INT, title, body);"
            "CREATE TABLE value(f TEXT, v TEXT, n INT);"
            f"CREATE VIRTUAL TABLE fts USING fts5({STEMS}, {TITLES}, {WORDS}, content='',"
            " tokenize=\"unicode61 remove_diacritics 0 tokenchars '=—'\");"
        )
        for n, row in enumerate(rows):
            base.execute("INSERT INTO doc VALUES(?,?,?,?)", (n, row.date, row.title, row.text))
            base.execute(
                f"INSERT INTO fts(rowid,{STEMS},{TITLES},{WORDS}) VALUES(?,?,?,?)",
                (n, " ".join(row.stems), " ".join(row.title_stems), " ".join(row.words)),
            )
            base.executemany(
                "INSERT INTO value VALUES(?,?,?)",
                [(name, value, n) for name, values in row.facets.items() for value in values],
            )
        base.executescript(
            "CREATE INDEX by_doc ON value(n, f, v); CREATE INDEX by_value ON value(f, v, n);"
            "CREATE INDEX by_date ON doc(date);"
            "INSERT INTO fts(fts) VALUES('optimize'); ANALYZE;"
        )

    def page(self, task: Task) -> Page:
        """Answer one query in full."""
        base = self._base
        base.execute("DROP TABLE IF EXISTS temp.base")
        base.execute("CREATE TEMP TABLE base(n INTEGER PRIMARY KEY, s REAL)")
        base.execute(*self._matches(task))
        where, values = self._where(task.filters)
        total = base.execute(f"SELECT count(*) FROM base WHERE {where}", values).fetchone()[0]
        order = "s, n" if task.node is not None and not task.newest else "date DESC, n"
        order = "date, n" if task.oldest else order
        shown = base.execute(
            f"SELECT title, body FROM base JOIN doc USING(n) WHERE {where} "
            f"ORDER BY {order} LIMIT 10",
            values,
        ).fetchall()
        shown = [(title, cut(body, task.words)) for title, body in shown]
        counts: dict[str, dict[str, int]] = {name: {} for name in NAMES}
        free = [name for name in NAMES if name not in task.filters]
        self._count(counts, free, where, values)
        for facet in task.filters:
            rest = {name: chosen for name, chosen in task.filters.items() if name != facet}
            self._count(counts, [facet], *self._where(rest))
        return Page(total, shown, counts)

    def _count(
        self, counts: dict[str, dict[str, int]], names: list[str], where: str, values: list[str]
    ) -> None:
        marks = ",".join("?" * len(names))
        for name, value, count in self._base.execute(
            f"SELECT f, v, count(*) FROM base JOIN value USING(n) WHERE f IN ({marks}) AND {where}"
            " GROUP BY f, v",
            [*names, *values],
        ):
            counts[name][value] = count

    @staticmethod
    def _where(filters: dict[str, tuple[str, ...]]) -> tuple[str, list[str]]:
        parts, values = ["1"], []
        for name, chosen in filters.items():
            marks = ",".join("?" * len(chosen))
            parts.append(f"base.n IN (SELECT n FROM value WHERE f=? AND v IN ({marks}))")
            values += [name, *chosen]
        return " AND ".join(parts), values

    def _matches(self, task: Task) -> tuple[str, list[Any]]:
        period, values = "", []
        if task.period is not None:
            period = " AND n IN (SELECT n FROM doc WHERE date >= ? AND date < ?)"
            values = [task.period.since, task.period.until]
        if task.node is None:
            return f"INSERT INTO base SELECT n, 0 FROM doc WHERE 1{period}", values
        return (
            "INSERT INTO base SELECT rowid AS n, rank FROM fts WHERE fts MATCH ?" + period,
            [self._node(task.node), *values],
        )

    def _node(self, node: Node) -> str:
        match node:
            case Leaf(field, term):
                return f'{field}:"{term}"'
            case Near(field, terms):
                return f'{field}:"{" ".join(terms)}"'
            case Begins(field, prefix):
                return f'{field}:"{prefix}"*'
            case All(parts):
                return "(" + " AND ".join(map(self._node, parts)) + ")"
            case AnyOf(parts):
                return "(" + " OR ".join(map(self._node, parts)) + ")"
        raise NotImplementedError(node)


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
        from whoosh import sorting

        found = self._search(task, task.filters, [n for n in NAMES if n not in task.filters])
        counts = {name: found.groups(name) for name in NAMES if name not in task.filters}
        for facet in task.filters:
            rest = {name: values for name, values in task.filters.items() if name != facet}
            counts[facet] = self._search(task, rest, [facet]).groups(facet)
        del sorting
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


def cut(text: str, words: tuple[str, ...]) -> str:
    """Return a passage with the first word marked: the least that a peer without snippets does."""
    pattern = "|".join(re.escape(word[:-1] or word) for word in words)
    found = re.search(pattern, text, re.IGNORECASE) if pattern else None
    begin = max(0, found.start() - 60) if found else 0
    passage = text[begin : begin + 230]
    return (
        re.sub(pattern, lambda m: f"<b>{m[0]}</b>", passage, flags=re.IGNORECASE)
        if found
        else passage
    )


def simplified(node: Node) -> Node | None:
    """Return *node* in what every peer can ask: facet filters in the text are left out."""
    match node:
        case All(parts) | AnyOf(parts):
            kept = [s for s in map(simplified, parts) if s is not None]
            return type(node)(tuple(kept)) if kept else None
        case Leaf() | Near() | Begins():
            return node
        case OneOf() | Between():
            return None
    return None


def tasks_key(task: Task) -> str:
    """Return a short description for messages."""
    return json.dumps([repr(task.node)[:60], task.filters], ensure_ascii=False)
