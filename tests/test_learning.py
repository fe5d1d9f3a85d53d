"""What stands on most pages of a source is learnt as layout, and pages are read again with it."""

from archive.app.rereading import reread_all
from tests.publishers import Post, Publisher, room

FILM = "Imagefilm Prachtregion: So schön lebt es sich zwischen Wald und Fluss, sehen Sie selbst."


WORDS = [
    *("Brücke", "Schule", "Wehr", "Bad", "Markt", "Turm", "Bücherei", "Wald", "Radweg", "Museum"),
    *("Rathaus", "Bahnhof", "Hafen", "Mühle", "Kirche", "Sporthalle", "Freibad", "Friedhof"),
    *("Quelle", "Burg", "Garten", "Deponie"),
]


def texts(count):
    return [
        Post(
            number,
            f"{WORDS[number - 1]}: Bauarbeiten beginnen",
            f"Am Montag beginnen die Arbeiten am Bauwerk {WORDS[number - 1]}, die Umleitung führt "
            f"hinter {WORDS[number - 1]} vorbei.</p><p>{FILM}</p><p>Danach folgt der zweite "
            f"Abschnitt, wie das Amt für {WORDS[number - 1]} mitteilt und Anwohner bestätigen.",
        )
        for number in range(1, count + 1)
    ]


def test_a_block_on_every_page_is_learnt_and_leaves_all_texts_without_a_version(tmp_path):
    with room(tmp_path / "data", Publisher(texts(22))) as site:
        site.crawl()

        found = list(site.services.articles.all())
        source = site.services.sources.all()[0]

        assert source.learnt["boilerplate"]
        assert all("Imagefilm" not in one.text for one in found)
        assert all("Umleitung" in one.text and "Danach" in one.text for one in found)
        assert all(one.versions == 1 for one in found)
        assert reread_all(site.services)["changed"] == 0


def test_few_pages_teach_nothing(tmp_path):
    with room(tmp_path / "data", Publisher(texts(5))) as site:
        site.crawl()

        assert not site.services.sources.all()[0].learnt.get("boilerplate")
        assert all("Imagefilm" in one.text for one in site.services.articles.all())


def test_a_second_crawl_with_what_was_learnt_finds_nothing_changed(tmp_path):
    with room(tmp_path / "data", Publisher(texts(22))) as site:
        site.crawl()
        for number in range(1, 23):
            site.publisher.edit(number, modified="2026-03-02T08:00:00")
        site.clock.pass_(days=1)

        report = site.crawl()

        assert (report.new, report.changed, report.unchanged) == (0, 0, 22)


def test_a_notice_repeated_word_for_word_is_not_taken_for_layout(tmp_path):
    weekly = [
        Post(number, f"Verkehrshinweise der Woche {number}", f"Gesperrt: Tor {number}. " * 20)
        for number in range(1, 26)
    ]
    with room(tmp_path / "data", Publisher(weekly)) as site:
        site.crawl()
        site.crawl(full=True)

        found = list(site.services.articles.all())
        assert len(found) == 25
        assert all("Gesperrt" in one.text for one in found)
        assert {one.status.value for one in found} == {"live"}
        assert reread_all(site.services)["failed"] == 0
