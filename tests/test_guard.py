"""The guard: no private address is ever connected to, however it is spelled or resolved."""

import asyncio
import socket
import ssl
from pathlib import Path

import httpcore
import pytest

from archive.errors import AddressRefused, FetchError
from crawler.fetcher import Fetcher, Limits
from crawler.guard import GuardedBackend, is_public
from tests.evil import EvilServer, respond, running

PRIVATE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "not-an-address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known_in_every_spelling(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450::1", "::ffff:8.8.8.8",
                "64:ff9b::808:808"],
)  # fmt: skip
def test_public_addresses_are_let_through(address):
    assert is_public(address)


class Wire(httpcore.AsyncNetworkBackend):
    """Notes where a connection would go."""

    def __init__(self):
        self.connected = []

    async def connect_tcp(self, host, port, *args, **options):
        self.connected.append((host, port))
        if host == "9.9.9.9":
            raise httpcore.ConnectError("refused")
        return object()


def connect(monkeypatch, host, port, resolved, allowed=()):
    wire = Wire()

    async def main():
        loop = asyncio.get_running_loop()

        async def getaddrinfo(name, number, **options):
            if isinstance(resolved, Exception):
                raise resolved
            return [(0, 0, 0, "", (address, number)) for address in resolved]

        monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
        await GuardedBackend(allowed=allowed, inner=wire).connect_tcp(host, port)

    asyncio.run(main())
    return wire.connected


def test_the_connection_goes_to_the_very_address_that_was_checked(monkeypatch):
    assert connect(monkeypatch, "kreis.test", 443, ["8.8.8.8"]) == [("8.8.8.8", 443)]


def test_a_name_that_resolves_to_a_private_address_too_is_refused(monkeypatch):
    with pytest.raises(AddressRefused) as caught:
        connect(monkeypatch, "kreis.test", 443, ["8.8.8.8", "10.0.0.1"])

    assert caught.value.reason == "private"


def test_the_next_address_is_tried_when_the_first_does_not_answer(monkeypatch):
    reached = connect(monkeypatch, "kreis.test", 80, ["9.9.9.9", "8.8.8.8"])

    assert reached == [("9.9.9.9", 80), ("8.8.8.8", 80)]


def test_a_name_that_does_not_resolve_is_a_network_fault(monkeypatch):
    with pytest.raises(httpcore.ConnectError, match="does not resolve"):
        connect(monkeypatch, "kreis.test", 80, socket.gaierror("no"))
    with pytest.raises(httpcore.ConnectError):
        connect(monkeypatch, "kreis.test", 80, [])


@pytest.mark.parametrize("port", [22, 25, 3306, 6379, 5432, 11211])
def test_only_ports_of_the_web_are_asked(monkeypatch, port):
    with pytest.raises(AddressRefused) as caught:
        connect(monkeypatch, "kreis.test", port, ["8.8.8.8"])

    assert caught.value.reason == "port"


def test_an_allowed_pair_is_let_through_and_no_other_port_of_it(monkeypatch):
    allowed = ["localhost:8100"]

    assert connect(monkeypatch, "LOCALHOST", 8100, ["127.0.0.1"], allowed)
    with pytest.raises(AddressRefused):
        connect(monkeypatch, "localhost", 80, ["127.0.0.1"], allowed)


def test_local_sockets_are_refused():
    with pytest.raises(AddressRefused):
        asyncio.run(GuardedBackend().connect_unix_socket("/run/docker.sock"))


@pytest.mark.parametrize(
    "spelling",
    ["http://127.0.0.1:{}/", "http://localhost:{}/", "http://127.1:{}/", "http://0x7f.1:{}/",
     "http://2130706433:{}/", "http://0177.0.0.1:{}/", "http://[::ffff:127.0.0.1]:{}/",
     "http://0:{}/", "http://127.0.0.1.:{}/"],
)  # fmt: skip
def test_no_spelling_of_loopback_reaches_a_server_there(monkeypatch, spelling):
    with running(EvilServer(otherwise=respond("Geheimnis"))) as inner:
        monkeypatch.setattr("crawler.guard.PORTS", frozenset({80, 443, inner.port}))

        async def fetch():
            fetcher = Fetcher(limits=Limits(seconds=2))
            try:
                return await fetcher.fetch(spelling.format(inner.port))
            finally:
                await fetcher.close()

        with pytest.raises(FetchError):
            asyncio.run(fetch())

        assert inner.asked == []


def test_a_proxy_in_the_environment_is_not_used(monkeypatch):
    with running(EvilServer(otherwise=respond("vom Proxy"))) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        with running(EvilServer(otherwise=respond("direkt"))) as server:

            async def fetch():
                fetcher = Fetcher(allowed=[server.host], limits=Limits(seconds=2))
                try:
                    return await fetcher.fetch(server.url())
                finally:
                    await fetcher.close()

            assert asyncio.run(fetch()).body == b"direkt"
        assert proxy.asked == []


def test_a_certificate_nobody_vouches_for_ends_the_fetch():
    async def fetch():
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(Path(__file__).with_name("self-signed.pem"))
        asked = []

        async def answer(reader, writer):
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nda")
            await writer.drain()

        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        fetcher = Fetcher(allowed=[host], limits=Limits(seconds=2))
        try:
            with pytest.raises(FetchError, match="CERTIFICATE_VERIFY_FAILED"):
                await fetcher.fetch(f"https://{host}/")
        finally:
            await fetcher.close()
            server.close()
        assert asked == []

    asyncio.run(fetch())
