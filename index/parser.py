"""Search-box text → query tree and notes; whatever a reader types is understood somehow.

Grammar (adjacent words are UND; UND binds tighter than ODER):

    either  = group (ODER group)*
    group   = clause (UND? clause)*
    clause  = (NICHT | - | +) clause | "(" either ")" | field ":" value | leaf
    leaf    = "phrase" | "phrase"~n | word | word* | word~
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.folding import folded
from index.leaves import (
    DATE_FIELDS,
    FIELDS,
    MOST_DEPTH,
    MOST_TERMS,
    Clause,
    Knows,
    Leaves,
    Together,
)
from index.period_offer import period_offer
from index.query import And, Everything, Not, Or, Phrase, Query, Range, Term
from index.query_text import render
from index.results import Note
from index.tables import own_tables
from index.tokens import Token


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was understood: *fixed* holds for every hit, *loose* are the bare words.

    `text` is the query as understood, in the query language.
    """

    fixed: tuple[Query, ...] = ()
    loose: tuple[Query, ...] = ()
    notes: tuple[Note, ...] = ()
    quoted: tuple[Query, ...] = ()  # the words of quoted phrases, as bare words
    wishes: tuple[Query, ...] = ()  # words that say little: they find nothing, but may add weight

    def tree(self, least: int | None = None) -> Query:
        """Return the query where at least *least* of the bare words are found; None: all."""
        if least is None or least >= len(self.loose):
            return _joined(And, self.loose + self.fixed)
        return _joined(And, (Or(self.loose, max(1, least)), *self.fixed))

    def loosened(self) -> Parsed:
        """Return the query with quoted phrases as wishes: they and their words become loose."""
        phrases = tuple(query for query in self.fixed if _is_quoted(query))
        if not phrases:
            return self
        loose = tuple(dict.fromkeys((*self.loose, *phrases, *self.quoted)))
        fixed = tuple(query for query in self.fixed if query not in phrases)
        return Parsed(fixed, loose, self.notes, wishes=self.wishes)

    @property
    def text(self) -> str:
        """The query as understood, written in the query language."""
        return render(self.tree())


def parse(
    text: str,
    *,
    today: date,
    is_stop: Callable[[str], bool] | None = None,
    knows: Knows | None = None,
    together: Together | None = None,
) -> Parsed:
    """Return the query that *text* asks; never raises.

    *knows* tells whether a facet has a value, so that `ort:Bad Salzungen` needs no quotes.
    *together* tells what neighbouring words mean together, for each of them.
    """
    return _Parser(
        text, today, is_stop or _is_stop, knows or _knows_none, together or _nothing_together
    ).parsed()


