"""Users, sessions, audit log, schedules, due runs, curation and search insights."""

from __future__ import annotations

import sqlalchemy as sa

from archive.tables.base import UTCTime, metadata

user = sa.Table(
    "user_account",
    metadata,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("role", sa.String(12), nullable=False),  # leser, redaktion, betrieb
    sa.Column("password", sa.Text, nullable=False),  # argon2id, with its own salt and cost
    sa.Column("state", sa.String(12), nullable=False),  # active, blocked
    sa.Column("created", UTCTime, nullable=False),
    sa.Column("signed_in", UTCTime),
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("token", sa.String(64), primary_key=True),  # SHA-256 of what the browser holds
    sa.Column(
        "user",
        sa.ForeignKey("user_account.name", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("form_token", sa.String(64), nullable=False),  # every form must carry it
    sa.Column("created", UTCTime, nullable=False),
    sa.Column("seen", UTCTime, nullable=False),
    sa.Column("expires", UTCTime, nullable=False),
)

login_failure = sa.Table(
    "login_failure",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False),  # hash of account or address
    sa.Column("at", UTCTime, nullable=False),
    sa.Index("ix_login_failure_key_at", "key", "at"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UTCTime, nullable=False, index=True),
    sa.Column("user", sa.String(80), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("before", sa.JSON),
    sa.Column("after", sa.JSON),
    sa.Column("reason", sa.Text, nullable=False),
)

schedule = sa.Table(
    "schedule",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("task", sa.String(12), nullable=False),  # crawl, backup
    sa.Column("source", sa.String(80), nullable=False),  # "" where the task needs none
    sa.Column("timetable", sa.JSON, nullable=False),  # see archive.timetable.Timetable
    sa.Column("state", sa.String(12), nullable=False),  # active, paused
    sa.Column("next_due", UTCTime),
    sa.Column("hold_until", UTCTime),  # backing off after bad runs
    sa.Column("failures", sa.Integer, nullable=False),  # bad runs in a row
    sa.Column("created", UTCTime, nullable=False),
    sa.Index("ix_schedule_state_next_due", "state", "next_due"),
)

due_run = sa.Table(
    "due_run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("schedule", sa.ForeignKey("schedule.id", ondelete="SET NULL")),
    sa.Column("task", sa.String(12), nullable=False),
    sa.Column("source", sa.String(80), nullable=False),
    sa.Column("due", UTCTime, nullable=False),
    sa.Column("missed", sa.Integer, nullable=False),  # earlier due times merged into this one
    sa.Column("asked_by", sa.String(90), nullable=False),  # schedule:3, user:anna
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),  # waiting, leased, done, failed, withdrawn
    sa.Column("owner", sa.String(80)),
    sa.Column("leased_until", UTCTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("run", sa.Integer),  # the crawl's entry in the table `run`
    sa.Column("started", UTCTime),
    sa.Column("ended", UTCTime),
    sa.Column("reason", sa.Text),
    sa.UniqueConstraint("schedule", "due"),
    sa.Index("ix_due_run_state_due", "state", "due"),
    # One active run per source, kept by the database itself.
    sa.Index(
        "uq_due_run_active",
        "task",
        "source",
        unique=True,
        sqlite_where=sa.text("state = 'leased'"),
        postgresql_where=sa.text("state = 'leased'"),
    ),
)

worker = sa.Table(
    "worker",
    metadata,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("started", UTCTime, nullable=False),
    sa.Column("seen", UTCTime, nullable=False),
)

synonym = sa.Table(
    "synonym",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("word", sa.String(120), nullable=False, unique=True),
    sa.Column("also", sa.JSON, nullable=False),  # words that are found as well
    sa.Column("both_ways", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),  # draft, live
    sa.Column("editor", sa.String(80), nullable=False),
    sa.Column("changed", UTCTime, nullable=False),
)

pin = sa.Table(
    "pin",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("query", sa.String(200), nullable=False, index=True),  # folded: lower case, spaces
    sa.Column("article", sa.ForeignKey("article.id", ondelete="CASCADE"), nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("state", sa.String(12), nullable=False),  # draft, live
    sa.Column("editor", sa.String(80), nullable=False),
    sa.Column("changed", UTCTime, nullable=False),
    sa.UniqueConstraint("query", "article"),
)

query_use = sa.Table(
    "query_use",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("query", sa.String(60), primary_key=True),  # cut, no person, no address
    sa.Column("uses", sa.Integer, nullable=False),
    sa.Column("hits", sa.Integer, nullable=False),  # of the last use
)
