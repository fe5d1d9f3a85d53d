"""Alembic's entry: runs on the connection that archive.migrating hands over, in its transaction."""

from typing import Any, Literal

from alembic import context

from archive.migrating import all_tables
from archive.tables.base import UTCTime


def _plain_types(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own types as what they are in the database: migrations outlive our classes."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UTCTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    render_as_batch=True,  # SQLite alters a table by making it anew
    compare_type=True,
    render_item=_plain_types,
)
context.run_migrations()
