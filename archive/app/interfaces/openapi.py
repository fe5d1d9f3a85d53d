"""The interface described for programs: OpenAPI 3.1, parameters derived from FACETS."""

from __future__ import annotations

from typing import Any, get_args

from archive.app.interfaces.exports import FORMATS
from archive.app.interfaces.feeds import ENTRIES, FEEDS
from archive.app.site.state import MOST_LETTERS, MOST_VALUE_LETTERS, MOST_VALUES, SIZES
from index.facets import FACETS
from index.results import Match, Sort

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MAYBE_TIME: Schema = {"type": ["string", "null"], "format": "date-time"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}


def description(site_name: str) -> Schema:
    """Return the OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site_name or 'Nachrichtenarchiv'}: Schnittstelle",
            "version": "1",
            "description": (
                "Dieselbe Suche wie auf der Seite. Unbekannte Parameter werden mit 422 abgelehnt. "
                "Zeiten tragen den Versatz von Europe/Berlin; ein unbekanntes Datum ist null."
            ),
        },
        "paths": {**_articles(), **_files()},
        "components": {"schemas": SCHEMAS},
    }


def search_parameters() -> list[Schema]:
    """Return the parameters that describe a set of articles."""
    return [
        _query("q", {**TEXT, "maxLength": MOST_LETTERS}, "Suchtext"),
        *(
            {
                **_query(
                    facet.name,
                    {
                        "type": "array",
                        "maxItems": MOST_VALUES,
                        "items": {**TEXT, "maxLength": MOST_VALUE_LETTERS},
                    },
                    f"{facet.label}; mehrere Werte gelten als „oder“",
                ),
                "style": "form",
                "explode": True,
            }
            for facet in FACETS
        ),
        _query("von", TEXT, "Erster Tag, z. B. 2024-05-03, „3.5.24“ oder „Mai 2024“"),
        _query("bis", TEXT, "Letzter Tag"),
        _query("match", {"enum": list(get_args(Match))}, "Wie viele der Wörter vorkommen müssen"),
        _query("sort", {"enum": list(get_args(Sort))}, "Reihenfolge"),
    ]


def _articles() -> Schema:
    return {
        "/api/suche": _get(
            "Meldungen suchen",
            [*search_parameters(), *_paging()],
            _json("Ergebnisse"),
        ),
        "/api/meldungen/{id}": _get("Eine Meldung", [_path("id")], _json("Meldung"), 404, 410),
        "/api/meldungen/{id}/fassungen": _get(
            "Alle Fassungen einer Meldung", [_path("id")], _json("Fassungen"), 404, 410
        ),
        "/api/facetten/{name}": _get(
            "Alle Werte einer Facette",
            [
                {**_path("name"), "schema": {"enum": [facet.name for facet in FACETS]}},
                *search_parameters(),
            ],
            _json("Werte"),
            404,
        ),
        "/status.json": _get("Stand der Daten", [], _json("Stand")),
    }


def _files() -> Schema:
    return {
        **{
            f"/export.{name}": _get(
                f"Die ganze Treffermenge als Datei: {form.label}",
                search_parameters(),
                {form.media_type.partition(";")[0]: {}},
            )
            for name, form in FORMATS.items()
        },
        **{
            f"/feed.{name}": _get(
                f"Die neuesten {ENTRIES} Treffer als Feed",
                search_parameters(),
                {media_type.partition(";")[0]: {}},
            )
            for name, (media_type, _) in FEEDS.items()
        },
    }


def _paging() -> list[Schema]:
    return [
        _query("page", {"type": "integer", "minimum": 1}, "Seite"),
        _query(
            "page_size", {"type": "integer", "minimum": 1, "maximum": SIZES[-1]}, "Treffer je Seite"
        ),
        _query("cursor", TEXT, "Weiter nach dem letzten Treffer: next_cursor der Antwort davor"),
    ]


def _get(summary: str, parameters: list[Schema], content: Schema, *errors: int) -> Schema:
    refused = {"application/problem+json": {"schema": _ref("Problem")}}
    answers: Schema = {"200": {"description": "Gefunden", "content": content}}
    for status in sorted({414, 422, 429, *errors}):
        answers[str(status)] = {"description": "Abgelehnt", "content": refused}
    if any(one["in"] == "query" for one in parameters):
        answers["304"] = {"description": "Unverändert seit dem ETag"}
    return {"get": {"summary": summary, "parameters": parameters, "responses": answers}}


def _query(name: str, schema: Schema, text: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": text}


def _path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": TEXT}


def _json(name: str) -> Schema:
    return {"application/json": {"schema": _ref(name)}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


SCHEMAS: Schema = {
    "Problem": _object(type=TEXT, title=TEXT, status=WHOLE, detail=TEXT),
    "Wert": _object(value=TEXT, label=TEXT, count=WHOLE, parent=MAYBE_TEXT),
    "Werte": _object(facet=TEXT, values=_list(_ref("Wert"))),
    "Treffer": _object(
        id=TEXT,
        url=TEXT,
        link=TEXT,
        title=TEXT,
        published=MAYBE_TIME,
        snippet=TEXT,
        fragments=_list(_object(text=TEXT, marked=TRUTH)),
        score=NUMBER,
        source=TEXT,
        places=_list(_object(value=TEXT, label=TEXT)),
        projects=_list(TEXT),
        topics=_list(TEXT),
        status=TEXT,
        versions=WHOLE,
    ),
    "Ergebnisse": _object(
        total=WHOLE,
        page=WHOLE,
        pages=WHOLE,
        hits=_list(_ref("Treffer")),
        facets={"type": "object", "additionalProperties": _list(_ref("Wert"))},
        histogram={"type": "object", "additionalProperties": WHOLE},
        notes=_list(_object(kind=TEXT, text=TEXT, query=MAYBE_TEXT)),
        took_ms=NUMBER,
        next_cursor=MAYBE_TEXT,
        next=MAYBE_TEXT,
    ),
    "Meldung": _object(
        id=TEXT,
        url=TEXT,
        aliases=_list(TEXT),
        source=TEXT,
        title=TEXT,
        text=TEXT,
        published=MAYBE_TIME,
        published_evidence={"type": ["object", "null"]},
        modified=MAYBE_TIME,
        places=_list(_object(name=TEXT, path=_list(TEXT), role=TEXT)),
        projects=_list(_object(name=TEXT, role=TEXT)),
        topics=_list(TEXT),
        attachments=_list(_object(url=TEXT, title=TEXT)),
        status=TEXT,
        versions=WHOLE,
    ),
    "Fassungen": _object(versions=_list(_object(number=WHOLE, seen=TEXT, title=TEXT, text=TEXT))),
    "Stand": _object(
        generated=TEXT,
        articles=WHOLE,
        index_up_to_date=TRUTH,
        sources=_list(
            _object(id=TEXT, name=TEXT, url=TEXT, state=TEXT, articles=WHOLE, health=TEXT)
        ),
    ),
}
