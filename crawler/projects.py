"""The projects and programmes an article speaks of: by the register, and by how it names them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from archive.article import Project
from archive.register import Entry, ProjectRegister, Proof, squash
from crawler.contact_lines import without_contact
from crawler.place_rules import FIRST_NAMES
from crawler.project_patterns import CLOSE, OPEN, Candidate, find_candidates, kind_of
from crawler.project_rules import ROLE_WORDS
from crawler.tokens import MOST

if TYPE_CHECKING:
    from crawler.knowledge import Knowledge

ENOUGH: Final = 0.5
MOST_KNOWN: Final = 40_000  # words whose answer is kept
MOST_FINDS: Final = 500  # no article names so many; what lies beyond is noise
WORD: Final = re.compile(r"[^\W_]+[+!]?")
GAP: Final = re.compile(rf"[\s{OPEN}{CLOSE}'’‘().,&/–+!-]*")
BRACKET: Final = re.compile(r"\(([^()\n]{3,200})\)")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A project seen in the text, by the register or by a pattern, and whether it counts."""

    name: str
    kind: str
    quote: str
    start: int
    confidence: float
    source: str  # "register" or the pattern's name
    verdict: str = ""  # why it does not count; "" where it does


def find_projects(title: str, text: str, knowledge: Knowledge) -> tuple[Project, ...]:
    """Return the projects of an article in the order of their first mention."""
    best: dict[str, Sighting] = {}
    for seen in consider_projects(title, text, knowledge):
        key = squash(seen.name)
        if not seen.verdict and (key not in best or seen.confidence > best[key].confidence):
            best[key] = seen
    for key, seen in list(best.items()):
        # "Wettbewerb Hohe Geba" beside the project's full name says the same again.
        if seen.source == "noun and name" and any(key in other and key != other for other in best):
            del best[key]
    return tuple(
        Project(seen.name, seen.kind, seen.quote, seen.confidence)
        for seen in sorted(best.values(), key=lambda seen: seen.start)
    )


def propose_projects(title: str, text: str, article: str, knowledge: Knowledge) -> list[Entry]:
    """Return what the patterns found that the register does not know, as proposals."""
    return [
        Entry(
            seen.name, seen.kind, state="proposed",
            proofs=(Proof(article, seen.quote, seen.source),),
        )
        for seen in consider_projects(title, text, knowledge)
        if seen.source != "register" and knowledge.register.get(seen.name) is None
        and seen.verdict in ("", "only a proposal")
    ]  # fmt: skip


def consider_projects(title: str, text: str, knowledge: Knowledge) -> list[Sighting]:
    """Return everything that might be a project, with the reason where it does not count."""
    body = without_contact(text[:MOST])
    whole = f"{title}\n\n{body}"
    register = knowledge.register
    candidates = find_candidates(title, whole)
    asides = _asides(whole)
    seen = list(_known(whole, register, asides))
    seen += [_judged(candidate, whole, register, asides) for candidate in candidates]
    return _told_apart(seen[:MOST_FINDS])


# -- by the register -------------------------------------------------------------------------


class Matcher:
    """Finds the register's names in text, whatever gaps and hyphens they are written with."""

    def __init__(self, register: ProjectRegister) -> None:
        self.names: dict[str, tuple[Entry, str]] = {}
        for entry in register.approved():
            for name in (*entry.names, *entry.spellings):
                for form in (_soft(name), squash(name)):
                    self.names.setdefault(form, (entry, name))
        self._known: dict[str, bool] = {}
        self.starts = {key[:length] for key in self.names for length in range(1, len(key) + 1)}

    def find(self, text: str) -> Iterator[tuple[Entry, str, int, int]]:
        """Yield (entry, its name, start, end) of every name in *text*, longest first."""
        known = self._known.get
        likely = [
            at for at, word in enumerate(WORD.findall(text))
            if known(word, True) and self._begins(word)
        ]  # fmt: skip
        words = list(WORD.finditer(text)) if likely else []
        behind = 0
        for index in likely:
            found = self._at(text, words, index) if index >= behind else None
            if found is not None:
                entry, name, last = found
                yield entry, name, words[index].start(), words[last].end()
                behind = last + 1

    def _begins(self, word: str) -> bool:
        """Tell whether any name begins with *word*: nearly none does, and texts repeat words."""
        begins = self._known.get(word)
        if begins is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            begins = _squash(word) in self.starts or _soft_word(word) in self.starts
            self._known[word] = begins
        return begins

    def _at(
        self, text: str, words: list[re.Match[str]], index: int
    ) -> tuple[Entry, str, int] | None:
        best = None
        word = words[index].group()
        for fold_word in (_squash, _soft_word):
            key = fold_word(word)
            at = index
            while key in self.starts:
                hit = self.names.get(key)
                longer = best is None or at > best[2]
                if hit is not None and longer and _written_so(hit, words[index : at + 1]):
                    best = (*hit, at)
                at += 1
                if at == len(words) or not GAP.fullmatch(
                    text, words[at - 1].end(), words[at].start()
                ):
                    break
                key += fold_word(words[at].group())
        return best


_matchers: WeakKeyDictionary[ProjectRegister, Matcher] = WeakKeyDictionary()


