"""What an editor types as a fact, read into the shape of a record."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from archive.app.admin.guard import Visit
from archive.article import Article
from archive.records import BERLIN, Record, to_record
from index.results import FacetCount

FIELDS = {
    "title": "Titel",
    "published": "Datum",
    "places": "Orte",
    "projects": "Projekte",
    "topics": "Themen",
}
ROLES = ("project", "programme", "competition", "series", "partnership")
MOST_WORDS = 60  # values of one list


class FactError(ValueError):
    """What was typed is no such fact; the message is German."""


def read_value(visit: Visit, field: str, article: Article) -> Any:
    """Return the value of *field* that the form gives the *article*.

    Lists are what stays ticked (`behalten`) and what is typed anew (`neu`, one a line). With
    `ergaenzen`, nothing is taken away: that is how many articles are corrected at once.
    """
    match field:
        case "title":
            return _title(visit.text("wert", most=1000))
        case "published":
            return _moment(visit.text("tag"), visit.text("uhrzeit"))
        case "places":
            return _places(visit, to_record(article)["places"])
        case "projects":
            return _projects(visit, to_record(article)["projects"])
        case "topics":
            return _topics(visit, list(article.topics))
        case _:
            raise FactError("Dieses Feld lässt sich nicht berichtigen")


def chosen_places(visit: Visit) -> tuple[FacetCount, ...]:
    """Return the places the archive speaks of, to choose from."""
    return visit.services.search.values("ort")


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise FactError("Ein Titel darf nicht leer sein")
    return title


def _moment(day: str, hour: str) -> str | None:
    """Return the moment in Germany's time; no day means that the date is unknown."""
    if not day:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) or not re.fullmatch(r"(\d{2}:\d{2})?", hour):
        raise FactError("Das Datum braucht die Form 2024-05-31, die Uhrzeit 14:05")
    try:
        moment = datetime.fromisoformat(f"{day}T{hour or '00:00'}").replace(tzinfo=BERLIN)
    except ValueError as error:
        raise FactError("Diesen Tag gibt es nicht") from error
    return moment.isoformat()


def _places(visit: Visit, known: list[Record]) -> list[Record]:
    kept = _kept(visit, known, lambda place: "/".join(place["path"]))
    added = [_place(visit, text) for text in _lines(visit)]
    paths = {tuple(place["path"]) for place in kept}
    fresh = [place for place in added if tuple(place["path"]) not in paths]
    if fresh and not any(place["role"] == "about" for place in kept):
        fresh[0] = {**fresh[0], "role": "about", "weight": 1.0}
    return [*kept, *fresh]


def _place(visit: Visit, text: str) -> Record:
    """Return the place of a path as the archive shows it, or of a bare name of the gazetteer."""
    parts = [part.strip() for part in text.split("/") if part.strip()]
    spots = visit.services.knowledge.gazetteer.lookup(parts[-1]) if parts else ()
    if len(parts) > 1:
        spots = tuple(spot for spot in spots if list(spot.path) == parts)
        known = {value.value for value in chosen_places(visit)}
        if not spots and "/".join(parts) not in known:
            raise FactError(f"Den Ort „{text}“ kennt das Archiv nicht")
        path, kind = parts, spots[0].kind if spots else "locality"
    elif spots:
        path, kind = list(spots[0].path), spots[0].kind
    else:
        raise FactError(f"Den Ort „{text}“ kennt das Verzeichnis nicht")
    return {"name": path[-1], "path": path, "role": "mentioned", "weight": 0.7, "kind": kind}


def _projects(visit: Visit, known: list[Record]) -> list[Record]:
    kept = _kept(visit, known, lambda project: str(project["name"]))
    names = {project["name"] for project in kept}
    roles = {entry.name: entry.kind for entry in visit.services.knowledge.register.entries}
    added = [
        {"name": name, "role": roles.get(name, "project"), "confidence": 1.0}
        for name in _lines(visit)
        if name not in names
    ]
    return [*kept, *added]


def _topics(visit: Visit, known: list[str]) -> list[str]:
    return list(dict.fromkeys([*_kept(visit, known, str), *_lines(visit)]))


def _kept(visit: Visit, known: list[Any], key: Any) -> list[Any]:
    if visit.text("ergaenzen"):
        return known
    ticked = set(visit.texts("behalten"))
    return [one for one in known if key(one) in ticked]


def _lines(visit: Visit) -> list[str]:
    typed = [" ".join(line.split()) for line in "\n".join(visit.texts("neu")).splitlines()]
    lines = list(dict.fromkeys(line.replace("\0", "")[:200] for line in typed if line))
    if len(lines) > MOST_WORDS:
        raise FactError(f"Bitte höchstens {MOST_WORDS} Werte")
    return lines
