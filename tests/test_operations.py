import asyncio
import http.server
import json
import logging
import re
import threading
from datetime import timedelta

import pytest

from archive.app.composition import open_services
from archive.app.crawling import crawl_source
from archive.app.logging import bind_run, configure_logging, logger
from archive.errors import SearchIndexError, StoreError
from archive.runs import RunState, RunStore
from archive.settings import load_settings
from archive.sources import Source
from tests.desk import NOW, Desk


@pytest.fixture
def desk(tmp_path):
    services = open_services(load_settings(data=tmp_path, requests_per_second=0))
    services.sources.put(Source("kreis", "https://kreis.test/", "Kreis", created=NOW))
    yield Desk(services)
    services.close()


def metrics(desk):
    lines = desk.get("/metrics").text.splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))


def test_a_process_that_answers_is_alive(desk):
    assert desk.get("/livez").json() == {"status": "ok"}


def test_it_is_ready_when_store_and_index_can_be_read(desk):
    answer = desk.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.headers["cache-control"] == "no-store"


def test_it_is_not_ready_and_says_why_when_the_index_cannot_be_read(desk, monkeypatch):
    def fail(_self):
        raise SearchIndexError("generation damaged")

    monkeypatch.setattr(type(desk.services.search), "generation", fail)

    answer = desk.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["index"] == "generation damaged"


def test_an_ill_source_is_in_the_metrics_and_leaves_them_when_it_heals(desk):
    runs = RunStore(desk.services.database)
    seen = []
    for state in (RunState.FAILED, RunState.FAILED, RunState.COMPLETE):
        runs.end(runs.start("kreis", started_by="cli", now=NOW).id, state, {}, now=NOW)
        seen.append(metrics(desk)['newsarchive_source_ill{source="kreis"}'])

    assert seen == ["0.0", "1.0", "0.0"]


def test_answers_are_counted_by_route_so_that_made_up_addresses_cost_nothing(desk):
    for number in range(5):
        desk.get(f"/meldung/erfunden-{number}")
        desk.get(f"/gibt-es-nicht-{number}")

    found = metrics(desk)

    routes = {re.search(r'route="([^"]*)"', name)[1] for name in found if "requests_total" in name}
    assert not any("erfunden" in route or "gibt-es-nicht" in route for route in routes)
    assert "/livez" in routes or routes


def test_a_store_that_is_away_gives_metrics_all_the_same(desk, monkeypatch):
    def fail(_self, **_options):
        raise StoreError("disk gone")

    monkeypatch.setattr("archive.store.ArticleStore.count", fail)

    assert metrics(desk)["newsarchive_up"] == "0.0"


# -- logs ----------------------------------------------------------------------------------------


@pytest.fixture
def logs():
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], level = before
    root.setLevel(level)


def test_every_log_line_is_json_and_carries_the_run(logs, capsys):
    configure_logging()

    with bind_run(due_run=7, source="kreis"):
        logger("a").info("fetched", url="https://kreis.test/")
        logging.getLogger("some.library").warning("careful %s", "now")

    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["due_run"], ours["source"]) == ("fetched", 7, "kreis")
    assert (theirs["event"], theirs["due_run"], theirs["level"]) == ("careful now", 7, "warning")


def test_nobody_forges_a_log_line_with_a_line_break(logs, capsys):
    configure_logging()

    logger("a").info("asked", url='https://kreis.test/\n{"event": "forged"}\x1b[31m')

    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "asked"
    assert "\x1b" not in line


def test_an_error_is_logged_with_its_traceback_inside_the_line(logs, capsys):
    configure_logging()

    try:
        raise ValueError("broken")
    except ValueError:
        logger("a").exception("failed")

    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: broken" in json.loads(line)["exception"]


# -- an ill source, with a real publisher on loopback ---------------------------------------------


class Moody(http.server.BaseHTTPRequestHandler):
    """A publisher that answers 500 to everything while its server is ill."""

    def do_GET(self):
        if self.server.ill:
            self.send_error(500)
            return
        body = b"<html><title>Kreis</title><body><h1>Kreis</h1></body></html>"
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def publisher():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Moody) as server:
        server.ill = False
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_source_that_answers_500_twice_is_ill_everywhere_and_heals_by_itself(tmp_path, publisher):
    host = f"127.0.0.1:{publisher.server_port}"
    services = open_services(load_settings(data=tmp_path, requests_per_second=0))
    source = services.sources.find_or_add(f"http://{host}/", now=NOW)
    time = Time()
    seen = []
    for ill in (False, True, True, False):
        publisher.ill = ill
        time.now += timedelta(hours=6)
        crawl = crawl_source(
            services, source.id, allow_private=(host,), pace=0, clock=time, sleep=time.sleep
        )
        asyncio.run(asyncio.wait_for(crawl, 20))
        desk = Desk(services, now=time)
        (told,) = desk.get("/status.json").json()["sources"]
        page = "zurzeit nicht lesbar" in desk.get("/stand").text
        gauge = metrics(desk)[f'newsarchive_source_ill{{source="{source.id}"}}']
        seen.append((told["health"] == "krank", page, gauge == "1.0"))
    services.close()

    assert seen == [(False,) * 3, (False,) * 3, (True,) * 3, (False,) * 3]


class Time:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)
