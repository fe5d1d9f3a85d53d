"""SQLite FTS5 beside ours."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.search.peers import NAMES, Page, Row, Task, cut
from index.whoosh_engine.names import STEMS, TITLES, WORDS
from index.whoosh_engine.nodes import All, Begins, Leaf, Near, Node
from index.whoosh_engine.nodes import Any as AnyOf


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
