"""Page links: first, last and the neighbours of the page shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paging:
    """Links of a paged list; an entry of `links` is (number, address), the current page has no
    address, a gap no number."""

    current: int
    last: int
    previous: str | None
    next: str | None
    links: tuple[tuple[int | None, str | None], ...]


def paging(current: int, last: int, address: Callable[[int], str]) -> Paging:
    """Return the links of page *current* of *last*; *address* gives a page's address."""
    near = {1, last, *range(current - 1, current + 2)}
    numbers = sorted(number for number in near if 1 <= number <= last)
    links: list[tuple[int | None, str | None]] = []
    before = 0
    for number in numbers:
        if number == before + 2:
            links.append((before + 1, address(before + 1)))
        elif number > before + 2:
            links.append((None, None))
        links.append((number, None if number == current else address(number)))
        before = number
    return Paging(
        current,
        last,
        address(current - 1) if current > 1 else None,
        address(current + 1) if current < last else None,
        tuple(links),
    )