class _Parser(Leaves):
    """One run over one text; every rule reads tokens from `_next` on."""

    def parsed(self) -> Parsed:
        clauses = self._either(0)
        while self._peek("close"):
            self._repaired("Eine schließende Klammer zu viel haben wir übergangen.")
            self._next += 1
            clauses += self._either(0)
        fixed = self._dated([clause.query for clause in clauses if not clause.loose])
        loose = tuple(dict.fromkeys(clause.query for clause in clauses if clause.loose))
        offer = period_offer(self.text, self._today)
        if offer and not self._periods and loose:
            self._notes[offer.text] = offer
        notes = tuple(self._notes.values())
        return Parsed(fixed, loose, notes, self._quoted_words(fixed), tuple(self._wishes))

    def _quoted_words(self, fixed: tuple[Query, ...]) -> tuple[Query, ...]:
        """Return the words of the phrases in *fixed* that say something."""
        found: list[Query] = []
        for query in fixed:
            if isinstance(query, Phrase):
                found += [Term(word, query.field) for word in query.words]
            elif isinstance(query, Term) and query.exact:
                found.append(Term(query.text, query.field))
        return tuple(query for query in found if not self._says_nothing(query))

    def _dated(self, queries: list[Query]) -> tuple[Query, ...]:
        """Return *queries* with all their ranges as one, the right way round."""
        others, merged = _ranges_merged(queries)
        if merged and merged.since and merged.until and merged.since > merged.until:
            self._repaired("„von“ lag nach „bis“; wir haben beide vertauscht.")
            first = min(period.first for period in self._periods)
            merged = Range(first, max(period.last for period in self._periods))
        return tuple(dict.fromkeys([*others, *([merged] if merged else [])]))

    # grammar

    def _either(self, depth: int) -> list[Clause]:
        groups = [self._group(depth)]
        while self._peek("or"):
            self._next += 1
            groups.append(self._group(depth))
        full = [group for group in groups if group]
        # A side that our own limit has emptied is told as the limit, not as the reader's slip.
        if len(full) < len(groups) > 1 and self._terms < MOST_TERMS:
            self._repaired("ODER steht zwischen zwei Wörtern; hier fehlte eines.")
        if len(full) < 2:
            return full[0] if full else []
        sides = [_joined(And, tuple(clause.query for clause in group)) for group in full]
        return [Clause(_joined(Or, tuple(dict.fromkeys(sides))))]

    def _group(self, depth: int) -> list[Clause]:
        clauses: list[Clause] = []
        strict = False  # the words beside a written UND must all be found
        while (token := self._token()) is not None and token.kind not in ("or", "close"):
            if token.kind == "and":
                self._next += 1
                strict = self._bound(clauses)
                continue
            found = self._clause(depth)
            clauses += [replace(clause, loose=False) for clause in found] if strict else found
            strict = strict and not found
        if strict:
            self._repaired("Nach UND fehlte ein Wort.")
        return self._without_stop_words(clauses)

    def _bound(self, clauses: list[Clause]) -> bool:
        if not clauses:
            self._repaired("Vor UND fehlte ein Wort.")
            return False
        clauses[-1] = replace(clauses[-1], loose=False)
        return True

    def _clause(self, depth: int) -> list[Clause]:
        token = self._take()
        match token.kind:
            case "not":
                return self._negated(depth)
            case "must":
                found = self._clause(depth) if self._starts_clause() else []
                return [replace(clause, loose=False) for clause in found]
            case "open":
                return self._parenthesis(depth)
            case "field":
                return self._in_field(token, depth)
            case "phrase":
                return self._phrase(token)
        return self._word(token)

    def _negated(self, depth: int) -> list[Clause]:
        if not self._starts_clause():
            self._repaired("Nach NICHT fehlte ein Wort.")
            return []
        if depth >= MOST_DEPTH:
            return self._clause(depth)
        inner = self._clause(depth + 1)
        if not inner:
            return []
        query = _joined(And, tuple(clause.query for clause in inner))
        return [Clause(query.query if isinstance(query, Not) else Not(query))]

    def _parenthesis(self, depth: int) -> list[Clause]:
        if depth >= MOST_DEPTH:
            self._note("limit", f"Mehr als {MOST_DEPTH} Klammern ineinander haben wir übergangen.")
            return []
        clauses = self._either(depth + 1)
        if self._peek("close"):
            self._next += 1
        else:
            self._repaired("Eine schließende Klammer fehlte; wir haben sie ergänzt.")
        return clauses

    def _in_field(self, field: Token, depth: int) -> list[Clause]:
        if not self._starts_clause():
            self._note("ignored", f"Nach „{field.text}:“ fehlte ein Wert.")
            return []
        name = FIELDS[field.text]
        if name in DATE_FIELDS.values():
            return self._dates(name, field)
        outer, self._field = self._field, name
        try:
            if (many := self._known_value(name)) is not None:
                return many
            return [replace(clause, loose=False) for clause in self._clause(depth)]
        finally:
            self._field = outer

    def _without_stop_words(self, clauses: list[Clause]) -> list[Clause]:
        clauses = self._with_neighbours(clauses)
        kept = [clause for clause in clauses if not self._says_nothing(clause.query)]
        if not kept:
            return clauses
        self._wishes.update(
            (each.query, None) for each in clauses if each.loose and each not in kept
        )
        return kept

    def _with_neighbours(self, clauses: list[Clause]) -> list[Clause]:
        """Return *clauses* where each run of bare words knows what its words mean together."""
        found = list(clauses)
        start = 0
        while start < len(found):
            end = start
            while end < len(found) and _is_bare(found[end]):
                end += 1
            terms = [clause.query for clause in found[start:end]]
            texts = [term.text for term in terms if isinstance(term, Term)]
            if texts:
                for place, also in zip(range(start, end), self._together(texts), strict=True):
                    query = found[place].query
                    if also and isinstance(query, Term):
                        found[place] = Clause(replace(query, also=also), loose=True)
            start = end + 1
        return found

    def _says_nothing(self, query: Query) -> bool:
        return isinstance(query, Term) and not query.exact and self._is_stop(query.text)

    def _starts_clause(self) -> bool:
        token = self._token()
        return token is not None and token.kind not in ("and", "or", "close")


def _ranges_merged(queries: list[Query]) -> tuple[list[Query], Range | None]:
    """Return *queries* without their ranges, and what the ranges have in common."""
    ranges = [query for query in queries if isinstance(query, Range)]
    others: list[Query] = [query for query in queries if not isinstance(query, Range)]
    since = max((one.since for one in ranges if one.since), default=None)
    until = min((one.until for one in ranges if one.until), default=None)
    return others, Range(since, until) if ranges else None


def _is_bare(clause: Clause) -> bool:
    query = clause.query
    return clause.loose and isinstance(query, Term) and query.field is None


def _is_quoted(query: Query) -> bool:
    return isinstance(query, Phrase) or (isinstance(query, Term) and query.exact)


def _joined(kind: type[And] | type[Or], parts: tuple[Query, ...]) -> Query:
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else kind(parts)


def _is_stop(word: str) -> bool:
    return folded(word) in own_tables().silent


def _nothing_together(texts: Sequence[str]) -> list[tuple[str, ...]]:
    return [()] * len(texts)


def _knows_none(*_: str) -> bool:
    return False
