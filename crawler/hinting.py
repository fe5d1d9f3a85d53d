"""Hints as plain data, so that frontier and raw pages can carry them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from archive.article import Evidence
from crawler.page import Hints

Data = dict[str, Any]


def hints_to_data(hints: Hints) -> Data:
    """Return *hints* as JSON-ready data without what is empty."""
    data: Data = {
        "cms_id": hints.cms_id,
        "title": hints.title,
        "published": _dated(hints.published),
        "modified": _dated(hints.modified),
        "categories": list(hints.categories),
        "html": hints.html,
        "canonical": hints.canonical,
    }
    return {name: value for name, value in data.items() if value}


def hints_from_data(data: Mapping[str, Any]) -> Hints:
    """Return the hints that `hints_to_data` wrote."""
    return Hints(
        cms_id=data.get("cms_id"),
        title=data.get("title", ""),
        published=_evidence(data.get("published")),
        modified=_evidence(data.get("modified")),
        categories=tuple(data.get("categories", ())),
        html=data.get("html", ""),
        canonical=data.get("canonical", ""),
    )


def merged(known: Mapping[str, Any], more: Mapping[str, Any]) -> Data:
    """Return both; where they differ, REST's word counts most, then the newer one."""
    joined = {**known, **more}
    for name in ("published", "modified"):
        first, second = known.get(name), more.get(name)
        if first and second and second["confidence"] < first["confidence"]:
            joined[name] = first
    return joined


def _dated(fact: Evidence[datetime] | None) -> Data | None:
    if fact is None:
        return None
    return {
        "value": fact.value.astimezone(UTC).isoformat(),
        "source": fact.source,
        "confidence": fact.confidence,
        "quote": fact.quote,
    }


def _evidence(data: Mapping[str, Any] | None) -> Evidence[datetime] | None:
    if not data:
        return None
    return Evidence(
        datetime.fromisoformat(data["value"]), data["source"], data["confidence"], data["quote"]
    )
