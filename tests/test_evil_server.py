"""One server with every fault, and a crawl that gets all the good pages beside them."""

import gzip
import resource
import time
import zlib

import brotli
import pytest
import zstandard

from archive.runs import RunState
from crawler.frontier import Frontier
from crawler.why import explain
from tests.evil import EvilServer, article, dripping, gzipped, raw, redirect, respond, running
from tests.publishers import Publisher, posts, room

pytestmark = pytest.mark.slow

SECONDS = 1.0
RAW = 300_000
INFLATED = 1_000_000
ZEROS = b"0" * 40_000_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
NESTED = "<div>" * 20_000 + "tief" + "</div>" * 20_000
WORDS = (
    "Der Kreis baut die Straße bei Übersee für Fußgänger um, größer und schöner als früher. " * 4
)


def coded(body, coding):
    return respond(body, headers={"Content-Encoding": coding})


def charset(encoding, label):
    # The same text at two addresses would be one article.
    title = f"Straßenbau in Übersee, {encoding} als {label or 'nichts'}"
    page = article(title, WORDS).replace("<meta charset='utf-8'>", "")
    kind = f"text/html; charset={label}" if label else "text/html"
    return respond(page.encode(encoding), kind=kind)


def faults(other, server):
    """Return path → (answer, decision and reason it must lead to)."""
    return {
        "/slow-body/": (dripping(HEAD, b"X", pause=0.05), ("failed", "timeout")),
        "/slow-head/": (dripping(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n", pause=0.05),
                        ("failed", "timeout")),
        "/silent/": (dripping(b"", b"", pause=5, drops=1), ("failed", "timeout")),
        "/huge/": (respond(b"x" * (RAW + 1)), ("failed", "too-large")),
        "/endless/": (dripping(CHUNKED, b"2710\r\n" + b"x" * 10_000 + b"\r\n", pause=0),
                      ("failed", "too-large")),
        "/bomb-gzip/": (coded(gzip.compress(ZEROS, mtime=0), "gzip"), ("failed", "too-large")),
        "/bomb-deflate/": (coded(zlib.compress(ZEROS), "deflate"), ("failed", "too-large")),
        "/bomb-br/": (coded(brotli.compress(ZEROS, quality=4), "br"), ("failed", "too-large")),
        "/bomb-zstd/": (coded(zstandard.compress(ZEROS), "zstd"), ("failed", "too-large")),
        "/cut-gzip/": (coded(gzipped(article("a"), cut=9), "gzip"), ("failed", "truncated")),
        "/broken-gzip/": (coded(b"\x1f\x8b" + b"\xff" * 99, "gzip"), ("failed", "coding")),
        "/cut-length/": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<html>"),
                         ("failed", "network")),
        "/no-http/": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), ("failed", "network")),
        "/loop/": (redirect("/loop/"), ("failed", "redirects")),
        "/loop-a/": (redirect("/loop-b/"), ("failed", "redirects")),
        "/inside/": (redirect(other.url("/geheim")), ("port", "")),
        "/metadata/": (redirect("http://169.254.169.254/latest/"), ("private", "")),
        "/file/": (redirect("file:///etc/passwd"), ("bad-url", "")),
        "/script/": (redirect("javascript:alert(1)"), ("bad-url", "")),
        "/nowhere/": (redirect("http://gibt-es-nicht.invalid/"), ("robots-down", "")),
        "/error/": (respond(status=500), ("failed", "http-500")),
        "/teapot/": (respond(status=418), ("http-418", "")),
        "/forbidden/": (respond(status=403), ("http-403", "")),
        "/missing/": (respond(status=404), ("missing", "")),
        "/empty/": (respond(b""), ("unreadable", "")),
        "/image/": (respond(b"\x89PNG" + b"\x00" * 90, kind="image/png"), ("not-html", "")),
        "/pdf-as-html/": (respond(b"%PDF-1.7 ..."), ("not-html", "")),
        "/nested/": (respond(article("Tief", NESTED)), ("stored", "")),
        "/nul/": (respond(article("Null", "Die \x00 Brücke ist ab Montag wieder offen. " * 9)),
                  ("stored", "")),
        "/surrogate/": (respond(article("Ersatz", "Die &#xD800; Brücke ist wieder frei. " * 9)),
                        ("stored", "")),
        "/latin-as-utf8/": (charset("cp1252", "utf-8"), ("stored", "")),
        "/utf8-as-latin/": (charset("utf-8", "iso-8859-1"), ("stored", "")),
        "/latin-unnamed/": (charset("cp1252", ""), ("stored", "")),
        "/utf16/": (respond("\ufeff".encode("utf-16-le")[:0] + article("Sechzehn", WORDS)
                            .encode("utf-16")), ("stored", "")),
    }  # fmt: skip


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """One crawl of everything; gives the opened room, its report and what it took."""
    publisher = Publisher(posts(12))
    folder = tmp_path_factory.mktemp("evil")
    with (
        running(EvilServer(otherwise=respond("Geheimnis"))) as other,
        room(folder, publisher) as site,
    ):
        site.services.__dict__["settings"] = site.services.settings.model_copy(
            update={"fetch_seconds": SECONDS, "raw_bytes": RAW, "inflated_bytes": INFLATED}
        )
        wrong = faults(other, publisher.server)
        publisher.pages |= {path: answer for path, (answer, _expected) in wrong.items()}
        publisher.pages["/loop-b/"] = redirect("/loop-a/")
        publisher.pages |= listings(publisher, wrong)
        publisher.robots += "Sitemap: {}\n".format(publisher.server.url("/sitemap-all.xml"))
        began = time.monotonic()
        report = site.crawl()
        yield site, report, time.monotonic() - began, other, wrong


