"""Search: text, filters, sort and page in, Results out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from archive.article import PUBLIC, Article
from archive.errors import SearchIndexError
from index.asking import Asked, Asking, resolved, wider
from index.counting import facet_counts, ordered
from index.document import to_document
from index.engine import Engine, Found, OutdatedIndex, Reader, Request, open_engine
from index.facets import BERLIN, FACETS
from index.german import Analyzer, open_analyzer
from index.hits import hit
from index.query import Everything
from index.relax import FEW, note
from index.results import (
    FacetCount,
    Hit,
    Note,
    Reason,
    Results,
    Search,
    Suggestion,
)
from index.spelling import corrected
from index.suggest import suggestions
from index.tables import place_names

if TYPE_CHECKING:  # the store brings SQLAlchemy, which a search has no use for
    from archive.settings import Settings
    from archive.store import ArticleStore

# What reading damaged arrays ends in; what is whole after all raises it again.
DAMAGE = (LookupError, ValueError, TypeError, ArithmeticError, MemoryError, SearchIndexError)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where an article stands in a result set; positions start at 1, 0 when it is not in it."""

    position: int
    total: int
    previous: str | None
    next: str | None


class SearchService:
    """Search over the newest generation of the index; safe to call from many threads."""

    def __init__(
        self,
        engine: Engine,
        articles: ArticleStore | None = None,
        *,
        analyzer: Analyzer,
        other_names: Callable[[str], Iterable[str]] = lambda _name: (),
        today: Callable[[], date] = lambda: datetime.now(BERLIN).date(),
        clock: Callable[[], float] = time.perf_counter,
        work: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._engine = engine
        self._articles = articles
        self._asking = Asking(analyzer, other_names, today=today, work=work)
        self._clock = clock

    # -- searching -------------------------------------------------------------------------

    def search(self, search: Search) -> Results:
        """Return one page of hits; raises QueryRefused beyond the limits, nothing else."""
        try:
            return self._search(search)
        except DAMAGE:
            if not self._engine.distrust():
                raise
            return self._search(search)

    def _search(self, search: Search) -> Results:
        started = self._clock()
        reader = self._engine.reader()
        asked = self._asking.asked(search, reader)
        found, notes = self._found(reader, asked)
        hits = self._hits(reader, asked.request, found)
        size = asked.request.size
        return Results(
            search=search,
            total=found.total,
            hits=hits,
            facets=facet_counts(found.counts, asked.request.filters),
            notes=(*asked.parsed.notes, *notes),
            page=search.page,
            pages=max(1, -(-found.total // size)),
            tree=asked.parsed.tree() if asked.words else Everything(),
            histogram=found.months,
            without=self._without(reader, asked) if not found.total else {},
            generation=reader.name,
            took_ms=(self._clock() - started) * 1000,
        )

    def ids(self, search: Search) -> Iterator[str]:
        """Yield the ids of all hits in order, for exports and feeds."""
        reader = self._engine.reader()
        asked = self._asking.asked(search, reader)
        return reader.order(self._settled(reader, asked))

    def neighbours(self, search: Search, article_id: str) -> Neighbours:
        """Return the article's place in the result set of *search*."""
        reader = self._engine.reader()
        request = self._settled(reader, self._asking.asked(search, reader))
        number = reader.number(article_id)
        return Neighbours(*reader.beside(request, -1 if number is None else number))

    def values(self, facet: str, search: Search = Search()) -> tuple[FacetCount, ...]:
        """Return all values of a facet with counts, uncut."""
        reader = self._engine.reader()
        asked = self._asking.asked(search, reader)
        found = reader.find(replace(self._settled(reader, asked), size=0))
        line = next((each for each in FACETS if each.name == facet), None)
        if line is None:
            return ()
        chosen = asked.request.filters.get(facet, ())
        return ordered(line, found.counts.get(facet, ()), chosen, None)

    def request(self, search: Search) -> Request:
        """Return what the engine is asked for *search*: words understood, widened if need be."""
        reader = self._engine.reader()
        return self._settled(reader, self._asking.asked(search, reader))

    def explain(self, search: Search, article_id: str) -> tuple[Reason, ...]:
        """Return why the article is a hit, heaviest reason first."""
        reader = self._engine.reader()
        number = reader.number(article_id)
        if number is None:
            return ()
        return reader.reasons(self._asking.asked(search, reader).request, number)

    def suggest(self, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return typeahead entries for what was typed so far."""
        return suggestions(self._engine.reader(), text, limit)

    def similar(self, article_id: str, *, limit: int = 5) -> tuple[tuple[Hit, str], ...]:
        """Return similar articles, each with its reason, e.g. "gleiches Projekt: …"."""
        reader = self._engine.reader()
        number = reader.number(article_id)
        if number is None:
            return ()
        mark = reader.marker(Request())
        own = mark(number)[0].also_at
        found = []
        for other, worth, reason in reader.relatives(number, limit + len(own)):
            facts, text = mark(other)
            if facts.id not in own:  # the same news elsewhere is not "similar"
                found.append((hit(facts, text, worth), reason))
        return tuple(found[:limit])

    # -- the index -------------------------------------------------------------------------

    def generation(self) -> str:
        """Return the name of the index generation in use (for ETags)."""
        return self._engine.reader().name

    def sequence(self) -> int:
        """Return the store's change number the index is complete up to; 0 when empty or made by
        another analysis: the next write then builds it anew from the store."""
        return self._engine.sequence()

    def write(
        self, articles: Iterable[Article], *, removed: Iterable[str] = (), sequence: int
    ) -> None:
        """Index *articles* (each replaces the one of equal id), drop *removed*, publish.

        *sequence* is the store's change number the index is complete up to from then on. An index
        that is empty or made by another analysis is built anew from the store.
        """
        if self._articles is not None and self.sequence() == 0:
            self.rebuild()
            return
        documents = (to_document(article) for article in articles)
        try:
            self._engine.write(documents, removed=removed, sequence=sequence)
        except OutdatedIndex:
            if self._articles is None:
                raise
            self.rebuild()

    def rebuild(self, progress: Callable[[int], None] = lambda _count: None) -> int:
        """Build the index anew from the store, beside the one in use; return how many articles."""
        store = self._articles
        if store is None:
            return 0
        count = 0
        sequence = store.last_sequence()

        def documents() -> Iterator[Any]:
            nonlocal count
            for article in store.all():
                if article.status in PUBLIC:
                    count += 1
                    yield to_document(article)
                    if count % 1000 == 0:
                        progress(count)

        self._engine.rebuild(documents(), sequence=sequence)
        return count

    def verify(self) -> None:
        """Read every byte of the index in use; raises SearchIndexError."""
        self._engine.reader()
        self._engine.verify()

    def close(self) -> None:
        """Let go of files and threads."""
        self._engine.close()

    # -- inside ----------------------------------------------------------------------------

    def _found(self, reader: Reader, asked: Asked) -> tuple[Found, list[Note]]:
        """Return what was found; a query of many words that finds too little is widened."""
        found = reader.find(asked.request)
        notes = self._spelling(reader, asked, found.total)
        widened = wider(asked, found.total)
        if widened is None:
            return found, notes
        more = reader.find(widened)
        if more.total <= found.total:
            return found, notes
        return more, [Note("relaxed", note(found.total)), *notes]

    def _spelling(self, reader: Reader, asked: Asked, total: int) -> list[Note]:
        """Offer another spelling where little was found and it finds more."""
        if total > FEW or not asked.words:
            return []
        better = corrected(reader, asked.search.query, asked.parsed.tree())
        if better is None:
            return []
        other = self._asking.asked(replace(asked.search, query=better, match="all"), reader)
        if reader.find(replace(other.request, size=0)).total <= total:
            return []
        return [Note("spelling", f"Meinten Sie „{better}“?", better)]

    def _settled(self, reader: Reader, asked: Asked) -> Request:
        """Return the request in the form that `search` answers: widened where it would be."""
        if asked.search.match != "auto":
            return asked.request
        total = reader.find(replace(asked.request, size=0)).total
        widened = wider(asked, total)
        if widened is None:
            return asked.request
        more = reader.find(replace(widened, size=0)).total
        return widened if more > total else asked.request

    def _without(self, reader: Reader, asked: Asked) -> dict[tuple[str, str], int]:
        """Return how many hits there were without each filter."""
        request = replace(asked.request, size=0)
        found: dict[tuple[str, str], int] = {}
        for facet, values in asked.search.filters.items():
            for value in values:
                rest = tuple(other for other in values if other != value)
                filters = {**asked.search.filters, facet: rest}
                fewer = replace(
                    request, filters=resolved(replace(asked.search, filters=filters), reader)
                )
                found[facet, value] = reader.find(fewer).total
        if request.since or request.until:
            found["zeit", ""] = reader.find(replace(request, since=None, until=None)).total
        return found

    def _hits(self, reader: Reader, request: Request, found: Found) -> tuple[Hit, ...]:
        mark = reader.marker(request)
        return tuple(
            [
                hit(*mark(number), score)
                for number, score in zip(found.numbers, found.scores, strict=True)
            ]
        )


def open_search(settings: Settings, articles: ArticleStore | None = None) -> SearchService:
    """Open search over the index in the data folder, with the editors' words where there are."""
    folder = settings.words_folder if settings.words_folder.is_dir() else None
    analyzer = open_analyzer(folder, protected=place_names())
    engine = open_engine(settings.engine, settings.index_folder, analyzer, time.perf_counter)
    district = settings.district

    def other_names(name: str) -> tuple[str, ...]:
        from archive.gazetteer import load_gazetteer  # the world's names: few searches need them

        if articles is None:
            return load_gazetteer(district).other_names(name)  # kept open afterwards
        from archive.place_register import load_rules

        rules = load_rules(articles.database)
        return load_gazetteer(district, rules=rules).other_names(name)

    return SearchService(engine, articles, analyzer=analyzer, other_names=other_names)
