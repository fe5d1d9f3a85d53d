"""The editors' registers: projects with aliases and proposals; rules about places."""

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

place_rule = sa.Table(
    "place_rule",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),  # rules hold in this order
    sa.Column("does", sa.String(8), nullable=False),  # see archive.place_rules.DOES
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("path", sa.JSON, nullable=False),
    sa.Column("target", sa.JSON, nullable=False),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("editor", sa.String(80), nullable=False),
    sa.Column("made", UTCTime, nullable=False),
)
