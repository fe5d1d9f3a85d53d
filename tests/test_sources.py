"""A source is found again by id or by any form of its home address."""

from datetime import UTC, datetime

import pytest

from archive.errors import ConfigurationError
from archive.sources import SourceStore

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def sources(database):
    return SourceStore(database)


def test_host_and_scheme_forms_are_one_source(sources):
    first = sources.find_or_add("https://www.kreis.test/", now=NOON)

    for form in ("http://kreis.test", "kreis.test", "https://www.kreis.test", first.id):
        assert sources.find_or_add(form, now=NOON) == first


@pytest.mark.parametrize("address", ["ftp://kreis.test", "http://", "unbekannt://x", ""])
def test_what_is_no_http_address_is_refused(sources, address):
    with pytest.raises(ConfigurationError):
        sources.find_or_add(address, now=NOON)


def test_what_a_crawl_learns_is_kept_beside_what_was_known(sources):
    source = sources.find_or_add("https://kreis.test/", now=NOON)

    sources.learn(source.id, {"rest": True})
    sources.learn(source.id, {"feed": False})

    assert sources.get(source.id).learnt == {"rest": True, "feed": False}
