"""Why an address is or is not in the archive; raw pages read again; WARC."""

import io
import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from archive.app.__main__ import build
from archive.app.rereading import reread_all
from archive.article import Status
from archive.blobs import BlobStore
from archive.errors import ConfigurationError
from crawler.warc import write_warc
from crawler.why import explain
from tests.evil import respond
from tests.publishers import Post, Publisher, posts, room


def pdf(*pages):
    """Return a small PDF that says *pages*."""
    out, offsets = io.BytesIO(), []

    def put(text):
        offsets.append(out.tell())
        out.write(f"{len(offsets)} 0 obj\n{text}\nendobj\n".encode("latin-1"))

    out.write(b"%PDF-1.4\n")
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    put("<</Type/Catalog/Pages 2 0 R>>")
    put(f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>")
    put("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for number, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"
        put(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            f"/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * number} 0 R>>"
        )
        put(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
    start = out.tell()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out.write(f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer<</Size {len(offsets) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


TEXT = "Die Unterlagen liegen bis Freitag im Rathaus aus, siehe den Plan im Anhang. " * 4
LINK = "<a href='/wp-content/uploads/plan.pdf'>Plan der Umleitung (PDF)</a>"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """An archive after a crawl with an attachment, an edit, a deletion and a forbidden page."""
    publisher = Publisher([*posts(4), Post(5, "Unterlagen liegen aus", TEXT + LINK)])
    publisher.robots = "User-agent: *\nDisallow: /?p=3\n"
    publisher.pages["/wp-content/uploads/plan.pdf"] = respond(
        pdf("Umleitung erste Seite", "Sperrung zweite Seite"), kind="application/pdf"
    )
    with room(tmp_path_factory.mktemp("crawled"), publisher) as site:
        site.crawl()
        publisher.edit(1, text="Der neue Wortlaut dieser Meldung ist nun ein anderer. " * 5,
                       modified="2026-03-02T00:00:00")  # fmt: skip
        publisher.edit(2, status=410)
        site.clock.pass_(days=1)
        site.crawl()
        yield site


def why(site, url):
    return explain(site.services.database, site.services.articles, site.services.sources, url)


def test_a_stored_article_tells_its_whole_way(crawled):
    url = crawled.publisher.server.url("/?p=1")

    told = why(crawled, url)

    assert told.known and told.shown
    assert told.verdict.startswith("in the archive")
    assert set(told.seen_in) == {"rest", "sitemap", "feed"} or "rest" in told.seen_in
    assert told.robots == "allowed"
    assert told.status == 200
    assert told.versions == 2
    assert told.published_evidence.startswith("rest")
    assert [visit.decision for visit in told.visits] == ["stored", "stored"]
    assert told.raw_page
    record = json.loads(json.dumps(told.to_record()))
    assert record["visits"][0]["at"].endswith("Z")
    assert any("date:" in line for line in told.lines())


def test_other_forms_of_the_address_lead_to_the_same_answer(crawled):
    host = crawled.publisher.server.host

    told = why(crawled, f"http://{host}/?utm_source=brief&p=1#oben")

    assert told.article == why(crawled, f"http://{host}/?p=1").article


def test_a_deleted_article_a_forbidden_page_and_a_stranger_say_what_they_are(crawled):
    url = crawled.publisher.server.url

    assert "deleted at the source" in why(crawled, url("/?p=2")).verdict
    assert "robots" in why(crawled, url("/?p=3")).verdict
    assert why(crawled, url("/?p=3")).robots == "forbidden"
    assert not why(crawled, url("/nie-gesehen/")).known
    assert "never met" in why(crawled, url("/nie-gesehen/")).verdict
    assert "no source" in why(crawled, "https://fremd.test/a").verdict
    assert "no http" in why(crawled, "mailto:a@b").verdict
    assert "trap" in why(crawled, url("/a/a/a/a/a")).verdict


def test_an_article_gone_at_the_source_is_found_with_its_state(crawled):
    told = why(crawled, crawled.publisher.server.url("/?p=2"))

    assert (told.article_status, told.shown) == ("gone", True)
    assert crawled.services.articles.get(told.article).text


def test_an_article_an_editor_took_down_says_so(crawled):
    url = crawled.publisher.server.url("/?p=4")
    taken = crawled.services.articles.resolve(url)
    crawled.services.articles.set_status(taken, Status.TAKEN_DOWN, at=crawled.clock())

    told = why(crawled, url)

    assert not told.shown
    assert "taken down" in told.verdict


def test_the_text_of_an_attached_pdf_is_kept_page_by_page(crawled):
    found = next(one for one in crawled.services.articles.all() if one.cms_id == "5")

    file = next(file for file in found.attachments if file.url.endswith(".pdf"))

    assert file.pages == ("Umleitung erste Seite", "Sperrung zweite Seite")
    assert found.versions == 1


def test_reading_everything_again_from_raw_pages_changes_nothing(crawled):
    before = {one.id: one for one in crawled.services.articles.all()}

    counts = reread_all(crawled.services)

    after = {one.id: one for one in crawled.services.articles.all()}
    assert counts == {"read": 4, "changed": 0, "unchanged": 4, "without_raw_page": 0, "failed": 0}
    assert after == before


def test_an_unknown_source_cannot_be_read_again(crawled):
    with pytest.raises(ConfigurationError, match="no known source"):
        reread_all(crawled.services, "gibt-es-nicht")


def test_the_warc_holds_every_raw_page_and_passes_the_check(crawled, tmp_path):
    path = tmp_path / "kreis.warc.gz"
    blobs = BlobStore(crawled.services.settings.raw_folder)

    count = write_warc(path, crawled.services.database, blobs, now=crawled.clock())

    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)],
        capture_output=True, text=True,
    )  # fmt: skip
    with path.open("rb") as file:
        records = [
            (
                record.rec_type,
                record.rec_headers,
                record.http_headers,
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file)
        ]
    responses = [record for record in records if record[0] == "response"]
    assert check.returncode == 0, check.stdout + check.stderr
    assert records[0][0] == "warcinfo"
    assert records[0][1].protocol == "WARC/1.1"
    assert count == len(responses) == 6  # five pages read once, one read twice, less one, a PDF
    bodies = {headers.get_header("WARC-Target-URI"): body for _, headers, _, body in responses}
    assert bodies[crawled.publisher.server.url("/wp-content/uploads/plan.pdf")].startswith(b"%PDF")
    assert all(http.get_statuscode() == "200" for _, _, http, _ in responses)
    assert not list(tmp_path.glob(".*part"))


def test_a_source_of_its_own_gives_a_warc_of_its_own(crawled, tmp_path):
    blobs = BlobStore(crawled.services.settings.raw_folder)

    count = write_warc(
        tmp_path / "x.warc.gz", crawled.services.database, blobs, source="andere",
        now=crawled.clock(),
    )  # fmt: skip

    assert count == 0


def test_the_commands_answer_in_json(crawled):
    data = str(crawled.services.settings.data)
    url = crawled.publisher.server.url("/?p=1")
    app, runner = build(), CliRunner()

    known = runner.invoke(app, ["why", url, "--data", data, "--json"])
    stranger = runner.invoke(app, ["why", "https://fremd.test/", "--data", data])
    again = runner.invoke(app, ["reextract", "--data", data, "--json"])

    assert json.loads(known.stdout)["versions"] == 2
    assert known.exit_code == 0
    assert stranger.exit_code == 1
    assert json.loads(again.stdout)["changed"] == 0


def test_the_crawl_command_keeps_its_contract(tmp_path):
    publisher = Publisher(posts(2))
    with room(tmp_path / "other", publisher):
        server = publisher.server
        arguments = ["crawl", server.url(), "--allow-private", server.host, "--pace", "0", "--json"]
        result = CliRunner().invoke(build(), [*arguments, "--data", str(tmp_path / "data")])
        refused = CliRunner().invoke(
            build(), ["crawl", server.url(), "--data", str(tmp_path / "fresh"), "--json"]
        )

    report = json.loads(result.stdout.splitlines()[-1])
    assert result.exit_code == 0
    assert {
        "found",
        "new",
        "changed",
        "unchanged",
        "gone",
        "failed",
        "skipped",
        "seconds",
        "state",
    } <= set(report)
    assert (report["found"], report["new"], report["state"]) == (2, 2, "complete")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout.splitlines()[-1])["state"] == "failed"
