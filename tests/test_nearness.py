"""The reward for nearness is the textbook's, reckoned word by word."""

import tempfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.whoosh_engine.marks import Marker
from index.whoosh_engine.names import STEMS
from index.whoosh_engine.nearness import FAR, WEIGHT, nearness
from index.whoosh_engine.nodes import Leaf
from index.whoosh_engine.snapshot import K1
from tests.indexed import article
from tests.test_oracle import Both

FORMS = ("radweg", "kita", "müll", "die", "und")
STEMMED = ("radweg", "kita", "mull")
texts = st.lists(st.sampled_from(FORMS), min_size=1, max_size=25)


def by_hand(words, idf):
    """Büttcher, Clarke, Lushman 2006, formula 4, for one text."""
    stems = [{"müll": "mull"}.get(word, word) for word in words]
    hits = [(place, stem) for place, stem in enumerate(stems) if stem in idf]
    gathered = defaultdict(float)
    for (here, one), (there, other) in pairwise(hits):
        if one != other and there - here <= FAR:
            gathered[one] += idf[other] / (there - here) ** 2
            gathered[other] += idf[one] / (there - here) ** 2
    return WEIGHT * sum(
        min(1.0, idf[stem]) * value * (K1 + 1) / (value + K1) for stem, value in gathered.items()
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=3))
def test_nearness_is_reckoned_as_in_the_textbook(batches):
    articles = [[article("", " ".join(words)) for words in batch] for batch in batches]
    nodes = [Leaf(STEMS, stem) for stem in STEMMED]
    with tempfile.TemporaryDirectory() as folder:
        snapshot = Both(articles, [], Path(folder), merged=False).snapshot
        ids = np.arange(snapshot.count)
        found = nearness(snapshot, Marker(snapshot, nodes), nodes, ids)
        idf = {stem: snapshot.idf(snapshot.postings(STEMS, stem)[2]) for stem in STEMMED}
        for number in ids.tolist():
            segment, document = snapshot.place(number)
            words = segment.text(document).split()
            assert abs(found[number] - by_hand(words, idf)) < 1e-9
