"""The editors' registers: projects with aliases, proposals."""

from __future__ import annotations

import sqlalchemy as sa

from archive.tables.base import UTCTime, metadata

project = sa.Table(
    "project",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.String(16), nullable=False),  # project, programme, competition, series, …
    sa.Column("state", sa.String(12), nullable=False),  # approved, proposed, rejected
    sa.Column("aliases", sa.JSON, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),  # articles and words a proposal rests on
    sa.Column("first_year", sa.Integer),
    sa.Column("last_year", sa.Integer),
    sa.Column("changed", UTCTime, nullable=False),
)
