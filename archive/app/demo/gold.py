"""What a perfect archive would know of each demo article."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from archive.app.demo.posts import Post, Spot
from archive.app.demo.site import Site, generation, path_of

DISTRICT_FILE = Path(__file__).parents[2] / "data" / "districts" / "falmtal.json"


def gold(site: Site, base: str = "") -> Iterator[dict[str, Any]]:
    """Yield the true record of every listed article, newest first."""
    for post in site.listed:
        yield gold_record(site, post, base)


def gold_record(site: Site, post: Post, base: str = "") -> dict[str, Any]:
    """Return the true record of *post*, in the fields of an export."""
    uploads = site.uploads(post)
    return {
        "cms_id": str(post.id),
        "url": base + path_of(post),
        "generation": generation(post),
        "title": post.title,
        "text": post.text,
        "published": _utc(post.published),
        "modified": _utc(post.modified),
        "places": [_place(spot) for spot in post.places],
        "projects": [{"name": name, "role": role} for name, role in post.projects],
        "topics": list(post.topics),
        "captions": [upload.caption for upload in post.pictures if upload.caption],
        "contact": "\n".join(post.contact),
        "rolling": post.rolling,
        "attachments": [
            {
                "url": base + item.path,
                "title": item.upload.title,
                "media_type": mimetypes.guess_type(item.upload.file)[0] or "",
            }
            for item in uploads
        ],
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _place(spot: Spot) -> dict[str, Any]:
    path = _paths().get(spot.name) or (
        [spot.country] if spot.country == spot.name else [spot.country, spot.name]
    )
    return {"name": spot.name, "role": spot.role, "path": path if path[0] else [spot.name]}


@lru_cache(maxsize=1)
def _paths() -> Mapping[str, list[str]]:
    """Return the path of every place of the district, read from its gazetteer."""
    district = json.loads(DISTRICT_FILE.read_text("utf-8"))
    top = [district["country"], district["name"]]
    paths = {district["name"]: top}
    for town in district["municipalities"]:
        paths[town["name"]] = [*top, town["name"]]
        for part in town["places"]:
            paths[part["name"]] = [*top, town["name"], part["name"]]
    return paths
