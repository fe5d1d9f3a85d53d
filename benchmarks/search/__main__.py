"""`make bench`: 10,000 articles with all engines, 100,000 without the slowest; renews the docs.

Over 100,000 articles stock Whoosh takes ten minutes of a processor to build and Xapian five: ask
for them with --stock.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from benchmarks.search.compare import run
from benchmarks.search.timing import table

PAGE = Path(__file__).parents[2] / "docs" / "search.md"
SLOW = {"Whoosh stock", "Xapian"}
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def main() -> None:
    """Measure, print, and put the tables into docs/search.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--stock", action="store_true", help="all engines at every size")
    parser.add_argument("--lock", type=Path, help="hold this lock while asking")
    parser.add_argument("--keep-docs", action="store_true", help="leave docs/search.md alone")
    given = parser.parse_args()
    tables = []
    for count in given.counts:
        without = set() if given.stock or count <= 20_000 else SLOW
        with tempfile.TemporaryDirectory() as folder:
            tables.append(table(run(count, given.repeat, without, Path(folder), given.lock)))
        sys.stdout.write(tables[-1] + "\n\n")
        sys.stdout.flush()
    if not given.keep_docs:
        renew("\n\n".join(tables))


def renew(content: str) -> None:
    """Put *content* between the marks in docs/search.md."""
    text = PAGE.read_text("utf-8")
    marked = f"{BEGIN}\n{content}\n{END}"
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: marked, text, flags=re.DOTALL), "utf-8")


if __name__ == "__main__":
    main()
