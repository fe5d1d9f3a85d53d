"""The demo publisher's pages that are no news, by their page_id."""

from __future__ import annotations

IMPRINT = """
Landkreis Falmtal, Am Kornhaus 3, 99000 Falmstedt. Vertreten durch die Landrätin.

Diese Website gehört zu newsarchive und dient dem Ausprobieren. Landkreis, Orte, Personen und
Ereignisse sind frei erfunden; Ähnlichkeiten wären Zufall.
"""
DISTRICT = """
Vierzehn Städte und Gemeinden, rund 61.000 Menschen und viel Wald: Der Landkreis Falmtal liegt
zwischen den Rottbergen und der Litten. Kreisstadt ist Falmstedt.
"""
OFFICES = """
- Fachdienst Straßenverkehr
- Fachdienst Abfallwirtschaft
- Gesundheitsamt
- Jugendamt
- Fachdienst Schule, Kultur und Sport
- Brand- und Katastrophenschutz
"""
STATIC_PAGES: dict[int, tuple[str, str]] = {
    2: ("Impressum", IMPRINT),
    3: ("Datenschutz", "Diese Website speichert nichts und setzt keine Cookies."),
    12: ("Der Landkreis", DISTRICT),
    14: ("Ämter und Fachdienste", OFFICES),
    16: ("Formulare", "Formulare liegen im Bürgerservice aus oder werden zugesandt."),
    18: ("Karriere", "Offene Stellen veröffentlicht das Landratsamt freitags."),
    20: ("News", "Alle Meldungen finden Sie unter Aktuelles."),
    22: ("Film", "Hier wäre ein Film über den Landkreis zu sehen."),
    24: ("Erklärung zur Barrierefreiheit", "Fehler melden Sie bitte der Pressestelle."),
}
