"""Stories to fill the pages with: German news prose made of parts, the same for one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.german_dates import BERLIN

WHO = (
    "Der Stadtrat", "Die Kreisverwaltung", "Das Landesamt", "Die Bürgerinitiative",
    "Der Verband der Gastwirte", "Die Polizei", "Das Kultusministerium", "Der Energieversorger",
    "Die Gewerkschaft", "Der Forstbetrieb", "Die Universität", "Das Krankenhaus",
)  # fmt: skip
DID = (
    "will den Beschluss noch in diesem Jahr umsetzen",
    "hat am Mittwoch einen Bericht mit 84 Seiten vorgelegt",
    "rechnet mit Kosten von rund 2,3 Millionen Euro",
    "widerspricht der Darstellung und verweist auf ältere Gutachten",
    "sucht seit Monaten nach einer Lösung, die alle Seiten mittragen können",
    "hat die Zahlen vom 31. Dezember 2007 mit denen von heute verglichen",
    "prüft, ob der Vertrag vom 14. Mai 2009 überhaupt noch gilt",
    "stellt dafür acht zusätzliche Mitarbeiter ein",
    "spricht von einem Schritt, der längst überfällig gewesen sei",
    "hat die Ausschreibung wegen eines Formfehlers zurückgezogen",
)
WHY = (
    "weil die Fördermittel des Bundes sonst verfallen", "obwohl der Haushalt gesperrt ist",
    "nachdem zwei Anwohner geklagt hatten", "während die Nachbarn noch beraten",
    "da die Zahl der Anträge seit 2011 um ein Drittel gestiegen ist",
    "damit der Betrieb im Frühjahr weitergehen kann",
    "auch wenn Fachleute vor den Folgen warnen",
)  # fmt: skip
SAID = (
    "„Wir haben lange genug gewartet“, sagte {name}, „jetzt muss etwas geschehen.“",
    "{name} nannte das Vorgehen „nicht nachvollziehbar“.",
    "„So etwas habe ich in dreißig Jahren nicht erlebt“, sagt {name}.",
    "{name} zufolge gibt es bislang keine belastbaren Erkenntnisse.",
    "Auf Nachfrage wollte sich {name} dazu nicht äußern.",
)
MORE = (
    "Im vergangenen Winter waren es noch deutlich weniger gewesen.",
    "Ein Gutachten soll nun klären, wer für den Schaden aufkommt.",
    "Betroffen sind vor allem Familien mit kleinen Kindern und ältere Menschen.",
    "Am Montagabend kamen dazu mehr als 200 Zuhörer in die Mehrzweckhalle.",
    "Die Entscheidung fällt voraussichtlich im Herbst.",
    "Das geht aus einer Antwort auf eine Kleine Anfrage hervor.",
    "Ganz anders sieht es in den Dörfern am Rand des Reviers aus.",
    "Nicht alle waren damit einverstanden.",
    "Dabei war das Gebäude erst 2004 saniert worden.",
    "Ob das reicht, ist offen.",
    "Im Gespräch sind auch Standorte außerhalb der Kernstadt.",
)
NAMES = (
    "Bürgermeisterin Ute Ehrlich", "Professor Hans Wegner", "der Sprecher Tim Oertel",
    "Amtsleiter Jörg Kästner", "die Vorsitzende Sabine Groß", "Landwirt Karl Möhring",
)  # fmt: skip
SUBHEADS = (
    "Streit um die Kosten", "Was die Anwohner sagen", "Ein langer Weg", "Zahlen und Fakten",
    "Hoffnung auf den Frühling", "Kritik aus der Opposition", "Wie es weitergeht",
)  # fmt: skip
TITLES = (
    "Warum der Wald im Henneberger Land Hilfe braucht",
    "Stadtrat stoppt Pläne für das neue Freibad",
    "„Wir fühlen uns im Stich gelassen“",
    "Land kürzt Mittel für Musikschulen – Eltern protestieren",
    "Acht Jahre nach dem Brand: Der Wiederaufbau der Mühle beginnt",
    "Mehr Züge, weniger Personal? Was der neue Fahrplan bringt",
    "Zwei Verletzte bei Unfall auf der B 19",
    "Wie ein Dorf seine Schule rettete",
    "Streit um Windräder: Gericht gibt Gemeinde recht",
    "Energiegenossenschaft zahlt Bürgern ihr Geld zurück",
    "Open Source in Behörden: „Der Umstieg lohnt sich“",
    "Neue Zahlen zum Arbeitsmarkt überraschen Experten",
    "Das Ende der Telefonzelle",
    "Grippewelle erreicht den Süden",
)
KICKERS = (
    "Forstwirtschaft", "Freibad-Debatte", "Kommunalpolitik", "Bildung", "Nach dem Brand",
    "Bahnverkehr", "Blaulicht", "Schulen auf dem Land", "Justiz", "Energie",
    "Digitalisierung", "Arbeitsmarkt", "Nachruf auf ein Möbel", "Gesundheit",
)  # fmt: skip
AUTHORS = (
    "Anna Bergmann", "Max Grau", "Peter Lindner", "Dr. Eva Sommer", "Jens-Uwe Krahl", "kil", "dpa",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One piece of news; `body` holds ("p" or "h", text), `at` is when it was published."""

    title: str
    kicker: str
    lead: str
    body: tuple[tuple[str, str], ...]
    author: str
    at: datetime
    changed: datetime
    caption: str
    slug: str
    number: int


def story(seed: str, *, long: bool, subheads: bool = True) -> Story:
    """Return the story of *seed*: ten paragraphs and more when *long*, else two to four."""
    chance = random.Random(seed)
    which = chance.randrange(len(TITLES))
    at = datetime(2009, 1, 5, tzinfo=BERLIN) + timedelta(
        days=chance.randrange(5600), hours=chance.randrange(6, 21), minutes=chance.randrange(60)
    )
    body: list[tuple[str, str]] = []
    for number in range(chance.randrange(9, 14) if long else chance.randrange(2, 5)):
        if long and subheads and number and number % 4 == 0:
            body.append(("h", chance.choice(SUBHEADS)))
        body.append(("p", " ".join(_sentences(chance, chance.randrange(2, 6)))))
    title = TITLES[which]
    return Story(
        title,
        KICKERS[which],
        " ".join(_sentences(chance, 2)),
        tuple(body),
        chance.choice(AUTHORS),
        at,
        at + timedelta(days=chance.randrange(1, 400), hours=3),
        f"{chance.choice(MORE)} Foto: {chance.choice(AUTHORS)}",
        "-".join("".join(c for c in title.lower() if c.isascii() and (c.isalpha() or c == " "))
                 .split()),
        chance.randrange(10_000, 9_999_999),
    )  # fmt: skip


def _sentences(chance: random.Random, number: int) -> list[str]:
    found = []
    for _ in range(number):
        kind = chance.random()
        if kind < 0.5:
            found.append(f"{chance.choice(WHO)} {chance.choice(DID)}, {chance.choice(WHY)}.")
        elif kind < 0.75:
            found.append(chance.choice(MORE))
        else:
            said = chance.choice(SAID).format(name=chance.choice(NAMES))
            found.append(said[0].upper() + said[1:])
    return found
