"""What the search tests start from: articles in one line, an index of them, one analyzer."""

from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path

from archive.article import Article, Attachment, Evidence, Place, Project, article_id
from index.engine import open_engine
from index.german import Analyzer
from index.search import SearchService

TODAY = date(2024, 6, 1)
DISTRICT = ("Deutschland", "Landkreis Schmalkalden-Meiningen")
_numbers = count(1)


@cache
def analyzer() -> Analyzer:
    return Analyzer(protected=("Meiningen", "Walldorf", "Schmalkalden"))


def article(
    title="Neuigkeit",
    text="Ein Text.",
    *,
    name=None,
    day=None,
    places=(),
    projects=(),
    pages=(),
    topics=(),
    **given,
):
    """An article; *name* makes its id, places are written "Meiningen/Walldorf"."""
    name = name or f"a{next(_numbers)}"
    published = None
    if day is not None:
        published = Evidence(
            datetime.fromisoformat(f"{day}T10:00:00+00:00").astimezone(UTC), "meta"
        )
    return Article(
        id=article_id("kreis", name),
        url=f"https://kreis.test/{name}",
        source=given.pop("source", "kreis"),
        title=title,
        text=text,
        published=published,
        places=tuple(
            Place(path.rpartition("/")[2], (*DISTRICT, *path.split("/"))) for path in places
        ),
        projects=tuple(Project(project) for project in projects),
        topics=tuple(topics),
        attachments=(Attachment("https://kreis.test/a.pdf", pages=tuple(pages)),) if pages else (),
        **given,
    )


def engine_in(folder: Path):
    engine = open_engine("", folder / "index", analyzer(), lambda: 0.0)
    engine.look_every = 0.0  # at the pointer, so that tests need not wait
    return engine


def service_over(articles, folder: Path, **given) -> SearchService:
    service = SearchService(
        engine_in(folder), analyzer=analyzer(), today=lambda: TODAY, work=lambda: 0.0, **given
    )
    service.write(articles, sequence=1)
    return service
