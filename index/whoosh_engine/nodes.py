"""What a query means in terms of postings: frozen, comparable, ready to run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """Documents with *term* in *field*, scored by BM25 times *weight*."""

    field: str
    term: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Near:
    """Documents with the terms one after the other, at most *slop* words between."""

    field: str
    terms: tuple[str, ...]
    slop: int = 0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Begins:
    """Documents with any term that begins like this, each scored as itself."""

    field: str
    prefix: str


@dataclass(frozen=True, slots=True)
class All:
    """Documents that all parts find; scores add up."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Documents that at least *least* parts find; scores add up."""

    parts: tuple[Node, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Without:
    """Documents that the part does not find, unscored."""

    part: Node


@dataclass(frozen=True, slots=True)
class OneOf:
    """Documents with one of these values of a facet, unscored."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Documents published from *since* to before *until* (seconds since 1970), unscored."""

    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Every:
    """All documents, unscored."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


Node = Leaf | Near | Begins | All | Any | Without | OneOf | Between | Every | Nothing
