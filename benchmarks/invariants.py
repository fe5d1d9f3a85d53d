"""Rules of the ranking that hold for every article of an archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from archive.article import Article, Evidence
from benchmarks.relevance import as_typed_without_umlauts, paragraph, ranking, searching
from index.results import Search
from index.search import SearchService
from index.words import words


def invariants(articles: list[Article], service: SearchService) -> dict[str, float]:
    """Return the share of articles (or places) for which each rule of the ranking holds."""
    titles = [each.title for each in articles]
    unique = [each for each in articles if titles.count(each.title) == 1]
    pairs = [(each, two) for each in articles if (two := _two_words(each.title))]
    return {
        "an exact title is first": _share(
            ranking(service, each.title)[:1] == [each.id] for each in unique
        ),
        "a title typed without umlauts is first": _share(
            ranking(service, as_typed_without_umlauts(each.title))[:1] == [each.id]
            for each in unique
        ),
        "a quoted title finds its article": _share(
            each.id in ranking(service, '"' + re.sub('["„“”«»]', " ", each.title) + '"')
            for each in unique
        ),
        "a town's name finds the articles of its villages": _share(
            any(each.id == found.id for found in service.search(Search(town, page_size=100)).hits)
            for town, each in _villages(articles)
        ),
        "of equal articles the newest is first": float(_newest_first()),
        "two words of a title: every hit has both": _share(
            set(ranking(service, two)) <= set(ranking(service, two, "all")) for _, two in pairs
        ),
    }


def _villages(articles: list[Article]) -> Iterator[tuple[str, Article]]:
    for each in articles:
        for place in each.places:
            if len(place.path) > 3:
                yield place.path[2], each


def _newest_first() -> bool:
    same = [
        replace(
            paragraph(f"a{year}", "Die Musikschule lädt zum Konzert ein."),
            title="Konzert der Musikschule",
            published=Evidence(datetime(year, 5, 1, tzinfo=UTC), "test"),
        )
        for year in (2019, 2023, 2021)
    ]
    with searching(same) as service:
        return ranking(service, "Konzert Musikschule") == ["a2023", "a2021", "a2019"]


def _two_words(title: str) -> str:
    found = [word for word in words(title) if len(word) > 3 and word.isalpha()]
    return " ".join(found[:2]) if len(found) > 1 else ""


def _share(outcomes: Iterable[bool]) -> float:
    results = list(outcomes)
    return round(sum(results) / len(results), 4)
