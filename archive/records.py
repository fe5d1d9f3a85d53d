"""Articles as plain records: the shape of export, import and extract."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from archive.article import Article, Attachment, Event, Evidence, Place, Project, Status, article_id
from archive.errors import RecordError

Record = dict[str, Any]
BERLIN = ZoneInfo("Europe/Berlin")  # a time without a zone means this one
T = TypeVar("T")


def to_record(article: Article) -> Record:
    """Return *article* as JSON-ready data; the inverse of `from_record`."""
    return {
        "id": article.id,
        "url": article.url,
        "aliases": list(article.aliases),
        "source": article.source,
        "title": article.title,
        "text": article.text,
        "html": article.html,
        "lead": article.lead,
        "published": _time(article.published.value if article.published else None),
        "published_evidence": _evidence(article.published),
        "modified": _time(article.modified.value if article.modified else None),
        "modified_evidence": _evidence(article.modified),
        "places": [_place_record(place) for place in article.places],
        "projects": [_project_record(project) for project in article.projects],
        "topics": list(article.topics),
        "attachments": [_file_record(file) for file in article.attachments],
        "captions": list(article.captions),
        "contact": article.contact,
        "author": article.author,
        "events": [_event_record(event) for event in article.events],
        "cms_id": article.cms_id,
        "rolling": article.rolling,
        "notes": list(article.notes),
        "status": article.status.value,
        "versions": article.versions,
        "corrected": list(article.corrected),
        "also_at": list(article.also_at),
        "first_seen": _time(article.first_seen),
        "checked": _time(article.checked),
        "changed": _time(article.changed),
    }


def from_record(record: Mapping[str, Any], *, default_source: str = "import") -> Article:
    """Return the article that *record* describes; `url`, `title` and `text` are required.

    Raises RecordError, naming the field, for anything of the wrong shape.
    """
    url = _text(record, "url", required=True)
    source = _text(record, "source") or default_source
    return Article(
        id=_text(record, "id") or article_id(source, url),
        url=url,
        source=source,
        title=_text(record, "title", required=True),
        text=_text(record, "text", required=True),
        html=_text(record, "html"),
        lead=_text(record, "lead"),
        published=_dated(record, "published"),
        modified=_dated(record, "modified"),
        places=_each(record, "places", _place),
        projects=_each(record, "projects", _project),
        topics=_each(record, "topics", _string),
        attachments=_each(record, "attachments", _attachment),
        captions=_each(record, "captions", _string),
        contact=_text(record, "contact"),
        author=_text(record, "author"),
        events=_each(record, "events", _event),
        cms_id=_text(record, "cms_id") or None,
        rolling=bool(record.get("rolling", False)),
        notes=_each(record, "notes", _string),
        aliases=_each(record, "aliases", _string),
        status=_status(record),
        versions=_count(record, "versions"),
        corrected=_each(record, "corrected", _string),
        also_at=_each(record, "also_at", _string),
        first_seen=_moment(record, "first_seen"),
        checked=_moment(record, "checked"),
        changed=_moment(record, "changed"),
    )


def _place_record(place: Place) -> Record:
    return {
        "name": place.name,
        "path": list(place.path),
        "role": place.role,
        "weight": round(place.weight, 4),
        "kind": place.kind,
        "quote": place.quote,
    }


def _project_record(project: Project) -> Record:
    return {
        "name": project.name,
        "role": project.role,
        "quote": project.quote,
        "confidence": round(project.confidence, 4),
    }


def _file_record(file: Attachment) -> Record:
    return {
        "url": file.url,
        "title": file.title,
        "media_type": file.media_type,
        "pages": list(file.pages),
        "alt": file.alt,
        "caption": file.caption,
    }


def _event_record(event: Event) -> Record:
    return {
        "start": event.start.isoformat(),
        "end": event.end.isoformat() if event.end else None,
        "quote": event.quote,
    }


def _time(moment: datetime | None) -> str | None:
    # With Berlin's offset the first ten characters are the day a German reader means.
    return moment.astimezone(BERLIN).isoformat() if moment else None


def _evidence(fact: Evidence[datetime] | None) -> Record | None:
    if fact is None:
        return None
    return {"source": fact.source, "confidence": round(fact.confidence, 4), "quote": fact.quote}


def _text(record: Mapping[str, Any], field: str, *, required: bool = False) -> str:
    value = record.get(field)
    if value is None or value == "":
        if required:
            raise RecordError(f"field {field!r} is required")
        return ""
    if not isinstance(value, str):
        raise RecordError(f"field {field!r} must be text, not {type(value).__name__}")
    # Lone surrogates and NUL survive JSON but no database and no UTF-8 file.
    return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _moment(record: Mapping[str, Any], field: str) -> datetime | None:
    value = record.get(field)
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        raise RecordError(f"field {field!r} must be an ISO 8601 time")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise RecordError(f"field {field!r} is no ISO 8601 time: {value[:40]!r}") from error
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)).astimezone(UTC)
    except OverflowError as error:
        raise RecordError(f"field {field!r} is out of range: {value[:40]!r}") from error


def _dated(record: Mapping[str, Any], field: str) -> Evidence[datetime] | None:
    moment = _moment(record, field)
    if moment is None:
        return None
    found = record.get(f"{field}_evidence")
    known: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    source = found if isinstance(found, str) else str(known.get("source") or "import")
    try:
        confidence = min(1.0, max(0.0, float(known.get("confidence", 1.0))))
    except (TypeError, ValueError) as error:
        raise RecordError(f"field '{field}_evidence.confidence' must be a number") from error
    return Evidence(moment, source, confidence, str(known.get("quote", "")))


def _each(record: Mapping[str, Any], field: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    value = record.get(field)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RecordError(f"field {field!r} must be a list")
    return tuple(read(item, f"{field}[{number}]") for number, item in enumerate(value))


def _mapping(item: Any, where: str) -> Mapping[str, Any]:
    if isinstance(item, str):
        return {"name": item, "url": item}
    if not isinstance(item, Mapping):
        raise RecordError(f"{where} must be an object or text")
    return item


def _string(item: Any, where: str) -> str:
    if not isinstance(item, str):
        raise RecordError(f"{where} must be text")
    return _text({"x": item}, "x")


def _place(item: Any, where: str) -> Place:
    data = _mapping(item, where)
    name = _text(data, "name", required=True)
    path = data.get("path")
    if isinstance(path, str):
        path = [part.strip() for part in re.split(r"[/>]", path) if part.strip()]
    return Place(
        name,
        tuple(_string(part, f"{where}.path") for part in path) if path else (name,),
        role=_text(data, "role") or "mentioned",
        weight=_number(data, "weight", 0.5),
        kind=_text(data, "kind") or "municipality",
        quote=_text(data, "quote"),
    )


def _project(item: Any, where: str) -> Project:
    data = _mapping(item, where)
    return Project(
        _text(data, "name", required=True),
        role=_text(data, "role") or "project",
        quote=_text(data, "quote"),
        confidence=_number(data, "confidence", 1.0),
    )


def _attachment(item: Any, where: str) -> Attachment:
    data = _mapping(item, where)
    return Attachment(
        _text(data, "url", required=True),
        title=_text(data, "title"),
        media_type=_text(data, "media_type"),
        pages=_each(data, "pages", _string),
        alt=_text(data, "alt"),
        caption=_text(data, "caption"),
    )


def _event(item: Any, where: str) -> Event:
    data = _mapping(item, where)
    try:
        end = data.get("end")
        return Event(
            date.fromisoformat(str(data.get("start"))),
            date.fromisoformat(str(end)) if end else None,
            _text(data, "quote"),
        )
    except ValueError as error:
        raise RecordError(f"{where} has no ISO 8601 date: {error}") from error


def _number(data: Mapping[str, Any], field: str, default: float) -> float:
    try:
        return float(data.get(field, default))
    except (TypeError, ValueError) as error:
        raise RecordError(f"field {field!r} must be a number") from error


def _count(record: Mapping[str, Any], field: str) -> int:
    value = record.get(field, 1)
    if isinstance(value, list):
        return max(1, len(value))
    if isinstance(value, bool) or not isinstance(value, int):
        raise RecordError(f"field {field!r} must be a whole number")
    return max(1, value)


def _status(record: Mapping[str, Any]) -> Status:
    value = record.get("status") or Status.LIVE.value
    try:
        return Status(value)
    except ValueError as error:
        raise RecordError(f"field 'status' is unknown: {value!r}") from error
