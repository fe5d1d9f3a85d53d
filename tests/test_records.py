"""Articles travel as records and come back the same; malformed records say which field."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.article import Article, Attachment, Event, Evidence, Place, Project, Status
from archive.errors import RecordError
from archive.records import from_record, to_record

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
word = text.filter(bool)
fact = st.builds(
    Evidence,
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # bounds are naive by contract
    word,
    st.sampled_from([0.25, 0.5, 1.0]),
    text,
)
articles = st.builds(
    Article,
    id=word,
    url=word,
    source=word,
    title=word,
    text=word,
    published=st.none() | fact,
    modified=st.none() | fact,
    places=st.lists(
        st.builds(Place, word, st.lists(word, min_size=1).map(tuple), weight=st.just(0.5)),
        max_size=2,
    ).map(tuple),
    projects=st.lists(st.builds(Project, word), max_size=2).map(tuple),
    topics=st.lists(text, max_size=2).map(tuple),
    attachments=st.lists(
        st.builds(Attachment, word, text, pages=st.lists(text, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    events=st.lists(st.builds(Event, st.dates(date(1900, 1, 1))), max_size=2).map(tuple),
    status=st.sampled_from(Status),
    versions=st.integers(1, 99),
)


@given(articles)
def test_an_article_comes_back_from_its_record_unchanged(article):
    assert from_record(to_record(article)) == article


@pytest.mark.parametrize("field", ["url", "title", "text"])
def test_a_record_without_a_required_field_is_refused_by_name(field):
    record = {"url": "https://kreis.test/a", "title": "Titel", "text": "Text"}
    del record[field]

    with pytest.raises(RecordError, match=field):
        from_record(record)


@given(
    st.dictionaries(
        st.sampled_from(sorted(to_record(Article("i", "u", "s", "t", "x")))),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["name", "path", "url", "start", "source"]), inner
                )
            ),
            max_leaves=6,
        ),
    )
)
def test_any_record_is_read_or_refused_with_a_sentence(fields):
    record = {"url": "https://kreis.test/a", "title": "Titel", "text": "Text", **fields}

    try:
        article = from_record(record)
    except RecordError as error:
        assert str(error)
    else:
        to_record(article)


def test_a_date_without_evidence_is_evidence_of_the_import():
    article = from_record({"url": "u", "title": "t", "text": "x", "published": "2024-05-03"})

    assert article.published == Evidence(datetime(2024, 5, 2, 22, tzinfo=UTC), "import")
    assert to_record(article)["published"].startswith("2024-05-03")
