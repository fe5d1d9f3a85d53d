"""The settings in force, for the operator's eyes: secrets masked, origins told."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr

from archive.settings import FILE_NAME, Settings


@dataclass(frozen=True, slots=True)
class Option:
    """One option: `origin` is "default", "environment", "newsarchive.toml" or "argument"."""

    name: str
    value: Any
    origin: str
    description: str


def effective(settings: Settings, environment: Mapping[str, str] = os.environ) -> list[Option]:
    """Return all options as they are in force."""
    stored = _stored(settings)
    return [
        Option(
            name,
            _shown(getattr(settings, name)),
            _origin(name, getattr(settings, name), field.default, stored, environment),
            field.description or "",
        )
        for name, field in type(settings).model_fields.items()
    ]


def _origin(
    name: str, value: Any, default: Any, stored: Mapping[str, Any], environment: Mapping[str, str]
) -> str:
    if f"NEWSARCHIVE_{name.upper()}" in environment:
        return "environment"
    if name in stored:
        return FILE_NAME
    return "default" if value == default else "argument"


def _stored(settings: Settings) -> Mapping[str, Any]:
    path = settings.data / FILE_NAME
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def _shown(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return "********" if value.get_secret_value() else ""
    if isinstance(value, str) and "://" in value:
        try:
            return sa.make_url(value).render_as_string(hide_password=True)
        except sa.exc.ArgumentError:
            return value
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
