import socketserver
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.app.composition import open_services
from archive.app.work.upkeep import forget, send, warn
from archive.insights import Insights
from archive.queue import RunQueue
from archive.runs import RunState, RunStore
from archive.settings import load_settings
from archive.sources import Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Mailbox(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs."""

    def handle(self):
        self.say("220 post.test")
        for raw in self.rfile:
            line = raw.decode().strip()
            if line.upper().startswith("DATA"):
                self.say("354 go on")
                mail = []
                for part in self.rfile:
                    if part.strip() == b".":
                        break
                    mail.append(part.decode())
                self.server.mails.append("".join(mail))
            self.say("221 bye" if line.upper() == "QUIT" else "250 ok")
            if line.upper() == "QUIT":
                return

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def post_office():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.mails = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def services(tmp_path, post_office):
    settings = load_settings(
        data=tmp_path,
        mail_host="127.0.0.1",
        mail_port=post_office.server_address[1],
        mail_security="none",
        mail_from="archiv@kreis.test",
        mail_to="anna@kreis.test, otto@kreis.test",
        base_url="https://archiv.test",
    )
    opened = open_services(settings)
    opened.sources.put(Source("kreis", "https://kreis.test/", "Kreis\nStadt", created=NOW))
    yield opened
    opened.close()


def run(services, state, hours):
    runs = RunStore(services.database)
    at = NOW + timedelta(hours=hours)
    number = runs.start("kreis", started_by="schedule:1", now=at).id
    runs.end(number, state, {}, reason="http-500", now=at)
    return at


def test_an_ill_source_is_told_once_and_once_more_when_it_is_well_again(services, post_office):
    told = []
    for hours, state in enumerate(["failed", "failed", "failed", "complete", "complete"]):
        at = run(services, RunState(state), hours)
        told.append(warn(services, now=at))

    assert told == [
        [],
        ["Nachrichtenarchiv: Kreis Stadt ist krank"],
        [],
        ["Nachrichtenarchiv: Kreis Stadt ist wieder gesund"],
        [],
    ]
    assert len(post_office.mails) == 2
    assert "Antwort 500" in post_office.mails[0]
    assert "https://archiv.test/verwaltung/quellen/kreis" in post_office.mails[0]


def test_a_mail_that_cannot_be_sent_is_tried_again(services, post_office):
    def fail(_settings, _message):
        raise ConnectionRefusedError("no post today")

    for hours in range(2):
        at = run(services, RunState.FAILED, hours)

    assert warn(services, now=at, post=fail) == []
    assert len(warn(services, now=at)) == 1
    assert len(post_office.mails) == 1


def test_without_a_mail_server_warnings_go_to_the_log_alone(tmp_path, post_office):
    send(load_settings(data=tmp_path), None)

    assert post_office.mails == []


def test_old_counts_and_ended_runs_are_forgotten(services):
    Insights(services.database).note("alt", 1, day=date(2026, 1, 1))
    queue = RunQueue(services.database)
    old = queue.ask("crawl", "kreis", by="user:anna", now=NOW - timedelta(days=500))
    queue.withdraw(old, now=NOW - timedelta(days=500))
    young = queue.ask("crawl", "kreis", by="user:anna", now=NOW)

    forget(services, now=NOW)

    assert queue.get(old) is None
    assert queue.get(young) is not None
