"""What editors give the search: synonyms and pinned hits; a draft shows nobody anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from archive.database import Database
from archive.errors import CurationError
from archive.tables.desk import pin, synonym

LONGEST = 120  # characters of a word or run of words
MOST_ALSO = 20
MOST_PINS = 5  # for one query
WORD = re.compile(r"[^\W_][\w .&'’/-]*")


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word with others that are found as well; `both_ways`: each finds all the others."""

    id: int
    word: str
    also: tuple[str, ...]
    both_ways: bool
    state: str  # draft, live
    editor: str
    changed: datetime

    @property
    def line(self) -> str:
        """The synonym as a line of the search's table."""
        if self.both_ways:
            return " = ".join((self.word, *self.also))
        return "\n".join(f"{self.word} > {other}" for other in self.also)


@dataclass(frozen=True, slots=True)
class Pin:
    """An article shown first, as recommended, for one query, until a day."""

    id: int
    query: str
    article: str
    until: date | None
    state: str  # draft, live
    editor: str
    changed: datetime


class SynonymStore:
    """The editors' synonyms in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self,
        word: str,
        also: Iterable[str],
        *,
        both_ways: bool,
        editor: str,
        at: datetime,
        joined: sa.Connection | None = None,
    ) -> int:
        """Keep a synonym as a draft; a word known already is replaced and a draft again."""
        values = {
            "word": _word(word),
            "also": list(dict.fromkeys(_word(other) for other in also)),
            "both_ways": both_ways,
            "state": "draft",
            "editor": editor,
            "changed": at,
        }
        if not values["also"] or len(values["also"]) > MOST_ALSO:  # type: ignore[arg-type]
            raise CurationError(f"Ein Synonym braucht ein bis {MOST_ALSO} weitere Wörter")
        with self._database.write(joined) as connection:
            connection.execute(sa.delete(synonym).where(synonym.c.word == values["word"]))
            made = connection.execute(sa.insert(synonym).values(values).returning(synonym.c.id))
            number: int = made.scalar_one()
        return number

    def all(self) -> list[Synonym]:
        """Return all synonyms by word."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(synonym).order_by(synonym.c.word))
            return [Synonym(**{**row._mapping, "also": tuple(row.also)}) for row in rows]

    def set_state(
        self, number: int, state: str, *, at: datetime, joined: sa.Connection | None = None
    ) -> None:
        """Let a synonym count ("live") or not ("draft")."""
        with self._database.write(joined) as connection:
            connection.execute(
                sa.update(synonym).where(synonym.c.id == number).values(state=state, changed=at)
            )

    def remove(self, number: int, *, joined: sa.Connection | None = None) -> None:
        """Delete a synonym."""
        with self._database.write(joined) as connection:
            connection.execute(sa.delete(synonym).where(synonym.c.id == number))


class PinStore:
    """Pinned hits in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self,
        query: str,
        article: str,
        *,
        until: date | None,
        editor: str,
        at: datetime,
        joined: sa.Connection | None = None,
    ) -> int:
        """Keep a pin as a draft."""
        folded = fold(query)
        if not folded:
            raise CurationError("Eine Empfehlung gilt für eine Suche; bitte Suchwörter angeben")
        values = {
            "query": folded,
            "article": article,
            "until": until,
            "state": "draft",
            "editor": editor,
            "changed": at,
        }
        with self._database.write(joined) as connection:
            same = (pin.c.query == folded) & (pin.c.article == article)
            connection.execute(sa.delete(pin).where(same))
            known = sa.select(sa.func.count()).where(pin.c.query == folded)
            if connection.execute(known).scalar_one() >= MOST_PINS:
                raise CurationError(f"Für eine Suche gibt es höchstens {MOST_PINS} Empfehlungen")
            made = connection.execute(sa.insert(pin).values(values).returning(pin.c.id))
            number: int = made.scalar_one()
        return number

    def all(self) -> list[Pin]:
        """Return all pins by query."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(pin).order_by(pin.c.query, pin.c.id))
            return [Pin(**row._mapping) for row in rows]

    def live(self, query: str, *, today: date) -> tuple[str, ...]:
        """Return the ids of the articles recommended for exactly this *query* today."""
        wanted = (pin.c.query == fold(query)) & (pin.c.state == "live")
        lasting = pin.c.until.is_(None) | (pin.c.until >= today)
        with self._database.read() as connection:
            found = sa.select(pin.c.article).where(wanted, lasting).order_by(pin.c.id)
            return tuple(connection.execute(found).scalars())

    def set_state(
        self, number: int, state: str, *, at: datetime, joined: sa.Connection | None = None
    ) -> None:
        """Let a pin count ("live") or not ("draft")."""
        with self._database.write(joined) as connection:
            connection.execute(
                sa.update(pin).where(pin.c.id == number).values(state=state, changed=at)
            )

    def remove(self, number: int, *, joined: sa.Connection | None = None) -> None:
        """Delete a pin."""
        with self._database.write(joined) as connection:
            connection.execute(sa.delete(pin).where(pin.c.id == number))


def table_of(synonyms: Sequence[Synonym], *, also: int | None = None) -> str:
    """Return the live synonyms as lines of the search's table; *also* adds one draft."""
    chosen = [one for one in synonyms if one.state == "live" or one.id == also]
    return "".join(f"{one.line}\n" for one in chosen)


def fold(query: str) -> str:
    """Return *query* in lower case with single spaces: what a pin holds for."""
    return " ".join(query.lower().split())[:200]


def _word(text: str) -> str:
    word = " ".join(text.split())
    if len(word) > LONGEST or not WORD.fullmatch(word):
        raise CurationError(f"„{word[:40]}“ ist kein Wort, das sich suchen lässt")
    return word
