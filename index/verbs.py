"""Forms of verbs brought to the infinitive: "ging" is gehen, "gespielt" and "spielte" are spielen.

The stemmer takes "spielen" and "spielt" for two words and knows no "ging". Words are folded. What
may as well be a noun ("Fahrt", "Macht") is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from index.compounds import own_table


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


INSEPARABLE = _set("be emp ent er ge miss ver zer ueber unter um durch wider hinter wieder voll")
SEPARABLE = _set(
    "ab an auf aus bei dar durch ein empor entgegen fern fest fort frei gegenueber her heran heraus"
    " herbei herein herum herunter hervor hin hinaus hinein hinzu hoch los mit nach nieder statt"
    " teil ueber um unter voran voraus vorbei vor weg weiter wieder zu zurecht zurueck zusammen"
)
_ADJECTIVES = ("", "e", "er", "es", "em", "en")  # a participle ends as adjectives do
_WEAK = [
    link + end
    for end in ("test", "tet", "ten", "tem", "ter", "tes", "te", "t")
    for link in ("e", "")
]
_PARTICIPLE = [f"{link}t{end}" for end in reversed(_ADJECTIVES) for link in ("e", "")]
_LEAST = 3  # letters of a verb's stem
# Words that only look like a form of that verb.
_OTHERS = frozenset(
    form + end
    for form in ("bekannt", "verwandt", "gewandt", "gerecht", "weiss", "verschieden", "gesamt")
    for end in _ADJECTIVES
)


@dataclass(frozen=True, slots=True)
class Verbs:
    """Folded verbs: `stems` of the regular ones with their infinitive, `forms` of the others."""

    stems: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)

    def infinitive(self, word: str) -> str:
        """Return the infinitive of the folded *word*, or *word* where it is no verb's form."""
        if (irregular := self.forms.get(word)) is not None:
            return irregular
        if word in own_table().heads or word in _OTHERS:
            return word
        return self._participle(word) or self._weak(word) or _without_zu(word, self) or word

    def _participle(self, word: str) -> str | None:
        """Return "aufbauen" for "aufgebaut"."""
        at = word.find("ge")
        while at >= 0:
            prefix = word[:at]
            if not prefix or prefix in SEPARABLE:
                for stem in _without(word[at + 2 :], _PARTICIPLE):
                    if stem in self.stems:
                        return prefix + self.stems[stem]
            at = word.find("ge", at + 1)
        return None

    def _weak(self, word: str) -> str | None:
        if self.stems.get(stem_of(word)) == word:
            return word
        return next((self.stems[s] for s in _without(word, _WEAK) if s in self.stems), None)


def _without(word: str, endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            yield word[: -len(ending)]


def _without_zu(word: str, verbs: Verbs) -> str | None:
    """Return "einkaufen" for "einzukaufen"."""
    prefix, zu, rest = word.partition("zu")
    whole = prefix + rest
    known = zu and prefix in SEPARABLE and verbs.stems.get(stem_of(whole)) == whole
    return whole if known else None


def stem_of(infinitive: str) -> str:
    """Return "sammel" for "sammeln", "spiel" for "spielen"."""
    return infinitive.removesuffix("en") if infinitive.endswith("en") else infinitive[:-1]


def irregular_forms(strong: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return form → infinitive of the verbs told in *strong*, a line each: infinitive, present,
    past, participle; and of all *known* verbs that are one of them with a prefix."""
    wanted, nouns = frozenset(known), own_table().heads
    found: dict[str, str] = {}
    for line in strong:
        infinitive, *_ = line.split()
        for prefix in ("", *sorted(INSEPARABLE | SEPARABLE)):
            whole = prefix + infinitive
            if prefix and whole not in wanted:
                continue
            for form in _forms(prefix, *line.split()):
                if form != whole and form not in nouns and form not in _OTHERS:
                    found.setdefault(form, whole)
    return found


def _forms(prefix: str, infinitive: str, now: str, past: str, participle: str) -> Iterator[str]:
    yield prefix + now
    yield from (
        prefix + past + end for end in (("", "n") if past.endswith("te") else ("", "e", "en"))
    )
    done = [participle]
    if prefix in INSEPARABLE and not infinitive.startswith(participle[:3]):
        done.append(participle.removeprefix("ge"))
    if prefix in SEPARABLE:
        yield f"{prefix}zu{infinitive}"
    for one in done if prefix in SEPARABLE or not prefix else done[-1:]:
        yield from (prefix + one + end for end in _ADJECTIVES)


@cache
def own_verbs() -> Verbs:
    """Return the verbs that come with the package."""
    known = _words("verbs.txt")
    strong = _lines("strong_verbs.txt")
    irregular = {line.split()[0] for line in strong}
    stems = {stem_of(verb): verb for verb in known if verb not in irregular}
    return Verbs(stems, irregular_forms(strong, known))


def _words(name: str) -> list[str]:
    return [word for line in _lines(name) for word in line.split()]


def _lines(name: str) -> list[str]:
    text = resources.files("index").joinpath("data", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and line[0] != "#"]
