"""deploy/nginx.conf in a real nginx before site and worker (`make peer-nginx`)."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from archive.accounts import AccountStore, Role
from archive.app.composition import open_services
from archive.app.demo.server import running_publisher
from archive.settings import load_settings
from archive.sources import Source

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif("PEER_NGINX" not in os.environ, reason="make peer-nginx"),
]
ROOT = Path(__file__).parents[2]
SECRET = "ein ziemlich langer Satz"
TOKEN = re.compile(r'name="marke" value="([^"]+)"')
FRAME = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    gzip on;  # as Debian's nginx.conf has it
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{server}
}}
"""


def free_port():
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return opened.getsockname()[1]


def configured(folder, outer, inner):
    """Return the shipped file with this machine's ports and certificate."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    text = text.replace("[::]:443", f"[::1]:{outer}").replace("listen 443", f"listen {outer}")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{inner}")
    text = re.sub(r"/etc/letsencrypt/live/\S+/(\w+\.pem)", rf"{folder}/\1", text)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(FRAME.format(user=user, folder=folder, server=text), "utf-8")


@contextmanager
def process(*command, **options):
    started = subprocess.Popen(command, cwd=ROOT, **options)
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        assert started.wait(timeout=15) == 0


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    data = folder / "data"
    data.mkdir()
    outer, inner = free_port(), free_port()
    configured(folder, outer, inner)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
         "-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    with running_publisher() as publisher:
        (data / "newsarchive.toml").write_text(
            f'private_hosts = "{publisher.host}"\nprivate_pace = 0.05\ndistrict = "falmtal"\n'
            f'base_url = "https://localhost:{outer}"\nrequests_per_second = 5\n'
            "requests_at_once = 60\n"
        )
        services = open_services(load_settings(data=data))
        AccountStore(services.database).add("anna", Role.BETRIEB, SECRET, now=datetime.now(UTC))
        services.sources.put(
            Source("falmtal", publisher.url, "Landkreis Falmtal", created=datetime.now(UTC))
        )
        services.close()
        ours = [sys.executable, "-m", "archive.app"]
        nginx = [os.environ["PEER_NGINX"], "-p", str(folder), "-c", str(folder / "nginx.conf")]
        with (
            process(*ours, "serve", "--data", str(data), "--port", str(inner), "--processes", "2"),
            process(*ours, "worker", "--data", str(data), stderr=subprocess.DEVNULL),
            process(*nginx, "-g", "daemon off;"),
        ):
            base = f"https://localhost:{outer}"
            for _ in range(200):
                try:
                    if httpx.get(f"{base}/readyz", verify=False).status_code == 200:
                        break
                except httpx.TransportError:
                    pass
                time.sleep(0.1)
            yield SimpleNamespace(base=base, data=data, outer=outer)


def client(stack, address="127.0.0.1", **options):
    """A client whose requests come from *address*."""
    transport = httpx.HTTPTransport(verify=False, local_address=address)
    base = f"https://127.0.0.1:{stack.outer}"
    headers = {"host": f"localhost:{stack.outer}", "origin": stack.base}
    return httpx.Client(transport=transport, base_url=base, headers=headers, timeout=60, **options)


def test_headers_arrive_once_and_nothing_tells_the_server_behind(stack):
    with client(stack, "127.0.0.11") as asked:
        answer = asked.get("/hilfe")

    for name in ("strict-transport-security", "content-security-policy", "x-frame-options"):
        assert len(answer.headers.get_list(name)) == 1
    assert "uvicorn" not in answer.headers.get("server", "")


def test_it_speaks_http_2(stack):
    command = ["curl", "-sk", "--http2", "-o", "/dev/null", "-w", "%{http_version}"]

    said = subprocess.run([*command, f"{stack.base}/hilfe"], capture_output=True, check=True)

    assert said.stdout == b"2"


def test_pages_are_compressed_and_the_desks_are_not(stack):
    with client(stack, "127.0.0.12") as asked:
        answers = [
            asked.get(path, headers={"accept-encoding": "gzip"})
            for path in ("/hilfe", "/verwaltung/anmelden")
        ]

    assert [answer.headers.get("content-encoding") for answer in answers] == ["gzip", None]


def test_the_rate_limit_counts_the_readers_address_and_believes_no_claim(stack):
    with client(stack, "127.0.0.13") as loud, client(stack, "127.0.0.14") as quiet:
        page = {"accept": "text/html"}
        loud_answers = [
            loud.get("/hilfe", headers={**page, "x-forwarded-for": f"192.0.2.{number}"})
            for number in range(220)
        ]
        quiet_answer = quiet.get("/hilfe")

    refused = [answer for answer in loud_answers if answer.status_code == 429]
    assert refused
    assert "zu viele Anfragen" in refused[0].text
    assert quiet_answer.status_code == 200


def test_metrics_are_for_the_operators_machines_alone(stack):
    with client(stack) as near, client(stack, "127.0.0.15") as far:
        for path in ("/metrics", "/livez", "/readyz"):
            assert near.get(path).status_code == 200
            assert far.get(path).status_code == 403


def test_the_desk_signs_in_and_a_run_streams_while_it_goes_on(stack):
    with client(stack, "127.0.0.16", follow_redirects=True) as asked:
        home = asked.post("/verwaltung/anmelden", data={"name": "anna", "passwort": SECRET})
        cookie = next(iter(asked.cookies.jar))
        token = TOKEN.search(home.text)[1]
        asked.post("/verwaltung/jetzt", data={"marke": token, "quelle": "falmtal"})
        for _ in range(100):
            if asked.get("/verwaltung/laeufe/1").status_code == 200:
                break
            time.sleep(0.3)
        events = []
        begun = time.monotonic()
        with asked.stream("GET", "/verwaltung/laeufe/1/ereignisse") as stream:
            for line in stream.iter_lines():
                if line:
                    events.append((time.monotonic() - begun, line))
                if line == "event: ende":
                    break

    assert home.status_code == 200
    assert cookie.name == "__Host-verwaltung"
    assert cookie.secure
    assert len(events) > 5
    assert events[0][0] < 2
    assert events[-1][0] - events[0][0] > 1  # they came one after another, not in one piece
    assert events[-1][1] == "event: ende"


def test_a_form_from_another_site_is_refused(stack):
    with client(stack, "127.0.0.17") as asked:
        answer = asked.post(
            "/verwaltung/anmelden",
            data={"name": "anna", "passwort": SECRET},
            headers={"origin": "https://evil.test", "sec-fetch-site": "cross-site"},
        )

    assert answer.status_code == 403


def test_a_big_body_is_stopped_at_the_door(stack):
    with client(stack, "127.0.0.18") as asked:
        answer = asked.post("/verwaltung/anmelden", content=b"x" * 3_000_000)

    assert answer.status_code == 413
