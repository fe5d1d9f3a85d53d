"""What a worker can do with a due run: each task is one function, the same for clock and button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from archive.schedules import DueRun


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: `state` is done or failed; `given_back` lets another worker go on."""

    good: bool
    reason: str = ""
    given_back: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """What a job may ask and tell while it is at work."""

    stopping: Callable[[], bool]  # the worker wants to end: come to a clean stop soon
    note_crawl: Callable[[int], Awaitable[None]]  # tell the crawl's number in the log of runs


Job = Callable[[DueRun, Control], Awaitable[Outcome]]