def listings(publisher, wrong):
    """Return sitemaps: one with all evil pages, a cycle, a million addresses, bombs."""
    url = publisher.server.url

    def index(*paths):
        inner = "".join(f"<sitemap><loc>{url(path)}</loc></sitemap>" for path in paths)
        return respond(f"<sitemapindex>{inner}</sitemapindex>", kind="application/xml")

    def urls(addresses):
        inner = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
        return respond(f"<urlset>{inner}</urlset>", kind="application/xml")

    entity = '<!DOCTYPE x [<!ENTITY a "' + "a" * 999 + '">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(9)
    )  # fmt: skip
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    million = "".join(f"<url><loc>https://fremd.test/{n}</loc></url>" for n in range(1_000_000))
    return {
        "/sitemap-all.xml": index(
            "/good-post.xml", "/all-post.xml", "/cycle-post.xml", "/million-post.xml.gz",
            "/bomb-post.xml", "/outside-post.xml", "/foreign-post.xml", "/garbage-post.xml",
            "/html-post.xml",
        ),
        "/good-post.xml": urls([url(f"/?p={number}") for number in range(1, 13)]),
        "/all-post.xml": urls([url(path) for path in (*wrong, "/trap/a/b/a/b/a/b/a/b/")]),
        "/cycle-post.xml": index("/cycle-post.xml", "/cycle2-post.xml", "/sitemap-all.xml"),
        "/cycle2-post.xml": index("/cycle-post.xml"),
        "/million-post.xml.gz": respond(
            gzip.compress(f"<urlset>{million}</urlset>".encode(), mtime=0), kind="application/gzip"
        ),
        "/bomb-post.xml": respond(f"{entity}]><urlset><url><loc>&j;</loc></url></urlset>"),
        "/outside-post.xml": respond(f"{outside}<urlset><url><loc>&a;</loc></url></urlset>"),
        "/foreign-post.xml": urls(["https://fremd.test/a", "ftp://x/", "javascript:1", "", "//"]),
        "/garbage-post.xml": respond(b"\x00\xff<<<>" * 99),
        "/html-post.xml": respond("<html><body>Wartung</body></html>"),
    }  # fmt: skip


PATHS = sorted(faults(EvilServer(), EvilServer()))


