"""What becomes of an article when its page answers otherwise than before; pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.article import Article

MISSES = 3  # so many times a page must be missing …
MISSED_FOR = timedelta(days=2)  # … the first and the last so far apart: on three days
LOOK_AGAIN = timedelta(days=1)
SHRUNK_TO = 0.3  # a text that keeps less than this is put in quarantine
SHORT = 400  # letters below which a text may shrink as it likes
MOST_ABSENT = 0.3  # more than this share gone at once is an accident of the listing
FEW = 10
FIRST_LOOK = timedelta(hours=6)  # what is new or was just edited
LAST_LOOK = timedelta(days=30)  # what has long stayed as it is, and nobody lists its changes
LAST_RECHECK = timedelta(days=90)  # a safeguard where others tell
SHARE_OF_AGE = 0.1
SPREAD = 0.1
UNDATED_AGE = timedelta(days=100)  # taken for the age of undated articles of a first crawl


@dataclass(frozen=True, slots=True)
class Fate:
    """What was decided: `gone` or wait; `misses` are the times so far, `due` the next look."""

    gone: bool
    misses: tuple[str, ...]
    due: datetime
    reason: str


def missing(
    status: int, misses: Sequence[str], *, now: datetime, delisted: bool, reason: str = ""
) -> Fate:
    """Return what a page that is not there means for its article.

    410 means gone at once. 404 does when the publisher's complete listing has dropped the
    article too (*delisted*); else only when it was missing three times over three days: servers
    have bad hours.
    """
    times = (*misses, now.isoformat())
    why = reason or f"answer {status}"
    if status == 410:
        return Fate(True, times, now + LAST_RECHECK, why)
    if delisted:
        return Fate(True, times, now + LAST_RECHECK, f"{why}, and no list shows it any more")
    lasted = now - datetime.fromisoformat(times[0])
    if len(times) >= MISSES and lasted >= MISSED_FOR:
        return Fate(
            True, times, now + LAST_RECHECK, f"{why}, {len(times)} times since {times[0][:10]}"
        )
    return Fate(False, times, now + LOOK_AGAIN, f"{why}, seen {len(times)} times")


def has_shrunk(before: Article, after: Article) -> bool:
    """Tell whether a text lost so much that something is wrong with its page.

    Rolling notices are rewritten by nature, short ones vary.
    """
    if before.rolling or after.rolling or len(before.text) < SHORT:
        return False
    return len(after.text) < SHRUNK_TO * len(before.text)


def stays_shrunk(sightings: Sequence[str], *, now: datetime) -> bool:
    """Tell whether a shrunken text was seen often enough to be what the publisher wants."""
    times = (*sightings, now.isoformat())
    lasted = now - datetime.fromisoformat(times[0])
    return len(times) >= MISSES and lasted >= MISSED_FOR


def is_accident(absent: int, known: int) -> bool:
    """Tell whether so many articles missing from a listing speak against the listing."""
    return absent > FEW and absent > MOST_ABSENT * known


def next_look(
    *, now: datetime, changed: datetime | None, signalled: bool, chance: float
) -> datetime:
    """Return when an unchanged article is to be looked at again.

    Where the publisher lists times of change (*signalled*) they tell us, and the look is only a
    safeguard, every ninety days. Else the pause grows with the time since the last change: a
    tenth of it, six hours at least, thirty days at most. *chance* (0 to 1) spreads the looks by
    ± 10 %.
    """
    spread = 1 - SPREAD + 2 * SPREAD * chance
    if signalled:
        return now + LAST_RECHECK * spread
    age = max(timedelta(0), now - (changed or now))
    return now + min(LAST_LOOK, max(FIRST_LOOK, age * SHARE_OF_AGE)) * spread


def last_change(*known: datetime | None, now: datetime, first_round: bool) -> datetime:
    """Return when an article met for the first time was last changed, by the dates it bears.

    Without any, what a first crawl finds is an archive of old ones, what a later one finds is new.
    """
    past = [moment for moment in known if moment is not None and moment <= now]
    if past:
        return max(past)
    return now - UNDATED_AGE if first_round else now
