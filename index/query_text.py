"""A query tree written in the query language."""

from __future__ import annotations

import re

from index.query import And, Everything, Filter, Fuzzy, Not, Or, Phrase, Prefix, Query, Range, Term

TEXT_FIELDS = {"titel": "titel"}  # name in the query language → Term.field


def render(query: Query) -> str:
    """Return *query* in the query language; parsing it gives the same tree again."""
    match query:
        case And(parts):
            return " ".join(_inner(part, within="and") for part in parts)
        case Or(parts):
            return " ODER ".join(_inner(part, within="or") for part in parts)
        case Not(inner):
            return "-" + _inner(inner, within="not")
        case Filter(facet, value):
            return f"{facet}:{_quoted(value)}"
        case Range(since, until):
            ends = (since and f"von:{since}", until and f"bis:{until}")
            return " ".join(end for end in ends if end)
        case Everything():
            return ""
    return _in_field(query.field) + _leaf(query)


def _leaf(query: Term | Phrase | Prefix | Fuzzy) -> str:
    match query:
        case Term(text, _, exact):
            return f'"{text}"' if exact else text
        case Phrase(parts, _, slop):
            return f'"{" ".join(parts)}"' + (f"~{slop}" if slop else "")
        case Prefix(text):
            return f"{text}*"
    return f"{query.text}~"


def _in_field(field: str | None) -> str:
    return next((f"{name}:" for name, real in TEXT_FIELDS.items() if real == field), "")


def _inner(query: Query, within: str) -> str:
    plain = render(query)
    compound = isinstance(query, Or) or (isinstance(query, And) and within != "or")
    if compound or (within == "not" and isinstance(query, Range) and query.since and query.until):
        return f"({plain})"
    return plain


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[\w-]+", value) else f'"{value}"'
