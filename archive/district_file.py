"""The form of a district's file: every field's type, so that a slip is refused by its name.

Plain data in, plain data out; `archive.district` makes places of it. docs/add-a-district.md is
the form in words.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Place(_Form):
    name: Name
    aliases: list[Name] = []
    lat: Latitude | None = None
    lon: Longitude | None = None
    population: int = Field(0, ge=0)
    kind: Literal["hamlet"] | None = None
    own_municipality_until: int | None = None


class _Municipality(_Form):
    name: Name
    aliases: list[Name] = []
    former: list[Name] = []
    town: bool = False
    lat: Latitude | None = None
    lon: Longitude | None = None
    population: int = Field(0, ge=0)
    places: list[_Place] = []
    sources: list[str] = []


class _District(_Form):
    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: Name
    aliases: list[Name] = []
    country: Name | None = None
    state: str = ""
    seat: str = ""
    neighbours: list[Name] = []
    words: list[Name] = []
    waters: list[Name] = []
    surnames: list[Name] = []
    municipalities: list[_Municipality]
    sources: list[str] = []
    licence: str = ""
    as_of: str = ""


def checked(data: Any) -> dict[str, Any]:
    """Return *data* as it is, once it has the form.

    Raises ValueError that names up to five fields that are wrong, with what stands there.
    """
    try:
        _District.model_validate(data)
    except ValidationError as error:
        raise ValueError(_told(error)) from error
    return dict(data)


def _told(error: ValidationError) -> str:
    lines = []
    for slip in error.errors(include_url=False)[:5]:
        field = ".".join(str(part) for part in slip["loc"]) or "the file"
        what = "no such field" if slip["type"] == "extra_forbidden" else slip["msg"]
        value = "" if slip["type"] == "missing" else f", not {slip['input']!r:.60}"
        lines.append(f"{field}: {what}{'' if slip['type'] == 'extra_forbidden' else value}")
    more = error.error_count() - len(lines)
    return "; ".join(lines) + (f"; and {more} more" if more > 0 else "")
