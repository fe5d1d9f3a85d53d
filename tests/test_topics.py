"""Categories that say where on the site a post stands are no topics; all others are."""

import pytest

from crawler.metadata import LAYOUT_SLOT

SLOTS = (
    "Startseite Reihe 1 Links", "Startseite", "Startseite (Slider)", "Allgemein", "Aktuelles",
    "News", "Top-News", "Topthema", "Slider", "Startseitenslider", "Teaser groß", "Banner oben",
    "Reihe 2", "Hauptbeitrag", "Sidebar rechts", "Box links", "Linke Spalte", "Kachel 1",
    "Position 3", "Widget", "Uncategorized", "Ohne Kategorie", "Nicht kategorisiert",
    "Unsortiert", "Sonstiges", "Pressemitteilungen", "Pressemeldungen", "Medieninformationen",
    "Archiv", "Home", "Frontpage", "Featured", "Footer", "Highlights", "Blog", "Beitrag", "test",
    "_intern", "Aktuelle Nachrichten", "Newsticker",
)  # fmt: skip
TOPICS = (
    "Abfall", "Soziales", "Recht und Ordnung", "Rechtsextremismus", "Rechts", "Stadtmitte",
    "Mitte", "Mittelstand", "Links der Werra", "Bannerwald", "Slotcar-Rennen", "Teaserpreis",
    "Pressefreiheit", "Kreisarchiv", "Archivwesen", "Veranstaltungsreihe 2024", "Vortragsreihe 3",
    "Untere Naturschutzbehörde", "Homepage-Wettbewerb", "Allgemeinverfügungen",
    "Vereinsnachrichten", "Nachrichten für Senioren", "Blogger treffen", "Test und Impfung",
    "Sport", "Wahlen", "Ausschreibungen", "Straßenverkehr", "Obere Rhön", "Jugend",
)  # fmt: skip


@pytest.mark.parametrize("category", SLOTS)
def test_a_slot_of_the_layout_is_no_topic(category):
    assert LAYOUT_SLOT.search(category)


@pytest.mark.parametrize("category", TOPICS)
def test_a_subject_is_a_topic(category):
    assert not LAYOUT_SLOT.search(category)
