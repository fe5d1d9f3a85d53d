"""Rounds of discovery: one pass over all listings of a source; a killed one is carried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from archive.database import Database
from archive.tables.crawling import round_ as table

FULL_EVERY = timedelta(days=7)
GIVEN_UP_AFTER = timedelta(days=2)
STAGES = ("home", "probe", "rest", "sitemap", "feed", "list", "settled")


@dataclass(frozen=True, slots=True)
class Round:
    """How far a round is; `facts` holds what each way of discovery told of itself."""

    source: str
    number: int
    full: bool  # every list is walked to its end
    stage: str
    started: datetime
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ended: datetime | None = None

    def of(self, via: str) -> Mapping[str, Any]:
        """Return the facts of one way of discovery."""
        return self.facts.get(via, {})

    def told(self, via: str, facts: Mapping[str, Any]) -> Round:
        """Return the round with *facts* added to what is known of *via*."""
        return replace(self, facts={**self.facts, via: {**self.of(via), **facts}})


class RoundStore:
    """The rounds of one source."""

    def __init__(self, database: Database, source: str) -> None:
        self._database = database
        self._source = source

    def open(self, *, now: datetime, full: bool | None = None) -> Round:
        """Carry on the round that was broken off, or begin the next one.

        Every seventh day's round is a full one, and so is the first.
        """
        last = self.last()
        if last and last.ended is None and now - last.started < GIVEN_UP_AFTER:
            return last
        whole = self._is_time_for_full(now) if full is None else full
        facts = {} if whole or last is None else _remembered(last)
        number = last.number + 1 if last else 1
        begun = Round(self._source, number, whole, STAGES[0], now, facts)
        with self._database.write() as connection:
            connection.execute(
                sa.insert(table).values(
                    source=begun.source,
                    number=begun.number,
                    full=begun.full,
                    stage=begun.stage,
                    facts=dict(begun.facts),
                    started=begun.started,
                )
            )
        return begun

    def keep(self, round_: Round, *, joined: sa.Connection | None = None) -> None:
        """Write down how far *round_* is."""
        with self._database.write(joined) as connection:
            connection.execute(
                sa.update(table)
                .where(table.c.source == round_.source, table.c.number == round_.number)
                .values(stage=round_.stage, facts=dict(round_.facts), ended=round_.ended)
            )

    def last(self, *, ended: bool = False) -> Round | None:
        """Return the newest round, or the newest that came to its end."""
        query = sa.select(table).where(table.c.source == self._source)
        if ended:
            query = query.where(table.c.ended.is_not(None))
        with self._database.read() as connection:
            row = connection.execute(query.order_by(table.c.number.desc()).limit(1)).one_or_none()
        return _round(row) if row else None

    def _is_time_for_full(self, now: datetime) -> bool:
        with self._database.read() as connection:
            ended = connection.execute(
                sa.select(sa.func.max(table.c.ended)).where(
                    table.c.source == self._source, table.c.full.is_(True)
                )
            ).scalar_one()
        return ended is None or now - ended >= FULL_EVERY


def _remembered(last: Round) -> dict[str, Mapping[str, Any]]:
    """Return what full rounds find out by trying: how missing pages look, which guesses answer."""
    known, ways = last.of("known"), ("rest", "sitemap", "feed")
    answers = {via: last.of(via).get("answers") or known.get(via, []) for via in ways}
    return {"probe": last.of("probe"), "known": answers}


def _round(row: sa.Row[Any]) -> Round:
    return Round(row.source, row.number, row.full, row.stage, row.started, row.facts, row.ended)
