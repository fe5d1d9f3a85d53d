"""Fetching within hard limits, against a server that misbehaves."""

import asyncio
import time
import tracemalloc
import zlib

import brotli
import httpx
import pytest
import zstandard

from archive.errors import AddressRefused, FetchError
from crawler.fetcher import Fetcher, Limits, Validators, user_agent
from tests.evil import EvilServer, dripping, gzipped, raw, redirect, respond, running

LIMITS = Limits(seconds=0.5, raw_bytes=200_000, inflated_bytes=400_000)
GZIP = {"Content-Encoding": "gzip"}


@pytest.fixture(scope="module")
def server():
    with running(EvilServer()) as evil:
        yield evil


def fetch(server, target="/", *, limits=LIMITS, **options):
    async def once():
        fetcher = Fetcher(allowed=[server.host], limits=limits, contact="https://archiv.test/")
        try:
            return await fetcher.fetch(server.url(target), **options)
        finally:
            await fetcher.close()

    return asyncio.run(once())


def fault(server, target="/", **options):
    with pytest.raises(FetchError) as caught:
        fetch(server, target, **options)
    return caught.value


def answers(status, *, location=None, body=b""):
    headers = {"location": location} if location else {}
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def fetcher_that_gets(*answers):
    left = list(answers)
    return Fetcher(transport=httpx.MockTransport(lambda request: left.pop(0)))


def test_a_page_comes_with_its_bytes_headers_and_time(server):
    server.routes["/a"] = respond("Grüße", headers={"ETag": '"v1"', "X-Zweck": "a"})

    page = fetch(server, "/a")

    assert page.body == "Grüße".encode()
    assert page.status == 200
    assert page.headers["etag"] == '"v1"'
    assert page.headers["x-zweck"] == "a"
    assert (page.url, page.requested) == (server.url("/a"), server.url("/a"))
    assert page.fetched is not None
    assert not page.permanent


def test_we_say_who_we_are_and_that_german_is_wanted(server):
    server.routes["/wer"] = respond("ok")

    fetch(server, "/wer")

    asked = server.asked[-1].headers
    assert asked["user-agent"] == "newsarchive/1.0 (+https://archiv.test/)"
    assert asked["accept-language"].startswith("de")
    assert user_agent() == "newsarchive/1.0"


def test_an_error_page_is_an_answer_too(server):
    server.routes["/weg"] = respond("weg", status=410)

    assert fetch(server, "/weg").status == 410


def test_an_unchanged_page_is_none_and_both_validators_are_sent():
    seen = []

    def answer(request):
        seen.append(request.headers)
        return httpx.Response(304)

    fetcher = Fetcher(transport=httpx.MockTransport(answer))
    url = "https://kreis.test/a"
    known = Validators(url, '"v1"', "Sun, 01 Mar 2026 12:00:00 GMT")

    page = asyncio.run(fetcher.fetch(url, validators=known))

    assert page is None
    assert seen[0]["if-none-match"] == '"v1"'
    assert seen[0]["if-modified-since"] == "Sun, 01 Mar 2026 12:00:00 GMT"


def test_validators_of_another_address_are_not_sent():
    assert Validators("https://kreis.test/a", '"v1"').headers_for("https://kreis.test/b") == {}
    assert Validators("https://kreis.test/a", None, "x").headers_for("https://kreis.test/a") == {
        "If-Modified-Since": "x"
    }


def test_a_304_nobody_asked_for_is_an_answer_and_not_an_unchanged_page():
    fetcher = fetcher_that_gets(answers(304))

    assert asyncio.run(fetcher.fetch("https://kreis.test/a")).status == 304


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [((301,), True), ((308,), True), ((302,), False), ((303,), False), ((307,), False),
     ((301, 301), True), ((301, 302), False), ((302, 301), False)],
)  # fmt: skip
def test_a_chain_of_redirects_is_permanent_when_all_its_links_are(statuses, permanent):
    hops = [answers(status, location=f"/{number + 1}") for number, status in enumerate(statuses)]
    fetcher = fetcher_that_gets(*hops, answers(200, body=b"da"))

    page = asyncio.run(fetcher.fetch("https://kreis.test/0"))

    assert page.url == f"https://kreis.test/{len(statuses)}"
    assert page.requested == "https://kreis.test/0"
    assert page.permanent is permanent


def test_five_redirects_are_followed_and_a_sixth_is_not(server):
    for number in range(6):
        server.routes[f"/h{number}"] = redirect(f"/h{number + 1}")
    server.routes["/h6"] = respond("da")

    assert fetch(server, "/h1").body == b"da"
    assert fault(server, "/h0").reason == "redirects"


def test_a_redirect_loop_ends(server):
    server.routes["/kreis"] = redirect("/kreis")

    assert fault(server, "/kreis").reason == "redirects"


def test_every_hop_is_announced_before_it_is_asked(server):
    server.routes["/von"] = redirect("/nach")
    server.routes["/nach"] = respond("da")
    hops = []

    async def before(url):
        hops.append(url)

    fetch(server, "/von", before=before)

    assert hops == [server.url("/von"), server.url("/nach")]


@pytest.mark.parametrize(
    ("location", "reason"),
    [("http://kreis.test/a", "downgrade"), ("ftp://kreis.test/", "bad-url"),
     ("https://u:p@kreis.test/", "bad-url"), ("javascript:alert(1)", "bad-url")],
)  # fmt: skip
def test_redirects_to_less_safe_places_are_refused(location, reason):
    fetcher = fetcher_that_gets(answers(301, location=location))

    with pytest.raises(FetchError) as caught:
        asyncio.run(fetcher.fetch("https://kreis.test/"))

    assert caught.value.reason == reason


