"""Make index/data/verbs.txt: German verbs, found by their own forms in a list of words.

    python -m benchmarks.verb_table

A word in -en is a verb when its past and a participle stand in the list too: spielen, spielte,
gespielt. Verbs of index/data/strong_verbs.txt count with every prefix they stand there with. The
list is pyspellchecker's (MIT licence).
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from textwrap import wrap

from index.folding import folded
from index.verbs import INSEPARABLE, SEPARABLE, stem_of

TARGET = Path(__file__).parent.parent / "index" / "data" / "verbs.txt"
PREFIXES = (*INSEPARABLE, *SEPARABLE)
HEAD = """# Verbs whose forms are brought to the infinitive; made by benchmarks/verb_table.py
# with the German word list of pyspellchecker (MIT licence), folded.
"""


def main() -> None:
    """Write the table."""
    known = word_counts()
    strong = [
        line.split()[0]
        for line in TARGET.with_name("strong_verbs.txt").read_text("utf-8").splitlines()
        if line[0] != "#"
    ]
    prefixed = {prefix + verb for verb in strong for prefix in PREFIXES} & known.keys()
    verbs = sorted({*regular(known), *prefixed})
    TARGET.write_text(HEAD + "\n".join(wrap(" ".join(verbs), 100)) + "\n", "utf-8")
    print(f"{len(verbs)} verbs")


def word_counts() -> Counter[str]:
    """Return folded words and how often they stand in running text."""
    packed = resources.files("spellchecker").joinpath("resources", "de.json.gz").read_bytes()
    found: Counter[str] = Counter()
    for word, count in json.loads(gzip.decompress(packed)).items():
        found[folded(word)] += count
    return found


def regular(known: Counter[str]) -> Iterator[str]:
    """Yield the regular verbs among *known* words."""
    best: dict[str, str] = {}
    for word in known:
        if not word.isalpha() or not word.endswith(("en", "eln", "ern")):
            continue
        stem = stem_of(word)
        link = "e" if stem + "ete" in known else ""
        now, past = stem + link + "t", stem + link + "te"
        prefixed = stem.startswith(PREFIXES) or stem.endswith("ier")
        if len(stem) >= 3 and past in known and now in known and (prefixed or "ge" + now in known):
            other = best.get(stem)
            if other is None or known[word] > known[other]:
                best[stem] = word
    yield from best.values()


if __name__ == "__main__":
    main()