def _known(
    whole: str, register: ProjectRegister, asides: list[tuple[int, int]]
) -> Iterator[Sighting]:
    matcher = _matchers.get(register)
    if matcher is None:
        matcher = _matchers[register] = Matcher(register)
    for entry, _, start, end in matcher.find(whole):
        verdict = ""
        if any(first <= start < last for first, last in asides):
            verdict = "only a person's office"
        elif entry.name.endswith("!") and _may_be_words(whole, start, end):
            verdict = "may be a sentence: neither its sign nor quotation marks"
        yield Sighting(entry.name, entry.kind, whole[start:end], start, 0.95, "register", verdict)


def _may_be_words(whole: str, start: int, end: int) -> bool:
    """Say whether "Demokratie leben" may be the words alone: "Demokratie leben heißt streiten"."""
    before = whole[max(0, start - 40) : start].split()
    named = bool(before) and kind_of(before[-1]) is not None
    quoted = whole[max(0, start - 1) : start] in set(OPEN) or whole[end : end + 1] in set(CLOSE)
    signed = "!" in whole[end - 1 : end + 1]
    goes_on = whole[end : end + 2].strip()[:1].islower()
    return goes_on and not (named or quoted or signed)


def _written_so(hit: tuple[Entry, str], words: list[re.Match[str]]) -> bool:
    """Say whether capitals are as they must be: "LEADER" is a programme, "leader" is not."""
    entry, name = hit
    written = "".join(word.group() for word in words)
    if entry.spellings and squash(name) in {squash(spelling) for spelling in entry.spellings}:
        return written in entry.spellings
    if len(squash(name)) <= 6 and " " not in name:
        bare = "".join(match.group() for match in WORD.finditer(name))
        return written.rstrip("!+s") == bare.rstrip("!+")
    first = name.lstrip("„“\"'")[:1]
    return written[0].isupper() == first.isupper() or written[0].isupper()


def _soft(name: str) -> str:
    return "".join(_soft_word(match.group()) for match in WORD.finditer(name))


_squash = lru_cache(maxsize=40_000)(squash)


@lru_cache(maxsize=40_000)
def _soft_word(word: str) -> str:
    """Return a word without its ending: "Lokalen" and "Lokale" are one name."""
    low = squash(word)
    if len(low) > 5:
        for ending in ("en", "em", "er", "es", "e", "s", "n"):
            if low.endswith(ending):
                return low.removesuffix(ending)
    return low


# -- by patterns -----------------------------------------------------------------------------


def _judged(
    candidate: Candidate, whole: str, register: ProjectRegister, asides: list[tuple[int, int]]
) -> Sighting:
    known = register.get(candidate.name)
    verdict = _verdict(candidate, known)
    if any(first <= candidate.start < last for first, last in asides):
        verdict = verdict or "only a person's office"
    return Sighting(
        name=known.name if known and known.state == "approved" else candidate.name,
        kind=known.kind if known and known.state == "approved" else candidate.kind,
        quote=whole[candidate.start : candidate.end],
        start=candidate.start,
        confidence=0.95 if known and known.state == "approved" else candidate.confidence,
        source=candidate.pattern,
        verdict=verdict,
    )


def _verdict(candidate: Candidate, known: Entry | None) -> str:
    if known is not None and known.state == "rejected":
        return "rejected by an editor"
    words = candidate.name.split()
    if not words or not any(letter.isalpha() for letter in candidate.name):
        return "no name"
    if words[0].lower() in FIRST_NAMES and len(words) == 2 and "quotation" not in candidate.pattern:
        return "a person"
    if known is not None and known.state == "approved":
        return ""
    return "" if candidate.confidence >= ENOUGH else "only a proposal"


def _asides(whole: str) -> list[tuple[int, int]]:
    """Return the brackets that only tell a person's office: "Anna Muster (Leiterin des …)"."""
    found = []
    for match in BRACKET.finditer(whole):
        before = re.findall(r"[\w'-]+", whole[max(0, match.start() - 50) : match.start()])[-2:]
        first = re.findall(r"[\w-]+", match[1].lower())[:3]
        person = len(before) == 2 and before[0].lower().split("-")[0] in FIRST_NAMES
        if person or any(word.rstrip("-") in ROLE_WORDS for word in first):
            found.append((match.start(), match.end()))
    return found


def _told_apart(seen: list[Sighting]) -> list[Sighting]:
    """Let of several finds in the same words that name the same only the surest and longest count.

    "LEADER-Projekt „Dorfladen“" names two: the programme and its project.
    """
    kept: list[Sighting] = []
    taken: list[tuple[int, int, set[str]]] = []
    ranked = sorted(seen, key=lambda one: (bool(one.verdict), -one.confidence, -len(one.quote)))
    for one in ranked:
        end, keys = one.start + len(one.quote), _keys(one)
        if not one.verdict:
            if any(
                first < end and one.start < last and _alike(keys, others)
                for first, last, others in taken
            ):
                one = replace(one, verdict="the same words already name a project")
            else:
                taken.append((one.start, end, keys))
        kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _keys(one: Sighting) -> set[str]:
    """Return the names a find stands for: its own, and for the register's also as written."""
    return {squash(one.name), squash(one.quote)} if one.source == "register" else {squash(one.name)}


def _alike(keys: set[str], others: set[str]) -> bool:
    return any(key in other or other in key for key in keys for other in others)
