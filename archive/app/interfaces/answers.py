"""Results as the JSON document that `newsarchive search --json` and /api/suche share."""

from __future__ import annotations

from typing import Any

from archive.records import BERLIN
from index.results import Hit, Results


def answer(results: Results) -> dict[str, Any]:
    """Return *results* as plain data; `published` carries Berlin's offset, null when unknown."""
    return {
        "total": results.total,
        "page": results.page,
        "pages": results.pages,
        "hits": [hit_data(hit) for hit in results.hits],
        "facets": {
            name: [
                {
                    "value": value.value,
                    "label": value.label,
                    "count": value.count,
                    "selected": value.selected,
                    "parent": value.parent,
                }
                for value in values
            ]
            for name, values in results.facets.items()
        },
        "histogram": dict(results.histogram),
        "without": [
            {"filter": name, "value": value, "count": count}
            for (name, value), count in results.without.items()
        ],
        "notes": [
            {"kind": note.kind, "text": note.text, "query": note.query} for note in results.notes
        ],
        "generation": results.generation,
        "took_ms": round(results.took_ms, 3),
    }


def hit_data(hit: Hit) -> dict[str, Any]:
    """Return one hit as plain data; `fragments` is the snippet with its marks."""
    return {
        "id": hit.id,
        "url": hit.url,
        "title": hit.title,
        "published": hit.published.astimezone(BERLIN).isoformat() if hit.published else None,
        "snippet": "".join(fragment.text for fragment in hit.snippet),
        "fragments": [
            {"text": fragment.text, "marked": fragment.marked} for fragment in hit.snippet
        ],
        "score": round(hit.score, 6),
        "source": hit.source,
        "places": [{"value": value, "label": label} for value, label in hit.places],
        "projects": list(hit.projects),
        "topics": list(hit.topics),
        "status": hit.status,
        "versions": hit.versions,
        "corrected": hit.corrected,
        "also_at": list(hit.also_at),
        "origin": hit.origin,
    }
