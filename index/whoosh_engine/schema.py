"""The fields of the index, as Whoosh knows them."""

from __future__ import annotations

from whoosh.fields import ID as IdField
from whoosh.fields import KEYWORD, STORED, TEXT, Schema

from index.facets import FACETS
from index.whoosh_engine.names import EXACT_TITLE, FACET_FIELD, ID, STEMS, TITLES, WORDS


def schema() -> Schema:
    """Return the schema; texts arrive analysed, so no field has a use for Whoosh's analyzers."""
    fields = {
        ID: IdField(unique=True, stored=True),
        EXACT_TITLE: IdField(),
        STEMS: TEXT(phrase=False),
        WORDS: TEXT(phrase=True),
        TITLES: TEXT(phrase=False),
        "shown": STORED(),
        **{FACET_FIELD + facet.name: KEYWORD() for facet in FACETS},
    }
    return Schema(**fields)
