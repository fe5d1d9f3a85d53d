"""The fields of the index, as Whoosh knows them."""

from __future__ import annotations

from whoosh import fields

from index.facets import FACETS
from index.whoosh_engine.names import (
    EXACT_TITLE,
    FACET_FIELD,
    ID,
    STEMS,
    TITLE_WORDS,
    TITLES,
    WORDS,
)


def schema() -> fields.Schema:
    """Return the schema; texts arrive analysed, so no field has a use for Whoosh's analyzers."""
    known = {
        ID: fields.ID(unique=True, stored=True),
        EXACT_TITLE: fields.ID(),
        STEMS: fields.TEXT(phrase=False),
        WORDS: fields.TEXT(phrase=True),
        TITLES: fields.TEXT(phrase=False),
        TITLE_WORDS: fields.KEYWORD(),
        "shown": fields.STORED(),
        **{FACET_FIELD + facet.name: fields.KEYWORD() for facet in FACETS},
    }
    return fields.Schema(**known)
