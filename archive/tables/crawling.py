"""Frontier, visits, rounds of discovery, hosts and runs."""

from __future__ import annotations

import sqlalchemy as sa

from archive.tables.base import UTCTime, metadata

frontier = sa.Table(
    "frontier",
    metadata,
    sa.Column("source", sa.String(80), primary_key=True),
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("kind", sa.String(12), nullable=False),  # article, list, attachment
    sa.Column("via", sa.String(12), nullable=False),  # home, rest, sitemap, feed, list, page
    sa.Column("state", sa.String(12), nullable=False),  # queued, leased, done, failed, skipped
    sa.Column("priority", sa.Integer, nullable=False),  # lists before articles before files
    sa.Column("seen_in", sa.JSON, nullable=False),  # discovery → {at: first time, on: address}
    sa.Column("hints", sa.JSON, nullable=False),  # crawler.page.Hints as data
    sa.Column("stamp", sa.Text),  # time of change the publisher lists now
    sa.Column("stamp_read", sa.Text),  # the same when the page was last read
    sa.Column("round", sa.Integer, nullable=False),  # last round in which it was listed
    sa.Column("depth", sa.Integer, nullable=False),
    sa.Column("due", UTCTime, nullable=False),
    sa.Column("leased_until", UTCTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("fetched", UTCTime),
    sa.Column("status", sa.Integer),  # HTTP status of the last answer
    sa.Column("answered", sa.Text),  # address that answered, behind redirects
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.String(64)),
    sa.Column("blob", sa.String(64)),
    sa.Column("article", sa.String(64), index=True),
    sa.Column("decision", sa.String(40)),  # stored, unchanged, alias, not-an-article, robots, …
    sa.Column("reason", sa.Text),
    sa.Column("blocks", sa.JSON),  # hashes of the page's blocks, for learning boilerplate
    sa.Column("misses", sa.JSON, nullable=False),  # times a 404 was seen
    sa.Column("changed", UTCTime),  # when its content last differed; sets the pace of looking again
    sa.Column("run", sa.Integer),
    sa.Index("ix_frontier_source_state_due", "source", "state", "due"),
    # What waits, in the order it is fetched: the next is the first row, however many wait.
    sa.Index(
        "ix_frontier_next",
        "source",
        "priority",
        "attempts",
        "due",
        "url",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    ),
)

round_ = sa.Table(
    "round",
    metadata,
    sa.Column("source", sa.String(80), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("full", sa.Boolean, nullable=False),  # every discovery asked to its end
    sa.Column("stage", sa.String(12), nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),  # what discovery found out so far
    sa.Column("started", UTCTime, nullable=False),
    sa.Column("ended", UTCTime),
)

visit = sa.Table(
    "visit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.String(80), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("run", sa.Integer),
    sa.Column("at", UTCTime, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("decision", sa.String(40), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("blob", sa.String(64)),
    sa.Index("ix_visit_source_url", "source", "url"),
)

document = sa.Table(
    "document",
    metadata,
    sa.Column("blob", sa.String(64), primary_key=True),  # raw file the text was read from
    sa.Column("pages", sa.JSON, nullable=False),
    sa.Column("reason", sa.Text),  # why there is no text
)

host = sa.Table(
    "host",
    metadata,
    sa.Column("name", sa.String(255), primary_key=True),  # host:port
    sa.Column("robots", sa.Text),
    sa.Column("robots_state", sa.String(20)),  # parsed, allow, disallow, wait
    sa.Column("robots_url", sa.Text),
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
