"""Why two articles are alike, in a reader's words."""

from __future__ import annotations

from collections.abc import Sequence


def likeness(projects: Sequence[str], places: Sequence[str], words: Sequence[str]) -> str:
    """Return the reason: the same project before the same place before shared words."""
    if projects:
        return f"gleiches Projekt: {projects[0]}"
    if places and words:
        return f"gleicher Ort: {places[0].rpartition('/')[2]} · {words[0]}"
    if places:
        return f"gleicher Ort: {places[0].rpartition('/')[2]}"
    if words:
        return "gleiches Thema: " + ", ".join(words[:3])
    return "ähnlicher Text"
