"""Words one after the other, and words that begin alike, beside counting by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.whoosh_engine import beginnings
from index.whoosh_engine.beginnings import stretches
from index.whoosh_engine.phrases import in_order
from tests.indexed import article, service_over

LETTERS = "abc"


class Words:
    """As much of a field as phrases ask for: *texts* are lists of letters."""

    has_positions = True

    def __init__(self, texts, counted):
        places = {
            letter: [
                (n, at)
                for n, text in enumerate(texts)
                for at, found in enumerate(text)
                if found == letter
            ]
            for letter in LETTERS
        }
        ids = {letter: sorted({n for n, _ in found}) for letter, found in places.items()}
        self.ids = np.array([n for letter in LETTERS for n in ids[letter]], np.int32)
        self.start = np.cumsum([0, *(len(ids[letter]) for letter in LETTERS)])
        tf = [sum(n == m for m, _ in places[letter]) for letter in LETTERS for n in ids[letter]]
        self.tf = np.array(tf, np.uint8) if counted else None
        self.positions = np.array([at for letter in LETTERS for _, at in places[letter]], np.uint16)
        self.position_start = np.cumsum([0, *(len(places[letter]) for letter in LETTERS)])

    def find(self, word):
        number = LETTERS.find(word.decode())
        return number if number >= 0 and self.frequency(number) else -1

    def frequency(self, number):
        return int(self.start[number + 1] - self.start[number])

    def postings(self, number):
        return type("Postings", (), {"ids": self.ids[self.start[number] : self.start[number + 1]]})


def stands(text, words, slop):
    """Tell whether *words* stand in order, each at most *slop* words after the one before."""
    reached = [at for at, word in enumerate(text) if word == words[0]]
    for wanted in words[1:]:
        nexts = [text.index(wanted, at + 1) for at in reached if wanted in text[at + 1 :]]
        befores = [at for at in reached if wanted in text[at + 1 :]]
        reached = [
            there for at, there in zip(befores, nexts, strict=True) if there - at <= slop + 1
        ]
    return bool(reached)


texts = st.lists(st.text(LETTERS, max_size=12).map(list), min_size=1, max_size=12)


@pytest.mark.parametrize("count", [12, 2**31], ids=["32 bits", "64 bits"])
@settings(max_examples=150, deadline=None)
@given(texts, st.text(LETTERS, min_size=2, max_size=4), st.sampled_from([0, 0, 2]))
def test_words_stand_in_order_where_reading_finds_them(count, texts, words, slop):
    found = in_order(Words(texts, counted=True), [w.encode() for w in words], slop, count)

    assert found.tolist() == [n for n, text in enumerate(texts) if stands(text, list(words), slop)]


@given(st.lists(st.permutations(LETTERS), min_size=1, max_size=9), st.permutations(LETTERS))
def test_words_that_stand_once_each_need_no_counts(texts, words):
    found = in_order(Words(texts, counted=False), [w.encode() for w in words[:2]], 0, 9)

    assert found.tolist() == [n for n, text in enumerate(texts) if stands(text, words[:2], 0)]


@pytest.mark.parametrize("few", [0, 8, 1000], ids=["all listed", "as it is", "one by one"])
def test_how_common_a_beginning_is_counts_all_segments(tmp_path, monkeypatch, few):
    monkeypatch.setattr(beginnings, "FEW", few)
    service = service_over(
        [article(f"Titel {n}", f"Radweg Rad{n % 9} Radtour{n}") for n in range(40)], tmp_path
    )
    service.write([article("Neu", "Radweg Rad3 Radler")], sequence=2)
    service.write([article("Neuer", "Rad3 Rad3 Radler Weg")], sequence=3)
    snapshot = service._engine.reader().snapshot

    found = stretches(snapshot, "wort", "=rad")

    assert len(found) == 3
    for each in found:
        for name, overall in zip(
            each.terms.names(each.first, each.last), each.overall, strict=True
        ):
            assert overall == snapshot.postings("wort", name.decode())[2], name
    assert stretches(snapshot, "wort", "=zzz") == []
