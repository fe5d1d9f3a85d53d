"""An editor's corrections as a layer over what was read; they survive every re-crawl."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.errors import RecordError
from archive.records import Record

CORRECTABLE = ("published", "title", "places", "projects", "topics")


def apply_corrections(extracted: Record, corrections: Iterable[tuple[str, Any]]) -> Record:
    """Return *extracted* with (field, value) pairs laid over it, the last one winning.

    `corrected` lists the fields an editor has set. A corrected date's evidence is the editor.
    """
    shown = dict(extracted)
    fields: list[str] = []
    for field, value in corrections:
        if field not in CORRECTABLE:
            raise RecordError(f"field {field!r} cannot be corrected")
        shown[field] = value
        if field == "published":
            shown["published_evidence"] = (
                {"source": "editor", "confidence": 1.0, "quote": ""} if value else None
            )
        if field not in fields:
            fields.append(field)
    if fields:
        shown["corrected"] = fields
    return shown