def test_a_redirect_without_a_target_is_an_answer():
    assert asyncio.run(fetcher_that_gets(answers(302)).fetch("https://k.test/")).status == 302


def test_a_redirect_into_a_private_network_is_refused(server):
    with running(EvilServer(otherwise=respond("Geheimnis"))) as inner:
        server.routes["/innen"] = redirect(inner.url("/"))

        error = fault(server, "/innen")

        assert isinstance(error, AddressRefused)
        assert inner.asked == []


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",  # body dripped byte by byte
        b"HTTP/1.1 200 OK\r\n",  # headers that never end
        b"",  # not even a status line
    ],
)
def test_a_server_that_drips_is_left_after_the_whole_time(server, head):
    server.routes["/tropf"] = dripping(head, b"X" if not head or head.endswith(b"\r\n\r\n")
                                       else b"X-A: b\r\n", pause=0.05, drops=60)  # fmt: skip

    began = time.monotonic()
    error = fault(server, "/tropf")

    assert error.reason == "timeout"
    assert time.monotonic() - began < 2


def test_waiting_for_a_turn_does_not_count_as_the_servers_time(server):
    server.routes["/a"] = respond("da")

    async def before(url):
        await asyncio.sleep(0.7)

    assert fetch(server, "/a", before=before).body == b"da"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
    ],
)
def test_broken_answers_are_network_faults(server, data):
    server.routes["/kaputt"] = raw(data)

    assert fault(server, "/kaputt").reason == "network"


def test_a_body_longer_than_allowed_is_left(server):
    server.routes["/lang"] = respond(b"x" * 200_001)
    server.routes["/grenze"] = respond(b"x" * 200_000)

    assert fault(server, "/lang").reason == "too-large"
    assert len(fetch(server, "/grenze").body) == 200_000


def test_endless_chunks_are_left(server):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    server.routes["/endlos"] = dripping(head, b"2710\r\n" + b"x" * 10_000 + b"\r\n", pause=0)

    assert fault(server, "/endlos").reason == "too-large"


def bombs():
    plain = b"0" * 50_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return {
        "gzip": gzipped(plain.decode()),
        "deflate": zlib.compress(plain, 9),
        "raw-deflate": packer.compress(plain) + packer.flush(),
        "br": brotli.compress(plain, quality=5),
        "zstd": zstandard.ZstdCompressor(level=3).compress(plain),
    }


@pytest.fixture(scope="module")
def packed():
    return bombs()


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw-deflate", "br", "zstd"])
def test_a_bomb_is_left_long_before_it_fills_memory(server, packed, coding):
    name = coding.removeprefix("raw-")
    server.routes["/bombe"] = respond(packed[coding], headers={"Content-Encoding": name})
    limits = Limits(seconds=5, raw_bytes=200_000, inflated_bytes=1_000_000)

    tracemalloc.start()
    error = fault(server, "/bombe", limits=limits)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert error.reason == "too-large"
    assert peak < 12_000_000


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "raw-deflate", "br", "zstd"])
def test_every_content_coding_is_unpacked(server, coding):
    text = "Straße gesperrt. " * 2000
    raw_deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = {
        "gzip": gzipped(text), "x-gzip": gzipped(text), "deflate": zlib.compress(text.encode()),
        "raw-deflate": raw_deflate.compress(text.encode()) + raw_deflate.flush(),
        "br": brotli.compress(text.encode()), "zstd": zstandard.compress(text.encode()),
    }[coding]  # fmt: skip
    server.routes["/gepackt"] = respond(
        body, headers={"Content-Encoding": coding.removeprefix("raw-")}
    )

    assert fetch(server, "/gepackt").body.decode() == text


def test_codings_on_top_of_each_other_and_several_members_are_unpacked(server):
    twice = gzipped("a") + gzipped("b")
    server.routes["/mehrere"] = respond(twice, headers=GZIP)
    server.routes["/beide"] = respond(
        brotli.compress(gzipped("ab")), headers={"Content-Encoding": "gzip, br"}
    )

    assert fetch(server, "/mehrere").body == b"ab"
    assert fetch(server, "/beide").body == b"ab"


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (gzipped("x" * 1000, cut=4), "gzip", "truncated"),
        (gzipped("x" * 1000, cut=8), "gzip", "truncated"),
        (b"x" + gzipped("x"), "gzip", "coding"),
        (b"nonsense", "br", "coding"),
        (brotli.compress(b"x" * 5000)[:-2], "br", "truncated"),
        (zstandard.compress(b"x" * 5000)[:-2], "zstd", "truncated"),
        (b"nonsense", "zstd", "coding"),
        (b"\x00\x01nonsense", "deflate", "coding"),
        (zlib.compress(b"x" * 500)[:-3], "deflate", "truncated"),
        (b"x", "exi", "coding"),
        (b"x", "gzip, gzip, gzip, gzip", "coding"),
    ],
)
def test_broken_and_cut_codings_never_pass_for_a_page(server, body, coding, reason):
    server.routes["/halb"] = respond(body, headers={"Content-Encoding": coding})

    assert fault(server, "/halb").reason == reason


def test_padding_behind_a_packed_body_and_an_empty_one_do_no_harm(server):
    server.routes["/rest"] = respond(gzipped("da") + b"\x00" * 50, headers=GZIP)
    server.routes["/leer"] = respond(b"", headers=GZIP)

    assert fetch(server, "/rest").body == b"da"
    assert fetch(server, "/leer").body == b""


def test_a_body_can_be_cut_instead_of_refused(server):
    server.routes["/robots.txt"] = respond(gzipped("x" * 300_000), headers=GZIP)

    assert fetch(server, "/robots.txt", cut_at=100_000).body == b"x" * 100_000
