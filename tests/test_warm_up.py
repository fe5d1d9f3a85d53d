"""A new server process is ready for readers before it takes the first."""

from archive.app.asgi import PAGES, create_app, warm_up
from archive.errors import SearchIndexError


def test_the_first_reader_finds_templates_compiled_and_the_index_open(newsroom):
    app = create_app(newsroom)

    warm_up(app)

    cached = {template.name for template in app.state.templates.env.cache.values()}
    assert cached >= set(PAGES)
    assert newsroom.search._engine._manifest is not None


def test_a_damaged_index_does_not_keep_the_site_from_starting(newsroom, monkeypatch):
    def broken(_search):
        raise SearchIndexError("the index is damaged")

    monkeypatch.setattr(newsroom.search, "search", broken)

    warm_up(create_app(newsroom))
