"""A citation names publisher, title, day and both addresses."""

from datetime import UTC, date, datetime

from archive.app.interfaces.citation import csl, reference
from archive.article import Article, Evidence

NEWS = Article(
    "id1",
    "https://kreis.test/1",
    "kreis",
    "Biotonne kommt",
    "Text",
    published=Evidence(datetime(2024, 12, 31, 23, 30, tzinfo=UTC), "rest"),
)
LINK = "https://archiv.test/meldung/id1"


def test_a_german_reference_reads_like_a_sentence():
    text = reference(NEWS, LINK, publisher="Landkreis Kreis", today=date(2026, 3, 2))

    assert text == (
        "Landkreis Kreis: „Biotonne kommt“, Meldung vom 1. Januar 2025, https://kreis.test/1 "
        "(archiviert unter https://archiv.test/meldung/id1, abgerufen am 2. März 2026)."
    )


def test_csl_gives_the_day_in_berlin():
    assert csl(NEWS, LINK)["issued"] == {"date-parts": [[2025, 1, 1]]}
