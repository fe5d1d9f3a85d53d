"""Why a fact is what it is: every candidate, its score, and why it won or lost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that could have become the `subject` (title, body, published, modified, profile)."""

    subject: str
    value: str
    source: str
    score: float
    verdict: str  # "won", or why not

    @property
    def won(self) -> bool:
        """Whether this one was taken."""
        return self.verdict.startswith("won")


def told(candidates: tuple[Candidate, ...]) -> str:
    """Return the candidates as a table for a person, the best of each subject first."""
    lines = []
    for subject in dict.fromkeys(candidate.subject for candidate in candidates):
        lines.append(f"{subject}:")
        same = [candidate for candidate in candidates if candidate.subject == subject]
        for candidate in sorted(same, key=lambda one: (not one.won, -one.score)):
            mark = "*" if candidate.won else " "
            value = candidate.value if len(candidate.value) <= 90 else candidate.value[:87] + "…"
            lines.append(f"  {mark} {candidate.score:6.2f}  {value!r}")
            lines.append(f"            from {candidate.source}: {candidate.verdict}")
    return "\n".join(lines) + "\n"
