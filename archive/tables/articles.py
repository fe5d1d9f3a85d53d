"""Sources, articles, versions, aliases and corrections."""

from __future__ import annotations

import sqlalchemy as sa

from archive.tables.base import UTCTime, metadata

source = sa.Table(
    "source",
    metadata,
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("state", sa.String(12), nullable=False, server_default="active"),
    sa.Column("options", sa.JSON, nullable=False),  # see archive.sources.Source
    sa.Column("learnt", sa.JSON, nullable=False),  # what discovery and cleaning found out
    sa.Column("created", UTCTime, nullable=False),
)

article = sa.Table(
    "article",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(80), nullable=False, index=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("published", UTCTime),
    sa.Column("content_hash", sa.String(64), nullable=False, index=True),
    sa.Column("versions", sa.Integer, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),  # order of last change
    sa.Column("first_seen", UTCTime, nullable=False),
    sa.Column("checked", UTCTime, nullable=False),
    sa.Column("changed", UTCTime, nullable=False),
    sa.Column("blob", sa.String(64)),  # raw page the current version was read from
    sa.Column("extracted", sa.JSON, nullable=False),  # as read, before corrections
    sa.Column("record", sa.JSON, nullable=False),  # as shown, corrections applied
    sa.Column("also_at", sa.JSON),  # ids of its near-duplicates
    # Holds published and checked too, so that a source's freshness is told without its articles.
    sa.Index("ix_article_source_status", "source", "status", "published", "checked"),
    sa.Index("ix_article_published", "published"),
)

version = sa.Table(
    "version",
    metadata,
    sa.Column("article", sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("seen", UTCTime, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("blob", sa.String(64)),
    sa.Column("extracted", sa.JSON, nullable=False),
)

alias = sa.Table(
    "alias",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column(
        "article", sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False, index=True
    ),
)

correction = sa.Table(
    "correction",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "article", sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("field", sa.String(20), nullable=False),
    sa.Column("value", sa.JSON, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("editor", sa.String(80), nullable=False),
    sa.Column("made", UTCTime, nullable=False),
    sa.Column("undone", UTCTime),
)

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)
