"""Frontier, hosts, runs and learnt boilerplate."""

from __future__ import annotations

import sqlalchemy as sa

from archive.tables.base import UTCTime, metadata

frontier = sa.Table(
    "frontier",
    metadata,
    sa.Column("source", sa.String(80), primary_key=True),
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("kind", sa.String(12), nullable=False),  # article, list, attachment
    sa.Column("state", sa.String(12), nullable=False),  # queued, leased, done, failed, skipped
    sa.Column("seen_in", sa.JSON, nullable=False),  # discovery → first time seen there
    sa.Column("hints", sa.JSON, nullable=False),  # crawler.page.Hints as data
    sa.Column("depth", sa.Integer, nullable=False),
    sa.Column("due", UTCTime, nullable=False),
    sa.Column("leased_until", UTCTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("fetched", UTCTime),
    sa.Column("status", sa.Integer),  # HTTP status of the last answer
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("blob", sa.String(64)),
    sa.Column("article", sa.String(64), index=True),
    sa.Column("decision", sa.String(40)),  # stored, unchanged, alias, not-an-article, robots, …
    sa.Column("reason", sa.Text),
    sa.Column("misses", sa.JSON, nullable=False),  # times a 404 was seen
    sa.Column("run", sa.Integer),
    sa.Index("ix_frontier_source_state_due", "source", "state", "due"),
)

host = sa.Table(
    "host",
    metadata,
    sa.Column("name", sa.String(255), primary_key=True),  # host:port
    sa.Column("robots", sa.Text),
    sa.Column("robots_state", sa.String(20)),  # parsed, allow, disallow, wait
    sa.Column("robots_fetched", UTCTime),
    sa.Column("wait_until", UTCTime),  # Retry-After, kept across restarts
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.String(80), nullable=False),
    sa.Column("started_by", sa.String(80), nullable=False),  # cli, schedule:3, user:anna
    sa.Column("holder", sa.String(160)),  # process that runs it: host/number/start time
    sa.Column(
        "state", sa.String(12), nullable=False
    ),  # running, complete, partial, failed, stopped
    sa.Column("wish", sa.String(12)),  # pause, stop or cancel, asked for by an admin
    sa.Column("started", UTCTime, nullable=False),
    sa.Column("heartbeat", UTCTime, nullable=False),
    sa.Column("ended", UTCTime),
    sa.Column("counts", sa.JSON, nullable=False),  # found, new, changed, …, skipped: {reason: n}
    sa.Column("reason", sa.Text),
    sa.Index("ix_run_source_started", "source", "started"),
)
