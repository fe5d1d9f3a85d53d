"""What readers report as wrong or missing."""

from __future__ import annotations

import sqlalchemy as sa

from archive.tables.base import UTCTime, metadata

report = sa.Table(
    "report",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("article", sa.String(64), index=True),  # none: the archive as a whole
    sa.Column("kind", sa.String(12), nullable=False),  # see archive.reports.KINDS
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("contact", sa.Text, nullable=False),  # "" unless the reader wants an answer
    sa.Column("made", UTCTime, nullable=False, index=True),
    sa.Column("state", sa.String(12), nullable=False),  # open, done, rejected
    sa.Column("closed", UTCTime),
    sa.Column("closed_by", sa.String(80)),
    sa.Column("note", sa.Text, nullable=False),  # what the editor did about it
    sa.Index("ix_report_state_made", "state", "made"),
)