@pytest.mark.parametrize("path", PATHS)
def test_every_fault_ends_as_the_table_says(outcome, path):
    site, _report, _seconds, _other, wrong = outcome
    decision, reason = wrong[path][1]
    source = site.services.sources.all()[0].id

    entry = Frontier(site.services.database, source).get(site.publisher.server.url(path))
    told = explain(site.services.database, site.services.articles, site.services.sources, entry.url)

    if decision == "failed":
        assert (entry.state, entry.reason) == ("failed", reason)
        assert told.visits[-1].decision == "failed"
    else:
        assert entry.decision == decision
    assert told.known
    assert told.verdict


def test_all_good_pages_are_there_and_nothing_of_a_fault_came_in(outcome):
    site, report, _seconds, other, _wrong = outcome
    titles = set(site.statuses())

    assert {f"Meldung Nummer {number} aus dem Kreis" for number in range(1, 13)} <= titles
    assert titles - {f"Meldung Nummer {number} aus dem Kreis" for number in range(1, 13)} == {
        "Tief", "Null", "Ersatz", "Sechzehn",
        "Straßenbau in Übersee, cp1252 als utf-8", "Straßenbau in Übersee, utf-8 als iso-8859-1",
        "Straßenbau in Übersee, cp1252 als nichts",
    }  # fmt: skip
    assert other.asked == []
    assert report.state is RunState.PARTIAL
    assert report.skipped["foreign-host"] >= 3
    assert report.failures["too-large"] >= 5


def test_a_trap_in_a_sitemap_is_never_asked_for_and_why_says_so(outcome):
    site = outcome[0]
    url = site.publisher.server.url("/trap/a/b/a/b/a/b/a/b/")

    told = explain(site.services.database, site.services.articles, site.services.sources, url)

    assert site.publisher.server.count("/trap/a/b/a/b/a/b/a/b/") == 0
    assert "trap" in told.verdict


def test_no_letter_is_lost_to_a_wrong_charset(outcome):
    site = outcome[0]
    texts = [one.text for one in site.services.articles.all() if "Übersee" in one.title]

    assert len(texts) == 3
    for text in texts:
        assert "Fußgänger um, größer und schöner als früher" in text
        assert "\ufffd" not in text


def test_it_took_its_time_and_memory_and_no_more(outcome):
    _site, report, seconds, _other, wrong = outcome

    assert seconds < 60
    assert report.requests < 3 * len(wrong) + 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_200_000  # KiB


@pytest.mark.parametrize(
    ("answer", "state", "articles"),
    [
        (respond(status=500), "failed", 0),
        (respond(status=503), "failed", 0),
        (dripping(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n", pause=0.05), "failed", 0),
        (raw(b""), "failed", 0),
        (respond("<html><body>Startseite</body></html>"), "complete", 5),
        (respond("# " + "x" * 600_000 + "\nUser-agent: *\nDisallow: /"), "complete", 5),
        (respond(b"\xff\xfe\x00binary\x00" * 999), "complete", 5),
        (respond(status=404), "complete", 5),
        (redirect("/robots.txt"), "complete", 5),
    ],
    ids=["500", "503", "slow", "closed", "html", "600KB", "binary", "404", "loop"],
)
def test_robots_in_every_state(tmp_path, answer, state, articles):
    with room(tmp_path / "data", Publisher(posts(5))) as site:
        site.services.__dict__["settings"] = site.services.settings.model_copy(
            update={"fetch_seconds": SECONDS, "raw_bytes": 1_000_000}
        )
        site.publisher.pages["/robots.txt"] = answer

        report = site.crawl()

        assert report.state.value == state
        assert len(site.statuses()) == articles


@pytest.mark.parametrize("value", ["3", "-5", "abc", "0"])
def test_a_retry_after_of_any_spelling_lets_the_crawl_go_on(tmp_path, value):
    with room(tmp_path / "data", Publisher(posts(5))) as site:
        good = site.publisher._page
        answers = iter([respond(status=503, headers={"Retry-After": value})])

        async def busy(request, writer):
            await next(answers, good(request))(request, writer)

        site.publisher.pages["/?p=3"] = busy

        report = site.crawl()

        assert report.state is RunState.COMPLETE
        assert len(site.statuses()) == 5
